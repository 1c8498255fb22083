"""The small pattern language of `data/lexicon/`: words, `*`, alternatives, gaps, classes.

Patterns are matched on a sentence written as normalised words with one space between and around them; behind a mark
every word carries tags (characters of the private use area), one for each class of its. Each pattern is one regular
expression whose gaps are bounded, and names literal *anchors*: strings of which one must occur wherever it
matches, so that a single Aho-Corasick pass over an article finds the few patterns worth trying.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W_]+)*")
MARK = "\x01"
"""Stands between a word and its tags in the text that patterns are matched on."""
MAX_GAP = 12
_POSSESSIVE = re.compile(r"['’]s\Z")


@lru_cache(maxsize=20_000)
def normal(word: str) -> str:
    """A word as patterns see it: case folded, apostrophes straight, the English possessive gone."""
    folded = word.casefold()
    if "'" in folded or "’" in folded:
        folded = _POSSESSIVE.sub("", folded).replace("’", "'")
    return folded


def words(text: str) -> list[str]:
    """The normalised words of a text; hyphens and all other marks part words."""
    return [normal(m.group()) for m in WORD.finditer(text)]


class Classes:
    """Class name → its tag character. `ship+` stands for a ship, several ships or a pronoun."""

    GROUPS: ClassVar[dict[str, tuple[str, ...]]] = {"ship+": ("ship", "ships", "pronoun")}

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def tag(self, name: str) -> str:
        """The tag of a class, made on first use."""
        tag = self.known.get(name)
        if tag is None:
            tag = self.known[name] = chr(0xE000 + len(self.known))
        return tag

    def tags(self, name: str) -> str:
        """The tags that a slot `<name>` accepts."""
        if name not in self.GROUPS:
            return self.tag(name)
        return "".join(self.tag(n) for n in self.GROUPS[name])


@dataclass(frozen=True)
class Alternative:
    """One way to fill an element: literal words (the first and last may carry `*`) or a class."""

    words: tuple[str, ...] = ()
    slot: str | None = None

    def regex(self, classes: Classes) -> str:
        if self.slot is not None:
            word = f"[^ ]*[{classes.tags(self.slot)}][^ ]*"
            return f"{word}(?: {word}){{0,5}}"
        return " ".join(_word_regex(word) for word in self.words)

    def anchor(self) -> str | None:
        """The literal that any match holds, with a space where a word boundary is certain; None for a class."""
        if self.slot is not None:
            return None
        head = "" if self.words[0].startswith("*") else " "
        tail = "" if self.words[-1].endswith("*") else " "
        return head + " ".join(self.words).strip("*") + tail


def _word_regex(word: str) -> str:
    core = re.escape(word.strip("*"))
    head = f"[^ {MARK}]*" if word.startswith("*") else ""
    tail = "[^ ]*" if word.endswith("*") else f"{MARK}[^ ]*"
    return head + core + tail


@dataclass(frozen=True)
class Element:
    """One place in a pattern: alternatives, perhaps optional; or a gap of up to `gap` words."""

    alternatives: tuple[Alternative, ...] = ()
    optional: bool = False
    gap: int = 0

    @property
    def anchors(self) -> tuple[str, ...]:
        """Literals of which one is there wherever the element is filled; empty if that can't be said."""
        found = tuple(a.anchor() for a in self.alternatives)
        if self.optional or self.gap or not found or any(not a or len(a) < 3 for a in found):
            return ()
        return tuple(a for a in found if a)


class PatternError(ValueError):
    """A pattern of the lexicon that can't be read; the message holds the pattern."""


class Pattern:
    """One compiled pattern. Without anchors it is one of classes alone: one of `required_tags` is in its matches."""

    def __init__(self, source: str, classes: Classes) -> None:
        """Raises PatternError where `source` does not follow data/lexicon/README.md."""
        self.source = source
        self._classes = classes
        self.elements: tuple[Element, ...] = tuple(_element(part, source) for part in source.split())
        self.single = len(self.elements) == 1
        """True if an anchor's occurrence, widened to whole words, is already the whole match."""
        choices = [e.anchors for e in self.elements if e.anchors]
        slots = [
            a.slot
            for e in self.elements
            if not e.optional
            for a in e.alternatives
            if a.slot and len(e.alternatives) == 1
        ]
        if not (choices or slots) or self.elements[0].gap or self.elements[-1].gap:
            raise PatternError(f"no word of its own, or a gap at an end: {source!r}")
        self.anchors = max(choices, key=lambda anchors: min(len(a.strip()) for a in anchors)) if choices else ()
        self.required_tags = "" if choices else classes.tags(slots[0])

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Matches inside ` word word word `, from the start of a word to the end of one."""
        parts: list[str] = []
        for element in self.elements:
            if element.gap:
                parts.append(rf"(?:[^ ]+ ){{0,{element.gap}}}?")
                continue
            choice = "|".join(a.regex(self._classes) for a in element.alternatives)
            parts.append(f"(?:(?:{choice}) )" + ("?" if element.optional else ""))
        return re.compile("(?<= )" + "".join(parts))


def _element(part: str, source: str) -> Element:
    if part.startswith("..."):
        number = part[3:] or "4"
        if not number.isdigit() or not 0 < int(number) <= MAX_GAP:
            raise PatternError(f"a gap is `...` or `...1` to `...{MAX_GAP}`: {source!r}")
        return Element(gap=int(number))
    optional = part.startswith("[") and part.endswith("]")
    body = part[1:-1] if optional else part
    if any(c in body for c in "[]"):
        raise PatternError(f"brackets go around a whole word: {source!r}")
    return Element(tuple(_alternative(a, source) for a in body.split("|")), optional)


def _alternative(text: str, source: str) -> Alternative:
    if text.startswith("<") and text.endswith(">"):
        return Alternative(slot=text[1:-1])
    head, tail = text.startswith("*"), text.endswith("*")
    found = words(text.replace("_", " "))
    if not found:
        raise PatternError(f"an alternative without letters: {source!r}")
    if head:
        found[0] = "*" + found[0]
    if tail:
        found[-1] += "*"
    return Alternative(tuple(found))
