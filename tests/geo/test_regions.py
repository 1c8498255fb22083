"""Regions: a point at sea is in exactly one leaf, a name in any language finds its sea, areas are those published."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from geo import regions
from geo.folding import fold_name
from geo.limits import Limits
from geo.regions import LANGUAGES, Regions

DANISH_STRAITS = ("oresund", "great-belt", "little-belt", "fehmarn-belt")
OUTSIDE_THE_BALTIC = ("kattegat", "skagerrak", "north-sea", "english-channel")
lons = st.floats(-7.0, 31.5)
lats = st.floats(48.0, 66.7)


@pytest.fixture(scope="module")
def seas() -> Regions:
    return regions.load()


@pytest.fixture(scope="module")
def all_water(seas):
    water = shapely.union_all([seas.get(code).geometry for code in seas.leaves])
    shapely.prepare(water)
    return water


# Where a point is


@pytest.mark.parametrize(
    ("place", "lon", "lat", "expected"),
    [
        ("off Tallinn", 24.76, 59.60, ("gulf-of-finland", "baltic-sea")),
        ("Kotlin anchorage", 29.5, 60.0, ("gulf-of-finland", "baltic-sea")),
        ("Tallinn, on the quay", 24.75, 59.44, ("gulf-of-finland", "baltic-sea")),
        ("east of Gotland", 19.5, 57.5, ("baltic-proper", "baltic-sea")),
        ("north of Rügen", 13.5, 54.8, ("baltic-proper", "baltic-sea")),
        ("off Gdynia", 18.8, 54.5, ("gulf-of-gdansk", "baltic-sea")),
        ("Irbe strait", 22.0, 57.75, ("gulf-of-riga", "baltic-sea")),
        ("off Heltermaa", 23.1, 58.87, ("vainameri", "baltic-sea")),
        ("off Korppoo", 21.5, 60.05, ("archipelago-sea", "baltic-sea")),
        ("off Grisslehamn", 19.2, 60.1, ("aland-sea", "baltic-sea")),
        ("Bothnian Bay", 23.5, 65.0, ("gulf-of-bothnia", "baltic-sea")),
        ("under the Øresund bridge", 12.83, 55.57, ("oresund", "danish-straits", "baltic-sea")),
        ("under the Great Belt bridge", 11.03, 55.34, ("great-belt", "danish-straits", "baltic-sea")),
        ("off Puttgarden", 11.25, 54.57, ("fehmarn-belt", "danish-straits", "baltic-sea")),
        ("off Anholt", 11.9, 56.8, ("kattegat",)),
        ("Skaw roads", 10.8, 57.9, ("skagerrak",)),
        ("Dogger Bank", 3.0, 55.0, ("north-sea",)),
        ("off Cherbourg", -1.6, 50.0, ("english-channel",)),
    ],
)
def test_a_known_place_lies_in_its_sea(seas, place, lon, lat, expected):
    assert seas.at(lon, lat) == expected


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (26.0, 58.4),
        (37.6, 55.75),
        (18.0, 59.86 - 90),
        (0.0, 70.0),
        (float("nan"), 59.0),
        (float("inf"), 59.0),
        (1e9, -1e9),
    ],
)
def test_a_point_far_from_the_sea_or_on_no_map_is_in_no_region(seas, lon, lat):
    assert seas.at(lon, lat) == ()


def test_fifteen_kilometres_from_the_sea_is_the_end(seas):
    """South of Kunda the coast is at 59.52° N; a minute of latitude is 1.85 km."""
    assert seas.at(26.54, 59.52 - 10 / 111.2) == ("gulf-of-finland", "baltic-sea")
    assert seas.at(26.54, 59.52 - 20 / 111.2) == ()


@settings(deadline=None)
@given(lon=lons, lat=lats)
def test_a_point_at_sea_lies_in_exactly_one_leaf_and_in_the_water_of_it(lon, lat):
    seas = regions.load()
    holders = [code for code in seas.leaves if seas.get(code).geometry.contains(Point(lon, lat))]
    assert len(holders) <= 1
    if holders:
        found = seas.at(lon, lat)
        assert found == (holders[0], *seas.ancestors(holders[0]))


def test_many_points_are_answered_as_one_by_one_and_all_water_is_covered(seas, all_water):
    random = np.random.default_rng(20261122)
    x, y = random.uniform(-7, 31.5, 60_000), random.uniform(48, 66.7, 60_000)
    found = seas.at_many(x, y)
    wet = shapely.contains_xy(all_water, x, y)
    assert wet.sum() > 10_000
    assert (found[wet] >= 0).all()
    for index in random.choice(len(x), 300):
        expected = seas.at(x[index], y[index])
        assert (seas.leaves[found[index]] if found[index] >= 0 else None) == (expected[0] if expected else None)


@settings(deadline=None)
@given(share=st.floats(0, 1))
def test_a_point_on_a_limit_belongs_to_one_side(share):
    """The western limit of the Gulf of Finland, Osmussaar to Hanko."""
    seas = regions.load()
    west, east = Limits().nodes["Hanko"], Limits().nodes["Osmussaar"]
    point = LineString([west, east]).interpolate(share, normalized=True)
    assert len(seas.at(point.x, point.y)) == 2


# What an area touches


def test_an_area_belongs_to_every_region_that_it_touches_the_largest_share_first(seas):
    mouth_of_the_gulf = Point(22.9, 59.6).buffer(0.3)
    assert seas.of(mouth_of_the_gulf) == ("baltic-proper", "gulf-of-finland", "archipelago-sea", "baltic-sea")


def test_a_sliver_does_not_count(seas):
    """A box in the Gulf of Finland whose corner reaches 300 m over the limit towards the Archipelago Sea."""
    gulf = box(23.0, 59.55, 23.6, 59.83)
    assert seas.of(gulf)[0] == "gulf-of-finland"
    assert "archipelago-sea" not in seas.of(gulf)


def test_a_small_strait_counts_in_an_area_as_wide_as_the_baltic(seas):
    assert set(DANISH_STRAITS) <= set(seas.of(box(9, 53, 31, 66)))


def test_land_between_two_seas_does_not_join_an_area_to_both(seas):
    """A circle around Copenhagen covers land of Zealand that lies in the Kattegat's cell, but none of its water."""
    assert seas.of(Point(12.6, 55.7).buffer(0.15)) == ("oresund", "danish-straits", "baltic-sea")


def test_a_route_belongs_to_the_seas_that_it_crosses(seas):
    route = LineString([(28.5, 60.2), (24.0, 59.7), (22.3, 59.4), (20.0, 57.5), (14.0, 55.0)])
    assert seas.of(route) == ("baltic-proper", "gulf-of-finland", "baltic-sea")


def test_points_go_by_the_cells_even_where_the_coast_leaves_them_dry(seas):
    assert seas.of(MultiPoint([(24.75, 59.44), (24.96, 60.16), (19.5, 57.5)])) == (
        "gulf-of-finland",
        "baltic-proper",
        "baltic-sea",
    )


def test_an_area_on_land_goes_by_its_middle(seas):
    assert seas.of(box(24.70, 59.41, 24.72, 59.42)) == ("gulf-of-finland", "baltic-sea")
    assert seas.of(box(25.9, 58.3, 26.0, 58.4)) == ()


@pytest.mark.parametrize("empty", [Point(), Polygon(), MultiPoint()])
def test_nothing_lies_nowhere(seas, empty):
    assert seas.of(empty) == ()


@settings(deadline=None, max_examples=30)
@given(points=st.lists(st.tuples(lons, lats), min_size=3, max_size=8))
def test_any_polygon_even_one_that_crosses_itself_is_answered(points):
    seas = regions.load()
    codes = seas.of(Polygon(points))
    assert len(set(codes)) == len(codes)
    assert all(seas.get(code).parent in (None, *codes) for code in codes)


# Names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sea of Finland", "gulf-of-finland"),
        ("Soome laht", "gulf-of-finland"),
        ("SUOMENLAHTI", "gulf-of-finland"),
        ("finska  viken", "gulf-of-finland"),
        ("Финский залив", "gulf-of-finland"),
        ("Zatoka Finska", "gulf-of-finland"),
        ("gulf-of-finland", "gulf-of-finland"),
        ("Östersjön", "baltic-sea"),
        ("Ostersjon", "baltic-sea"),
        ("Läänemeri", "baltic-sea"),
        ("Danziger Bucht", "gulf-of-gdansk"),
        ("Oresund", "oresund"),
        ("The Sound", "oresund"),
        ("Зунд", "oresund"),
        ("Femern Bælt", "fehmarn-belt"),
        ("Mały Bełt", "little-belt"),
        ("La Manche", "english-channel"),
        ("Moonsund", "vainameri"),
    ],
)
def test_a_region_is_found_by_any_name_however_it_is_written(seas, name, code):
    assert seas.find(name) == code


@pytest.mark.parametrize("name", ["", " ", "Atlantis", "-", "Gulf of", "\x00", "a" * 100_000])
def test_an_unknown_name_finds_nothing(seas, name):
    assert seas.find(name) is None


@settings(deadline=None)
@given(name=st.text())
def test_looking_up_a_name_never_raises(name):
    assert regions.load().find(name) in (None, *regions.load().codes)


def test_every_region_has_a_name_in_seven_languages_and_no_name_means_two_regions(seas):
    meanings: dict[str, set[str]] = {}
    for region in seas:
        assert set(region.names) == set(LANGUAGES)
        for name in (*region.names.values(), *(alias for each in region.aliases.values() for alias in each)):
            meanings.setdefault(fold_name(name), set()).add(region.code)
    assert {name: codes for name, codes in meanings.items() if len(codes) > 1} == {}


def test_a_missing_language_falls_back_to_english(seas):
    assert seas.get("gulf-of-finland").name("sv") == "Finska viken"
    assert seas.get("gulf-of-finland").name("ja") == "Gulf of Finland"


# The tree and the shapes


def test_all_basins_and_the_danish_straits_lie_in_the_baltic_and_the_outer_seas_do_not(seas):
    for code in seas.leaves:
        assert ("baltic-sea" in seas.ancestors(code)) == (code not in OUTSIDE_THE_BALTIC)
    assert set(seas.children("danish-straits")) == set(DANISH_STRAITS)
    assert set(DANISH_STRAITS) < set(seas.with_descendants("baltic-sea"))
    assert seas.with_descendants("kattegat") == ("kattegat",)


def test_an_unknown_code_raises(seas):
    with pytest.raises(KeyError):
        seas.get("caspian-sea")


def test_shapes_are_valid_and_leaves_do_not_overlap(seas):
    assert all(region.geometry.is_valid for region in seas)
    for code, other in combinations(seas.leaves, 2):
        assert seas.get(code).geometry.intersection(seas.get(other).geometry).area == 0


def test_a_parent_holds_its_parts(seas):
    for region in seas:
        for child in region.children:
            rest = seas.get(child).geometry.difference(region.geometry)
            assert rest.area < 1e-9
            assert seas.get(child).bbox[0] >= region.bbox[0]
        assert region.bbox == pytest.approx(region.geometry.bounds, abs=1e-3)


def test_the_version_changes_with_the_data():
    names = b'{"a": {"kind": "sea", "parent": null, "names": {}, "aliases": {}}}'
    square = shapely.to_geojson(box(0, 0, 1, 1)).encode()
    shapes = b'{"features":[{"id":"a","properties":{"bbox":[0,0,1,1],"area_km2":1},"geometry":%s}]}' % square
    first, second = Regions(names, shapes, shapes, square), Regions(names + b" ", shapes, shapes, square)
    assert first.version != second.version


# km² published, and how far off ours may be.
PUBLISHED = {
    ("gulf-of-finland",): (29_600, 0.05, "HELCOM"),
    ("gulf-of-riga",): (16_330, 0.05, "HELCOM"),
    ("gulf-of-riga", "vainameri"): (18_000, 0.05, "S-23 limits, usual figure"),
    ("gulf-of-gdansk",): (4_940, 0.05, "Rozewie to Taran"),
    ("gulf-of-bothnia", "aland-sea", "archipelago-sea"): (115_516, 0.05, "HELCOM"),
    ("baltic-proper",): (211_069, 0.05, "HELCOM"),
    ("baltic-sea", "kattegat"): (415_266, 0.05, "HELCOM"),
    ("kattegat",): (25_485, 0.07, "22,000 to 25,500 are quoted"),
    ("skagerrak",): (32_000, 0.05, "usual figure"),
    ("north-sea",): (570_000, 0.10, "limits quoted differ"),
    ("english-channel",): (75_000, 0.10, "limits quoted differ"),
}


def test_areas_are_those_published_where_the_limits_agree(seas, capsys):
    rows = [(codes, sum(seas.get(code).area_km2 for code in codes), *known) for codes, known in PUBLISHED.items()]
    with capsys.disabled():
        print(f"\n{'region':46}{'km²':>9}{'published':>11}{'off by':>8}")
        for codes, area, published, _, source in rows:
            print(f"{' + '.join(codes):46}{area:9,.0f}{published:11,}{area / published - 1:8.1%}  {source}")
    for codes, area, published, tolerance, _ in rows:
        assert area == pytest.approx(published, rel=tolerance), codes
