"""From a run of words of time to mentions: what belongs to one point in time, and what joins two into a span."""

from dataclasses import replace

from app.extraction.dates_tables import TimeWords
from app.extraction.dates_types import Item, Part, Role, TimeMention, When, kind_of
from app.extraction.dates_words import statement


def mentions(text: str, chunk: list[Item], table: TimeWords) -> list[TimeMention]:
    """The mentions of one run, in its order."""
    words = [item for item in chunk if item.kinds.keys() - {"glue", "raw", "future"}]
    parts, links = _split(words, table, text)
    night = any(item.kinds.keys() & {"night", "overnight"} for item in words)
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
        kind = kind_of(part.when)
        if kind and not (kind == "night" and len(parts) > 1):
            found.append(
                TimeMention(part.start, part.end, text[part.start : part.end], kind, part.when, role=part.role)
            )
        n += 1
    return found


_COMPARABLE = frozenset({"day", "weekday", "month", "clock", "year", "season"})
_NOON = 12
"""Hour from which a clock time of a night is of its first day."""


def _range(left: Part, right: Part, link: str, night: bool, between: bool) -> TimeMention | None:
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
    kinds = {kind_of(first), kind_of(last)}
    if kind_of(first) == "night" and kind_of(last) in ("day", "weekday"):
        return TimeMention(left.start, right.end, "", "day", replace(last, night=True))
    if not kinds <= _COMPARABLE or (len(kinds) > 1 and not kinds <= {"day", "weekday", "clock"}):
        return None
    if night and kinds <= {"day", "weekday"} and not (first.clock or first.daypart):
        eve = last.clock is not None and last.clock[0] >= _NOON
        when = replace(first, clock=last.clock, zone=last.zone) if eve else last
        return TimeMention(left.start, right.end, "", kind_of(when) or "day", replace(when, night=True))
    if first.month and first.year is None and last.year:
        first = replace(first, year=last.year - (first.month > (last.month or 12)))
    return TimeMention(left.start, right.end, "", kind_of(first) or "day", first, last)


def _split(chunk: list[Item], table: TimeWords, text: str) -> tuple[list[Part], list[str]]:
    """Cut a run at its connecting words and wherever a second day, month or weekday begins."""
    parts: list[Part] = []
    links: list[str] = []
    current: Part | None = None
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
        step, update = statement(chunk, n, table, text, current)
        if update is not None:
            last = chunk[n + step - 1]
            if current is None or _clashes(current.when, update):
                close("")
                current = Part(item.start, last.end, When(), role=role)
            current.when = _merge(current.when, update)
            current.end = last.end
            if update.day is not None or update.month is not None:
                current.pending = None
            n += step
            continue
        if step > 1:  # words that only look like a time: "half a day"
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
                current = Part(item.start, item.end, When(), pending=number, role=role)
        elif "night" in kinds:
            if current is None:
                current = Part(item.start, item.end, When(night=True), role=role)
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
    one, other = kind_of(when), kind_of(update)
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
