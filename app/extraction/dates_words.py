"""What the next words of a run say of one point in time: a length, a clock, a day, a part of a year."""

import re
from typing import Any

from app.extraction.dates_tables import TimeWords
from app.extraction.dates_types import Item, Part, When

_ZONES = {"utc": 0, "gmt": 0, "мск": 3}


def statement(chunk: list[Item], n: int, table: TimeWords, text: str, current: Part | None) -> tuple[int, When | None]:
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
    if "weekday" in kinds:  # "on the Tuesday": that of the story
        the = text[max(0, chunk[n].start - 4) : chunk[n].start].lower() == "the "
        return 1, When(weekday=kinds["weekday"], story=0 if the else None)
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


def _month(chunk: list[Item], n: int, table: TimeWords, text: str, current: Part | None) -> tuple[int, When]:
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
    if (
        "unit" in second
        and kinds.get("raw") == "a"
        and text[max(0, chunk[n].start - 5) : chunk[n].start].lower() == "half "
    ):
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
    if nth := _nth_of_month(kinds, second, text, chunk, n) or _nth_of_year(kinds, second, third):
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
            if "season" in second or (name == "relative" and "month" in second and _adjacent(chunk, n)):
                return 1, When(**{name: kinds[name]})
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


def _nth_of_year(
    kinds: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> tuple[int, When | None] | None:
    """ "the third quarter", "the second half of 2025", "the last quarter of last year"."""
    nth, unit = kinds.get("ordinal", -1 if kinds.get("relative") == -1 else None), second.get("unit")
    count = {"quarter": 4, "half": 2}.get(unit or "", 0)
    if nth is None or not count or nth > count or (nth < 0 and not third.keys() & _YEARLY):
        return None
    if "month" in third:  # "the first half of May" is no first of May
        return 2, None
    part = f"{unit}{nth if nth > 0 else count}"
    return 2, When(part=part, unit=None if third.keys() & _YEARLY else "year")


_YEARLY = frozenset({"year", "yearly", "relative", "story"})


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
    r"(?:st|nd|rd|th)?\s*(?:[,.;:)]|\Z|of\s(?:this|that|last|the)|(?:the|she|he|it|they|a|an|we|her|his|its|two|three|in|off"
    r"|at|all|both|no|and|but|was|one|some|another|several|there|that|this|these|i|you|with|after|before|when|while|by|from"
    r"|to|near|as|more|nobody|police|officers|inspectors|divers|soldiers|sailors|investigators"
    r"|let|went|came|left|took|found|sent|had|were|got|put|sailed|stopped|arrived|turned|again|under|without|into|for|about"
    r"|around|shortly|just|only|finally)\b)",
    re.IGNORECASE,
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
