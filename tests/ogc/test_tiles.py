"""Tiles hold the events that the items hold, where the items have them; read by two decoders that are not ours."""

import math
import tempfile
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.events.index.columns import Vocabularies, columns, merge
from app.events.index.points import PointIndex
from app.events.index.tiling import LARGEST, tile
from app.events.keys import first_key
from app.events.repository import Filter
from app.events.schemas import Draft
from geo.tiles import EXTENT, Coded, Shape, encode
from tests.events.published import publish

ITEMS = "/collections/events/items"
TILES = "/collections/events/tiles/WebMercatorQuad"


def decoded(body: bytes) -> dict[str, dict]:
    """Features by id, as mapbox-vector-tile reads them, y growing to the south."""
    layer = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})["events"]
    assert (layer["extent"], layer["version"]) == (EXTENT, 2)
    return {each["properties"]["id"]: each for each in layer["features"]}


def read_by_gdal(body: bytes, zoom: int, row: int, column: int):
    """The same as GDAL's MVT driver reads them, in metres of EPSG:3857."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / str(zoom) / str(column) / f"{row}.pbf"
        path.parent.mkdir(parents=True)
        path.write_bytes(body)
        return pyogrio.read_dataframe(path, layer="events")


def pixel(lon: float, lat: float, zoom: int, row: int, column: int) -> tuple[int, int]:
    """Where a point lies in a tile, by the formula of EPSG:3857."""
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return (
        math.floor(((lon + 180) / 360 * 2**zoom - column) * EXTENT),
        math.floor((y * 2**zoom - row) * EXTENT),
    )


@pytest.mark.parametrize(("zoom", "row", "column"), [(0, 0, 0), (4, 4, 9), (5, 9, 18), (8, 74, 145)])
@pytest.mark.parametrize("query", ["", "type=detention", "q=tanker"])
def test_a_tile_holds_the_filtered_events_where_they_are(service, zoom, row, column, query):
    with service.client() as client:
        listed = client.get(f"{ITEMS}?limit=1000&{query}").json()["features"]
        answer = client.get(f"{TILES}/{zoom}/{row}/{column}?{query}")
    expected = {}
    for each in listed:
        x, y = pixel(*each["geometry"]["coordinates"], zoom, row, column)
        if -64 <= x < EXTENT + 64 and -64 <= y < EXTENT + 64:
            expected[each["id"]] = (x, y), each["properties"]
    if not expected:
        assert answer.status_code == 204
        return
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    found = decoded(answer.content)
    assert found.keys() == expected.keys()
    for id, (place, properties) in expected.items():
        # A coordinate on the border between two units may fall to either.
        assert np.allclose(found[id]["geometry"]["coordinates"], place, atol=1)
        for name in ("type", "modality", "verification"):
            assert found[id]["properties"][name] == properties[name]
    seen = read_by_gdal(answer.content, zoom, row, column)
    assert dict(zip(seen["id"], seen["type"], strict=True)) == {i: p["type"] for i, (_, p) in expected.items()}
    unit = 2 * math.pi * 6_378_137 / 2**zoom / EXTENT
    for id, shape in zip(seen["id"], seen.geometry, strict=True):
        x, y = expected[id][0]
        assert abs(shape.x - ((column * EXTENT + x) * unit - math.pi * 6_378_137)) < 2 * unit
        assert abs(shape.y - (math.pi * 6_378_137 - (row * EXTENT + y) * unit)) < 2 * unit


def test_an_area_and_a_line_are_drawn_as_they_are(writable):
    area = {"type": "Polygon", "coordinates": [[[24, 59.5], [25, 59.5], [25, 60], [24, 60], [24, 59.5]]]}
    line = {"type": "LineString", "coordinates": [[23.0, 59.0], [26.0, 60.0]]}
    ids = [
        str(publish(writable.database, Draft(type="other", geometry=shape, location_precision="area")).id)
        for shape in (area, line)
    ]
    with writable.client() as client:
        answer = client.get(f"{TILES}/5/9/18")
        assert decoded(client.get(f"{TILES}/5/9/18?bbox=24.1,59.9,24.2,59.95").content).keys() == {ids[0]}
    seen = read_by_gdal(answer.content, 5, 9, 18).set_crs(3857, allow_override=True).to_crs(4326).set_index("id")
    assert shapely.hausdorff_distance(seen.geometry[ids[0]], shapely.geometry.shape(area)) < 0.01
    assert shapely.hausdorff_distance(seen.geometry[ids[1]], shapely.geometry.shape(line)) < 0.01
    found = decoded(answer.content)
    assert (found[ids[0]]["geometry"]["type"], found[ids[1]]["geometry"]["type"]) == ("Polygon", "LineString")


def test_a_tile_of_very_many_events_is_thinned_to_the_newest_of_each_spot_and_stays_small():
    count = 60_000
    random = np.random.default_rng(1)
    rows = [
        (
            first_key(10_000 + i),
            f"{i:032x}",
            10_001 + i,
            0,
            int(x),
            int(y),
            None,
            "other",
            "occurred",
            "reported",
            "",
            "",
            None,
        )
        for i, (x, y) in enumerate(
            zip(
                random.integers(2 * 10**8, 3 * 10**8, count),
                random.integers(58 * 10**7, 60 * 10**7, count),
                strict=True,
            )
        )
    ]
    words = Vocabularies()
    index = PointIndex(1, words, merge([columns(rows, words)]), columns((), words))
    body = tile(index, index.test(Filter()), None, 4, 4, 9)
    found = decoded(body)
    assert len(body) <= LARGEST
    spots = {(x >> 4, y >> 4) for x, y in (each["geometry"]["coordinates"] for each in found.values())}
    assert len(spots) == len(found) > 1_000
    assert f"{count - 1:032x}" in {id.replace("-", "") for id in found}


@settings(max_examples=150, deadline=None)
@given(
    points=st.lists(st.tuples(st.integers(-64, 4160), st.integers(-64, 4160), st.integers(0, 2)), max_size=30),
    ring=st.lists(st.tuples(st.integers(-500, 4600), st.integers(-500, 4600)), min_size=3, max_size=8, unique=True),
)
def test_whatever_is_encoded_is_decoded_again(points, ring):
    names = ("détention", "", "x" * 300)
    texts = np.array([list(f"{number:036d}".encode()) for number in range(len(points))], np.uint8).reshape(-1, 36)
    area = shapely.Polygon(ring)
    body = encode(
        "events",
        np.array([x for x, _, _ in points], np.int64),
        np.array([y for _, y, _ in points], np.int64),
        {"type": Coded(np.array([kind for *_, kind in points], np.uint32), names)},
        {"id": texts},
        [Shape(area, {"type": "area", "id": "1"})] if area.is_valid else [],
    )
    layer = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})["events"]
    here = [each for each in layer["features"] if each["geometry"]["type"] == "Point"]
    assert [(*each["geometry"]["coordinates"], each["properties"]["type"]) for each in here] == [
        (x, y, names[kind]) for x, y, kind in points
    ]
    assert [int(each["properties"]["id"]) for each in here] == list(range(len(points)))
    drawn = [shapely.geometry.shape(each["geometry"]).area for each in layer["features"][len(here) :]]
    inside = shapely.clip_by_rect(area, -64, -64, EXTENT + 64, EXTENT + 64) if area.is_valid else shapely.Point()
    assert math.isclose(sum(drawn), inside.area, abs_tol=1 + inside.length)


def test_tile_sets_lead_to_the_tiles_and_keep_the_filters(service):
    with service.client() as client:
        sets = client.get("/collections/events/tiles?region=baltic-sea").json()["tilesets"]
        own = next(each["href"] for each in sets[0]["links"] if each["rel"] == "self")
        whole = client.get(own).json()
        template = next(each for each in whole["links"] if each["rel"] == "item")
        assert template["templated"]
        tiles = template["href"].format(tileMatrix=5, tileRow=9, tileCol=18)
        json = client.get(next(each["href"] for each in whole["links"] if each["rel"] == "describedby")).json()
        same = json["tiles"][0].format(z=5, y=9, x=18)
        assert client.get(tiles).content == client.get(same).content
        assert decoded(client.get(tiles).content).keys() < decoded(client.get(f"{TILES}/0/0/0").content).keys()


@pytest.mark.parametrize("path", ["1/0/2", "1/2/0", "0/0/1", "21/0/0"])
def test_a_tile_that_the_set_has_not_is_not_found(service, path):
    with service.client() as client:
        assert client.get(f"{TILES}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["x/0/0", "0/-1/0", "0/0/0?limit=1", "0/0/0?type=piracy"])
def test_a_tile_that_makes_no_sense_is_refused(service, path):
    with service.client() as client:
        assert client.get(f"{TILES}/{path}").status_code == 400


def test_a_tile_again_is_answered_with_304(service):
    with service.client() as client:
        first = client.get(f"{TILES}/5/9/18")
        again = client.get(f"{TILES}/5/9/18", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_api_s_description_names_the_place_and_the_filters_of_a_tile(service):
    with service.client() as client:
        described = client.get("/api").json()["paths"][f"{TILES}/{{zoom}}/{{row}}/{{column}}"]["get"]["parameters"]
    assert [each["name"] for each in described if each["in"] == "path"] == ["zoom", "row", "column"]
    assert {"bbox", "datetime", "type", "q"} <= {each["name"] for each in described if each["in"] == "query"}
