"""Ships' names in the case that a sentence needs, brought back to the name: Fitburgin, Jaguarowi, «Ладоги Стар».

Endings are data (`data/lexicon/name_endings.toml`). Which of the possible names it is, the article decides: a base that
the register knows or that other forms share wins; a form that stands alone loses its ending only where that is likely.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from geo.resources import DATA

_SHORTEST = 3
_APOSTROPHE = re.compile(r"(?<=\w)['’](?:n|s|i|iga|ile|ist|lle|lla|lta|ssa|sta|a|ä|t|l|le|lt|ga|u|em|owi|om)\Z")
_FIRST_WORD_TOO = frozenset({"ru", "pl"})
_KNOWN, _SEEN, _SHARED = 3.0, 1.5, 1.0
_Ending = tuple[str, str, float]


@cache
def _endings(language: str) -> tuple[_Ending, ...]:
    table = tomllib.loads((DATA / "lexicon" / "name_endings.toml").read_text(encoding="utf-8"))
    return tuple((ending, instead, float(likely)) for ending, instead, likely in table.get(language, ()))


def base_names(name: str, language: str) -> dict[str, float]:
    """The names that `name` may be a form of, itself among them, with how likely each is by itself."""
    found = {name: 0.5}
    name_alone = _APOSTROPHE.sub("", name)
    if name_alone != name:
        return {name: 0.2, name_alone: 0.9}
    words = name.split(" ")
    latin_in_russian = language == "ru" and name.isascii()
    if not name or latin_in_russian or len(name) < _SHORTEST + 1:
        return found
    places = {len(words) - 1} | ({0} if language in _FIRST_WORD_TOO else set())
    for at in places:
        for stem, likely in _stems(words[at], language):
            written = " ".join([*words[:at], stem, *words[at + 1 :]])
            found[written] = max(found.get(written, 0.0), likely)
    if len(places) > 1:  # both words may be inflected: «Лены Авроры»
        for first, one in _stems(words[0], language):
            for last, other in _stems(words[-1], language):
                both = " ".join([first, *words[1:-1], last])
                found.setdefault(both, min(one, other))
    return found


def _stems(word: str, language: str) -> Iterable[tuple[str, float]]:
    upper = word.isupper()
    for ending, instead, likely in _endings(language):
        if upper and len(word) > 1:
            continue
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            yield word[: len(word) - len(ending)] + instead, likely


def names_of(forms: Iterable[str], language: str, known: Callable[[str], bool]) -> dict[str, str]:
    """Form → name, for every form of an article that is not a name as it stands.

    `forms`: the surface forms, repeated as often as the article has them. `known`: whether the register has a name.
    """
    seen = Counter(forms)
    if not _endings(language):
        return {}
    candidates = {form: base_names(form, language) for form in seen}
    shared: Counter[str] = Counter()
    for bases in candidates.values():
        shared.update(bases.keys())
    result: dict[str, str] = {}
    for form, bases in candidates.items():
        best = max(bases, key=lambda base: _worth(base, bases[base], seen, shared, known))
        if best != form:
            result[form] = best
    return result


def _worth(
    base: str, likely: float, seen: Counter[str], shared: Counter[str], known: Callable[[str], bool]
) -> tuple[float, int]:
    worth = likely + _SHARED * (shared[base] - 1)
    worth += _KNOWN * known(base) + _SEEN * (base in seen and shared[base] > 1)
    return worth, -len(base)
