"""Whose waters: the agreed limits, not circles around the coast; overlaps said as such; nothing that is not known."""

import re

import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.jurisdiction import DATASET, jurisdiction, load
from geo.resources import DATA


@pytest.mark.parametrize(
    ("place", "lon", "lat", "state"),
    [
        ("off Naissaar", 24.50, 59.60, "EE"),
        ("Tallinn, on the quay", 24.76, 59.445, "EE"),
        ("Muuga roads", 24.95, 59.53, "EE"),
        ("off Porkkala", 24.45, 59.90, "FI"),
        ("Åland", 20.0, 60.05, "FI"),
        ("off Suursaari", 27.10, 60.05, "RU"),
        ("Luga Bay", 28.30, 59.75, "RU"),
        ("off Baltiysk", 19.75, 54.65, "RU"),
        ("off Klaipėda", 21.0, 55.7, "LT"),
        ("Irbe strait, Latvian side", 21.9, 57.65, "LV"),
        ("Hel", 18.85, 54.6, "PL"),
        ("off Sassnitz", 13.75, 54.5, "DE"),
        ("Great Belt", 11.0, 55.3, "DK"),
        ("off Trelleborg", 13.15, 55.3, "SE"),
        ("off Visby", 18.1, 57.65, "SE"),
        ("Dover", 1.4, 51.1, "GB"),
    ],
)
def test_waters_within_the_limits_are_those_of_their_state(place, lon, lat, state):
    answer = jurisdiction(lon, lat)
    assert (answer.zone, answer.states) == ("internal-or-territorial", (state,))
    assert not answer.approximate
    assert not answer.overlap


@pytest.mark.parametrize(
    ("place", "lon", "lat", "nearest"),
    [
        ("the corridor in the Gulf of Finland", 25.0, 59.87, {"EE", "FI"}),
        ("the corridor off Kunda", 26.0, 59.95, {"EE", "FI"}),
        ("where Balticconnector crosses the middle", 24.75, 59.80, {"EE", "FI"}),
        ("east of Gotland", 19.6, 57.5, {"SE"}),
        ("off Kaliningrad", 19.3, 55.4, {"RU"}),
        ("Kadet trench", 12.2, 54.5, {"DE", "DK"}),
        ("Bothnian Sea", 19.5, 61.8, {"FI", "SE"}),
    ],
)
def test_beyond_the_limits_the_nearest_coast_is_named_and_marked_approximate(place, lon, lat, nearest):
    answer = jurisdiction(lon, lat)
    assert (answer.zone, answer.states) == ("beyond-12nm", ())
    assert answer.nearest_state in nearest
    assert answer.approximate
    assert "don't say" in answer.note


def test_water_that_two_states_claim_is_said_to_be_both_states():
    answer = jurisdiction(26.70, 59.70)
    assert (answer.zone, answer.states, answer.overlap) == ("internal-or-territorial", ("EE", "RU"), True)
    assert "Narva Bay" in answer.note
    assert "not ratified" in answer.note


def test_an_imprecise_position_across_a_limit_is_undetermined_and_names_who_it_may_be():
    """8 km north of Naissaar lies Estonia's limit; a position known to 15 km may be on either side."""
    assert jurisdiction(24.5, 59.63).states == ("EE",)
    vague = jurisdiction(24.5, 59.63, uncertainty_m=15_000)
    assert (vague.zone, vague.states) == ("undetermined", ("EE",))
    assert "outside all territorial seas" in vague.note
    assert jurisdiction(12.75, 55.95, uncertainty_m=10_000).states == ("DK", "SE")


@pytest.mark.parametrize(
    ("lon", "lat"), [(37.6, 55.75), (26.0, 58.4), (-20.0, 50.0), (0.0, -89.0), (float("nan"), 59.0), (1e300, 59.0)]
)
def test_where_the_data_say_nothing_neither_do_we(lon, lat):
    answer = jurisdiction(lon, lat)
    assert (answer.zone, answer.states, answer.nearest_state) == ("undetermined", (), None)
    assert answer.note


def test_every_answer_says_on_which_data_it_rests():
    answer = jurisdiction(24.5, 59.6)
    assert answer.dataset == DATASET
    assert "OpenStreetMap" in answer.dataset
    assert answer.version == load().version


@settings(deadline=None)
@given(
    lon=st.floats(allow_nan=True), lat=st.floats(allow_nan=True), uncertainty=st.floats(allow_nan=True)
)  # fmt: skip
def test_no_numbers_make_it_raise(lon, lat, uncertainty):
    assert jurisdiction(lon, lat, uncertainty).dataset == DATASET


@settings(deadline=None)
@given(lon=st.floats(5.0, 30.0), lat=st.floats(53.5, 66.0), uncertainty=st.floats(0, 50_000))
def test_less_precision_never_says_more(lon, lat, uncertainty):
    exact, vague = jurisdiction(lon, lat), jurisdiction(lon, lat, uncertainty)
    assert vague.zone in (exact.zone, "undetermined")
    assert set(exact.states) <= set(vague.states)


# km² of internal waters and territorial sea, from the states' own or usual figures.
OFFICIAL_KM2 = {"EE": 25_200, "FI": 52_471, "LV": 10_900, "PL": 10_673}


@pytest.mark.parametrize("state", OFFICIAL_KM2)
def test_territorial_seas_have_their_published_size(state):
    features = orjson.loads((DATA / "geo" / "territorial_sea.geojson").read_bytes())["features"]
    sizes = {each["id"]: each["properties"]["sea_km2"] for each in features}
    assert sizes[state] == pytest.approx(OFFICIAL_KM2[state], rel=0.03)


def test_zones_do_not_overlap():
    features = orjson.loads((DATA / "geo" / "territorial_sea.geojson").read_bytes())["features"]
    shapes = shapely.from_geojson([orjson.dumps(each["geometry"]) for each in features])
    assert shapely.is_valid(shapes).all()
    together = shapely.union_all(shapes).area
    assert sum(shape.area for shape in shapes) == pytest.approx(together, rel=1e-6)


def test_on_the_lines_between_nearest_states_both_coasts_are_equally_far():
    lines = orjson.loads((DATA / "basemap" / "nearest_state_lines.geojson").read_bytes())["features"]
    told = set()
    for each in lines:
        shape = shapely.from_geojson(orjson.dumps(each["geometry"]))
        for share in (0.2, 0.5, 0.8):
            middle = shapely.line_interpolate_point(shapely.get_parts(shape)[0], share, normalized=True)
            found = jurisdiction(middle.x, middle.y)
            if found.zone != "beyond-12nm":
                continue  # within reach of a limit, where nothing is said
            one, miles, other, more = re.search(r"that of (\w+), (\d+) .* then (\w+), (\d+)", found.note).groups()
            assert {one, other} == set(each["properties"]["states"]), (each["id"], found.note)
            assert int(more) - int(miles) <= 1
            told.add(each["id"])
    assert len(told) > 20
