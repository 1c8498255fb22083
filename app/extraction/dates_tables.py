"""The words of time of one language, from `data/lexicon/dates/{language}.toml` (explained in the README there)."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from geo.resources import DATA


class Entry(NamedTuple):
    """What a word means, if the words of `rest` follow it."""

    rest: tuple[str, ...]
    kind: str
    value: Any


Look = tuple[dict[str, Any], tuple[Entry, ...] | None]
_DASH: Look = ({"to": True, "dash": True}, None)
_DIGITS: Look = ({}, None)
# Words remembered per language; hostile text can't make the memory grow beyond it.
_REMEMBERED = 20_000


@dataclass
class TimeWords:
    """Look-up of the first word of every expression, whole or by its first three letters."""

    month_day: bool = False
    whole: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    prefixes: dict[str, list[tuple[str, Entry]]] = field(default_factory=lambda: defaultdict(list))
    capital: frozenset[str] = frozenset()
    seen: dict[str, Look | None] = field(default_factory=dict)

    def look_up(self, token: str) -> Look | None:
        """What a token means alone (with `raw`, its lower case) and the phrases it may begin; None for other words.

        For digits and dashes the second part is None.
        """
        try:
            return self.seen[token]
        except KeyError:
            if len(self.seen) > _REMEMBERED:
                self.seen.clear()
            found = self.seen[token] = self._read(token)
            return found

    def _read(self, token: str) -> Look | None:
        if token[0].isdigit():
            return _DIGITS
        if token[0] in "–—-":
            return _DASH
        folded = token.lower().replace("’", "'")
        entries = self._entries(folded) or self._entries(folded.removesuffix("'s"))
        if not entries and "-" in folded:
            folded = folded.rsplit("-", 1)[1]
            entries = self._entries(folded)
        if not entries:
            return None
        kinds: dict[str, Any] = {"raw": folded}
        for entry in entries:
            if not entry.rest:
                kinds.setdefault(entry.kind, entry.value)
        return kinds, tuple(entry for entry in entries if entry.rest)

    def _entries(self, word: str) -> list[Entry]:
        found = list(self.whole.get(word, ()))
        return found + [entry for prefix, entry in self.prefixes.get(word[:3], ()) if word.startswith(prefix)]

    def add(self, words: str, kind: str, value: Any) -> None:
        """Add the words of one value of the file; `_` joins the words of a phrase."""
        for written in words.split():
            first, *rest = written.split("_")
            entry = Entry(tuple(rest), kind, value)
            if first.endswith("*"):
                self.prefixes[first[:3]].append((first[:-1], entry))
            else:
                self.whole[first].append(entry)


@cache
def time_words(language: str) -> TimeWords:
    """The table of a language; a language without a file is read with the English one."""
    folder = DATA / "lexicon" / "dates"
    path = folder / f"{language}.toml"
    if not (language.isalpha() and language.isascii() and path.is_file()):
        path = folder / "en.toml"
    raw: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    table = TimeWords(month_day=bool(raw["order"]["month_day"]), capital=frozenset(raw["words"]["capital"].split()))
    for section, values in raw.items():
        if section == "order":
            continue
        for key, words in values.items():
            if section == "words":
                if key != "capital":
                    table.add(words, key, True)
            elif section in ("unit", "direction", "direction_before", "part", "holiday"):
                table.add(words, section, key)
            else:
                table.add(words, section, int(key))
    return table
