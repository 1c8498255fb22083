"""From a run of words of time to mentions: what belongs to one point in time, and what joins two into a span."""

import re
from dataclasses import dataclass, replace
from typing import Any

from app.extraction.dates_tables import TimeWords
from app.extraction.dates_types import Item, Kind, Role, TimeMention, When

_ZONES = {"utc": 0, "gmt": 0, "мск": 3}


@dataclass(slots=True)
class _Part:
    """What stands on one side of a "to" or "and": the point, and a number that may yet turn out to be a day."""

    start: int
    end: int
    when: When
    pending: int | None = None
    role: Role = "at"

    def tells(self) -> bool:
        return _kind(self.when) is not None


def mentions(text: str, chunk: list[Item], table: TimeWords) -> list[TimeMention]:
    """The mentions of one run, in its order."""
    words = [item for item in chunk if item.kinds.keys() - {"glue", "raw", "future"}]
    parts, links = _split(words, table, text)
    night = any("night" in item.kinds for item in words)
    between = any("between" in item.kinds for item in words)
    found: list[TimeMention] = []
    n = 0
    while n < len(parts):
        part = parts[n]
        joined = _range(part, parts[n + 1], links[n], night, between) if n + 1 < len(parts) else None
        if joined:
            found.append(replace(joined, text=text[joined.start : joined.end]))
            n += 2
            continue
        kind = _kind(part.when)
        if kind and not (kind == "night" and len(parts) > 1):
            found.append(
                TimeMention(part.start, part.end, text[part.start : part.end], kind, part.when, role=part.role)
            )
        n += 1
    return found


_COMPARABLE = frozenset({"day", "weekday", "month", "clock", "year", "season"})


def _range(left: _Part, right: _Part, link: str, night: bool, between: bool) -> TimeMention | None:
    """One mention for "3 to 5 May", "between June and April", "the night from Friday to Saturday"."""
    if not link:
        return None
    first, last = left.when, right.when
    if right.pending is not None and last.day is None and first.day and first.month:  # "April 10 to 11"
        last = replace(last, day=right.pending, month=first.month, year=last.year or first.year)
        first = replace(first, year=last.year, yearly=last.yearly, relative=last.relative, unit=last.unit)
    elif left.pending is not None and not left.tells() and last.day and last.month:  # "3 to 5 May"
        first = replace(first, day=left.pending, month=last.month, year=last.year)
    elif link == "and" and not (between or night or left.role == "since"):
        return None
    kinds = {_kind(first), _kind(last)}
    if _kind(first) == "night" and _kind(last) in ("day", "weekday"):
        return TimeMention(left.start, right.end, "", "day", replace(last, night=True))
    if not kinds <= _COMPARABLE or (len(kinds) > 1 and not kinds <= {"day", "weekday", "clock"}):
        return None
    if night and kinds <= {"day", "weekday"} and not (first.clock or last.clock or first.daypart):
        return TimeMention(left.start, right.end, "", _kind(last) or "day", replace(last, night=True))
    if first.month and first.year is None and last.year:
        first = replace(first, year=last.year - (first.month > (last.month or 12)))
    return TimeMention(left.start, right.end, "", _kind(first) or "day", first, last)


def _split(chunk: list[Item], table: TimeWords, text: str) -> tuple[list[_Part], list[str]]:
    """Cut a run at its connecting words and wherever a second day, month or weekday begins."""
    parts: list[_Part] = []
    links: list[str] = []
    current: _Part | None = None
    role: Role = "at"
    between = False
    n = 0

    def close(link: str) -> None:
        nonlocal current, role
        if current is not None:
            parts.append(current)
            links.append(link)
        current, role = None, "at"

    while n < len(chunk):
        item = chunk[n]
        kinds = item.kinds
        step, update = _reduce(chunk, n, table, text, current)
        if update is not None:
            last = chunk[n + step - 1]
            if current is None or _clashes(current.when, update):
                close("")
                current = _Part(item.start, last.end, When(), role=role)
            current.when = _merge(current.when, update)
            current.end = last.end
            if update.day is not None or update.month is not None:
                current.pending = None
            n += step
            continue
        if current is not None and ("to" in kinds or "and" in kinds):
            # Only between two times; at the end of a run the word leads elsewhere.
            link = "and" if "and" in kinds and "to" not in kinds else "to"
            close("to" if between else link)
        elif "between" in kinds or "since" in kinds:
            close("")
            role = "since"
            between = between or "between" in kinds
        elif "until" in kinds:
            close("")
            role = "until"
        elif 1 <= kinds.get("ordinal", kinds.get("number", 0)) <= 31 and ("digits" in kinds or "ordinal" in kinds):
            number = kinds.get("ordinal", kinds.get("number"))
            if current is not None and current.pending is None and current.when.weekday and not current.when.day:
                current.pending, current.end = number, item.end
            else:
                close("")
                current = _Part(item.start, item.end, When(), pending=number, role=role)
        elif "night" in kinds:
            if current is None:
                current = _Part(item.start, item.end, When(night=True), role=role)
            else:
                current.when = replace(current.when, night=True)
        n += 1
    close("")
    return parts, links


_TOGETHER = frozenset(
    {("weekday", "month"), ("weekday", "week"), ("weekday", "year"), ("week", "year")}
    | {("day", "year"), ("month", "year"), ("season", "year")}
)


def _clashes(when: When, update: When) -> bool:
    """Whether the two can't be said of one point."""
    for name in (
        "month",
        "day",
        "year",
        "offset",
        "yearly",
        "season",
        "holiday",
        "direction",
        "clock",
        "weekday",
        "unit",
    ):
        if getattr(when, name) is not None and getattr(update, name) is not None:
            return True
    one, other = _kind(when), _kind(update)
    if one is None or other is None or one == other == "day" or {"clock", "night"} & {one, other}:
        return one == other == "day"
    pair = {one, other}
    if pair == {"week", "month"}:
        return not (when.nth or update.nth or when.number or update.number)
    if pair == {"weekday", "day"}:
        return when.offset is not None or update.offset is not None or bool(when.holiday or update.holiday)
    if (one, other) in _TOGETHER or (other, one) in _TOGETHER:
        return False
    if when.direction or update.direction:  # "two days after Christmas", "Boxing Day the year before"
        named, unit = (other, when.unit) if when.direction else (one, update.unit)
        return not (named in ("day", "month") and (unit == "year" or when.direction in ("later", "earlier")))
    return not (when.nth == 0 and update.unit == "month")


def _merge(when: When, update: When) -> When:
    changes = {
        name: value for name in When.__slots__ if (value := getattr(update, name)) is not None and value is not False
    }
    return replace(when, **changes)


def _kind(when: When) -> Kind | None:
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
    if when.year or when.yearly is not None or (when.unit == "year" and when.relative is not None):
        return "year"
    if when.unit in ("year", "month") and when.part:
        return "month"
    if when.unit == "weekend":
        return "week"
    if when.clock:
        return "clock"
    return "night" if when.night else None


def _reduce(chunk: list[Item], n: int, table: TimeWords, text: str, current: _Part | None) -> tuple[int, When | None]:
    """The words at `n` that make one statement together: how many they are, and what they say."""
    kinds = chunk[n].kinds
    following = [item.kinds for item in chunk[n + 1 : n + 4]]
    second: dict[str, Any] = following[0] if following else {}
    third: dict[str, Any] = following[1] if len(following) > 1 else {}
    if "date" in kinds:
        year, month, day = kinds["date"]
        return 1, When(year=year, month=month, day=day)
    if length := _length(kinds, second, third, text, chunk, n):
        return length
    if moment := _moment(kinds, second, third, text, chunk, n):
        return moment
    if "month" in kinds:
        return _month(chunk, n, table, text, current)
    if "year" in kinds:
        return 1, When(year=kinds["year"])
    if kinds.get("ordinal") == 2 and second.get("holiday") == "12-25":  # "2nd Christmas day"
        return 2, When(holiday="12-26")
    for name in ("holiday", "season", "yearly"):
        if name in kinds:
            return 1, When(**{name: kinds[name]})
    if kinds.get("day") == -1 and "month" in second and text[chunk[n].end : chunk[n + 1].start].strip() == "of":
        return 1, When(day=31)  # "the last night of February": a month cuts day 31
    if "day" in kinds and "weekday" not in kinds:
        return 1, When(offset=kinds["day"])
    if "weekday" in kinds:
        return 1, When(weekday=kinds["weekday"])
    if "part" in kinds and (
        "unit" in second or "month" in second or "year" in second or "relative" in second or current
    ):
        return 1, When(part=kinds["part"])
    if "overnight" in kinds and "unit" not in second:
        return 1, When(night=True)
    for name in ("daypart_am", "daypart_pm", "daypart_noon"):
        if name in kinds and current is not None and current.tells():
            return 1, When(daypart=name[8:])
    return 1, None


def _month(chunk: list[Item], n: int, table: TimeWords, text: str, current: _Part | None) -> tuple[int, When]:
    month = chunk[n].kinds["month"]
    if current is not None and current.pending is not None and current.when.month is None:
        return 1, When(month=month, day=current.pending)
    if table.month_day and n + 1 < len(chunk):
        item = chunk[n + 1]
        day = item.kinds.get("number", 0)
        gap = text[chunk[n].end : item.start]
        if "digits" in item.kinds and 1 <= day <= 31 and len(gap) < 6 and "," not in gap:
            return 2, When(month=month, day=day)
    return 1, When(month=month)


def _length(
    kinds: dict[str, Any], second: dict[str, Any], third: dict[str, Any], text: str, chunk: list[Item], n: int
) -> tuple[int, When | None] | None:
    """ "two days ago", "vor zwei Wochen", "last week", "the day before", "the same night", "the second week"."""
    if "direction_before" in kinds and "unit" in third and "number" in second and "time" not in second:
        return 3, When(direction=kinds["direction_before"], number=second["number"], unit=third["unit"])
    if "direction_before" in kinds and "unit" in second and second["unit"] not in ("day", "night"):
        return 2, When(direction=kinds["direction_before"], number=1, unit=second["unit"])
    if "unit" in second and kinds.get("raw") == "a" and text[max(0, chunk[n].start - 5) : chunk[n].start] == "half ":
        return 2, None
    if (
        "number" in kinds
        and "unit" in second
        and "direction" in third
        and second["unit"] != "hour"
        and _adjacent(chunk, n)
    ):
        return 3, When(direction=third["direction"], number=kinds["number"], unit=second["unit"])
    if "unit" in kinds and "direction" in second and kinds["unit"] != "hour" and second["raw"] != "on":
        return 2, When(direction=second["direction"], number=1, unit=kinds["unit"])
    if "weekday" in kinds and second.get("direction") in ("earlier", "later") and _ends_clause(text, chunk[n + 1]):
        return 2, When(weekday=kinds["weekday"], story=-1 if second["direction"] == "earlier" else 1)
    if second.get("relative") == -2 and ("weekday" in kinds or "unit" in kinds):  # "the week before last"
        return 2, When(weekday=kinds.get("weekday"), unit=kinds.get("unit"), relative=-2)
    if nth := _nth_of_month(kinds, second, text, chunk, n):
        return nth
    if second.get("unit") == "week" and "digits" not in kinds and "relative" not in kinds and "story" not in kinds:
        return None
    if kinds.get("unit") == "week" and second.get("digits") and "direction" not in third and "month" not in third:
        return 2, When(unit="week", number=second["number"])
    for name in ("relative", "story"):
        if name in kinds:
            if "unit" in second:
                return 2, When(**{name: kinds[name], "unit": second["unit"]})
            if "weekday" in second:
                return 2, When(**{name: kinds[name], "weekday": second["weekday"]})
            if name == "relative" and ("season" in second or ("month" in second and _adjacent(chunk, n))):
                return 1, When(relative=kinds["relative"])
    if (
        "unit" in kinds
        and kinds["unit"] in ("year", "month", "quarter", "weekend")
        and n
        and "part" in chunk[n - 1].kinds
    ):
        return 1, When(unit=kinds["unit"])
    if kinds.get("unit") == "weekend":
        return 1, When(unit="weekend", relative=0)
    return None


def _nth_of_month(
    kinds: dict[str, Any], second: dict[str, Any], text: str, chunk: list[Item], n: int
) -> tuple[int, When] | None:
    """ "the second Friday of April", "the first week of June", "the last night of February" (a month cuts day 31)."""
    nth = kinds.get("ordinal", -1 if kinds.get("relative") == -1 else None)
    month = next((item for item in chunk[n + 2 : n + 4] if "month" in item.kinds), None)
    if nth is None or "digits" in kinds or month is None or "," in text[chunk[n + 1].end : month.start]:
        return None
    if "weekday" in second or second.get("unit") == "week":
        return 2, When(nth=nth, weekday=second.get("weekday"), unit=second.get("unit"))
    if second.get("unit") in ("day", "night") and not second["raw"].endswith("s"):
        return 2, When(day=nth if nth > 0 else 31)
    return None


def _moment(
    kinds: dict[str, Any], second: dict[str, Any], third: dict[str, Any], text: str, chunk: list[Item], n: int
) -> tuple[int, When] | None:
    """ "20.40", "6.50 a.m.", "kell 18.30", "16 Uhr", "four o'clock", "20-го", "the 20th"."""
    before = chunk[n - 1].kinds if n else {}
    if "time" in kinds:
        if not (
            kinds["colon"]
            or "clock" in before
            or {"am", "pm", "oclock"} & second.keys()
            or "to" in before
            or "weekday" in before
        ):
            return None
        hour, minute = kinds["time"]
        return _clock(hour, minute, second)
    number = kinds.get("ordinal", kinds.get("number"))
    if number is not None and number <= 24:
        if {"am", "pm", "oclock"} & second.keys() and not (
            {"am", "pm"} & second.keys() and "unit" in second and number > 12
        ):
            return _clock(number, 0, second)
        if "clock" in before and before.get("raw") in ("kell", "kello", "klo", "klockan", "kl", "godzinie", "godz"):
            return 1, When(clock=(number % 24, 0))
    if number is not None and 1 <= number <= 31 and "ordinal" in kinds and "month" not in second:
        month_of = (
            third.keys() & {"relative", "story"} and len(chunk) > n + 3 and chunk[n + 3].kinds.get("unit") == "month"
        )
        if second.get("unit") in ("day", "night") and month_of:
            return 2, When(day=number, nth=0)
        if (
            "day_of" in second
            and "month" not in third
            and not any("month" in item.kinds for item in chunk[max(0, n - 1) : n])
        ):
            return 2, When(day=number, nth=0)
        if _stands_alone(text, chunk[n], second):
            return 1, When(day=number, nth=0)
    return None


def _adjacent(chunk: list[Item], n: int) -> bool:
    return chunk[n + 1].start - chunk[n].end <= 2


def _ends_clause(text: str, item: Item) -> bool:
    """Whether nothing hangs on the word: "the Friday before," but not "on Friday before dawn"."""
    return not text[item.end : item.end + 2].strip() or text[item.end] in ",.;:)"


_THE = re.compile(r"(?:on|of|by|until|since|from|dawn on|night of|for|to)\s+the\s\Z", re.IGNORECASE)
_THEN = re.compile(
    r"(?:st|nd|rd|th)?\s*(?:[,.;:)]|\Z|of\s(?:this|that|last|the)|(?:the|she|he|it|they|a|an|we|her|his|its|two|three|in|off|at|all|both|no|and|but|was)\b)"
)


def _stands_alone(text: str, item: Item, second: dict[str, Any]) -> bool:
    """Whether an English ordinal ("on the 20th", "the ninth of this month") is a day of the month by itself."""
    return (
        bool(_THE.search(text, max(0, item.start - 14), item.start) and _THEN.match(text, item.end))
        and "unit" not in second
    )


def _clock(hour: int, minute: int, second: dict[str, Any]) -> tuple[int, When]:
    if "pm" in second and hour < 12:
        hour += 12
    elif "am" in second and hour == 12:
        hour = 0
    step = 2 if {"am", "pm", "oclock"} & second.keys() else 1
    return step, When(clock=(hour % 24, minute), zone=_ZONES.get(second.get("raw", "")))
