"""Answers as they are sent: whole whatever their size, in each coding, new after a change."""

import json

import pytest

from app.ogc.answer import PIECE, Features
from app.ogc.kept import SHARE, Answers
from tests.events.reports import report

ITEMS = "/collections/events/items"


@pytest.mark.parametrize("number", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 1])
def test_a_collection_in_pieces_is_whole_as_often_as_it_is_sent(number):
    bodies = [b'{"id":%d}' % each for each in range(number)]
    features = Features(bodies, b'"numberReturned":%d' % number)
    for _ in range(2):
        sent = b"".join(features)
        assert len(sent) == features.length
        assert json.loads(sent) == {
            "type": "FeatureCollection",
            "features": [{"id": each} for each in range(number)],
            "numberReturned": number,
        }


def test_each_client_gets_its_own_coding_of_an_answer_that_is_kept(service):
    address = f"{ITEMS}?limit=50"
    with service.client() as client:
        answers = [
            client.get(address, headers={"Accept-Encoding": coding})
            for coding in ("gzip", "identity", "br", "gzip", "identity")
        ]
    assert [each.headers.get("content-encoding") for each in answers] == ["gzip", None, "br", "gzip", None]
    assert len({json.dumps(each.json()["features"]) for each in answers}) == 1
    assert len({each.headers["etag"] for each in answers}) == 1


def test_an_answer_that_is_kept_ends_with_the_next_change(writable):
    with writable.client("analyst") as client:
        paths = f"{ITEMS}?limit=5", "/statistics?by=type", "/collections/events/tiles/WebMercatorQuad/0/0/0"
        before = [client.get(path) for path in paths for _ in range(2)][::2]
        assert client.post(ITEMS, json=report()).status_code == 201
        after = [client.get(path) for path in paths]
    assert [each.headers["etag"] for each in before] != [each.headers["etag"] for each in after]
    assert all(old.content != new.content for old, new in zip(before, after, strict=True))


def test_kept_answers_stay_within_their_bytes_and_their_data_version():
    kept = Answers(1_000)
    for number in range(20):
        kept.put(1, number, object(), 1_000 // SHARE)
    assert [number for number in range(20) if kept.get(1, number)] == list(range(20 - SHARE, 20))
    for large in ("large", "another", "large", "too large", "too large"):
        kept.put(1, large, object(), 1_001 if large == "too large" else 1_000 // SHARE + 1)
        assert kept.get(1, large) is None
    for _ in range(2):
        kept.put(1, "large", object(), 1_000 - 1_000 // SHARE)
    assert [number for number in range(20) if kept.get(1, number)] == [19] and kept.get(1, "large")
    kept.put(2, "new", object(), 1)
    kept.put(1, "late", object(), 1)
    assert kept.get(2, "new") and kept.get(1, 19) is None and kept.get(1, "late") is None
