"""Review: the queue, decisions with reasons, many at once or none, merging and splitting, and taking it all back."""

import json

import pytest

from app.events import doctor
from tests.events.reports import ITEMS, add, decide, patch, read, source


@pytest.fixture
def analyst(writable):
    with writable.client("analyst") as client:
        yield client


def test_the_queue_is_filtered_and_its_pages_joined_are_the_whole(writable, analyst):
    ids = [add(writable, "reporter", type=kind) for kind in ("boarding", "detention", "boarding", "release")]
    add(writable)

    def queue(query=""):
        url, found = f"/events?{query}", []
        while url:
            body = analyst.get(url).json()
            found += [each["id"] for each in body["events"]]
            url = body["next"]
        return found

    assert queue() == queue("limit=1") == ids
    assert queue("type=boarding,release") == [ids[0], ids[2], ids[3]]
    assert queue("region=gulf-of-finland&limit=3") == ids
    assert queue("region=kattegat") == []
    assert queue("q=GUARDS") == [] and queue("q=kiwala") == ids
    assert queue("origin=report") == ids and queue("origin=extraction") == []
    assert analyst.get("/events?status=unknown").status_code == 400


def test_who_reviews_what_can_be_said_and_asked_for(writable, analyst):
    first, second = add(writable, "reporter"), add(writable, "reporter")
    analyst.post("/events/assign", json={"ids": [first], "to": "Aino"})

    def assigned(name):
        return [each["id"] for each in analyst.get("/events", params={"assigned": name}).json()["events"]]

    assert (assigned("Aino"), assigned("nobody")) == ([first], [second])
    analyst.post("/events/assign", json={"ids": [first], "to": None})
    assert assigned("nobody") == [first, second]


@pytest.mark.parametrize(
    ("decisions", "status", "verification"),
    [
        (["publish"], "published", "reported"),
        (["reject"], "rejected", "reported"),
        (["reject", "reopen"], "proposed", "reported"),
        (["publish", "confirm"], "published", "confirmed"),
        (["publish", "dispute"], "published", "disputed"),
        (["publish", "retract"], "published", "retracted"),
        (["publish", "dispute", "recount"], "published", "reported"),
    ],
)
def test_a_decision_has_its_effect_and_is_kept_with_its_reason(writable, analyst, decisions, status, verification):
    event_id = add(writable, "reporter")
    for each in decisions:
        answer = decide(analyst, event_id, each, f"because of {each}")
        assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["verification"]) == (status, verification)
    past = analyst.get(f"/events/{event_id}/history").json()["revisions"]
    assert [(each["action"], each["reason"]) for each in past[1:]] == [(d, f"because of {d}") for d in decisions]
    with writable.client() as public:
        assert public.get(f"{ITEMS}/{event_id}").is_success == (status == "published")
    assert doctor.examine(writable.database).faults == []


def test_a_decision_that_cannot_be_is_refused_and_changes_nothing(writable, analyst):
    event_id = add(writable, "reporter")
    assert decide(analyst, event_id, "dispute").status_code == 409
    assert decide(analyst, event_id, "reopen").status_code == 409
    assert decide(analyst, event_id, "burn").json()["errors"][0]["allowed"]
    assert analyst.post(f"/events/{event_id}/review", json={"decision": "publish", "reason": ""}).status_code == 422
    assert read(analyst, event_id)["revision"] == 1


def test_changes_are_made_with_the_decision_or_not_at_all(writable, analyst):
    event_id = add(writable, "reporter")
    assert decide(analyst, event_id, "publish", changes={"type": "piracy"}).status_code == 422
    assert read(analyst, event_id)["status"] == "proposed"
    assert decide(analyst, event_id, "publish", changes={"modality": "attempted"}).is_success
    assert (read(analyst, event_id)["status"], read(analyst, event_id)["modality"]) == ("published", "attempted")


def test_many_are_decided_together_or_none_and_taken_back_together(writable, analyst):
    ids = [add(writable, "reporter") for _ in range(3)]
    published = add(writable)

    def statuses():
        return [read(analyst, each)["status"] for each in ids]

    body = {"decision": "publish", "reason": "all seen"}
    answer = analyst.post("/events/review", json={**body, "ids": [*ids, published]})
    assert answer.status_code == 409 and published in answer.json()["detail"]
    assert statuses() == ["proposed"] * 3
    batch = analyst.post("/events/review", json={**body, "ids": ids}).json()["batch"]
    assert statuses() == ["published"] * 3
    assert analyst.post(f"/events/review/{batch}/undo", json={"reason": "too soon"}).is_success
    assert statuses() == ["proposed"] * 3
    with writable.client() as public:
        assert [each["id"] for each in public.get(ITEMS).json()["features"]] == [published]
    assert doctor.examine(writable.database).faults == []


def test_a_batch_of_which_one_was_changed_since_is_not_taken_back(writable, analyst):
    ids = [add(writable, "reporter") for _ in range(2)]
    batch = analyst.post("/events/review", json={"decision": "publish", "reason": "seen", "ids": ids}).json()["batch"]
    assert patch(analyst, ids[0], {"title": "Changed"}).is_success
    assert analyst.post(f"/events/review/{batch}/undo", json={"reason": "no"}).status_code == 409
    assert read(analyst, ids[1])["status"] == "published"


def test_merging_moves_the_mentions_and_keeps_both_histories(writable, analyst):
    one = add(writable, sources=[source("Gazette", quote="Boarded off Naissaar.")])
    other = add(writable, sources=[source("Courier", quote="They went on board.")])
    answer = analyst.post(f"/events/{other}/merge", json={"into": one, "reason": "the same ship and day"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["merged_into"]) == ("merged", one)
    found = read(analyst, one)
    assert [each["exact"] for each in found["mentions"]] == ["Boarded off Naissaar.", "They went on board."]
    assert "the same ship and day" in found["mentions"][1]["reasons"][0]
    assert (found["verification"], found["publishers"]) == ("corroborated", 2)
    with writable.client() as public:
        assert [each["id"] for each in public.get(ITEMS).json()["features"]] == [one]
        tombstone = next(each for each in public.get("/changes").json()["changes"] if each["action"] == "merged")
        assert (tombstone["id"], tombstone["into"]) == (other, one)
    assert analyst.get(f"/events/{other}/history").json()["revisions"][-1]["action"] == "merge"
    assert analyst.get(f"/events/{one}/history").json()["revisions"][-1]["action"] == "join"
    assert doctor.examine(writable.database).faults == []


def test_a_merge_taken_back_gives_every_mention_back(writable, analyst):
    one = add(writable, sources=[source("Gazette", quote="Boarded off Naissaar.")])
    other = add(writable, sources=[source("Courier", quote="They went on board.")])
    before = [read(analyst, each)["mentions"] for each in (one, other)]
    analyst.post(f"/events/{other}/merge", json={"into": one, "reason": "the same"})
    assert decide(analyst, other, "reopen", "not the same after all").json()["status"] == "proposed"
    after = [read(analyst, each)["mentions"] for each in (one, other)]
    assert [[m["id"] for m in each] for each in after] == [[m["id"] for m in each] for each in before]
    assert read(analyst, one)["verification"] == "reported"
    assert doctor.examine(writable.database).faults == []


@pytest.mark.parametrize("case", ["itself", "missing", "rejected", "twice"])
def test_a_merge_that_makes_no_sense_is_refused(writable, analyst, case):
    one, other = add(writable), add(writable)
    into = {"itself": other, "missing": "00000000-0000-7000-8000-000000000000"}.get(case, one)
    if case == "rejected":
        decide(analyst, one, "reject")
    if case == "twice":
        analyst.post(f"/events/{other}/merge", json={"into": one, "reason": "same"})
    answer = analyst.post(f"/events/{other}/merge", json={"into": into, "reason": "same"})
    assert answer.status_code == {"itself": 400, "missing": 404, "rejected": 409, "twice": 409}[case]


def test_splitting_makes_an_event_of_some_mentions_and_loses_none(writable, analyst):
    event_id = add(writable, sources=[source("Gazette", quote="Boarded."), source("Courier", quote="Let go.")])
    mentions = read(analyst, event_id)["mentions"]
    body = {"mentions": [mentions[1]["id"]], "changes": {"type": "release"}, "reason": "two acts"}
    answer = analyst.post(f"/events/{event_id}/split", json=body)
    assert answer.status_code == 201, answer.text
    new = read(analyst, answer.json()["id"])
    assert (new["type"], [each["exact"] for each in new["mentions"]]) == ("release", ["Let go."])
    old = read(analyst, event_id)
    assert (old["type"], [each["exact"] for each in old["mentions"]]) == ("boarding", ["Boarded."])
    assert old["verification"] == new["verification"] == "reported"
    assert doctor.examine(writable.database).faults == []
    everything = {"mentions": [old["mentions"][0]["id"]], "reason": "all"}
    assert analyst.post(f"/events/{event_id}/split", json=everything).status_code == 409


@pytest.mark.parametrize(
    ("sources", "verification", "publishers"),
    [
        ([source("Gazette")], "reported", 1),
        ([source("Gazette"), source("Courier")], "corroborated", 2),
        ([source("Gazette"), source("GAZETTE", url="https://gazette.example/2")], "reported", 1),
        ([source("Gazette"), {"url": "https://b.example", "publisher": "Courier (after Gazette)"}], "reported", 1),
        ([source("Gazette"), source("Courier", stance="denies")], "reported", 1),
    ],
)
def test_independent_publishers_are_counted_not_addresses(writable, analyst, sources, verification, publishers):
    found = read(analyst, add(writable, sources=sources))
    assert (found["verification"], found["publishers"]) == (verification, publishers)


def test_a_reprint_of_the_same_words_is_no_second_source(writable, analyst):
    wire = (
        "The tanker Kiwala was boarded by the Estonian navy on Friday morning off the island of Naissaar after it had "
        "failed to show valid insurance papers, a spokesman for the defence forces said in Tallinn."
    )
    reprint = wire.replace("on Friday morning ", "on Friday ")
    told = read(analyst, add(writable, sources=[source("Gazette", quote=wire), source("Courier", quote=reprint)]))
    assert (told["verification"], told["publishers"]) == ("reported", 1)


def test_a_set_verification_stays_whatever_comes_and_needs_a_reason(writable, analyst):
    event_id = add(writable)
    assert patch(analyst, event_id, {"verification": "disputed"}).status_code == 422
    assert patch(analyst, event_id, {"verification": "disputed", "reason": "two accounts"}).is_success
    assert patch(analyst, event_id, {"sources": [source("Courier")]}).is_success
    assert read(analyst, event_id)["verification"] == "disputed"


def test_the_command_line_shows_the_queue_and_decides(writable, monkeypatch, capsys):
    from app.cli import cli

    monkeypatch.setenv("SKERRY_DATABASE_URL", writable.settings.database_url)
    ids = [add(writable, "reporter") for _ in range(2)]

    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as ended:
            cli(["review", *arguments])
        assert ended.value.code == 0
        return capsys.readouterr().out

    assert all(each in run() for each in ids)
    batch = json.loads(run(*ids, "--decision", "publish", "--reason", "seen", "--json"))["batch"]
    assert ids[0] not in run()
    run("--undo", batch, "--reason", "too soon")
    assert all(each in run() for each in ids)
    assert (
        json.loads(run(ids[0], "--decision", "reject", "--reason", "no", "--json"))["events"][0]["status"] == "rejected"
    )
