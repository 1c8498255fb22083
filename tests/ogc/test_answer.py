"""Answers as they are sent: whole whatever their size, in each coding, new after a change."""

import json

import pytest

from app.ogc.answer import PIECE, Features
from app.ogc.kept import Answers
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


def test_an_answer_that_no_change_concerns_stays_as_it_was(writable):
    there, elsewhere = "bbox=22,59,26,60", "bbox=10,55,12,57"
    # Zoom, row and column of the Gulf of Finland and of the Kattegat.
    tiles = "/collections/events/tiles/WebMercatorQuad"
    concerned = f"{ITEMS}?{there}", f"/statistics?{there}", f"{tiles}/7/37/72"
    others = f"{ITEMS}?{elsewhere}", f"{ITEMS}?datetime=../2001-01-01", f"/statistics?{elsewhere}", f"{tiles}/7/39/67"
    with writable.client("analyst") as client:
        before = {path: client.get(path) for path in (*concerned, *others)}
        assert client.post(ITEMS, json=report()).status_code == 201
        after = {path: client.get(path) for path in before}
        again = {
            path: client.get(path, headers={"If-None-Match": f'"x", {old.headers["etag"]}', "Accept-Encoding": "br"})
            for path, old in before.items()
        }
    for path, old in before.items():
        same = path in others
        assert (after[path].headers["etag"] == old.headers["etag"]) == same
        assert (after[path].content == old.content) == same
        assert again[path].status_code == (304 if same else 200)


def known(kept: Answers, key) -> bool:
    return kept.get(key, 1, lambda since, now: False) is not None


def test_kept_answers_stay_within_their_bytes_and_what_is_asked_for_again_stays_longest():
    kept = Answers(1_600)
    for number in range(20):
        kept.put(number, 1, object(), 100)
    # A quarter of the room is for what was asked for once; those that are found go over to the rest of it.
    assert [number for number in range(20) if known(kept, number)] == [16, 17, 18, 19]
    for number in range(10):  # asked for again, having left
        kept.put(number, 1, object(), 100)
    for number in range(100, 200):
        kept.put(number, 1, object(), 100)
    assert [number for number in range(20) if known(kept, number)] == [*range(10), 18, 19]
    assert [number for number in range(100, 200) if known(kept, number)] == [196, 197, 198, 199]


def test_a_large_answer_is_kept_when_it_is_asked_for_again():
    kept = Answers(1_600)
    for key, size, stays in (("large", 201, [False, True, True]), ("too large", 1_201, [False, False, False])):
        for expected in stays:
            kept.put(key, 1, object(), size)
            assert known(kept, key) == expected


def test_kept_answers_of_an_earlier_data_version_are_given_while_they_hold():
    kept, first, second = Answers(1_000), object(), object()
    kept.put("asked", 3, first, 10)
    assert kept.get("asked", 2, lambda since, now: pytest.fail("what is later holds")) is first
    assert kept.get("asked", 5, lambda since, now: (since, now) == (3, 5)) is first
    assert kept.get("asked", 7, lambda since, now: (since, now) == (5, 7)) is first
    kept.put("asked", 6, second, 10)
    assert kept.get("asked", 7, lambda since, now: pytest.fail("it was looked at")) is first
    kept.put("asked", 8, second, 10)
    assert kept.get("asked", 8, lambda since, now: False) is second
    assert kept.get("asked", 9, lambda since, now: False) is None is kept.get("asked", 8, lambda since, now: True)
