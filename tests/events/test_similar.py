"""What a report may be the same as, before it is sent."""

from tests.events.reports import add, report


def alike(client, **changes) -> list[dict]:
    answer = client.post("/events/similar", json=report(sources=[], **changes))
    assert answer.status_code == 200, answer.text
    return answer.json()["events"]


def test_a_report_of_a_known_event_is_told_of_it_with_reasons_and_nothing_is_stored(writable):
    known = add(writable)
    add(writable, type="grounding", place="Rügen", start="2025-09-01", vessels=[])
    with writable.client() as client:
        [found] = alike(client, start="2025-04-12", place="Aegna")
        assert found["id"] == known
        assert "the same ship, IMO 9332810" in found["reasons"]
        assert alike(client, start="2025-06-12") == []
        assert client.get("/collections/events/items").json()["numberMatched"] == 2


def test_a_draft_is_known_only_to_its_reporter_and_the_reviewers(writable):
    proposed = add(writable, "reporter")
    for role, expected in ((None, []), ("reporter", [proposed]), ("analyst", [proposed])):
        with writable.client(role) as client:
            assert [each["id"] for each in alike(client)] == expected


def test_a_report_that_makes_no_sense_is_told_what_is_wrong_with_it(writable):
    with writable.client() as client:
        answer = client.post("/events/similar", json=report(type="picnic", place="nowhere at all"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("type", "place")


def test_who_looks_up_too_often_is_told_to_wait(writable):
    with writable.client() as client:
        answers = [client.get("/locate", params={"text": "Utö"}) for _ in range(125)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1].headers
