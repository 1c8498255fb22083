"""The schemas say what the features hold, name by name and type by type."""

import pytest

from app.events.properties import PROPERTIES
from app.ogc.selection import properties

TYPES = {"string": str, "integer": int, "number": (int, float), "array": list, "object": dict}


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


def test_the_table_of_properties_is_that_of_a_feature_in_its_order():
    assert tuple(each.name for each in PROPERTIES) == properties()


@pytest.mark.parametrize("collection", ["events", "vessels", "regions", "places"])
def test_every_value_is_of_the_type_that_the_schema_says(client, collection):
    answer = client.get(f"/collections/{collection}/schema")
    assert answer.headers["content-type"] == "application/schema+json"
    known = answer.json()["properties"]
    features = client.get(f"/collections/{collection}/items").json()["features"]
    assert features
    for feature in features:
        assert set(feature["properties"]) == set(known) - {"id", "geometry"}
        for name, value in feature["properties"].items():
            if value is None:
                continue
            assert isinstance(value, TYPES[known[name]["type"]]), name
            assert value in known[name].get("enum", [value])


def test_every_queryable_can_be_asked_for(client):
    answer = client.get("/collections/events/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    names = set(answer.json()["properties"])
    assert {"type", "start", "geometry", "regions", "imo_numbers"} < names
    for name in names:
        asked = client.get("/collections/events/items", params={"filter": f'"{name}" IS NOT NULL', "limit": 1})
        assert asked.status_code == 200, name


def test_the_collection_links_both(client):
    relations = {each["rel"]: each["href"] for each in client.get("/collections/events").json()["links"]}
    for name in ("queryables", "schema"):
        assert client.get(relations[f"http://www.opengis.net/def/rel/ogc/1.0/{name}"]).json()["properties"]
    assert client.get("/collections/events/schema", params={"f": "html"}).text.count("<dt>") > 30
    assert client.get("/collections/places/queryables").status_code == 404
