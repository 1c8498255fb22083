"""Programs that people read us with: GDAL through pyogrio, and OWSLib where it is installed."""

import json
import pickle
import subprocess
import sys

import pyogrio
import pytest

ITEMS = "/collections/events/items"


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


#: GDAL keeps Python's lock while it waits for the service, so it has to be another process than the service is.
READ = """
import json, pickle, sys
import pyogrio
source, target, options = json.loads(sys.argv[1])
if options is None:
    found = pyogrio.list_layers(source)[:, 0].tolist()
else:
    options = {name: tuple(value) if name == "bbox" else value for name, value in options.items()}
    found = pyogrio.read_dataframe(source, **options)
with open(target, "wb") as file:
    pickle.dump(found, file)
"""


@pytest.fixture(scope="module")
def gdal(service, tmp_path_factory):
    if "OAPIF" not in pyogrio.list_drivers(read=True):
        pytest.skip("this build of GDAL has no OAPIF driver")
    target = tmp_path_factory.mktemp("gdal") / "found"

    def read(options):
        asked = json.dumps([f"OAPIF:{service.url}", str(target), options])
        subprocess.run([sys.executable, "-c", READ, asked], check=True, timeout=60)
        return pickle.loads(target.read_bytes())

    return read


def events(gdal, **options):
    """Events as a data frame."""
    return gdal({"layer": "events", **options})


def matched(client, **parameters):
    return client.get(ITEMS, params={"limit": 1, **parameters}).json()["numberMatched"]


def test_gdal_lists_the_collections(gdal):
    assert set(gdal(None)) == {"events", "vessels", "regions", "places"}


def test_gdal_reads_every_page_and_every_event_once(client, gdal):
    frame = events(gdal, PAGE_SIZE=20)
    assert len(frame) == matched(client) > 100
    assert frame["id"].is_unique


def test_gdal_sees_columns_of_the_right_types(gdal):
    frame = events(gdal)
    assert frame["count"].dtype.kind == "i" and frame["uncertainty_m"].dtype.kind == "f"
    assert frame["updated"].dtype.kind == "M"
    assert frame.crs == "OGC:CRS84"
    inside = frame.geometry.representative_point()
    assert inside.x.median() < 31 < 50 < inside.y.median()


def test_gdal_filters_by_box_and_by_attribute(client, gdal):
    assert len(events(gdal, bbox=(22, 59, 30, 61))) == matched(client, bbox="22,59,30,61") > 0
    found = events(gdal, where="type = 'detention' AND count >= 1")
    assert set(found["type"]) == {"detention"} and len(found) == matched(client, type="detention")


def test_gdal_reads_areas_and_what_has_no_place(gdal):
    assert gdal({"layer": "regions"}).geometry.is_valid.all()
    assert len(gdal({"layer": "vessels"})) > 10


def test_owslib_reads_pages_and_the_schema(service, client):
    features = pytest.importorskip("owslib.ogcapi.features", reason="OWSLib is not installed")
    api = features.Features(service.url + "/")
    assert set(api.feature_collections()) == {"events", "vessels", "regions", "places"}
    page = api.collection_items("events", limit=10, bbox=[22, 59, 30, 61])
    assert page["numberMatched"] == matched(client, bbox="22,59,30,61") and len(page["features"]) == 10
    assert "type" in api.collection_queryables("events")["properties"]
    found = api.collection_items("events", filter="type = 'detention'", limit=1)
    assert found["numberMatched"] == matched(client, type="detention")
    event = page["features"][0]
    assert api.collection_item("events", event["id"])["id"] == event["id"]


def test_owslib_creates_an_event(writable):
    features = pytest.importorskip("owslib.ogcapi.features", reason="OWSLib is not installed")
    headers = {"Authorization": f"Bearer {writable.tokens['analyst']}", "Content-Type": "application/geo+json"}
    api = features.Features(writable.url + "/", headers=headers)
    event = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [25, 60]},
        "properties": {
            "type": "boarding",
            "start": "2025-05-13",
            "sources": [{"url": "https://news.example/a", "quote": "She was boarded on 13 May 2025."}],
        },
    }
    api.collection_item_create("events", json.dumps(event))
    assert api.collection_items("events")["features"][0]["properties"]["type"] == "boarding"
