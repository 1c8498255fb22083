"""A time as a text writes it: what the words say, and what they leave open."""

from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["at", "since", "until"]
Kind = Literal["day", "weekday", "shift", "week", "month", "season", "year", "clock", "night", "dateline"]


@dataclass(frozen=True, slots=True)
class When:
    """One point in time as it is written; what the words leave open is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    #: Which of several: "the second Friday of April" is 2, "the last Saturday" -1.
    nth: int | None = None
    #: Days from publication: yesterday is -1.
    offset: int | None = None
    #: Years from publication: "mullu" is -1.
    yearly: int | None = None
    #: Steps from publication that `unit` or the weekday counts: last -1, this 0, next 1.
    relative: int | None = None
    #: Steps from the day that the story is at: "the day before" -1, "the same night" 0.
    story: int | None = None
    unit: str | None = None
    number: int | None = None
    direction: str | None = None
    part: str | None = None
    season: int | None = None
    holiday: str | None = None
    #: Local hour and minute.
    clock: tuple[int, int] | None = None
    #: Hours from UTC that the words name with the clock ("UTC", "Moscow time").
    zone: int | None = None
    night: bool = False
    #: Morning, noon or evening.
    daypart: str | None = None


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A stretch of text that tells a time: `text` is the report's `[start:end]`, in Unicode code points.

    `role` says whether the words stand for the point itself, or for the beginning or end of a span.
    """

    start: int
    end: int
    text: str
    kind: Kind
    first: When
    last: When | None = None
    role: Role = "at"


@dataclass(slots=True)
class Item:
    """One word of time, or one number, with everything that it may mean."""

    start: int
    end: int
    kinds: dict[str, Any]


def kind_of(when: When) -> Kind | None:
    """What the words fix, or None where they fix nothing."""
    if when.direction and when.unit and not (when.day or when.holiday):
        return "shift"
    if (
        when.offset is not None
        or when.holiday
        or (when.day and (when.month or when.story is not None or when.nth == 0))
    ):
        return "day"
    if when.weekday:
        return "weekday"
    if when.unit in ("week", "fortnight") and (
        when.relative is not None or when.story is not None or when.number or when.nth
    ):
        return "week"
    if when.unit in ("day", "night", "weekend", "hour") and (when.relative is not None or when.story is not None):
        return "shift"
    if when.month or (
        when.unit in ("month", "quarter") and (when.relative is not None or when.story is not None or when.nth)
    ):
        return "month"
    if when.season:
        return "season"
    stepped = when.relative is not None or when.story is not None
    if when.year or when.yearly is not None or (when.unit == "year" and stepped):
        return "year"
    if when.unit in ("year", "month") and when.part:
        return "month"
    if when.unit == "weekend":
        return "week"
    if when.clock:
        return "clock"
    return "night" if when.night else None


@dataclass(slots=True)
class Part:
    """What stands on one side of a "to" or "and": the point, and a number that may yet turn out to be a day."""

    start: int
    end: int
    when: When
    pending: int | None = None
    role: Role = "at"

    def tells(self) -> bool:
        return kind_of(self.when) is not None
