"""Times in a report: found (`find_times`), resolved one by one (`resolve`), or along the story (`timeline`)."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from app.extraction.dates_resolve import TimeSpan, resolve
from app.extraction.dates_scan import find_times
from app.extraction.dates_types import TimeMention, When
from app.extraction.sentences import Sentence, sentence_at, split

__all__ = ["DatedMention", "Posts", "TimeMention", "TimeSpan", "When", "find_times", "resolve", "timeline", "told_at"]

Posts = Sequence[tuple[int, datetime | None]]
"""The posts of a live blog: where in the text each begins, rising, and when it was posted, if it says so."""

_STORY_YEARS = 5
"""A year that lies further back, alone, is the one in which a ship was built, not one that a story is set in."""


@dataclass(frozen=True, slots=True)
class DatedMention:
    """A mention with what it resolves to in its story, the sentence that it stands in, and the day the story was at."""

    mention: TimeMention
    span: TimeSpan
    sentence: int
    anchor: date | None
    told: datetime
    """When the words came out, with the article or with a post of it: what "yesterday" counts from."""
    said: bool = False
    """Whether it is when somebody spoke ("the ministry said on Monday"), not when what he spoke of was."""


def timeline(
    text: str,
    language: str,
    published: datetime,
    sentences: list[Sentence] | None = None,
    is_future: Callable[[Sentence], bool] | None = None,
    is_said: Callable[[TimeMention], bool] | None = None,
    posts: Posts = (),
) -> list[DatedMention]:
    """Resolve every mention of a report in its order: each day becomes the anchor of "two days later" after it.

    A clock time takes the day of its own sentence, or else the story's. Datelines are left out. Mentions that can't be
    resolved are left out. `is_future` says which sentences tell of plans, `is_said` which times are those of speaking,
    to which the story does not move. `posts` of a live blog are stories of their own, told when they were posted.
    """
    sentences = split(text, language) if sentences is None else sentences
    mentions = [m for m in find_times(text, language) if m.kind != "dateline" and sentences]
    dated: list[DatedMention] = []
    for number, story in groupby(mentions, lambda m: _posts_until(posts, m.start)):
        told = posts[number - 1][1] if number else None
        dated += _story(list(story), sentences, told or published, is_future, is_said)
    return dated


def told_at(posts: Posts, offset: int) -> datetime | None:
    """When the post of a live blog that holds an offset was posted; None before the first, or if it doesn't say."""
    number = _posts_until(posts, offset)
    return posts[number - 1][1] if number else None


def _posts_until(posts: Posts, offset: int) -> int:
    return bisect_right(posts, offset, key=lambda post: post[0])


def _story(
    mentions: list[TimeMention],
    sentences: list[Sentence],
    published: datetime,
    is_future: Callable[[Sentence], bool] | None,
    is_said: Callable[[TimeMention], bool] | None,
) -> list[DatedMention]:
    dated: list[DatedMention] = []
    anchor: date | None = None
    month: date | None = None
    year: int | None = None
    paragraph = -1
    days: dict[int, date] = {}
    for mention in mentions:
        number = sentence_at(sentences, mention.start)
        future = bool(is_future and is_future(sentences[number]))
        said = bool(is_said and is_said(mention))
        at = anchor
        if mention.kind == "clock":
            at = days.get(number, anchor)
        elif month and (mention.first.nth == 0 or _counts_months(mention.first)):
            at = month
        else:
            at_most = max(filter(None, (anchor, month)), default=None)
            mention = _with_year(mention, year, at_most, published, paragraph == sentences[number].paragraph)
        span = resolve(mention, published, at, future=future)
        if span is None:
            continue
        dated.append(DatedMention(mention, span, number, anchor, published, said))
        if said and anchor is not None:
            continue
        if span.precision == "year" and published.year - span.day.year > _STORY_YEARS:
            continue
        if span.precision in ("day", "minute"):
            days[number] = span.day
        back = mention.first.direction == "earlier" or mention.first.story == -1
        back = back or (mention.first.story == 0 and mention.first.unit in ("week", "month", "year"))
        back = back or (mention.role == "since" and mention.last is None and anchor is not None and span.day < anchor)
        if mention.role != "until" and span.precision in ("day", "minute", "week") and not back:
            anchor = month = span.day
        elif mention.role != "until" and span.precision in ("month", "year") and not back:
            month = span.day
        if mention.first.year is not None:
            year = mention.first.year
            paragraph = sentences[number].paragraph if mention.role == "at" else -1
        elif mention.kind in ("weekday", "day") and mention.first.month is None and mention.first.holiday is None:
            year = None
    return _with_days(dated, published)


def _counts_months(first: When) -> bool:
    """Whether words count from a month or year of the story: "that month", "two months later", "the year before"."""
    from_story = first.story is not None or first.direction in ("later", "earlier")
    return (first.unit in ("month", "year") and from_story) or bool(first.season and first.story is not None)


def _with_year(mention: TimeMention, year: int | None, at: date | None, published: datetime, just: bool) -> TimeMention:
    """A month or holiday without a year, in a story that has named an earlier one, follows on in that year.

    A month of late is taken to be just that, unless the year was named in the same paragraph (`just`).
    """
    first = mention.first
    month = first.month or first.season
    named = month or (first.holiday and 12)
    if year is None or at is None or year >= published.year or named is None or first.year is not None:
        return mention
    if first.yearly is not None or first.relative is not None or first.weekday is not None or first.direction:
        return mention
    if month and not just:
        recent = date(published.year, month, min(first.day or 1, 28))
        if timedelta(0) <= published.date() - recent < timedelta(days=120):
            return mention
    if month and date(year, month, 28) < at and (year + 1, month) <= (published.year, published.month):
        year += 1
    last = mention.last and replace(mention.last, year=mention.last.year or year)
    return replace(mention, first=replace(first, year=year), last=last)


def _with_days(dated: list[DatedMention], published: datetime) -> list[DatedMention]:
    """Give a clock time that comes before its day ("at 20.40, on Tuesday") the day that its sentence names next."""
    result: list[DatedMention] = []
    following: dict[int, date] = {}
    named_before = [False] * len(dated)
    seen: set[int] = set()
    for n, entry in enumerate(dated):
        named_before[n] = entry.sentence in seen
        if entry.span.precision in ("day", "minute"):
            seen.add(entry.sentence)
    for n in range(len(dated) - 1, -1, -1):
        entry = dated[n]
        if entry.mention.kind == "clock" and not named_before[n] and entry.sentence in following:
            span = resolve(entry.mention, published, following[entry.sentence])
            entry = replace(entry, span=span) if span else entry
        elif entry.span.precision == "day":
            following[entry.sentence] = entry.span.day
        result.append(entry)
    return result[::-1]
