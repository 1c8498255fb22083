"""Coordinates as reports, notices to mariners and radio operators print them, in seven languages.

Read are degrees with minutes and seconds or decimals (59°41′24″N 24°32′E, 59-41.5N 024-32.1E, N 59 41.5 E 24 32.1), signed
or bare decimal degrees (59.69, 24.53), ISO 6709 (+5941.4+02431.8/), the compact form of NAVTEX and notices (594124N
0243148E), geo: addresses, WKT points, and words ("59 degrees 41 minutes north", "59° с. ш.", "szer. geogr. 59°N").
Latitude comes first unless the hemispheres say otherwise. WGS 84 is assumed. All repeats are bounded, so that time is
linear in the text; nothing raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

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


_GAP = r"[ \t\u00a0\u202f]{0,2}"
_DEGREE = (
    r"(?:[°º˚]|deg(?:rees?\b|\.|\b)|градус(?:ов|а|ах)?|град\b\.?|astetta|kraadi|grader|grad\b|stop(?:ni|nie|ień)\b)"
)
_MINUTE = r"(?:['′’´‘`ʹ](?!['′’´‘`ʹ])|min(?:utes?|utit|uuttia|uter|uten|ut|\.)?(?![^\W\d_])|минут[аы]?|мин\.?)"
_SECOND = (
    r"(?:[\"″”“ʺ]|''|′′|’’|sec(?:onds?|\.)?(?![^\W\d_])|sekund(?:it|er|en|y)?(?![^\W\d_])|sekuntia|секунд[аы]?|сек\.?)"
)
_FRACTION = r"(?:[.,]\d{1,9})?"

_WORDS: dict[str, str] = {  # hemispheres written after the figure: whole words in any case, single letters as capitals
    "N": r"с\. ?ш\.?|пн\. ?ш\.?|п\. ?ш\.?|северной широты|north(?:ern latitude)?|nord(?:lig bredd)?|nördlicher breite|"
    r"n\. br\.|pohjoista(?: leveyttä)?|põhjalaiust?|szerokości(?: geograficznej)? północnej|(?-i:pl\b|[NP]\b)",
    "S": r"ю\. ?ш\.?|южной широты|south(?:ern latitude)?|syd(?:lig bredd)?|südlicher breite|s\. br\.|"
    r"eteläistä(?: leveyttä)?|lõunalaiust?|szerokości(?: geograficznej)? południowej|(?-i:S\b)",
    "E": r"в\. ?д\.?|восточной долготы|east(?:ern longitude)?|ostlig längd|östlig längd|östlicher länge|ost|öst|ö\. l\.|"
    r"itäistä(?: pituutta)?|idapikkust?|długości(?: geograficznej)? wschodniej|(?-i:ip\b|[EÖOI]\b)",
    "W": r"з\. ?д\.?|западной долготы|west(?:ern longitude)?|väst(?:lig längd)?|westlicher länge|w\. l\.|"
    r"läntistä(?: pituutta)?|läänepikkust?|długości(?: geograficznej)? zachodniej|(?-i:lp\b|[WV]\b)",
    "L": r"(?-i:L\b)",  # Estonian lõuna on a latitude, lääs (as Finnish länsi) on a longitude
}
_AFTER = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items())

_ANGLE = re.compile(
    rf"(?<![\d.,])(?P<sign>(?<![\w)])[-−+])?"
    rf"(?:"
    rf"(?P<d1>\d{{1,3}}){_GAP}(?P<mark1>{_DEGREE}){_GAP}[-,]?{_GAP}(?P<m1>\d{{1,2}}{_FRACTION}(?!\d|{_GAP}{_DEGREE}))"
    rf"(?:{_GAP}(?P<mm1>{_MINUTE})(?P<tail>[.,]?\d{{1,5}}(?!\d|{_GAP}(?:{_SECOND}|{_DEGREE})))?)?"
    rf"(?:{_GAP}(?P<s1>\d{{1,2}}{_FRACTION}){_GAP}{_SECOND})?"
    rf"|(?P<d2>\d{{1,3}}{_FRACTION}){_GAP}(?P<mark2>{_DEGREE})"
    rf"|(?P<d3>\d{{1,3}})[-–:](?P<m3>\d{{1,2}}{_FRACTION})(?:['′’]?[-–:](?P<s3>\d{{1,2}}{_FRACTION}))?[\"″”'′’]?"
    rf"|(?P<d4>\d{{1,3}}) (?P<m4>\d{{1,2}}{_FRACTION})(?:['′’]?(?: (?P<s4>\d{{1,2}}{_FRACTION}))?[\"″”'′’]?)"
    rf"|(?P<compact>\d{{4,7}}{_FRACTION})(?=[NSEW]\b|{_GAP}[NSEW]\b)"
    rf"|(?P<d5>\d{{1,3}}{_FRACTION})"
    rf")(?:{_GAP},?{_GAP}(?:{_AFTER}))?",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?<![^\W\d_])(?:(?P<N>N)|(?P<S>S)|(?P<E>[EÖO])|(?P<W>[WV])"
    r"|(?P<lat>(?i:lat(?:itude|\.)?|latitud|breite|bredd|leveys|laius|широта|szer(?:okość|\.)(?: geogr\.)?))"
    r"|(?P<lon>(?i:lon(?:g(?:itude|\.)?|\.)?|longitud|länge|längd|pituus|pikkus|долгота|dł(?:ugość|\.)(?: geogr\.)?)))"
    r"[:=]?[ \u00a0]{0,2}$"
)
_BETWEEN = re.compile(
    r"[\s,;/|·]{0,4}(?:(?:and|by|ja|och|und|i|oraz|и|x)[\s]{1,2})?"
    r"(?:(?:N|S|E|W|Ö|O|V|(?i:lat(?:itude|\.)?|lon(?:g(?:itude|\.)?|\.)?|latitud|longitud|breite|länge|leveys|pituus|laius"
    r"|pikkus|bredd|längd|широта|долгота|szer(?:okość|\.)(?: geogr\.)?|dł(?:ugość|\.)(?: geogr\.)?))[:=]?[ \u00a0]{0,2})?"
)
_BARE = re.compile(
    r"(?<![\w.,+-])(?P<a>[-−+]?\d{1,3}\.\d{2,10})(?:[,;/] ?| )(?P<b>[-−+]?\d{1,3}\.\d{2,10})(?![\w]|[.,]\d)"
    r"|(?<![\w.,+-])(?P<c>[-−+]?\d{1,3},\d{2,10})(?:; ?|, | / | )(?P<d>[-−+]?\d{1,3},\d{2,10})(?![\w]|[.,]\d)"
)
_ISO6709 = re.compile(
    r"(?<![\w.,])(?P<lat>[-−+]\d{2}(?:\d{2}){0,2}(?:\.\d{1,8})?)(?P<lon>[-−+]\d{3}(?:\d{2}){0,2}(?:\.\d{1,8})?)(?:/|(?![\d.]))"
)
_MARKED = re.compile(  # what at least one angle of a position must have: spares most texts the long pattern
    r"[°º˚]|\d['′’\"″”]{0,2}[ \t\u00a0\u202f]{0,2}(?:[NSEWÖOVPIL]\b|(?i:deg|град|astet|kraad|grad|stopn|north|south"
    r"|[сюп]\. ?ш|пн\. ?ш|сев|юж|nord|syd|süd|pohj|etel|põhj|lõun|pl\b|szer))|[NSEW] ?\d"
    r"|(?i:\b(?:lat|lon|breite|bredd|leveys|laius|широта|szer))"
)
_DECIMALS = re.compile(r"\d[.,]\d\d")
_ISO_START = re.compile(r"\d[-−+]\d{3}")
_WKT = re.compile(r"POINT ?Z? ?\( ?(-?\d{1,3}(?:\.\d{1,15})?) (-?\d{1,2}(?:\.\d{1,15})?) ?\)", re.IGNORECASE)


def parse(text: str) -> list[Coordinates]:
    """Every position printed in a text, in order, without overlap."""
    found = list(_iso(text)) if _ISO_START.search(text) else []
    if _DECIMALS.search(text):
        found += [*_bare(text), *_wkt(text)]
    if _MARKED.search(text):
        found += _pairs(text)
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Coordinates] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


# --- an angle each, then two to a position --------------------------------------------------------------------------


def _pairs(text: str) -> Iterator[Coordinates]:
    angles = list(_angles(text))
    index = 0
    while index + 1 < len(angles):
        position = _position(angles[index], angles[index + 1], text)
        if position is not None:
            yield position
        index += 2 if position else 1


def _angles(text: str) -> Iterator[_Angle]:
    floor = 0
    for match in _ANGLE.finditer(text):
        angle = _angle(match, text, floor)
        if angle is not None:
            floor = angle.end
            yield angle


def _angle(match: re.Match[str], text: str, floor: int) -> _Angle | None:
    """What a match comes to; before `floor` the text belongs to the angle before."""
    group = match.groupdict()
    start, end = match.span()
    prefix = _PREFIX.search(text, max(floor, start - 24), start)
    after = next((name for name in _WORDS if group[name]), None)
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
    if group["sign"] in ("-", "−") or hemisphere in ("S", "W"):
        degrees = -degrees
    if hemisphere == "L":
        degrees = -degrees
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
    if not _BETWEEN.fullmatch(text, one.end, other.start):
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
    for match in _ISO6709.finditer(text):
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
    for match in _BARE.finditer(text):
        one, other = (match["a"], match["b"]) if match["a"] else (match["c"], match["d"])
        lat, lon = _number(one), _number(other)
        if abs(lat) > 90:
            lat, lon = lon, lat
        position = _checked(match.start(), match.end(), lon, lat, max(_step(one), _step(other)))
        if position is not None:
            yield position


def _wkt(text: str) -> Iterator[Coordinates]:
    for match in _WKT.finditer(text):
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
