"""Times as RFC 3339 writes them, and as clients of OGC API send them."""

import re
from datetime import date

from app.errors import BadRequest

_DATE_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,12})?(?:([Zz])|([+-])(\d{2}):(\d{2})))?"
)


def moment(field: str, value: str) -> tuple[int, int]:
    """An RFC 3339 time or full date as half-open seconds of the Unix epoch; a date is its whole day in UTC.

    Years 0000 to 9999 and leap seconds are understood, which `datetime.fromisoformat` refuses and QGIS sends.
    Raises BadRequest.
    """
    match = _DATE_TIME.fullmatch(value.strip())
    if match is None:
        raise BadRequest.field(
            field, "must be an RFC 3339 time such as 2025-05-13T08:00:00Z, a date, or an interval of them"
        )
    year, month, day = (int(group) for group in match.groups()[:3])
    try:
        days = date(year, month, day).toordinal() if year else date(4, month, day).toordinal() - 1461
    except ValueError:
        raise BadRequest.field(field, f"{value!r} is no day of the calendar") from None
    seconds = (days - date(1970, 1, 1).toordinal()) * 86_400
    if match[4] is None:
        return seconds, seconds + 86_400
    hour, minute, second = (int(match[group]) for group in (4, 5, 6))
    if hour > 23 or minute > 59 or second > 60:
        raise BadRequest.field(field, f"{value!r} is no time of the day")
    seconds += hour * 3600 + minute * 60 + min(second, 59)
    if match[8]:
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds -= offset if match[8] == "+" else -offset
    return seconds, seconds + 1
