"""What reading an article gives: its plain text and what the article says about itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

Precision = Literal["minute", "day"]

#: Nothing older is news on the web; a date before it is a placeholder such as 1970-01-01.
EARLIEST = date(1990, 1, 1)

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?\Z", re.DOTALL)
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Published:
    """When something was published, as precisely as it is said."""

    at: datetime  #: UTC; of a mere day its midnight
    precision: Precision
    day: date  #: on the publisher's own calendar: what "yesterday" in the text counts from


@dataclass(frozen=True, slots=True)
class Post:
    """One entry of a live blog: text[start:end] of the article."""

    start: int
    end: int
    published: Published | None


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article's plain text and metadata; None for what it does not say. All of it is outside text: escape it."""

    text: str  #: NFC, lines end in \n, paragraphs apart by a blank line, no control characters
    title: str | None
    publisher: str | None
    published: datetime | None  #: UTC, with the precision below
    published_precision: Precision | None
    published_day: date | None  #: on the publisher's own calendar
    language: str | None  #: ISO 639 code in lower case as the article states it; not detected
    canonical_url: str | None  #: the page's own claim, believed only for its own site
    author: str | None
    media_type: str
    posts: tuple[Post, ...] = ()


def on_calendar(at: datetime, day: date) -> datetime:
    """A moment put on the publisher's own day, from which "yesterday" counts: aware, for resolving dates only."""
    return datetime.combine(day, at.timetz())


def published(value: object, *, now: datetime | None = None) -> Published | None:
    """Read an ISO 8601 or RFC 2822 date; None for anything else, before 1990, or more than a day ahead of `now`.

    A time without a zone, or midnight sharp (what a system prints that only knows the day), counts as a day.
    """
    if not isinstance(value, str) or len(value) > 64:
        return None
    moment = _moment(value.strip())
    if moment is None:
        return None
    day = moment.date()
    latest = (now or datetime.now(UTC)).astimezone(UTC).date() + timedelta(days=1)
    if not EARLIEST <= day <= latest:
        return None
    if moment.tzinfo is None or moment.time() == time(0):
        return Published(datetime.combine(day, time(0), UTC), "day", day)
    return Published(moment.astimezone(UTC).replace(second=0, microsecond=0), "minute", day)


def language_code(value: object) -> str | None:
    """`fi`, `en-GB`, `sv_SE` → the language alone in lower case; None for what is no code."""
    match = _LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else None


def best(candidates: Sequence[Published | None]) -> Published | None:
    """The first date, made more precise by a later one of the same day."""
    found = [candidate for candidate in candidates if candidate]
    if not found:
        return None
    same_day = (candidate for candidate in found if candidate.precision == "minute" and candidate.day == found[0].day)
    return found[0] if found[0].precision == "minute" else next(same_day, found[0])


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    if _DAY_ONLY.match(value):
        return None  # a date that the calendar does not have
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
