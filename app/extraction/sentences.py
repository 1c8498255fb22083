"""Where sentences begin and end, in seven languages.

Abbreviations are data: `data/lexicon/abbreviations/{language}.toml`. Offsets are Unicode code points into the text as
it stands; nothing is normalised first. Every pattern is linear: a million characters without a stop cost one pass.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from geo.resources import DATA


class Sentence(NamedTuple):
    """One sentence: `text[start:end]` has no white space at either end; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True)
class Abbreviations:
    """One language's table, as documented in `abbreviations/en.toml`."""

    never: frozenset[str]
    before_number: frozenset[str]
    unless_start: frozenset[str]
    unless_capital: frozenset[str]
    continues: frozenset[str]
    starters: frozenset[str]
    letter_names: frozenset[str]
    ordinals: str


_EMOJI = "\u200d\u20e3\ufe0f☀-➿⬀-⯿\U0001f000-\U0001faff"
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
# A run of stops, then what closes with it: quotes and brackets, at most eight, then emoji.
_STOP = re.compile(rf"([.!?…]{{1,8}})([\"'”’»›“)\]}}]{{0,8}})((?:[^\S\n]{{0,2}}[{_EMOJI}]){{0,16}})(?=\s|\Z)")
_WORD_BEFORE = re.compile(r"[\w§№'’:-]+(?:\.[\w'’-]+)*\Z")
_WORD_AFTER = re.compile(r"[\w'’-]+")
_OPENING = frozenset(" \t\n\u00a0\"'“”„‚‘«»‹›([{–—-*•·>@")
_QUOTES = frozenset('"“„«‚‘')
_BULLET = re.compile(rf"\s*(?:[-–—*•·>▪●◦►✓#]|\d{{1,2}}[.)/]|\w[.)]|[{_EMOJI}])")
# What stands before a line's first sentence: emoji, "3/8", "(iii)", "[2]", "1." before a capital.
_LEAD = re.compile(
    rf"(?:(?:[{_EMOJI}]{{1,8}}|\d{{1,2}}/\d{{0,2}}|\((?:[ivx]{{1,4}}|\d{{1,2}}|[a-z])\)|(?:[ivx]{{1,4}}|\d{{1,2}}|[a-z])\)"
    rf"|\d{{1,2}}\.(?=\s+[A-ZÄÖÕÜÅŠŽŁŚŻА-Я])|\[\d{{1,3}}\])\s+){{1,4}}"
)
_FOOTNOTE = re.compile(r"\s{0,2}\[\d{1,3}\]")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?){0,3}[^\W\d_]\Z")
# A place, then perhaps a date and an agency, then a dash: "TALLINN, April 26 (Agency) - ", "ASTANA. 5 March. CSIA. — ".
_DATELINE = re.compile(r"([^\W\d_][\w .,/'’()-]{1,80}?)\s?(?:--|[-–—])\s(?=\S)")
# The same without the dash, which some agencies leave out: "HAVANA, Apr 22 (AA) ".
_DATELINE_BRACKET = re.compile(r"([^\W\d_][\w ,./-]{1,60}\([\w /.-]{2,30}\))\s(?=\S)")
# How far back a word before a stop is looked for; longer words are no abbreviations.
_REACH = 24
# Where, and how often, a lettered name is looked for elsewhere in the text: hostile text must not cost its square.
_SEARCHED, _TRIES = 20_000, 8
# A line as long as this share of the longest in its paragraph is taken for a hard-wrapped one.
_WRAPPED = 0.75


def split(text: str, language: str) -> list[Sentence]:
    """Cut `text` into sentences; `language` is an ISO 639-1 code, any other is read with the English table.

    Every character that is not white space is in exactly one sentence. What only leads in (a dateline, a bullet's
    emoji or number, a footnote mark) is a sentence of its own, so that the one after it begins with its first word.
    Never raises.
    """
    table = _table(language)
    head = dateline(text)
    sentences: list[Sentence] = []
    start = number = 0
    for blank in [*_PARAGRAPH.finditer(text), None]:
        end = blank.start() if blank else len(text)
        if head and start <= head[0] < end:
            pieces = [head, *_paragraph(text, head[1], end, table)]
        else:
            pieces = _paragraph(text, start, end, table)
        sentences += [Sentence(a, b, number) for a, b in pieces]
        number += bool(pieces)
        start = blank.end() if blank else end
    return sentences


def sentence_at(sentences: list[Sentence], offset: int) -> int:
    """Index of the sentence that holds `offset`, or of the last one that begins before it (0 for an earlier offset)."""
    return max(0, bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1)


def dateline(text: str) -> tuple[int, int] | None:
    """Where a wire's dateline stands ("TALLINN, April 26 (Agency) -"), at the head of one of three paragraphs."""
    start = 0
    for _ in range(3):
        start += len(text[start : start + 200]) - len(text[start : start + 200].lstrip())
        for pattern in (_DATELINE, _DATELINE_BRACKET):
            match = pattern.match(text, start, start + 120)
            if match and _is_dateline(match[1], dashed=pattern is _DATELINE):
                return start, start + len(match.group().rstrip())
        blank = _PARAGRAPH.search(text, start, start + 400)
        if not blank:
            return None
        start = blank.end()
    return None


def _is_dateline(head: str, dashed: bool) -> bool:
    """Whether capitals, an agency in brackets or a day tell a dateline from a sentence with a dash or a bracket."""
    words = [word for word in re.findall(r"[^\W\d_]+", head) if len(word) > 1]
    dated = any(char.isdigit() for char in head)
    if sum(word[0].islower() for word in words) > dated:  # only the name of a month
        return False
    place = re.split(r"[,.(/]", head, maxsplit=1)[0].strip()
    if place.isupper() and len(place) > 2:
        return dashed or dated
    return dashed and len(head) < 60 and (dated or head.rstrip().endswith(")"))


def _paragraph(text: str, start: int, end: int, table: Abbreviations) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for line_start, line_end in _lines(text, start, end):
        lead = _LEAD.match(text, line_start, line_end)
        begin = lead.end() if lead else line_start
        spans.append((line_start, begin))
        casual = _begins_in_lower_case(text, begin, line_end)
        for match in _STOP.finditer(text, begin, line_end):
            at = match.end()
            if at >= line_end or not _ends_sentence(text, begin, match, line_end, table, casual):
                continue
            spans.append((begin, at))
            begin = at
            while note := _FOOTNOTE.match(text, begin, line_end):
                spans.append((begin, note.end()))
                begin = note.end()
        spans.append((begin, line_end))
    stripped = (_strip(text, a, b) for a, b in spans)
    return [(a, b) for a, b in stripped if a < b]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The paragraph's lines, hard-wrapped ones joined: a line break counts only beside a short line or a bullet."""
    lines: list[tuple[int, int]] = []
    at = start
    while at <= end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        lines.append((at, stop))
        at = stop + 1
    if len(lines) == 1:
        return lines
    longest = max(b - a for a, b in lines)
    joined = [lines[0]]
    previous = lines[0][1] - lines[0][0]
    for a, b in lines[1:]:
        if previous >= _WRAPPED * longest and longest > 40 and not _BULLET.match(text, a, b):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
        previous = b - a
    return joined


def _begins_in_lower_case(text: str, start: int, end: int) -> bool:
    """Whether the line is written without capitals at its start, as posts are: then lower case may follow a stop."""
    for char in text[start : min(end, start + 12)]:
        if char.isalnum():
            return char.islower()
    return False


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int, table: Abbreviations, casual: bool) -> bool:
    """Whether the run of stops ends the sentence that began at `begin`."""
    after = stop.end()
    follows = _next_character(text, after, end)
    if follows.islower() and (not casual or stop[2]):
        return False
    if stop[1] != "." or (stop[2] and stop[2][0] not in "'’"):
        return True
    before = _word_before(text, begin, stop.start())
    if not before:
        return True
    word_after = _next_word(text, after, end)
    if before.isdigit():
        return not _is_ordinal(before, follows, word_after, table)
    return not _is_abbreviation(text, begin, stop.start(), before, follows, word_after, table)


def _is_abbreviation(
    text: str, begin: int, stop: int, before: str, follows: str, word_after: str, table: Abbreviations
) -> bool:
    folded, starts = before.casefold(), word_after.casefold() in table.starters
    if folded in table.before_number and (follows.isdigit() or folded not in table.never | table.unless_start):
        return follows.isdigit() or len(word_after) == 1
    if folded in table.never:
        # A word that is whole ("Sat.", "Gen.") before a starter ends its sentence; "Lt. The" is too rare to matter.
        return not starts or not before.isalpha() or len(before) < 2
    if folded in table.unless_capital:
        return follows.isdigit() or word_after.casefold() in table.continues
    if folded in table.unless_start:
        return not starts and _next_mark(text, stop + 1) not in _QUOTES
    if _INITIAL.match(before) and before[0].isupper():
        return not _is_lettered_name(text, begin, stop - len(before), before, starts, table)
    return False


def _is_ordinal(before: str, follows: str, word_after: str, table: Abbreviations) -> bool:
    if len(before) > 2:
        return False
    if follows.isdigit():  # "11. 4. 2025"
        return int(before) <= 31 and (len(word_after) <= 2 or len(word_after) == 4)
    return table.ordinals == "noun" and word_after.casefold() not in table.starters


def _is_lettered_name(text: str, begin: int, at: int, letter: str, starts: bool, table: Abbreviations) -> bool:
    """Whether the single letter at `at` belongs to a ship's name ("Eagle S.", "Sea Owl I.") and is no initial."""
    if len(letter) > 1:
        return False
    word = _word_before(text, begin, at - (text[at - 1 : at] == " "))
    if len(word) < 2 or not word[0].isupper() or word.casefold() in table.never:
        return False
    if starts or word.casefold() in table.letter_names:
        return True
    name = f"{word} {letter}"
    found = text.find(name, 0, _SEARCHED)
    for _ in range(_TRIES):
        if found < 0:
            return False
        if text[found + len(name) : found + len(name) + 1] not in (".", ""):
            return True
        found = text.find(name, found + 1, _SEARCHED)
    return False


def _next_mark(text: str, at: int) -> str:
    return text[at : at + 3].lstrip()[:1]


def _word_before(text: str, begin: int, stop: int) -> str:
    match = _WORD_BEFORE.search(text, max(begin, stop - _REACH), stop)
    return match.group() if match else ""


def _next_character(text: str, start: int, end: int) -> str:
    """The first character that is neither white space nor an opening mark, of the next eight; else an empty string."""
    for char in text[start : min(end, start + 8)]:
        if char not in _OPENING:
            return char
    return ""


def _next_word(text: str, start: int, end: int) -> str:
    """The next word; an initial ("A.") counts as none."""
    match = _WORD_AFTER.search(text, start, min(end, start + 40))
    return match[0] if match and not (len(match[0]) == 1 and text[match.end() : match.end() + 1] == ".") else ""


@cache
def _table(language: str) -> Abbreviations:
    folder = DATA / "lexicon" / "abbreviations"
    path = folder / f"{language}.toml"
    if not (language.isalpha() and language.isascii() and path.is_file()):
        path = folder / "en.toml"
    raw: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    raw |= tomllib.loads((folder / "common.toml").read_text(encoding="utf-8"))
    words = {key: frozenset(value.casefold().split()) for key, value in raw.items() if key != "ordinals"}
    return Abbreviations(ordinals=raw["ordinals"], **words)
