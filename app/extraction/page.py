"""An article as the rules see it: sentences, words with class tags, and what the lexicon finds in them."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from app.extraction.lexicon import EARLY, LATE, Lexicon, Rule
from app.extraction.patterns import MARK, WORD, normal
from app.extraction.sentences import split

LONGEST_SENTENCE = 400
"""Words of one sentence that patterns look at; what is longer is no prose, and must not cost more."""
LONGEST_TEXT = 200_000
"""Code points of an article that are read; a news article has some thousands."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*\Z")
_POSSESSIVE = frozenset({"'s", "’s"})


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's match: words `first` to `last` (exclusive) of the page, all in sentence `sentence`."""

    rule: Rule
    sentence: int
    first: int
    last: int


@dataclass(slots=True)
class Span:
    """One sentence: offsets in the text (code points) and in the page's words."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int


@dataclass
class Page:
    """The text, its sentences and words; `tags[i]` are the class tags of word i."""

    text: str
    lexicon: Lexicon
    sentences: list[Span] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    norms: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    sentence_of: list[int] = field(default_factory=list)
    found: dict[str, list[Found]] = field(default_factory=dict)
    """Section of the lexicon → matches, in order of position."""
    _early: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _late: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Sentence → longer patterns of which a word is in it."""

    def tag(self, first: int, last: int, name: str) -> None:
        """Mark words as belonging to a class."""
        mark, tags = self.lexicon.classes.tag(name), self.tags
        for i in range(first, last):
            if mark not in tags[i]:
                tags[i] += mark

    def untag(self, first: int, last: int, name: str) -> None:
        """Take a class away from words."""
        mark = self.lexicon.classes.tag(name)
        for i in range(first, last):
            self.tags[i] = self.tags[i].replace(mark, "")

    def possessive(self, i: int) -> bool:
        """Whether word `i` ends in the English 's."""
        end = self.ends[i]
        return self.text[max(0, end - 2) : end] in _POSSESSIVE

    def has(self, word: int, name: str) -> bool:
        """Whether a word belongs to a class."""
        mark = self.lexicon.classes.known.get(name)
        return mark is not None and mark in self.tags[word]

    def any(self, first: int, last: int, name: str) -> bool:
        """Whether any of these words belongs to a class (or group of classes)."""
        tags = "".join(self.tags[first:last])
        if not tags:
            return False
        classes = self.lexicon.classes
        marks = classes.known.get(name) or classes.tags(name)
        return marks in tags if len(marks) == 1 else any(map(tags.__contains__, marks))

    def word_at(self, offset: int) -> int:
        """The word that starts at or before a text offset, -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def sentence_at(self, offset: int) -> int:
        """The sentence that starts at or before a text offset (0 before the first)."""
        return max(0, bisect_right(self.sentences, offset, key=lambda s: s.start) - 1)

    def words_between(self, start: int, end: int) -> tuple[int, int]:
        """The words of a stretch of text, as (first, last exclusive)."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_right(self.starts, end - 1))

    def stream(self, span: Span) -> str:
        """A sentence as patterns see it: words with their tags, a space between and around them."""
        pairs = zip(self.norms[span.first : span.last], self.tags[span.first : span.last], strict=True)
        return " " + " ".join(f"{norm}{MARK}{tags}" for norm, tags in pairs) + " "

    def quote(self, first: int, last: int) -> str:
        """The text of words `first` to `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]]


def read(text: str, lexicon: Lexicon) -> Page:
    """Split a text, find classes, actors and stop senses. `look` finds the rest once names have been tagged."""
    page = Page(text, lexicon)
    for s in split(text[:LONGEST_TEXT], lexicon.language):
        first = len(page.norms)
        found = list(islice(WORD.finditer(text, s.start, s.end), LONGEST_SENTENCE))
        page.starts += [m.start() for m in found]
        page.ends += [m.end() for m in found]
        page.norms += [normal(m[0]) for m in found]
        last = len(page.norms)
        page.sentence_of += [len(page.sentences)] * (last - first)
        page.sentences.append(Span(s.start, s.end, first, last, s.paragraph))
    page.tags = [""] * len(page.norms)
    for i, norm in enumerate(page.norms):
        if norm[0].isdigit() and _NUMBER.match(norm):
            page.tag(i, i + 1, "number")
    _scan(page)
    _match(page, EARLY, page._early, lexicon.early_by_tag)
    _tag(page)
    return page


def look(page: Page) -> None:
    """Find acts, cues, sources and counts. Needs the tags of `read` and of the names."""
    _match(page, LATE, page._late, page.lexicon.late_by_tag)


def _scan(page: Page) -> None:
    """One automaton pass: which patterns to try in which sentence, and the matches of one-element patterns."""
    lexicon = page.lexicon
    if lexicon.automaton is None or not page.norms:
        return
    stream = " " + " ".join(page.norms) + " "
    word_of = [0]  # the word at each place of the stream, the space behind it included
    for i, norm in enumerate(page.norms):
        word_of += [i] * (len(norm) + 1)
    singles: list[tuple[int, int, int]] = []
    patterns, by_anchor, sentence_of = lexicon.patterns, lexicon.by_anchor, page.sentence_of
    for anchor, start, end in lexicon.automaton.find_matches_as_indexes(stream, overlapping=True):
        first = word_of[start + (stream[start] == " ")]
        last = word_of[end - 1] + 1
        sentence = sentence_of[first]
        if sentence_of[last - 1] != sentence:
            continue
        alone, early, late = by_anchor[anchor]
        if early:
            page._early[sentence].update(early)
        if late:
            page._late[sentence].update(late)
        if alone:
            singles.extend((number, first, last) for number in alone)
    for number, first, last in singles:
        rule = patterns[number][0]
        page.found.setdefault(rule.section, []).append(Found(rule, sentence_of[first], first, last))


def _match(page: Page, sections: tuple[str, ...], by_word: dict[int, set[int]], by_tag: dict[str, list[int]]) -> None:
    """Try the patterns of some sections, sentence by sentence: those of which a word or a tag is there."""
    patterns = page.lexicon.patterns
    for number, span in enumerate(page.sentences):
        trial = set(by_word.get(number, ()))
        for tag in by_tag.keys() & set("".join(page.tags[span.first : span.last])):
            trial.update(by_tag[tag])
        if not trial:
            continue
        stream = page.stream(span)
        position: list[int] = []
        for n in sorted(trial):
            rule, pattern = patterns[n]
            for m in pattern.regex.finditer(stream):
                if not position:
                    position = [1]
                    for word in stream.split(" ")[1:-1]:
                        position.append(position[-1] + len(word) + 1)
                first = span.first + bisect_right(position, m.start()) - 1
                last = span.first + bisect_right(position, m.end() - 1)
                last = min(last, span.last)
                page.found.setdefault(rule.section, []).append(Found(rule, number, first, last))
    for section in sections:
        page.found.setdefault(section, []).sort(key=lambda f: (f.first, -f.last))


def _tag(page: Page) -> None:
    """Give words the tags of the classes found; a warship's or a yacht's "vessel" is no merchant ship."""
    for f in page.found.get("class", []):
        page.tag(f.first, f.last, f.rule.name)
    for f in page.found.get("class", []):
        if f.rule.name in {"warship", "outside"}:
            for name in ("ship", "ships", "shipcue"):
                page.untag(f.first, f.last, name)
    for f in page.found.get("state", []):
        page.tag(f.first, f.last, "state")
    for f in page.found.get("actor", []):
        page.tag(f.first, f.last, "navy" if f.rule.kind == "navy" else "actor")
        if f.rule.kind in {"authority", "police", "coast_guard", "prosecutor"}:
            page.tag(f.first, f.last, "authority")
