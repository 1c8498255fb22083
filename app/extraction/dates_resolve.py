"""From a time as written to days of the calendar, by the rules of the annotation guide (4, 13, 21)."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

from app.extraction.dates_types import TimeMention, When

Precision = Literal["minute", "day", "week", "month", "year"]
_DAY = timedelta(days=1)
# A day without a year that would lie up to this far ahead of publication is taken to lie ahead, not 10 months back.
_SOON = 60
_UNIT_DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "weekend": 7}


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A resolved time: `start` a day, or a moment with its zone where `precision` is `minute`; `end` None for a point.

    A month begins on its 1st, a year on 1 January, a week on its Monday (rule 13).
    """

    start: date | datetime
    end: date | datetime | None
    precision: Precision

    @property
    def day(self) -> date:
        """The calendar day of `start`."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


def resolve(
    mention: TimeMention, published: datetime, anchor: date | None = None, *, future: bool = False
) -> TimeSpan | None:
    """What days a mention means, or None where that can't be told.

    `published`: when the report came out, with its zone (clock times are local to it). `anchor`: the day that the story
    is at, for "two days later"; publication if None. `future`: whether the sentence tells of a plan, so that "in June"
    is the next one. Never raises.
    """
    try:
        first = _point(mention.first, published, anchor, future)
        if first is None or mention.last is None:
            return first
        last = _point(mention.last, published, first.day, future)
    except (ValueError, OverflowError):
        return None
    if last is None:
        return first
    if last.day < first.day:
        if first.precision == "year" or mention.first.year:
            return first
        again = _point(mention.first, datetime.combine(last.day, time(12), published.tzinfo), last.day, False)
        first = again if again and again.day <= last.day else first
    if last.day < first.day:
        return first
    precision = first.precision if first.precision == last.precision else _coarser(first.precision, last.precision)
    return TimeSpan(first.start, _last_day(last), precision)


_ORDER: tuple[Precision, ...] = ("minute", "day", "week", "month", "year")


def _coarser(a: Precision, b: Precision) -> Precision:
    return max(a, b, key=_ORDER.index)


def _last_day(span: TimeSpan) -> date | datetime:
    """The day on which a span ends, for use as the end of a longer one."""
    if span.precision == "month":
        return span.day.replace(day=calendar.monthrange(span.day.year, span.day.month)[1])
    if span.precision == "year":
        return span.day.replace(month=12, day=31)
    return span.start


def _point(when: When, published: datetime, anchor: date | None, future: bool) -> TimeSpan | None:
    found = _calendar(when, published.date(), anchor, future)
    if when.clock is None:
        return found
    day = found.day if found and found.precision == "day" else anchor or published.date()
    zone = published.tzinfo if when.zone is None else timezone(timedelta(hours=when.zone))
    hour, minute = when.clock
    if when.daypart == "pm" and hour < 12 and hour >= 1:
        hour += 12
    return TimeSpan(datetime.combine(day, time(hour, minute), zone), None, "minute")


def _calendar(when: When, today: date, anchor: date | None, future: bool) -> TimeSpan | None:
    base = anchor or today
    if when.direction and when.unit:
        return _counted(when, today, base, anchor, future)
    if when.offset is not None:
        return _on(today + when.offset * _DAY)
    if when.holiday:
        return _holiday(when, today, anchor, future)
    if when.nth and when.month and (when.weekday or when.unit == "week"):
        return _nth(when, _month(when, today, anchor, future))
    if when.day and when.month:
        return _dated(when, today, anchor, future)
    if when.day:
        return _day_of_month(when, today, anchor, future)
    if when.month:
        return TimeSpan(_month(when, today, anchor, future), None, "month")
    if when.weekday:
        return _weekday(when, today, anchor, future)
    if when.season:
        return TimeSpan(_season(when, today, anchor, future), None, "month")
    if when.unit and (when.relative is not None or when.story is not None or when.number):
        if when.relative == 1 and when.unit in ("day", "night") and not future:  # "the next day" of the story
            when = replace(when, relative=None, story=1)
        return _stepped(when, today, base)
    return _of_year(when, today, future) or (_on(_night(today, anchor)) if when.night else None)


def _night(today: date, anchor: date | None) -> date:
    """The night of which a text says no more: of an older story its own, else the one before publication."""
    return anchor if anchor and (today - anchor).days > 1 else today


def _on(day: date) -> TimeSpan:
    return TimeSpan(day, None, "day")


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _counted(when: When, today: date, base: date, anchor: date | None, future: bool) -> TimeSpan | None:
    """A length from publication, from the story's day, or from the day that the words name with it."""
    rest = replace(when, direction=None, unit=None, number=None)
    if when.unit == "year" and (when.month or when.holiday):  # "a year before that, on January 21"
        years = (when.number or 1) * (1 if when.direction == "later" else -1)
        return _calendar(
            replace(rest, year=(today if when.direction == "ago" else base).year + years), today, None, future
        )
    if (when.day and when.month) or when.holiday:  # "two days after Christmas"
        named = _calendar(rest, today, anchor, future)
        base = named.day if named else base
    shifted = _shifted(when, today if when.direction == "ago" else base)
    if shifted and shifted.day > today and not future and when.direction == "later":
        # "five days after the navy had tried": told from the later of the two, which the story is at.
        return _shifted(replace(when, direction="earlier"), base)
    return shifted


def _shifted(when: When, base: date) -> TimeSpan | None:
    """ "two days ago", "eleven days later", "four years ago"; "a few" is three, to the week."""
    number = (1 if when.number is None else when.number or 3) * (1 if when.direction == "later" else -1)
    if when.unit in ("day", "night"):
        return TimeSpan(base + number * _DAY, None, "day" if when.number != 0 else "week")
    if when.unit in ("week", "fortnight", "weekend"):
        return TimeSpan(base + number * _UNIT_DAYS[when.unit] * _DAY, None, "week")
    if when.unit == "month":
        return TimeSpan(_add_months(base, number), None, "month")
    if when.unit == "year":
        return TimeSpan(date(base.year + number, 1, 1), None, "year")
    return _on(base) if when.unit == "hour" else None


def _stepped(when: When, today: date, base: date) -> TimeSpan | None:
    """ "last week", "this month", "the following day", "week 33"."""
    if when.number and when.unit == "week":
        year = when.year or (
            today.year if date.fromisocalendar(today.year, min(when.number, 52), 1) <= today else today.year - 1
        )
        return TimeSpan(date.fromisocalendar(year, when.number, 1), None, "week")
    start, step = (base, when.story) if when.relative is None else (today, when.relative)
    if step is None:
        return None
    if when.unit in ("day", "night", "hour"):
        return _on(start + step * _DAY)
    if when.unit == "weekend":
        saturday = _monday(start) + 5 * _DAY
        return _on(saturday + (step if saturday <= start or step > 0 else step - 1 if step == 0 else step) * 7 * _DAY)
    if when.unit == "fortnight":
        return TimeSpan(start + 14 * step * _DAY, None, "week")
    if when.unit == "week":
        return TimeSpan(_monday(start) + step * 7 * _DAY, None, "week")
    if when.unit == "month":
        return TimeSpan(_add_months(start, step), None, "month")
    if when.unit == "quarter":
        return TimeSpan(_add_months(date(start.year, (start.month - 1) // 3 * 3 + 1, 1), 3 * step), None, "month")
    if when.unit == "year":
        year = start.year + step
        return TimeSpan(date(year, _part_month(when.part), 1), None, "month" if when.part else "year")
    return None


def _part_month(part: str | None) -> int:
    return _PARTS.get(part or "", 1)


_PARTS = {"early": 1, "mid": 6, "late": 12, "half1": 1, "half2": 7}
_PARTS |= {f"quarter{n}": 3 * n - 2 for n in range(1, 5)}
"""Part of a year → the month in which it begins."""


def _of_year(when: When, today: date, future: bool) -> TimeSpan | None:
    if when.year is None and when.yearly is None and not (when.unit == "year" and when.part):
        if when.unit == "month" and when.part:
            return TimeSpan(today.replace(day=1), None, "month")
        return None
    year = when.year if when.year is not None else today.year + (when.yearly or 0)
    if when.part:
        if when.year is None and when.yearly is None and not future and _part_month(when.part) > today.month:
            year -= 1
        return TimeSpan(date(year, _part_month(when.part), 1), None, "month")
    return TimeSpan(date(year, 1, 1), None, "year")


def _year_said(when: When, today: date) -> int | None:
    """The year where the words give it: a number, "last year", "this year"."""
    if when.year is not None:
        return when.year
    if when.yearly is not None:
        return today.year + when.yearly
    if when.unit == "year" and when.relative is not None:
        return today.year + when.relative
    return None


def _month(when: When, today: date, anchor: date | None, future: bool) -> date:
    """The first day of a month; without a year the latest before publication, or the next one in a plan."""
    assert when.month is not None
    year = _year_said(when, today)
    if year is not None:
        return date(year, when.month, 1)
    if when.story is not None and anchor:
        return date(anchor.year + (when.month < anchor.month), when.month, 1)
    first = date(today.year, when.month, 1)
    this_month = first == today.replace(day=1)
    if when.relative == -1 and when.unit is None and this_month:
        return date(today.year - 1, when.month, 1)
    if when.relative == 1 or future:
        return (
            first
            if first >= today.replace(day=1) and not (this_month and when.relative == 1)
            else date(today.year + 1, when.month, 1)
        )
    return first if first <= today else date(today.year - 1, when.month, 1)


def _dated(when: When, today: date, anchor: date | None, future: bool) -> TimeSpan | None:
    assert when.month is not None and when.day is not None
    year = _year_said(when, today)
    if year is not None:
        return _on(_safe(year, when.month, when.day))
    years = [today.year - 1, today.year, today.year + 1]
    days = [_safe(y, when.month, when.day) for y in years]
    if when.weekday:  # "Friday 6 March" tells its year
        days = [day for day in days if day.isoweekday() == when.weekday] or days
    past = [day for day in days if day <= today]
    ahead = [day for day in days if day > today]
    if (
        ahead
        and (future or (ahead[0] - today).days <= _SOON or not past)
        and not (future and past and (today - past[-1]).days < 14)
    ):
        return _on(ahead[0])
    return _on(past[-1] if past else days[0])


def _safe(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _day_of_month(when: When, today: date, anchor: date | None, future: bool) -> TimeSpan | None:
    """ "on the 20th", "the ninth of this month", "the 24th of last month"."""
    assert when.day is not None
    if when.unit == "month" and when.relative is not None:
        first = _add_months(today, when.relative)
    elif anchor:
        first = anchor.replace(day=1)
        if when.day < anchor.day - 7:
            first = _add_months(first, 1)
    else:
        first = today.replace(day=1)
    day = _safe(first.year, first.month, when.day)
    if day > today and not future and when.relative is None:
        previous = _add_months(first, -1)
        day = _safe(previous.year, previous.month, when.day)
    return _on(day)


def _weekday(when: When, today: date, anchor: date | None, future: bool) -> TimeSpan:
    assert when.weekday is not None
    base = anchor or today
    if when.unit == "week":  # "the Saturday of that week", "on Tuesday last week"
        start, step = (base, when.story) if when.relative is None else (today, when.relative)
        return _on(_monday(start) + ((step or 0) * 7 + when.weekday - 1) * _DAY)
    if when.story == 0 and anchor:  # "that Sunday", "on the Sunday"
        day = anchor + (when.weekday - anchor.isoweekday()) % 7 * _DAY
        return _on(day if day <= today or future else day - 7 * _DAY)
    if when.story is not None and when.story != 0:
        gap = (when.weekday - base.isoweekday()) % 7
        return _on(base + (gap or 7) * _DAY if when.story > 0 else base - ((-gap) % 7 or 7) * _DAY)
    back = (today.isoweekday() - when.weekday) % 7
    if (when.relative is not None and when.relative > 0) or (future and when.relative is None):
        return _on(today + ((-back) % 7 or 7) * _DAY)
    if when.relative == 0 and future:
        return _on(today - back * _DAY)
    if when.relative == -1:
        back = back or 7
    elif when.relative == -2:
        back = back + 7
    return _on(today - back * _DAY)


def _nth(when: When, first: date) -> TimeSpan:
    """ "the second Friday of April", "the last Saturday of September", "the first week of June"."""
    nth = when.nth or 1
    length = calendar.monthrange(first.year, first.month)[1]
    if when.weekday:
        days = [first + n * _DAY for n in range(length) if (first + n * _DAY).isoweekday() == when.weekday]
        return _on(days[nth - 1] if 0 < nth <= len(days) else days[-1])
    day = first + ((nth - 1) * 7 + 3 if nth > 0 else length - 4) * _DAY
    return TimeSpan(_monday(day), None, "week")


def _season(when: When, today: date, anchor: date | None, future: bool) -> date:
    assert when.season is not None
    year = _year_said(when, today)
    if year is not None:
        return date(year, when.season, 1)
    if when.story is not None and anchor:
        return date(anchor.year + (when.season + (2 if when.story == 0 else -1) < anchor.month), when.season, 1)
    first = date(today.year, when.season, 1)
    if when.relative == 1 or future:
        return first if first > today else date(today.year + 1, when.season, 1)
    if when.relative == -1 and (today - first).days < 92 and first <= today:
        return date(today.year - 1, when.season, 1)
    latest = first if first <= today else date(today.year - 1, when.season, 1)
    return latest if when.relative != -2 else latest.replace(year=latest.year - 1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (J.-M. Oudin's rule, 1940)."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def holiday(rule: str, year: int) -> date:
    """The day of a rule of `[holiday]`: "12-25", "easter-2", "midsummer" (Saturday of 20-26 June), "midsummer-1"."""
    for name in ("easter", "midsummer"):
        if rule.startswith(name):
            shift = int(rule[len(name) :] or 0)
            first = date(year, 6, 20)
            day = easter(year) if name == "easter" else first + (5 - first.weekday()) % 7 * _DAY
            return day + shift * _DAY
    month, day_of_month = rule.split("-")
    return date(year, int(month), int(day_of_month))


def _holiday(when: When, today: date, anchor: date | None, future: bool) -> TimeSpan:
    assert when.holiday is not None
    year = _year_said(when, today)
    if year is not None:
        return _on(holiday(when.holiday, year))
    days = [holiday(when.holiday, today.year + n) for n in (-1, 0, 1)]
    past = [day for day in days if day <= today]
    if future or (days[1] > today and (days[1] - today).days < 8):
        return _on(next(day for day in days if day > today))
    if when.relative == -1 and when.unit is None and (today - past[-1]).days < 14 and len(past) > 1:
        return _on(past[-2])
    return _on(past[-1])
