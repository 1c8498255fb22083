"""Exports over HTTP: attachments with all that match, by the parameters of the items."""

import json
from typing import get_args

import httpx
import pytest

from app.exports.formats import FORMATS
from app.ogc.parameters import ItemsFormat

ITEMS = "/collections/events/items"
OFFERED = [name for name, kind in FORMATS.items() if kind.offered]


def get(service, query: str, **headers) -> httpx.Response:
    with service.client() as client:
        return client.get(f"{ITEMS}?{query}", headers=headers)


def test_the_api_knows_every_format():
    assert set(get_args(ItemsFormat)) == {"json", "html", *FORMATS}


@pytest.mark.parametrize("name", OFFERED)
def test_each_format_is_an_attachment_of_its_type(service, name):
    kind = FORMATS[name]
    found = get(service, f"f={name}&region=gulf-of-finland")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].partition(";")[0] == kind.media_type.partition(";")[0]
    assert found.headers["content-disposition"].endswith(f'{kind.ending}"')
    assert found.content


def test_a_page_leads_to_its_events_in_every_format(service):
    page = get(service, "region=gulf-of-finland&limit=5").json()
    files = {each["type"]: each["href"] for each in page["links"] if each["rel"] == "alternate"}
    assert set(files) >= {FORMATS[name].media_type for name in OFFERED}
    assert httpx.get(files["application/vnd.google-earth.kml+xml"]).text.count("<Placemark") == 5


def test_head_says_what_a_file_would_be_and_makes_none(service, monkeypatch):
    monkeypatch.setattr("app.ogc.exports.answer", None)
    with service.client() as client:
        found = client.head(f"{ITEMS}?f=gpkg")
        assert found.status_code == 200 and not found.content
        assert found.headers["content-type"] == FORMATS["gpkg"].media_type
        assert found.headers["content-disposition"].endswith('.gpkg"') and found.headers["etag"]
        assert client.head(f"{ITEMS}?f=gpkg&type=theft").status_code == 400


@pytest.mark.parametrize(
    "query", ["", "region=gulf-of-finland", "type=detention,boarding&datetime=2025-01-01/..", "q=eagle"]
)
def test_a_file_has_the_events_that_the_pages_have(service, query):
    page = get(service, f"limit=1000&{query}").json()["features"]
    assert page
    assert get(service, f"f=geojson&{query}").json()["features"] == page


def test_a_limit_is_the_file_s(service):
    assert len(get(service, "f=geojson&limit=7").json()["features"]) == 7


def test_text_is_compressed_for_who_likes_it_and_the_same(service):
    plain = get(service, "f=csv", **{"Accept-Encoding": "identity"})
    packed = get(service, "f=csv", **{"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers and packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content


def test_nothing_is_sent_twice_to_who_has_it(service):
    tag = get(service, "f=kml").headers["etag"]
    assert get(service, "f=kml", **{"If-None-Match": tag}).status_code == 304
    assert get(service, "f=csv", **{"If-None-Match": tag}).status_code == 200


def test_a_question_that_is_wrong_is_told_so_before_a_file_begins(service):
    for query, field in (("f=csv&type=theft", "type"), ("f=xlsx", "f"), ("f=gpkg&limit=0", "limit")):
        found = get(service, query)
        assert found.status_code == 400
        assert found.json()["errors"][0]["field"] == field


def test_more_events_than_a_file_may_have_are_refused_and_never_cut_off(service, monkeypatch):
    monkeypatch.setattr("app.ogc.exports.MOST", 20)
    found = get(service, "f=csv")
    assert found.status_code == 413
    assert "limit" in found.json()["detail"]
    assert get(service, "f=csv&limit=20").status_code == 200


def test_annotations_lead_to_the_event_and_to_the_source(service):
    found = json.loads(get(service, "f=annotations&limit=3").content)
    body = found["first"]["items"][0]["body"]
    assert httpx.get(body).json()["type"] == "Feature"
