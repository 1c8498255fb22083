"""The gazetteer's data are in order, and its search finds what people type."""

import math

import pytest
import shapely

from geo import gazetteer, geodesy, landmask, regions
from geo.gazetteer import Place
from geo.inflection import forms
from geo.regions import LANGUAGES

PLACES = list(gazetteer.load())
KINDS = {
    "anchorage", "bank", "bay", "bridge", "cable", "cape", "coast", "country", "fairway", "island", "lighthouse",
    "lock", "oil-terminal", "pipeline", "port", "sea", "strait", "traffic-separation",
}  # fmt: skip


def test_it_holds_more_than_four_hundred_places_of_every_kind() -> None:
    assert len(PLACES) >= 400
    assert {place.kind for place in PLACES} == KINDS


def test_every_place_has_a_name_in_all_seven_languages() -> None:
    assert [place.id for place in PLACES if not all(place.names[language].strip() for language in LANGUAGES)] == []


def test_russian_names_are_written_in_cyrillic() -> None:
    codes = ("FEC-", "C-Lion", "BCS")  # cable systems are called by their Latin codes
    latin = [place.id for place in PLACES if not any("а" <= letter <= "я" for letter in place.names["ru"].lower())]
    assert [each for each in latin if not gazetteer.load().get(each).names["ru"].startswith(codes)] == []  # type: ignore[union-attr]


def test_the_sea_point_of_every_place_in_our_seas_is_at_sea() -> None:
    ours = [place for place in PLACES if regions.load().at(place.sea_lon, place.sea_lat)]
    wet = landmask.is_sea([place.sea_lon for place in ours], [place.sea_lat for place in ours])
    assert [place.id for place, is_wet in zip(ours, wet, strict=True) if not is_wet] == []
    assert len(ours) > 600


def test_ports_lie_within_five_kilometres_of_the_coast_or_up_a_named_river() -> None:
    up_river = {"antwerp", "kaliningrad", "kirkkonummi", "lubeck", "narva"}
    ports = [place for place in PLACES if place.kind == "port" and regions.load().at(place.lon, place.lat)]
    assert {port.id for port in ports if landmask.distance_to_coast_m(port.lon, port.lat) > 5000} <= up_river


@pytest.mark.parametrize(
    ("place_id", "lon", "lat"),
    [  # World Port Index, public domain
        ("ust-luga", 28.43, 59.67), ("kotka", 26.9667, 60.4667), ("ventspils", 21.5333, 57.4), 
        ("visby", 18.2833, 57.6333),
        ("karlshamn", 14.8692, 56.1528), ("frederikshavn", 10.55, 57.4333), ("ystad", 13.8181, 55.4183),
        ("zeebrugge", 3.2, 51.3333), ("vlissingen", 3.6, 51.45), ("oulu", 25.4, 65.0167), ("larvik", 10.0311, 59.0381),
        ("klaipeda", 21.1167, 55.7167), ("ustka", 16.85, 54.5833), ("wismar", 11.4667, 53.9),
    ],
)  # fmt: skip
def test_ports_lie_where_the_world_port_index_has_them(place_id: str, lon: float, lat: float) -> None:
    place = known(place_id)
    assert geodesy.distance_m(place.lon, place.lat, lon, lat) < 5000


def test_routes_of_cables_and_pipelines_are_lines_at_sea_near_their_point() -> None:
    routes = [place for place in PLACES if place.kind in ("cable", "pipeline") and place.outline is not None]
    assert len(routes) >= 15
    for place in routes:
        assert place.outline is not None and place.outline.geom_type == "LineString"
        assert place.outline.distance(shapely.Point(place.sea_lon, place.sea_lat)) < 0.7, place.id


@pytest.mark.parametrize(
    ("query", "place_id"),
    [
        ("naissa", "naissaar"),
        ("NARGÖ", "naissaar"),
        ("ust luga", "ust-luga"),
        ("гогл", "suursaari"),
        ("Lavansaari", "moshchny"),
    ],
)
def test_search_finds_a_place_by_the_beginning_of_any_of_its_names(query: str, place_id: str) -> None:
    assert place_id in [place.id for place in gazetteer.load().search(query)]


def test_search_puts_a_whole_name_before_a_longer_one() -> None:
    found = [place.id for place in gazetteer.load().search("primorsk")]
    assert found[:2] == ["primorsk", "primorsk-kaliningrad"]


def test_search_for_nothing_finds_nothing() -> None:
    assert gazetteer.load().search("  -- ") == []


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Naissaar", "et", {"Naissaare", "Naissaarel", "Naissaarest"}),
        ("Aegna", "et", {"Aegnast", "Aegnal", "Aegnani"}),
        ("Muuga laht", "et", {"Muuga lahel", "Muuga lahe", "Muuga lahte"}),
        ("Suursaari", "fi", {"Suursaaren", "Suursaaresta", "Suursaareen"}),
        ("Helsinki", "fi", {"Helsingin", "Helsingistä", "Helsinkiin"}),
        ("Gotlanti", "fi", {"Gotlannin", "Gotlannista", "Gotlantiin"}),
        ("Suomenlahti", "fi", {"Suomenlahdella", "Suomenlahden", "Suomenlahteen"}),
        ("Gotland", "sv", {"Gotlands"}),
        ("Rügen", "de", {"Rügens"}),
        ("Finnischer Meerbusen", "de", {"Finnischen Meerbusen", "Finnischen Meerbusens"}),
        ("Bornholm", "pl", {"Bornholmu", "Bornholmem", "Bornholmie"}),
        ("Zatoka Gdańska", "pl", {"Zatoki Gdańskiej", "Zatoce Gdańskiej", "Zatoką Gdańską"}),
        ("Estonia", "pl", {"Estonii", "Estonię"}),
        ("Гогланд", "ru", {"Гогланда", "Гогландом", "Гогланде"}),
        ("Финский залив", "ru", {"Финского залива", "Финском заливе"}),
        ("Мощный", "ru", {"Мощного", "Мощном"}),
    ],
)
def test_regular_inflected_forms_are_made_by_rule(name: str, language: str, expected: set[str]) -> None:
    assert expected <= set(forms(name, language))


def test_outlines_of_islands_hold_their_middle() -> None:
    islands = [place for place in PLACES if place.kind == "island" and place.outline is not None]
    assert len(islands) >= 5
    assert all(
        math.isfinite(place.lon) and place.outline.contains(shapely.Point(place.lon, place.lat)) for place in islands
    )  # type: ignore[union-attr]


def known(place_id: str) -> Place:
    place = gazetteer.load().get(place_id)
    assert place is not None
    return place
