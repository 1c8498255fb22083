"""Ship numbers, and how they are checked."""

import re

_IMO = re.compile(r"[0-9]{7}")
#: Ship stations only: a maritime identification digit 2 to 7 first (ITU-R M.585-9, annex 1).
_MMSI = re.compile(r"[2-7][0-9]{8}")


def is_imo(number: str) -> bool:
    """Whether it has an IMO ship number's form: seven digits, the last the check digit (resolution A.1117(30))."""
    if not _IMO.fullmatch(number):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)) % 10 == int(
        number[6]
    )


def is_mmsi(number: str) -> bool:
    """Whether it has the form of a ship station's maritime mobile service identity."""
    return _MMSI.fullmatch(number) is not None
