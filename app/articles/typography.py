"""Typography folded away: two texts that differ only in quotes, dashes and spaces become equal, and nothing else does.

Letter case is not typography: "the tanker was boarded" inside a denial is not the sentence "The tanker was boarded".
"""

from bisect import bisect_right
from dataclasses import dataclass

_QUOTES = {'"': "“”„‟«»″〝〞＂", "'": "‘’‚‛‹›′`´ʼ＇"}
_DASHES = "‐‑‒–—―−﹘﹣－"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "…": "..."}
_INVISIBLE = "\u00ad\u200b\u200c\u2060\ufeff"

#: Character → what it is folded to; white space is handled apart, because a run of it becomes one space.
FOLDS = {
    **{ord(char): plain for plain, chars in _QUOTES.items() for char in chars},
    **{ord(char): "-" for char in _DASHES},
    **{ord(char): letters for char, letters in _LIGATURES.items()},
    **{ord(char): "" for char in _INVISIBLE},
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where its characters come from."""

    text: str
    _origins: tuple[int, ...]  #: for every folded character, the offset of the one it comes from
    _length: int  #: of the text as it was

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the folded text → offsets in the text as it was; `end` is exclusive."""
        after = self._origins[end - 1] + 1
        return self._origins[start], min(after, self._length)

    def position(self, offset: int) -> int:
        """The folded offset of the first character that does not come from before `offset`."""
        return bisect_right(self._origins, offset - 1)


def fold(text: str) -> Folded:
    """Fold a text; white space at its ends goes, a run of it within becomes one space."""
    out: list[str] = []
    origins: list[int] = []
    for offset, char in enumerate(text):
        if char.isspace():
            if out and out[-1] != " ":
                out.append(" ")
                origins.append(offset)
            continue
        for folded in FOLDS.get(ord(char), char):
            out.append(folded)
            origins.append(offset)
    if out and out[-1] == " ":
        out.pop()
        origins.pop()
    return Folded("".join(out), tuple(origins), len(text))
