"""When an event was: its dates in words of ISO 8601, and the interval of seconds that they stand for."""

from datetime import UTC, date, datetime, time, timedelta

#: Seconds of the Unix epoch, half-open.
Interval = tuple[int, int]


def parse(value: str) -> date | datetime:
    """An ISO 8601 date, or a time with its offset; raises ValueError for anything else, a naive time included."""
    if len(value) == 10:
        return date.fromisoformat(value)
    stamp = datetime.fromisoformat(value)
    if stamp.tzinfo is None:
        raise ValueError("a time needs its offset, such as +03:00 or Z")
    return stamp


def interval(start: str | None, end: str | None, precision: str) -> Interval | None:
    """The time that an event may have taken: from its start to the end of its last day, week, month, year or minute.

    A date has no zone, so its day is taken in UTC. None where the event is undated.
    """
    if start is None or precision == "unknown":
        return None
    first = parse(start)
    last = parse(end) if end else first
    t0 = _epoch(first)
    return t0, max(t0 + 1, _after(last, precision))


def _epoch(value: date | datetime) -> int:
    stamp = value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)
    return int(stamp.timestamp())


def _after(value: date | datetime, precision: str) -> int:
    """The first second after the unit of `precision` that holds `value`."""
    if isinstance(value, datetime):
        if precision == "minute":
            return _epoch(value) + 60
        value = value.astimezone(UTC).date()
    try:
        match precision:
            case "year":
                after = date(value.year + 1, 1, 1)
            case "month":
                after = date(value.year + value.month // 12, value.month % 12 + 1, 1)
            case "week":
                after = value - timedelta(days=value.weekday()) + timedelta(days=7)
            case _:
                after = value + timedelta(days=1)
    except (ValueError, OverflowError):
        return _epoch(value) + 86_400
    return _epoch(after)
