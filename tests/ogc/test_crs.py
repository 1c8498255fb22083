"""Coordinate reference systems: coordinates out and boxes in, with the axes in the order of each authority."""

import pytest
from shapely.geometry import box, shape

ITEMS = "/collections/events/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
#: The lighthouse of Kallbådagrund (24.6 E, 59.985 N) by the national grids' own tables: Finland's has east first,
#: Estonia's and Europe's have north first.
KALLBADAGRUND = {
    CRS84: (24.6, 59.985),
    EPSG + "4326": (59.985, 24.6),
    EPSG + "3857": (2_738_459.5, 8_395_722.5),
    EPSG + "3035": (4_182_000, 5_131_000),
    EPSG + "3067": (366_100, 6_652_000),
    EPSG + "3301": (6_650_500, 533_500),
}


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


def test_a_collection_lists_its_systems_and_the_one_it_is_kept_in(client):
    for name in ("events", "regions", "places", "vessels"):
        body = client.get(f"/collections/{name}").json()
        assert set(body["crs"]) == set(KALLBADAGRUND)
        assert body["storageCrs"] == CRS84


@pytest.mark.parametrize("uri", KALLBADAGRUND)
def test_a_point_comes_out_where_the_grid_has_it(writable, uri):
    report = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [24.6, 59.985]},
        "properties": {
            "type": "boarding",
            "start": "2025-05-13",
            "sources": [{"url": "https://news.example/a", "quote": "She was boarded off Kallbådagrund."}],
        },
    }
    with writable.client("analyst") as analyst:
        made = analyst.post(ITEMS, json=report, headers={"Content-Type": "application/geo+json"})
        assert made.status_code == 201, made.text
        answer = analyst.get(ITEMS, params={"crs": uri})
        assert answer.headers["content-crs"] == f"<{uri}>"
        at = answer.json()["features"][0]["geometry"]["coordinates"]
        near = 1e-6 if uri in (CRS84, EPSG + "4326") else 3_000
        assert at == pytest.approx(KALLBADAGRUND[uri], abs=near)
        alone = analyst.get(made.headers["location"], params={"crs": uri})
        assert alone.json()["geometry"]["coordinates"] == at and alone.headers["content-crs"] == f"<{uri}>"
        # The same place sent back in that system is the same place.
        report["geometry"]["coordinates"] = at
        again = analyst.post(
            ITEMS, json=report, headers={"Content-Type": "application/geo+json", "Content-Crs": f"<{uri}>"}
        )
        lonlat = analyst.get(again.headers["location"]).json()["geometry"]["coordinates"]
        assert lonlat == pytest.approx([24.6, 59.985], abs=2e-6)


def test_a_box_in_any_system_finds_just_what_lies_in_it(client):
    everything = client.get(ITEMS, params={"limit": 10_000}).json()["features"]
    for uri, corners in (
        (EPSG + "4326", (59.2, 22.5, 60.8, 30.3)),
        (EPSG + "3857", (2_500_000, 8_200_000, 3_300_000, 8_600_000)),
        (EPSG + "3035", (3_500_000, 4_300_000, 4_300_000, 5_300_000)),
        (EPSG + "3067", (200_000, 6_500_000, 500_000, 6_700_000)),
        (EPSG + "3301", (6_500_000, 400_000, 6_700_000, 700_000)),
    ):
        query = {"bbox": ",".join(map(str, corners)), "bbox-crs": uri, "limit": 10_000}
        found = {each["id"] for each in client.get(ITEMS, params=query).json()["features"]}
        same = {each["id"]: each for each in client.get(ITEMS, params={"crs": uri, "limit": 10_000}).json()["features"]}
        # Lines and areas bend between their corners, so only points can be looked at in the plane.
        points = {key for key, each in same.items() if each["geometry"] and each["geometry"]["type"] == "Point"}
        expected = {key for key in points if box(*corners).intersects(shape(same[key]["geometry"]))}
        assert found & points == expected
        assert 0 < len(expected) < len(everything)


def test_an_area_s_box_is_projected_with_it(client):
    region = client.get("/collections/regions/items/gulf-of-finland", params={"crs": EPSG + "3067"}).json()
    assert region["bbox"] == pytest.approx(shape(region["geometry"]).bounds)
    assert 6_000_000 < region["bbox"][1] < 7_000_000


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
def test_a_system_that_is_not_offered_is_refused_and_the_offered_ones_are_named(client, name):
    answer = client.get(ITEMS, params={name: EPSG + "27700"})
    assert answer.status_code == 400
    assert CRS84 in answer.json()["errors"][0]["allowed"]


def test_a_box_outside_of_its_system_is_refused(client):
    for value in ("1e300,0,2e300,1", "nan,0,1,1", "5,5,1,1"):
        query = {"bbox": value, "bbox-crs": EPSG + "3035"}
        assert client.get(ITEMS, params=query).status_code == 400


@pytest.mark.parametrize("value", ["4000000,4000000,4000000,5000000", "4000000,5000000,5000000,5000000"])
def test_a_box_may_be_a_line_in_any_system(client, value):
    found = client.get(ITEMS, params={"bbox": value, "bbox-crs": EPSG + "3035"})
    assert found.status_code == 200, found.text
