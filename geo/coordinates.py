"""Coordinates as reports, notices to mariners and radio operators print them, in seven languages.

Read are degrees with minutes and seconds or decimals (59°41′24″N 24°32′E, 59-41.5N 024-32.1E, N 59 41.5 E 24 32.1),
signed or bare decimal degrees (59.69, 24.53), ISO 6709 (+5941.4+02431.8/), the compact form of NAVTEX and of notices to
mariners (594124N 0243148E), geo: addresses, WKT points, and words ("59 degrees 41 minutes north", "59° с. ш.",
"szer. geogr. 59°N"). Latitude comes first unless the hemispheres say otherwise. WGS 84 is assumed. All repeats are
bounded, so that time is linear in the text; nothing raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from geo import notations

METRES_PER_DEGREE = 111_320.0
"""Of latitude, and of longitude at the equator."""

Axis = Literal["lat", "lon"]


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A position printed in a text: `text[start:end]`, in code points."""

    start: int
    end: int
    lon: float
    lat: float
    """WGS 84 degrees."""
    uncertainty_m: float
    """Metres that half a unit of the last printed digit comes to (of the coarser axis, as latitude), at least one."""


@dataclass(frozen=True, slots=True)
class _Angle:
    start: int
    end: int
    degrees: float
    step: float
    """Degrees that one unit of the last printed digit stands for."""
    axis: Axis | None
    marked: bool
    """Whether a degree sign or a hemisphere shows that it is an angle at all."""


def parse(text: str) -> list[Coordinates]:
    """Every position printed in a text, in order, without overlap."""
    found = list(_iso(text)) if notations.ISO_START.search(text) else []
    if notations.DECIMALS.search(text):
        found += [*_bare(text), *_wkt(text)]
    found += _pairs(text)
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Coordinates] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


# --- an angle each, then two to a position --------------------------------------------------------------------------


def _pairs(text: str) -> Iterator[Coordinates]:
    numbers = [number.span() for number in notations.NUMBER.finditer(text)]
    if not any(
        notations.MARK_AFTER.match(text, end) or notations.MARK_BEFORE.search(text, max(0, start - 14), start)
        for start, end in numbers
    ):
        return  # as in nearly every text
    angles = list(_angles(text, [start for start, _ in numbers]))
    index = 0
    while index + 1 < len(angles):
        position = _position(angles[index], angles[index + 1], text)
        if position is not None:
            yield position
        index += 2 if position else 1


def _angles(text: str, starts: list[int]) -> Iterator[_Angle]:
    floor = 0
    for start in starts:
        if start < floor:
            continue
        match = notations.ANGLE.match(text, start)
        angle = _angle(match, text, floor) if match else None
        if angle is not None:
            floor = angle.end
            yield angle


def _angle(match: re.Match[str], text: str, floor: int) -> _Angle | None:
    """What a match comes to; before `floor` the text belongs to the angle before."""
    group = match.groupdict()
    start, end = match.span()
    prefix = notations.PREFIX.search(text, max(floor, start - 24), start)
    after = next((name for name in notations.HEMISPHERES if group[name]), None)
    before = next((name for name in "NSEW" if prefix and prefix[name]), None)
    hemisphere = after or before
    if before and after:  # "N 59°41′ E 24°32′": the letter after the figure is that of the next one
        end, hemisphere = match.start(after), before
    axis: Axis | None = "lat" if hemisphere in ("N", "S") else "lon" if hemisphere in ("E", "W") else None
    if axis is None and prefix:
        axis = "lat" if prefix["lat"] else "lon" if prefix["lon"] else None
    marked = bool(group["mark1"] or group["mark2"] or hemisphere or axis)
    value = _value(group, bool(hemisphere or axis))
    if value is None:
        return None
    degrees, step = value
    signed = text[start - 1 : start] in ("-", "−") and not text[max(0, start - 2) : start - 1].isalnum()
    if hemisphere in ("S", "W", "L") or (signed and hemisphere is None):
        degrees = -degrees
        start -= signed and not prefix
    return _Angle(prefix.start() if prefix else start, end, degrees, step, axis, marked)


def _value(group: dict[str, str | None], named: bool) -> tuple[float, float] | None:
    """Degrees and the step of the last printed digit, or None where the figures are no angle."""
    if group["compact"]:
        return _compact(group["compact"])
    for degree, minute, second in (("d1", "m1", "s1"), ("d3", "m3", "s3"), ("d4", "m4", "s4")):
        if (whole := group[degree]) is None:
            continue
        if degree != "d1" and not named:
            return None
        minutes = str(group[minute])
        if degree == "d1" and group["tail"]:
            minutes += "." + group["tail"].lstrip(".,")  # 59°41′.5
        seconds = group.get(second)
        return _sexagesimal(whole, minutes, seconds)
    figure = str(group["d2"] or group["d5"])
    if group["d2"] is None and not named:
        return None
    return _number(figure), _step(figure)


def _sexagesimal(whole: str, minutes: str, seconds: str | None) -> tuple[float, float] | None:
    if _number(minutes) >= 60 or (seconds and _number(seconds) >= 60.5):
        return None
    degrees = int(whole) + _number(minutes) / 60 + (_number(seconds) / 3600 if seconds else 0.0)
    return degrees, _step(seconds) / 3600 if seconds else _step(minutes) / 60


def _compact(figure: str) -> tuple[float, float] | None:
    """5941 or 02431 (degrees and minutes), 594124 or 0243148 (with seconds), with decimals of the last part."""
    whole, fraction = (*re.split(r"[.,]", figure), "")[:2]
    fraction = f".{fraction}" if fraction else ""
    split = 2 if len(whole) % 2 == 0 else 3
    seconds = whole[split + 2 :]
    if seconds:
        return _sexagesimal(whole[:split], whole[split : split + 2], seconds + fraction)
    return _sexagesimal(whole[:split], whole[split:] + fraction, None)


def _position(one: _Angle, other: _Angle, text: str) -> Coordinates | None:
    if not (one.marked and other.marked) or other.start < one.end or other.start - one.end > 12:
        return None
    if not notations.BETWEEN.fullmatch(text, one.end, other.start):
        return None
    axes = (one.axis, other.axis)
    if axes in (("lat", "lon"), ("lat", None), (None, "lon"), (None, None)):
        latitude, longitude = one, other
    elif axes in (("lon", "lat"), ("lon", None), (None, "lat")):
        latitude, longitude = other, one
    else:
        return None
    return _checked(one.start, other.end, longitude.degrees, latitude.degrees, max(one.step, other.step))


# --- the other notations --------------------------------------------------------------------------------------------


def _iso(text: str) -> Iterator[Coordinates]:
    for match in notations.ISO_6709.finditer(text):
        parts = [_iso_angle(match["lat"], 2), _iso_angle(match["lon"], 3)]
        if parts[0] is not None and parts[1] is not None:
            (lat, lat_step), (lon, lon_step) = parts[0], parts[1]
            position = _checked(match.start(), match.end(), lon, lat, max(lat_step, lon_step))
            if position is not None:
                yield position


def _iso_angle(figure: str, degree_digits: int) -> tuple[float, float] | None:
    sign = -1 if figure[0] in "-−" else 1
    whole, _, fraction = figure[1:].partition(".")
    fraction = f".{fraction}" if fraction else ""
    degrees, minutes, seconds = whole[:degree_digits], whole[degree_digits:][:2], whole[degree_digits + 2 :]
    if not minutes:
        return sign * float(degrees + fraction), _step(degrees + fraction)
    value = _sexagesimal(degrees, minutes + ("" if seconds else fraction), seconds + fraction if seconds else None)
    return None if value is None else (sign * value[0], value[1])


def _bare(text: str) -> Iterator[Coordinates]:
    for match in notations.BARE_PAIR.finditer(text):
        one, other = (match["a"], match["b"]) if match["a"] else (match["c"], match["d"])
        lat, lon = _number(one), _number(other)
        if abs(lat) > 90:
            lat, lon = lon, lat
        position = _checked(match.start(), match.end(), lon, lat, max(_step(one), _step(other)))
        if position is not None:
            yield position


def _wkt(text: str) -> Iterator[Coordinates]:
    for match in notations.WKT_POINT.finditer(text):
        lon, lat = match.groups()
        position = _checked(match.start(), match.end(), float(lon), float(lat), max(_step(lon), _step(lat)))
        if position is not None:
            yield position


def _checked(start: int, end: int, lon: float, lat: float, step: float) -> Coordinates | None:
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return Coordinates(start, end, lon, lat, max(step / 2 * METRES_PER_DEGREE, 1.0))


def _number(figure: str) -> float:
    return float(figure.replace(",", ".").replace("−", "-"))


def _step(figure: str) -> float:
    """What one unit of the last digit stands for: 0.1 for "41.5"."""
    decimals = re.split(r"[.,]", figure)[1:]
    return 10.0 ** -len(decimals[0]) if decimals else 1.0
