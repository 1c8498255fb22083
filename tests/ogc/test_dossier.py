"""A ship's page: all that published events tell of one hull."""

import pytest

from tests.events.reports import add, decide

IMO = "9293002"


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


def test_it_has_her_names_and_every_event_that_the_filter_by_her_number_finds(client):
    told = client.get(f"/vessels/{IMO}").json()
    found = client.get("/collections/events/items", params={"vessel": IMO, "limit": 100}).json()
    assert told["events"]["newest"] == found["features"] != []
    assert told["events"]["total"] == found["numberMatched"] == sum(each["count"] for each in told["events"]["types"])
    called = {
        ship["name"] for each in found["features"] for ship in each["properties"]["vessels"] if ship["imo"] == IMO
    }
    assert called <= {each["value"] for each in told["identities"] if each["kind"] == "name"}
    for each in told["links"]:
        answer = client.get(each["href"], headers={"Accept": each["type"]})
        assert answer.headers["content-type"].split(";")[0] == each["type"], each


def test_a_browser_gets_a_page_that_leads_to_each_event(client):
    told = client.get(f"/vessels/{IMO}").json()
    page = client.get(f"/vessels/{IMO}", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert all(f"/collections/events/items/{each['id']}?f=html" in page.text for each in told["events"]["newest"])


def test_it_is_the_same_until_something_changes(writable):
    add(writable, vessels=[{"name": "Kala", "imo": IMO}])
    with writable.client() as client:
        first = client.get(f"/vessels/{IMO}")
        assert client.get(f"/vessels/{IMO}", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        add(writable, vessels=[{"name": "Uusi Kala", "imo": IMO}])
        changed = client.get(f"/vessels/{IMO}", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200 and changed.json()["events"]["total"] == first.json()["events"]["total"] + 1
    assert {"Kala", "Uusi Kala"} <= {each["value"] for each in changed.json()["identities"]}


def test_a_number_that_is_none_is_refused_and_a_ship_of_proposals_is_unknown(writable):
    waiting = add(writable, "reporter", vessels=[{"name": "Secretive", "imo": "9074729"}])
    with writable.client() as client:
        wrong = client.get("/vessels/9293003")
        assert wrong.status_code == 400 and wrong.json()["errors"][0]["field"] == "imo"
        assert client.get("/vessels/9074729").status_code == 404
        with writable.client("analyst") as analyst:
            decide(analyst, waiting, "publish")
        assert client.get("/vessels/9074729").json()["name"] == "Secretive"
