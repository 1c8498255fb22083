"""The one door for events: who may write what, how it is checked, and what QGIS, forms and scripts rely on."""

import base64

import httpx
import pytest
import shapely

from app.auth import service as auth
from app.events import doctor
from tests.events.reports import add, patch, read

ITEMS = "/collections/events/items"
#: What QGIS sends for a new feature: every column, most of them null.
FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [24.85, 59.62]},
    "properties": {
        "type": "boarding",
        "modality": None,
        "title": None,
        "summary": "Guards went on board the tanker Kiwala north of Aegna.",
        "start": "2025-04-11",
        "vessel_names": "Kiwala",
        "imo_numbers": "9332810",
        "category": None,
        "publishers": None,
    },
}
DRAFT = {
    "type": "detention",
    "start": "2025-04-11",
    "place": "12 nautical miles north-west of Naissaar",
    "vessels": [{"name": "Kiwala", "imo": "9332810", "flag": "DJ"}],
    "actors": [{"name": "Estonian Navy", "country": "EE", "role": "authority"}],
    "sources": [
        {
            "url": "https://example.org/news/kiwala",
            "publisher": "Gazette",
            "published": "2025-04-12",
            "quote": "The navy detained the Kiwala.",
        }
    ],
}


def post(client: httpx.Client, body: dict, **headers) -> httpx.Response:
    return client.post(ITEMS, json=body, headers=headers)


def made(service, role: str, body: dict = DRAFT) -> tuple[str, str]:
    """Id and entity tag of a new event."""
    with service.client(role) as client:
        answer = post(client, body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.headers["etag"]


def test_an_analyst_s_event_is_public_at_once_and_location_ends_in_the_bare_id(writable):
    with writable.client("analyst") as analyst, writable.client() as public:
        answer = post(analyst, FEATURE, **{"Content-Type": "application/geo+json"})
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"].rpartition("/items/")[2] == answer.json()["id"]
        found = public.get(answer.headers["location"]).json()
        assert found["geometry"] == FEATURE["geometry"]
        assert found["properties"]["title"] == "Boarding: Kiwala"
        assert found["properties"]["location_precision"] == "exact"
        assert found["properties"]["vessels"][0]["imo"] == "9332810"
        assert [each["id"] for each in public.get(f"{ITEMS}?vessel=9332810").json()["features"]] == [found["id"]]


def test_a_reporter_s_event_awaits_review_and_is_seen_by_its_reporter_and_reviewers_alone(writable):
    event_id, _ = made(writable, "reporter")
    with writable.database.write() as session:
        other = auth.issue(session, name="another", role="reporter").secret
    for role, status in (("reporter", 200), ("analyst", 200), ("admin", 200), (None, 404)):
        with writable.client(role) as client:
            for path in (f"{ITEMS}/{event_id}", f"/events/{event_id}/history"):
                assert client.get(path).status_code == status
            assert not client.get(ITEMS).json()["features"]
            queue = client.get("/events").json()["events"]
            assert [each["id"] for each in queue] == ([event_id] if role else [])
    with writable.client() as client:
        bearer = {"Authorization": f"Bearer {other}"}
        assert client.get(f"{ITEMS}/{event_id}", headers=bearer).status_code == 404
        assert client.delete(f"{ITEMS}/{event_id}", headers=bearer).status_code == 404
        assert client.get("/events", headers=bearer).json()["events"] == []


def test_a_place_in_words_becomes_a_point_with_its_uncertainty_and_regions(writable):
    event_id, _ = made(writable, "analyst")
    with writable.client() as public:
        found = public.get(f"{ITEMS}/{event_id}").json()
    lon, lat = found["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((24.2, 59.7), abs=0.1)
    assert found["properties"]["uncertainty_m"] > 0
    assert found["properties"]["regions"][0] == "gulf-of-finland"
    mention = found["properties"]["mentions"][0]
    assert (mention["exact"], mention["state"]) == ("The navy detained the Kiwala.", "reference")
    assert mention["article"]["publisher"] == "Gazette"


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "LineString", "coordinates": [[24.0, 59.5], [25.0, 59.8]]},
        {"type": "Polygon", "coordinates": [[[24, 59.5], [25, 59.5], [25, 60], [24, 59.5]]]},
    ],
)
def test_a_line_and_an_area_are_kept_and_found_by_a_box(writable, geometry):
    event_id, _ = made(writable, "analyst", {**FEATURE, "geometry": geometry})
    with writable.client() as public:
        found = public.get(f"{ITEMS}?bbox=24.9,59.6,24.91,59.77").json()["features"]
        assert [each["id"] for each in found] == [event_id]
        assert shapely.equals(*(shapely.geometry.shape(each) for each in (found[0]["geometry"], geometry)))
        assert found[0]["properties"]["location_precision"] == "area"
        assert "gulf-of-finland" in found[0]["properties"]["regions"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "piracy"}, "type"),
        ({"colour": "red"}, "colour"),
        ({"start": "yesterday"}, "start"),
        ({"start": "2025-04-11T08:00:00"}, "start"),
        ({"end": "2025-04-01"}, "end"),
        ({"place": "Atlantis"}, "place"),
        ({"geometry": {"type": "Point", "coordinates": [24.0, 95.0]}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}}, "geometry"),
        ({"geometry": {"type": "GeometryCollection", "geometries": []}}, "geometry"),
        ({"geometry": "here"}, "geometry"),
        ({"vessels": [{"name": "Kiwala", "imo": "9332811"}]}, "vessels.0.imo"),
        ({"vessels": "not json"}, "vessels"),
        ({"sources": [{"url": "javascript:alert(1)"}]}, "sources.0.url"),
        ({"sources": [{"title": "nothing else"}]}, "sources.0.url"),
        ({"sources": []}, "sources"),
        ({"verification": "confirmed"}, "verification"),
        ({"rounding_km": 0.1}, "rounding_km"),
        ({"count": 0}, "count"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_stored(service, change, field):
    with service.client("analyst") as client:
        before = client.get("/changes?since=100").json()
        answer = post(client, {**DRAFT, **change})
        assert answer.status_code == 422, answer.text
        assert [error["field"] for error in answer.json()["errors"]] == [field]
        assert client.get("/changes?since=100").json() == before


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'"x"', b"\xff", b'{"type":"Feature","properties":3}'])
def test_a_body_that_is_no_object_is_a_bad_request(service, body):
    with service.client("analyst") as client:
        answer = client.post(ITEMS, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert client.post(ITEMS, content=body, headers={"Content-Type": "text/xml"}).status_code == 415


def test_the_list_of_what_a_code_may_be_comes_with_the_error(service):
    with service.client("analyst") as client:
        assert "boarding" in post(client, {**DRAFT, "type": "piracy"}).json()["errors"][0]["allowed"]


@pytest.mark.parametrize("shape", ["flat", "feature"])
def test_a_patch_changes_what_it_names_whatever_its_shape(writable, shape):
    event_id, tag = made(writable, "analyst")
    patch = {"title": "Held off Naissaar", "modality": "attempted"}
    body = patch if shape == "flat" else {"properties": patch}
    with writable.client("analyst") as client:
        before = client.get(f"{ITEMS}/{event_id}").json()
        answer = client.patch(
            f"{ITEMS}/{event_id}", json=body, headers={"Content-Type": "application/merge-patch+json", "If-Match": tag}
        )
        after = client.get(f"{ITEMS}/{event_id}")
        assert (answer.status_code, answer.headers["etag"]) == (200, after.headers["etag"])
        changed = {
            name
            for name, value in after.json()["properties"].items()
            if value != before["properties"][name] and name not in ("updated", "revision")
        }
        assert changed == set(patch)
        assert after.json()["geometry"] == before["geometry"]


def test_a_patch_of_the_geometry_moves_the_event_and_null_unsets_a_field(writable):
    event_id, tag = made(writable, "analyst")
    with writable.client("analyst") as client:
        moved = client.patch(
            f"{ITEMS}/{event_id}",
            json={
                "geometry": {"type": "Point", "coordinates": [23.0, 58.2]},
                "properties": {"end": None, "start": None},
            },
            headers={"If-Match": tag},
        )
        assert moved.status_code == 200, moved.text
        found = moved.json()
        assert found["geometry"]["coordinates"] == [23.0, 58.2]
        assert "gulf-of-riga" in found["properties"]["regions"]
        assert (found["properties"]["start"], found["properties"]["date_precision"]) == (None, "unknown")


def test_what_a_read_gave_can_be_put_back_and_changes_nothing(writable):
    event_id, tag = made(writable, "analyst")
    with writable.client("analyst") as client:
        read = client.get(f"{ITEMS}/{event_id}").json()
        answer = client.put(f"{ITEMS}/{event_id}", json=read, headers={"If-Match": tag})
        assert answer.status_code == 200, answer.text
        assert answer.json()["properties"] == read["properties"]


def test_a_change_of_a_version_that_is_gone_is_refused_and_one_that_names_none_is_asked_to(writable):
    event_id, tag = made(writable, "analyst")
    with writable.client("analyst") as client:
        url = f"{ITEMS}/{event_id}"
        assert client.patch(url, json={"title": "One"}, headers={"If-Match": tag}).status_code == 200
        assert client.patch(url, json={"title": "Two"}, headers={"If-Match": tag}).status_code == 412
        for method in ("PUT", "PATCH", "DELETE"):
            answer = client.request(method, url, json=None if method == "DELETE" else DRAFT)
            assert answer.status_code == 428
        assert client.get(url).json()["properties"]["title"] == "One"
        missing = f"{ITEMS}/00000000-0000-7000-8000-000000000000"
        assert client.patch(missing, json={}).status_code == 404
        assert client.patch(missing, json={}, headers={"If-Match": tag}).status_code == 412


def test_a_write_that_wants_nothing_to_be_there_or_another_version_is_refused(writable):
    event_id, tag = made(writable, "analyst")
    with writable.client("analyst") as client:
        for method, path, given in (
            ("PUT", f"{ITEMS}/{event_id}", "*"),
            ("PATCH", f"{ITEMS}/{event_id}", f'"other", W/{tag}'),
            ("POST", ITEMS, "*"),
        ):
            headers = {"If-None-Match": given, "If-Match": tag}
            assert client.request(method, path, json={**DRAFT, "title": "New"}, headers=headers).status_code == 412, (
                method
            )
        assert [each["id"] for each in client.get(ITEMS).json()["features"]] == [event_id]
        assert client.get(f"{ITEMS}/{event_id}").headers["etag"] == tag
        headers = {"If-None-Match": '"other"', "If-Match": tag}
        assert client.patch(f"{ITEMS}/{event_id}", json={"title": "New"}, headers=headers).status_code == 200


def test_qgis_edits_with_a_token_made_for_it_and_what_it_overwrites_is_kept(writable):
    with writable.database.write() as session:
        token = auth.issue(session, name="desk", role="analyst", must_match=False).secret
    basic = base64.b64encode(f"{token}:".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}
    with writable.client(None) as qgis:
        assert "POST" in qgis.options(ITEMS, headers=headers).headers["allow"]
        allowed = qgis.options(f"{ITEMS}/unknown_id", headers=headers).headers["allow"]
        assert {"PUT", "PATCH", "DELETE"} <= set(allowed.split(", "))
        turned = {**FEATURE, "geometry": {"type": "Point", "coordinates": [59.62, 24.85]}}
        location = post(qgis, turned, **headers, **{"Content-Type": "application/geo+json"}).headers["location"]
        assert qgis.get(location).json()["geometry"] == FEATURE["geometry"]
        patch = {"Content-Type": "application/merge-patch+json", **headers}
        for title in ("One", "Two"):
            assert qgis.patch(location, json={"properties": {"title": title}}, headers=patch).status_code == 200
        history = qgis.get(location.replace(ITEMS, "/events") + "/history").json()["revisions"]
        assert [each["changes"].get("title", [None])[-1] for each in history] == ["Boarding: Kiwala", "One", "Two"]
        assert qgis.delete(location, headers=headers).status_code == 204
        assert qgis.get(location).status_code == 404


@pytest.mark.parametrize(
    "crs", ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"]
)
def test_the_crs_may_be_named_with_and_without_brackets_and_another_is_refused(writable, crs):
    with writable.client("analyst") as client:
        assert post(client, FEATURE, **{"Content-Crs": crs}).status_code == 201
        answer = post(client, FEATURE, **{"Content-Crs": "http://www.opengis.net/def/crs/EPSG/0/27700"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Content-Crs")


@pytest.mark.parametrize(
    ("role", "collection", "item"),
    [
        (None, set(), set()),
        ("reporter", {"POST"}, set()),
        ("analyst", {"POST"}, {"PUT", "PATCH", "DELETE"}),
    ],
)
def test_allow_says_what_this_caller_may_do(service, role, collection, item):
    reads = {"GET", "HEAD", "OPTIONS"}
    with service.client(role) as client:
        event_id = client.get(f"{ITEMS}?limit=1").json()["features"][0]["id"]
        assert set(client.options(ITEMS).headers["allow"].split(", ")) == reads | collection
        assert set(client.options(f"{ITEMS}/{event_id}").headers["allow"].split(", ")) == reads | item


def test_a_reporter_changes_own_proposals_until_they_are_reviewed(writable):
    event_id, tag = made(writable, "reporter")
    url = f"{ITEMS}/{event_id}"
    with writable.client("reporter") as reporter, writable.client("analyst") as analyst:
        assert "PATCH" in reporter.options(url).headers["allow"]
        changed = reporter.patch(url, json={"title": "Mine"}, headers={"If-Match": tag})
        assert changed.status_code == 200
        assert analyst.post(f"/events/{event_id}/review", json={"decision": "publish", "reason": "seen"}).is_success
        assert "PATCH" not in reporter.options(url).headers["allow"]
        tag = reporter.get(url).headers["etag"]
        assert reporter.patch(url, json={"title": "Mine"}, headers={"If-Match": tag}).status_code == 403
        assert reporter.delete(url, headers={"If-Match": tag}).status_code == 403


def test_a_quote_of_an_article_that_we_hold_must_stand_in_it(writable):
    article = {
        "url": "https://example.org/a",
        "text": "The tanker left. “It was held” – for two days, the navy said on Friday.",
        "title": "Held",
        "publisher": "Gazette",
        "language": "en",
        "published": "2025-04-12",
    }
    with writable.client("analyst") as client:
        assert client.post("/articles", json=article).status_code == 201
        wrong = {**DRAFT, "sources": [{"url": article["url"], "quote": "It was released"}]}
        answer = post(client, wrong)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "sources.0.quote")
        right = {**DRAFT, "sources": [{"url": article["url"], "quote": '"It was held" - for two days'}]}
        event_id = post(client, right).json()["id"]
        mention = client.get(f"{ITEMS}/{event_id}").json()["properties"]["mentions"][0]
        assert mention["exact"] == "“It was held” – for two days"
        assert article["text"][mention["start"] : mention["end"]] == mention["exact"]
        assert mention["state"] == "anchored"


def test_deleting_leaves_a_tombstone_and_a_reviewer_can_bring_it_back(writable):
    event_id, tag = made(writable, "analyst")
    url = f"{ITEMS}/{event_id}"
    with writable.client("analyst") as analyst, writable.client() as public:
        before = public.get(url).json()
        assert analyst.delete(url, headers={"If-Match": tag}).status_code == 204
        assert public.get(url).status_code == 404
        assert public.get(ITEMS).json()["numberMatched"] == 0
        assert [each["action"] for each in public.get("/changes").json()["changes"]] == ["created", "deleted"]
        assert analyst.post(f"/events/{event_id}/review", json={"decision": "publish", "reason": "a slip"}).is_success
        after = public.get(url).json()
        for name in ("updated", "revision"):
            del after["properties"][name], before["properties"][name]
        assert after["properties"] == before["properties"]


def test_the_read_model_agrees_with_the_records_after_all_kinds_of_writing(writable):
    first, tag = made(writable, "analyst")
    made(writable, "reporter")
    with writable.client("analyst") as client:
        client.patch(f"{ITEMS}/{first}", json={"start": "2025-05-01", "vessels": []}, headers={"If-Match": tag})
        gone, tag = made(writable, "analyst", FEATURE)
        client.delete(f"{ITEMS}/{gone}", headers={"If-Match": tag})
    assert doctor.examine(writable.database).faults == []


def test_another_name_of_a_ship_shows_in_every_event_of_hers_though_none_is_changed(writable):
    ship = {"name": "Kala", "imo": "9293002"}
    one, two = (add(writable, title=title, vessels=[ship]) for title in ("One", "Two"))
    with writable.client("analyst") as analyst:
        assert patch(analyst, one, {"vessels": [{**ship, "aliases": ["Vana Kala"]}]}).is_success
        for event_id in (one, two):
            assert read(analyst, event_id)["vessels"][0]["other_names"] == ["Vana Kala"]
