"""Tokens over HTTP, reports without one, and how often anybody may write."""

import json

import pytest

from app.auth.limits import Bucket
from tests.conftest import running
from tests.events.reports import ITEMS, report


@pytest.fixture
def open_service(backend, tmp_path, monkeypatch):
    """A service on which the public may report thrice an hour, and a token write five times a minute."""
    monkeypatch.setenv("SKERRY_PUBLIC_REPORTS", "true")
    monkeypatch.setenv("SKERRY_PUBLIC_REPORTS_PER_HOUR", "3")
    monkeypatch.setenv("SKERRY_WRITES_PER_MINUTE", "5")
    yield from running(backend, tmp_path, "skerry_open", starter=False)


def test_an_admin_makes_lists_and_revokes_tokens(writable):
    with writable.client("admin") as admin:
        made = admin.post("/tokens", json={"name": "Aino", "role": "reporter", "days": 3, "require_if_match": False})
        assert made.status_code == 201
        secret = made.json()["token"]
        listed = next(each for each in admin.get("/tokens").json()["tokens"] if each["name"] == "Aino")
        assert (listed["role"], listed["require_if_match"], listed["created_by"]) == ("reporter", False, "admin")
        assert listed["last_used"] is None
        assert secret not in admin.get("/tokens").text
        with writable.client() as client:
            bearer = {"Authorization": f"Bearer {secret}"}
            assert client.post(ITEMS, json=report(), headers=bearer).status_code == 201
            listed = next(each for each in admin.get("/tokens").json()["tokens"] if each["name"] == "Aino")
            assert listed["last_used"] is not None
            assert admin.delete(f"/tokens/{made.json()['id']}").status_code == 204
            assert client.post(ITEMS, json=report(), headers=bearer).status_code == 401
        listed = next(each for each in admin.get("/tokens").json()["tokens"] if each["name"] == "Aino")
        assert listed["revoked"] and listed["revoked_by"] == "admin"


@pytest.mark.parametrize(
    "body", [{"name": "", "role": "admin"}, {"name": "A", "role": "king"}, {"name": "A", "role": "admin", "days": 0}]
)
def test_a_token_that_makes_no_sense_is_not_made(service, body):
    with service.client("admin") as admin:
        before = len(admin.get("/tokens").json()["tokens"])
        assert admin.post("/tokens", json=body).status_code in (400, 422)
        assert len(admin.get("/tokens").json()["tokens"]) == before


def test_the_public_reports_only_if_the_settings_say_so_and_seldom(service, open_service):
    with service.client() as closed:
        assert closed.post(ITEMS, json=report()).status_code == 401
    with open_service.client() as public:
        assert "POST" in public.options(ITEMS).headers["allow"]
        answers = [public.post(ITEMS, json=report()) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
        assert int(answers[-1].headers["retry-after"]) > 60
        assert answers[0].json()["properties"]["status"] == "proposed"
        event_id = answers[0].json()["id"]
        assert public.get(f"{ITEMS}/{event_id}").status_code == 404
        assert public.delete(f"{ITEMS}/{event_id}").status_code == 401
        assert public.get("/events").json()["events"] == []


def test_a_token_writes_no_more_often_than_it_may_and_reads_go_on(open_service):
    with open_service.client("analyst") as analyst, open_service.client("admin") as other:
        statuses = [analyst.post(ITEMS, json=report()).status_code for _ in range(6)]
        assert statuses == [201] * 5 + [429]
        assert analyst.get(ITEMS).status_code == 200
        assert other.post(ITEMS, json=report()).status_code == 201


def test_a_bucket_refills_evenly_and_forgets_nobody_too_soon():
    bucket = Bucket(2, 60)
    assert [bucket.take("a", 0) for _ in range(2)] == [0, 0]
    assert bucket.take("a", 0) == pytest.approx(30)
    assert bucket.take("b", 0) == 0
    assert bucket.take("a", 29.9) > 0
    assert bucket.take("a", 30.1) == 0
    assert all(Bucket(0, 60).take("a", 0) == 0 for _ in range(100))


def test_the_command_line_makes_a_token_for_qgis_and_lists_it_without_its_secret(writable, monkeypatch, capsys):
    from app.cli import cli

    monkeypatch.setenv("SKERRY_DATABASE_URL", writable.settings.database_url)

    def run(*arguments: str) -> dict:
        with pytest.raises(SystemExit) as ended:
            cli(["token", *arguments, "--json"])
        assert ended.value.code == 0
        return json.loads(capsys.readouterr().out)

    made = run("create", "--role", "analyst", "--name", "QGIS", "--no-if-match")
    listed = next(each for each in run("list")["tokens"] if each["id"] == made["id"])
    assert (listed["name"], listed["require_if_match"]) == ("QGIS", False)
    assert made["token"] not in str(run("list"))
