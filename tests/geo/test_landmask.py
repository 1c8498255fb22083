"""The land mask: water and land where they are, distances that a chart would give, and quays that find their water."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import landmask, regions

lons = st.floats(-6.5, 31.0)
lats = st.floats(48.5, 66.5)


@pytest.fixture(scope="module")
def mask() -> landmask.Landmask:
    return landmask.load()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "sea"),
    [
        ("Gulf of Finland", 25.0, 59.8, True),
        ("Tallinn Bay", 24.78, 59.48, True),
        ("Kotka roads", 26.95, 60.42, True),
        ("Neva Bay", 29.9, 59.95, True),
        ("Drogden", 12.72, 55.55, True),
        ("Vistula Lagoon", 19.6, 54.38, True),
        ("Dover Strait", 1.5, 51.0, True),
        ("Tallinn", 24.745, 59.42, False),
        ("Naissaar", 24.52, 59.565, False),
        ("Aegna", 24.756, 59.584, False),
        ("Prangli", 25.00, 59.625, False),
        ("Suursaari", 26.98, 60.05, False),
        ("Suomenlinna", 24.985, 60.145, False),
        ("Sprogø", 10.969, 55.334, False),
        ("Gotland", 18.5, 57.4, False),
        ("Lake Ladoga", 31.0, 60.6, False),
        ("Norwegian Sea, which it does not know", 2.0, 63.0, False),
    ],
)
def test_land_and_sea_are_told_apart(mask, place, lon, lat, sea):
    assert mask.is_sea(lon, lat).tolist() == [sea]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_what_is_no_position_is_not_sea_and_has_no_distance(mask, number):
    assert not mask.is_sea([number, 25.0], [59.8, number]).any()
    assert mask.distances_to_coast_m([number], [59.8]).tolist() == [np.inf]
    for ask in (mask.distance_to_coast_m, mask.snap_to_sea):
        with pytest.raises(ValueError, match="No position"):
            ask(number, 59.8)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "metres", "within"),
    [
        ("between Gotland and Latvia", 20.1, 57.5, 66_900, 1_000),
        ("middle of the Gulf of Finland off Tallinn", 24.6, 59.8, 19_000, 4_000),
        ("Paide in the middle of Estonia", 25.56, 58.89, 67_500, 1_000),
        ("Tallinn Town Hall", 24.745, 59.437, 900, 400),
    ],
)
def test_distances_are_those_of_a_chart(mask, place, lon, lat, metres, within):
    assert mask.distance_to_coast_m(lon, lat) == pytest.approx(metres, abs=within)


def test_a_limit_between_two_seas_is_no_coast(mask):
    """On the line from Osmussaar to Hanko, half-way."""
    assert mask.distance_to_coast_m(23.13, 59.56) > 25_000


def test_many_distances_are_those_one_by_one(mask):
    random = np.random.default_rng(20261122)
    x, y = random.uniform(9, 30, 50), random.uniform(54, 66, 50)
    assert mask.distances_to_coast_m(x, y) == pytest.approx(
        [mask.distance_to_coast_m(*point) for point in zip(x, y, strict=True)]
    )


@settings(deadline=None)
@given(lon=lons, lat=lats)
@example(lon=9.0, lat=52.75)  # the nearest water is the tip of a river mouth, narrower than any step
def test_what_snaps_is_at_sea_and_no_nearer_water_was_passed_by(lon, lat):
    mask = landmask.load()
    x, y, moved = mask.snap_to_sea(lon, lat)
    if regions.load().basin_of_many(lon, lat)[0] < 0 or mask.is_sea(lon, lat)[0]:
        assert (x, y, moved) == (lon, lat, 0.0)
    else:
        assert mask.is_sea(x, y)[0]
        assert moved == pytest.approx(Geod(ellps="WGS84").inv(lon, lat, x, y)[2])
        assert moved <= mask.distance_to_coast_m(lon, lat) + 2_600


@settings(deadline=None)
@given(lon=lons, lat=lats)
def test_snapping_twice_is_snapping_once(lon, lat):
    mask = landmask.load()
    first = mask.snap_to_sea(lon, lat)
    assert mask.snap_to_sea(*first[:2])[:2] == first[:2]


def test_a_quay_snaps_to_its_own_harbour_bay(mask):
    x, y, moved = mask.snap_to_sea(24.765, 59.441)
    assert moved < 2_000
    assert regions.load().at(x, y)[0] == "gulf-of-finland"
