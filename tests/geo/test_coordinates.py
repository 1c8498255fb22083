"""Every notation of a position is read back within the precision that it was printed with."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import parse
from geo.geodesy import distance_m

LAT, LON = 59 + 41.5 / 60, 24 + 32.1 / 60


@pytest.mark.parametrize(
    "text",
    [
        "59°41.5′N 24°32.1′E",
        "59°41′30″N 24°32′06″E",
        "59º41'30''N 24º32'06''E",
        "59-41.5N 024-32.1E",
        "59-41-30N 024-32-06E",
        "N59°41.5' E024°32.1'",
        "N 59 41.5 E 24 32.1",
        "59 41 30 N 24 32 06 E",
        "59°41.5'N/024°32.1'E",
        "24°32.1′E 59°41.5′N",
        "59.6917, 24.5350",
        "59,6917; 24,5350",
        "59.6917°N 24.5350°E",
        "Lat 59.6917 Lon 24.5350",
        "geo:59.6917,24.5350",
        "POINT (24.5350 59.6917)",
        "+5941.5+02432.1/",
        "+594130+0243206/",
        "594130N 0243206E",
        "5941.5N 02432.1E",
        "59 degrees 41.5 minutes north, 24 degrees 32.1 minutes east",
        "59°41,5' põhjalaiust ja 24°32,1' idapikkust",
        "59° 41,5′ pl, 24° 32,1′ ip",
        "59°41,5' pohjoista leveyttä ja 24°32,1' itäistä pituutta",
        "59°41,5'P 24°32,1'I",
        "59°41,5'N 24°32,1'Ö",
        "59° 41,5’ nordlig bredd och 24° 32,1’ ostlig längd",
        "59° 41,5′ nördlicher Breite und 24° 32,1′ östlicher Länge",
        "59°41,5′ N, 24°32,1′ O",
        "szer. geogr. 59°41,5'N, dł. geogr. 24°32,1'E",
        "59°41,5′ szerokości geograficznej północnej i 24°32,1′ długości geograficznej wschodniej",
        "59°41,5′ с. ш. 24°32,1′ в. д.",
        "59°41,5′ северной широты и 24°32,1′ восточной долготы",
        "59° 41,5' п. ш., 24° 32,1' в. д.",
    ],
)
def test_a_position_is_read_in_every_notation(text: str) -> None:
    found = parse(f"at {text} on Monday")
    assert len(found) == 1
    assert (found[0].lat, found[0].lon) == pytest.approx((LAT, LON), abs=1e-4)


def test_west_and_south_are_negative() -> None:
    found = parse("51°07′S 001°20′W")[0]
    assert (found.lat, found.lon) == pytest.approx((-51.1167, -1.3333), abs=1e-4)


def test_offsets_give_the_words_back() -> None:
    text = "Meldung 🚢: Position 54° 33′ N, 011° 19′ E, gegen 21.50 Uhr"
    found = parse(text)[0]
    assert text[found.start : found.end] == "54° 33′ N, 011° 19′ E"


@pytest.mark.parametrize(
    "text",
    ["at 10.30 on 12.04 and 13.04", "59°41′", "between 12 and 14 men", "10-12 N", "91°00′N 24°00′E", "59°61′N 24°00′E",
     "15.5 N m and 12 E", "№ 5941, 2432"],
)  # fmt: skip
def test_what_is_no_position_is_left_alone(text: str) -> None:
    assert parse(text) == []


def dms(value: float, degrees: int, hemispheres: str, point: str = ".") -> str:
    """Degrees and minutes to a thousandth of a minute."""
    minutes = round(abs(value) * 60_000)
    whole, rest = divmod(minutes, 60_000)
    return f"{whole:0{degrees}d}°{rest / 1000:06.3f}′{hemispheres[value < 0]}".replace(".", point)


def dashed(value: float, degrees: int, hemispheres: str) -> str:
    return dms(value, degrees, hemispheres).replace("°", "-").replace("′", "")


def seconds(value: float, degrees: int, hemispheres: str) -> str:
    total = round(abs(value) * 36_000)
    whole, rest = divmod(total, 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{whole:0{degrees}d}° {minutes:02d}' {tenths / 10:04.1f}\" {hemispheres[value < 0]}"


def iso(value: float, degrees: int, hemispheres: str) -> str:
    total = round(abs(value) * 60_000)
    whole, rest = divmod(total, 60_000)
    return f"{'-' if value < 0 else '+'}{whole:0{degrees}d}{rest / 1000:06.3f}"


def decimal(value: float, degrees: int, hemispheres: str) -> str:
    return f"{abs(value):.4f}°{hemispheres[value < 0]}"


def russian(value: float, degrees: int, hemispheres: str) -> str:
    words = {"N": "с. ш.", "S": "ю. ш.", "E": "в. д.", "W": "з. д."}
    return dms(value, degrees, hemispheres, ",")[:-1] + " " + words[hemispheres[value < 0]]


@given(
    lat=st.floats(-89, 89),
    lon=st.floats(-179, 179),
    notation=st.sampled_from([dms, dashed, seconds, iso, decimal, russian]),
)
def test_any_printed_notation_of_a_point_comes_back_within_its_precision(
    lat: float, lon: float, notation: Callable[[float, int, str], str]
) -> None:
    gap = "" if notation is iso else " "
    found = parse(f"{notation(lat, 2, 'NS')}{gap}{notation(lon, 3, 'EW')}")
    assert len(found) == 1
    assert distance_m(found[0].lon, found[0].lat, lon, lat) <= 2 * found[0].uncertainty_m + 0.5


@given(st.text(alphabet=st.sampled_from("0123456789°′″'\"NSEWÖ.,-+/ сшвд"), max_size=80))
def test_parse_never_raises_and_never_overlaps(text: str) -> None:
    found = parse(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(-90 <= each.lat <= 90 and -180 <= each.lon <= 180 for each in found)
