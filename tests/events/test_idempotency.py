"""A create that is sent again changes nothing: not five times at once, not with a lost reply, not after a restart."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import Conflict
from app.events.idempotency import Key, Running
from tests.events.reports import ITEMS, report


@pytest.fixture
def analyst(writable):
    with writable.client("analyst") as client:
        yield client


def test_each_create_sent_five_times_at_once_is_one_event_with_one_reply(writable, analyst):
    def send(number: int) -> tuple[int, int, str, str]:
        body = report(title=f"Number {number}")
        answer = analyst.post(ITEMS, json=body, headers={"Idempotency-Key": f"key-{number}"})
        return number, answer.status_code, answer.headers["location"], answer.text

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(send, [number for number in range(12) for _ in range(5)]))
    assert {status for _, status, _, _ in replies} == {201}
    assert len(set(replies)) == 12
    with writable.client() as public:
        assert public.get(ITEMS).json()["numberMatched"] == 12


def test_the_same_key_with_another_request_is_refused(analyst):
    key = {"Idempotency-Key": "one"}
    assert analyst.post(ITEMS, json=report(), headers=key).status_code == 201
    answer = analyst.post(ITEMS, json=report(title="Other"), headers=key)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_a_create_that_failed_may_be_put_right_with_the_same_key(analyst):
    key = {"Idempotency-Key": "one"}
    assert analyst.post(ITEMS, json=report(type="piracy"), headers=key).status_code == 422
    assert analyst.post(ITEMS, json=report(), headers=key).status_code == 201


def test_a_key_belongs_to_its_token(writable):
    ids = set()
    for role in ("reporter", "analyst"):
        with writable.client(role) as client:
            ids.add(client.post(ITEMS, json=report(), headers={"Idempotency-Key": "one"}).json()["id"])
    assert len(ids) == 2


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_a_bad_request(analyst, key):
    assert analyst.post(ITEMS, json=report(), headers={"Idempotency-Key": key}).status_code == 400


def test_a_request_that_is_still_running_is_said_to_be(tmp_path):
    running, key = Running(patience=0.05), Key("scope", "request")
    with running.only(key):
        with pytest.raises(Conflict), running.only(key):
            pass
        with running.only(Key("another", "request")):
            pass
    with running.only(key):
        pass
