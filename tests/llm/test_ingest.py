"""A service and a command line with a model beside the rules: what it alone found waits for a person."""

import json

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from tests.conftest import running
from tests.llm.endpoint import answering, event, found, raw

BOARDED = "Estonian officials boarded the tanker Kiwala (IMO 9332810) off Aegna on Friday."
BODY = {"title": "Tanker held", "publisher": "Gazette", "published": "2025-04-11", "language": "en"}
STORY = f"{BOARDED} The ship was detained and taken to Muuga anchorage.\n\nThe weather was calm."
SPILL = "Something dark floated in the wake of the Kiwala off Aegna on Friday."
KIWALA = {"name": "Kiwala", "role": "subject"}


@pytest.fixture
def endpoint():
    with answering(raw(b"", 404)) as endpoint:
        yield endpoint


@pytest.fixture
def service(backend, tmp_path, endpoint):
    model = {"extractor": "both", "llm_url": endpoint.url, "llm_model": "m"}
    yield from running(backend, tmp_path, "skerry_llm_ingest", starter=False, **model)


def take(service, text: str) -> dict:
    with service.client("analyst") as client:
        answer = client.post("/articles", json=BODY | {"text": text})
        assert answer.status_code in (200, 201)
        return answer.json()


def test_the_reviewer_sees_who_found_an_event_and_where_they_differ(service, endpoint):
    endpoint.answers = [found(event(BOARDED, when="on Friday", vessels=[KIWALA]))]
    taken = take(service, STORY)
    assert [each["found_by"] for each in taken["events"]] == [["rules+llm"]]
    assert taken["remarks"] == []
    with service.client("analyst") as analyst:
        (waiting,) = analyst.get("/events").json()["events"]
    (mention, *_) = waiting["properties"]["mentions"]
    assert mention["found_by"] == "rules+llm"
    assert mention["reasons"][0] == "m found it too"
    assert any(reason.startswith("place: ") for reason in mention["reasons"])


def test_a_second_ingest_asks_nothing_and_changes_nothing(service, endpoint):
    endpoint.answers = [found(event(BOARDED))]
    first, second = take(service, STORY), take(service, STORY)
    assert first["events"] == second["events"]
    assert len(endpoint.questions) == 1


def test_a_model_that_comes_later_adds_what_it_alone_found(service, endpoint):
    assert len(take(service, STORY)["events"]) == 1
    endpoint.answers = [found(event(BOARDED), event("The weather was calm.", type="other"))]
    for _ in range(2):
        taken = take(service, STORY)
        assert sorted(each["found_by"] for each in taken["events"]) == [["llm"], ["rules"]]


def test_an_article_is_taken_in_though_the_model_fails(service, endpoint):
    taken = take(service, STORY)
    assert [each["found_by"] for each in taken["events"]] == [["rules"]]
    assert "The rules' answer stands" in taken["remarks"][0]


def test_what_only_the_model_found_is_proposed_and_joins_no_public_event(service, endpoint):
    spilt = event(SPILL, type="pollution", when="on Friday", where="off Aegna", vessels=[KIWALA])
    endpoint.answers = [found(spilt), found(spilt)]
    (first,) = [each for each in take(service, SPILL)["events"] if each["type"] == "pollution"]
    assert (first["status"], first["found_by"]) == ("proposed", ["llm"])
    with service.client("analyst") as analyst, service.client() as public:
        analyst.post(f"/events/{first['id']}/review", json={"decision": "publish", "reason": "seen"})
        shown = public.get(f"/collections/events/items/{first['id']}").json()["properties"]["mentions"]
        (second,) = [each for each in take(service, SPILL + " Gulls cried.")["events"] if each["type"] == "pollution"]
        assert second["id"] != first["id"] and second["status"] == "proposed"
        assert public.get(f"/collections/events/items/{first['id']}").json()["properties"]["mentions"] == shown
        assert public.get(f"/collections/events/items/{second['id']}").status_code == 404


def test_the_command_line_asks_whom_it_is_told_to_ask(tmp_path, endpoint, monkeypatch):
    endpoint.answers = [found(event(BOARDED), event("An invented sentence about a ship."))]
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    monkeypatch.setenv("SKERRY_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setenv("SKERRY_LLM_URL", endpoint.url)
    monkeypatch.setenv("SKERRY_LLM_MODEL", "m")

    def extract(*options: str) -> Result:
        return CliRunner().invoke(cli, ["extract", str(tmp_path / "story.txt"), "--json", *options])

    plain = extract()
    assert {each["found_by"] for each in json.loads(plain.stdout)["events"]} == {"rules"}
    assert endpoint.questions == []
    both = extract("--extractor", "both")
    assert "rules+llm" in {each["found_by"] for each in json.loads(both.stdout)["events"]}
    assert "1 with words that are not in the text" in both.stderr
    model = extract("--extractor", "llm")
    assert [each["found_by"] for each in json.loads(model.stdout)["events"]] == ["llm"]
    assert len(endpoint.questions) == 1
    monkeypatch.delenv("SKERRY_LLM_URL")
    assert "SKERRY_LLM_URL" in extract("--extractor", "llm").exception.detail
