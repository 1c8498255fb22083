"""The basemap archive: small enough to carry, and showing the coast where it is."""

import gzip
import math

import mapbox_vector_tile
import orjson
import pytest
from shapely.geometry import Point, shape

from geo import basemap_archive, regions
from geo.basemap_archive import BasemapArchive
from geo.resources import DATA


@pytest.fixture(scope="module")
def archive() -> BasemapArchive:
    return basemap_archive.load()


def layers_at(archive: BasemapArchive, lon: float, lat: float, zoom: int) -> set[str]:
    """Which layers of the tile cover a point."""
    sine = math.sin(math.radians(lat))
    x = (lon + 180) / 360 * 2**zoom
    y = (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * 2**zoom
    content = archive.tile(zoom, int(x), int(y))
    if content is None:
        return set()
    decoded = mapbox_vector_tile.decode(gzip.decompress(content), default_options={"y_coord_down": True})
    point = Point((x % 1) * 4096, (y % 1) * 4096)
    return {
        name
        for name, layer in decoded.items()
        if any(shape(feature["geometry"]).buffer(0).contains(point) for feature in layer["features"])
    }


@pytest.mark.parametrize("zoom", [4, 6, 9])
@pytest.mark.parametrize(
    ("place", "lon", "lat", "layers"),
    [
        ("Gulf of Finland", 24.9, 59.75, set()),
        ("Arkona basin", 13.6, 55.0, set()),
        ("North Sea", 3.0, 56.5, set()),
        ("Gotland", 18.45, 57.4, {"land"}),
        ("Jutland", 9.3, 56.1, {"land"}),
        ("Estonia", 25.5, 58.9, {"land"}),
        ("Lake Ladoga", 31.4, 60.8, {"land", "lake"}),
    ],
)
def test_land_and_water_lie_where_they_are(archive, place, lon, lat, layers, zoom):
    assert layers_at(archive, lon, lat, zoom) == layers


@pytest.mark.parametrize(("lon", "lat"), [(24.52, 59.565), (24.756, 59.584), (25.00, 59.625), (21.37, 59.782)])
def test_small_islands_show_at_the_closest_zoom(archive, lon, lat):
    """Naissaar, Aegna, Prangli and Utö, which 1:10 million data leave out."""
    assert "land" in layers_at(archive, lon, lat, archive.max_zoom)


def test_archive_is_small_enough_to_carry_and_no_tile_is_heavy(archive):
    assert (DATA / "basemap" / "baltic.pmtiles").stat().st_size <= 2_000_000
    tiles = [archive.tile(z, x, y) for z in range(3, 8) for x in range(2**z) for y in range(2**z)]
    assert max(len(tile) for tile in tiles if tile) <= 20_000


def test_archive_names_its_layers_and_credits_its_sources(archive):
    assert [layer["id"] for layer in archive.layers] == ["land", "lake", "border"]
    assert "OpenStreetMap" in archive.attribution
    assert (archive.min_zoom, archive.max_zoom) == (3, 9)


@pytest.mark.parametrize(("z", "x", "y"), [(2, 0, 0), (10, 0, 0), (5, -1, 9), (5, 32, 9), (5, 0, 0), (99, 10**30, 3)])
def test_a_tile_that_is_not_there_is_none(archive, z, x, y):
    assert archive.tile(z, x, y) is None


def test_a_file_of_another_kind_is_refused(tmp_path):
    other = tmp_path / "other.pmtiles"
    other.write_bytes(bytes(127))
    with pytest.raises(ValueError, match="not a PMTiles archive"):
        BasemapArchive(other)


def test_sea_labels_name_regions_and_lie_in_them():
    labels = orjson.loads((DATA / "basemap" / "labels.geojson").read_bytes())["features"]
    known = regions.load()
    seas = [label for label in labels if label["properties"]["kind"] == "sea"]
    assert len(seas) >= 15
    for label in seas:
        code = label["properties"]["region"]
        assert code in known.at(*label["geometry"]["coordinates"])
        assert known.find(label["properties"]["name"]) == code


def test_labels_lie_on_the_map_and_say_from_which_zoom_they_show(archive):
    west, south, east, north = archive.bounds
    labels = orjson.loads((DATA / "basemap" / "labels.geojson").read_bytes())["features"]
    for label in labels:
        lon, lat = label["geometry"]["coordinates"]
        assert west < lon < east
        assert south < lat < north
        assert archive.min_zoom <= label["properties"]["min_zoom"] <= archive.max_zoom
