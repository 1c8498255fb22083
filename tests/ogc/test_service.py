"""The resources around the features: landing page, conformance, API description, collections."""

import pytest


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


def test_every_link_of_the_landing_page_answers_with_the_type_that_it_promises(client):
    landing = client.get("/", headers={"Accept": "application/json"}).json()
    assert {"service-desc", "service-doc", "conformance", "data", "self"} <= {each["rel"] for each in landing["links"]}
    for each in landing["links"]:
        answer = client.get(each["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == each["type"].split(";")[0]


def test_each_collection_is_described_and_its_items_link_answers(client):
    body = client.get("/collections").json()
    assert [each["id"] for each in body["collections"]] == ["events", "vessels", "regions", "places"]
    for each in body["collections"]:
        assert client.get(f"/collections/{each['id']}").json()["id"] == each["id"]
        items = next(link["href"] for link in each["links"] if link["rel"] == "items")
        assert client.get(items).json()["type"] == "FeatureCollection"


def test_an_unknown_collection_is_not_found(client):
    assert client.get("/collections/pirates").status_code == 404
    assert client.get("/collections/pirates/items").status_code == 404


def test_the_description_is_openapi_30_and_says_the_page_size_where_qgis_looks(client):
    api = client.get("/api").json()
    assert api["openapi"].startswith("3.0")
    limit = api["components"]["parameters"]["limit"]["schema"]
    assert (limit["default"], limit["maximum"]) == (100, 10_000)
    for path in ("/conformance", "/collections", "/collections/events/items"):
        assert "get" in api["paths"][path]


def test_an_unknown_parameter_is_refused_wherever_it_stands(client):
    for path in ("/conformance", "/collections", "/collections/events", "/collections/places/items"):
        assert client.get(path, params={"unknown": "1"}).status_code == 400


def test_a_region_and_a_place_can_be_looked_up_by_any_name(client):
    regions = client.get("/collections/regions/items", params={"q": "soome la"}).json()
    assert [each["id"] for each in regions["features"]] == ["gulf-of-finland"]
    places = client.get("/collections/places/items", params={"q": "Hogland"}).json()
    assert places["features"][0]["properties"]["regions"][0] == "gulf-of-finland"


def test_the_pages_of_a_small_collection_joined_are_the_whole(client):
    url, seen = "/collections/places/items?limit=37", []
    while url:
        body = client.get(url).json()
        seen += [each["id"] for each in body["features"]]
        url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == body["numberMatched"] > 100


def test_a_ship_is_one_feature_with_all_that_she_was_called(client):
    ship = client.get("/collections/vessels/items/9293002").json()
    names = {each["value"] for each in ship["properties"]["identities"] if each["kind"] == "name"}
    assert len(names) > 1


def test_the_code_lists_are_served_as_they_lie(client):
    lists = client.get("/codes").json()
    assert "detention" in [each["code"] for each in lists["types"]]


def test_the_service_lives_and_is_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
