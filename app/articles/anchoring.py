"""Passages and how they hold on to a text that changes.

A passage keeps two W3C selectors: position (`start`, `end`, code points into one version of the stored text) and quote
(`exact` with 32 characters of `prefix` and `suffix`). In another version it is looked for in three ways, each of which
is sure or says no: the exact words, the same words in other typography, the same sentence after a harmless correction.
If none is, it is orphaned, and the kept quote is shown as what it is. Likeness only finds candidates; it never decides.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Literal

from rapidfuzz import fuzz, process

from app.articles.typography import Folded, fold
from app.articles.wording import same_wording
from app.extraction import sentences

CONTEXT = 32  #: characters of prefix and suffix

State = Literal["anchored", "moved", "orphaned"]
How = Literal["offset", "exact", "folded", "sentence"]

#: Folded characters of context that must agree for it to count as the same surroundings.
AGREEING = 12
#: A passage that stands in new surroundings must be at least this long (folded) to be sure that it is the same one:
#: "It was released on Friday." elsewhere may be about another ship.
SELF_EVIDENT = 60
MAX_OCCURRENCES = 200  #: more, and the words are boilerplate that identifies nothing
CANDIDATE_SCORE = 80.0  #: rapidfuzz ratio below which a sentence is not even compared word by word
MAX_CANDIDATES = 12
MAX_COMPARED = 500_000  #: characters of a text whose sentences are compared; in longer ones only the words count

_TERMINATORS = ".!?…:"
_CLOSING = "\"')]}”’»"
_SENTENCE_END = re.compile(r"[.!?…]{1,8}[\"'”’»)\]]{0,4}(?=\s)|\n+")


@dataclass(frozen=True, slots=True)
class Selectors:
    """A passage: what it says, what stands around it, and where it was."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage is in a version of its article.

    `anchored`: the selectors hold to the letter, offsets and all. `moved`: it is there for certain, but elsewhere or,
    where `how` is `folded` or `sentence`, in other letters: select it anew. `orphaned`: it is not there for certain.
    """

    state: State
    start: int | None = None  #: None if orphaned
    end: int | None = None
    how: How | None = None


ORPHANED = Anchor("orphaned")


def select(text: str, start: int, end: int) -> Selectors:
    """The selectors of text[start:end]. Raises ValueError if that is empty or not within the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage from {start} to {end} in a text of {len(text)} characters")
    return Selectors(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def anchor(
    selectors: Selectors, text: str, old_sha256: str | None, new_sha256: str, *, language: str | None = None
) -> Anchor:
    """Find a passage in `text`, whose hash is `new_sha256`; `old_sha256` is that of the version the offsets count in.

    Offsets alone are believed only if the hashes agree. `language` (ISO 639) lets English spellings vary. Never raises.
    """
    if old_sha256 == new_sha256 and text[selectors.start : selectors.end] == selectors.exact:
        return Anchor("anchored", selectors.start, selectors.end, "offset")
    folded, quote = _fold_version(text), _fold(selectors.exact)
    if not quote:
        return ORPHANED
    for how, found in (
        ("exact", list(_exact(selectors.exact, text))),
        ("folded", list(in_other_typography(quote, folded))),
        ("sentence", list(_sentences(quote, text, language))),
    ):
        if not found:
            continue
        # The words are there: what they are surrounded by decides, and a weaker way must not overrule it.
        place = _decide(selectors, quote, text, folded, found, exhausted=len(found) >= MAX_OCCURRENCES)
        if place is None:
            return ORPHANED
        same = place == (selectors.start, selectors.end) and how == "exact"
        return Anchor("anchored" if same else "moved", *place, how)  # type: ignore[arg-type]
    return ORPHANED


Place = tuple[int, int]


def _exact(exact: str, text: str) -> Iterator[Place]:
    """Where the very words are."""
    return ((start, start + len(exact)) for start in islice(_occurrences(exact, text), MAX_OCCURRENCES))


def in_other_typography(quote: str, folded: Folded) -> Iterator[Place]:
    """Where folded words are in a text, in whatever typography: offsets in the text as it was, `MAX_OCCURRENCES` of
    them at most."""
    starts = islice(_occurrences(quote, folded.text), MAX_OCCURRENCES)
    return (folded.origin(start, start + len(quote)) for start in starts)


def _sentences(quote: str, text: str, language: str | None) -> Iterator[Place]:
    """Where as many sentences as the quote has say the same in the same words, but for a harmless correction."""
    if len(text) > MAX_COMPARED:
        return iter(())
    places = sorted(
        {*_windows(quote, text, _cut), *_windows(quote, text, partial(_cut_finely, language=language or ""))}
    )
    # Of a length at which the score is within reach; the others are not even folded.
    windows = [_fold(text[i:j]) if 0.6 * len(quote) < j - i < 1.7 * len(quote) + 20 else "" for i, j in places]
    likely = process.extract(quote, windows, scorer=fuzz.ratio, score_cutoff=CANDIDATE_SCORE, limit=MAX_CANDIDATES)
    found: list[Place] = []
    for _, _, index in sorted(likely, key=lambda match: match[2]):
        start, end = places[index]
        if same_wording(quote, windows[index], language=language):
            # Both cuts may find it, one with a bullet or a dash in front: the shorter is the sentence.
            if found and start < found[-1][1]:
                found[-1] = min(found[-1], (start, end), key=lambda place: place[1] - place[0])
            else:
                found.append((start, end))
    return iter(found)


def _windows(quote: str, text: str, cut: Callable[[str], list[Place]]) -> Iterator[Place]:
    """Every run of as many sentences as the quote has."""
    count, pieces = max(len(cut(quote)), 1), cut(text)
    return ((pieces[i][0], pieces[i + count - 1][1]) for i in range(len(pieces) - count + 1))


def _decide(
    selectors: Selectors, quote: str, text: str, folded: Folded, found: list[Place], *, exhausted: bool
) -> Place | None:
    """The one occurrence that is the passage, or None where that is not certain."""
    prefix, suffix = _fold(selectors.prefix), _fold(selectors.suffix)
    scored = []
    for start, end in found:
        left, right = folded.position(start), folded.position(end)
        before = _agrees(prefix, folded.text[max(0, left - 2 * CONTEXT) : left].rstrip(), backwards=True)
        after = _agrees(suffix, folded.text[right : right + 2 * CONTEXT].lstrip(), backwards=False)
        if _stands_alone(text, start, end, before=before, after=after):
            scored.append((before + after, (start, end)))
    if not scored or exhausted:
        return None
    best = max(score for score, _ in scored)
    places = [place for score, place in scored if score == best]
    if len(places) > 1 or (best == 0 and len(quote) < SELF_EVIDENT):
        return None
    return places[0]


def _agrees(context: str, around: str, *, backwards: bool) -> bool:
    """Whether what stood on one side of the passage stands there still, at least next to it."""
    if not context:
        return not around  # it was, and is, the text's edge
    if backwards:
        context, around = context[::-1], around[::-1]
    needed = min(AGREEING, len(context))
    return around[:needed] == context[:needed]


def _stands_alone(text: str, start: int, end: int, *, before: bool, after: bool) -> bool:
    """Whether the words are whole sentences where they were found.

    "The tanker was boarded" is not in 'They deny this: "The tanker was boarded"', nor in "The tanker was boarded in a
    film". On a side whose surroundings are the old ones, the old boundary holds.
    """
    if (start and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    ):
        return False
    return (before or _begins_sentence(text, start)) and (after or _ends_sentence(text, start, end))


def _begins_sentence(text: str, start: int) -> bool:
    gap = text[max(0, start - 200) : start]
    rest = gap.rstrip()
    if not rest or "\n" in gap[len(rest) :]:
        return True
    if len(rest) == len(gap):
        return False  # something, perhaps an opening quote, stands right before the words
    return rest.rstrip(_CLOSING)[-1:] in tuple(_TERMINATORS.replace(":", ""))


def _ends_sentence(text: str, start: int, end: int) -> bool:
    gap = text[end : end + 200]
    rest = gap.lstrip()
    if not rest or "\n" in gap[: len(gap) - len(rest)]:
        return True
    if len(rest) == len(gap):
        return False
    return text[start:end].rstrip(_CLOSING)[-1:] in tuple(_TERMINATORS)


def _occurrences(needle: str, haystack: str) -> Iterator[int]:
    position = haystack.find(needle)
    while position >= 0:
        yield position
        position = haystack.find(needle, position + 1)


@lru_cache(maxsize=8)
def _cut(text: str) -> list[Place]:
    """Rough sentences, the same in every language and context, without outer white space."""
    places: list[Place] = []
    start = 0
    for end in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            places.append((left, right))
        start = end
    return places


@lru_cache(maxsize=8)
def _cut_finely(text: str, language: str) -> list[Place]:
    """Sentences as the extractor cuts them, whose passages begin behind datelines, bullets and numbers."""
    return [(sentence.start, sentence.end) for sentence in sentences.split(text, language)]


#: Folded versions, because all passages of an article are looked for in one after the other.
_fold_version = lru_cache(maxsize=4)(fold)


def _fold(text: str) -> str:
    return fold(text).text
