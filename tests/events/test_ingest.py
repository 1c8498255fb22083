"""From an article's words to proposed events, over HTTP and on the command line; bad input loses nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from app.articles.models import Article, ArticleVersion, Passage
from app.db.engine import Database
from app.events import doctor
from app.events.models import Event
from tests.origin import serving

ROOT = Path(__file__).parent.parent.parent
SEED = (ROOT / "tests" / "data" / "seed-article.txt").read_text(encoding="utf-8")
STORY = (
    "Estonian officials boarded the tanker Kiwala (IMO 9332810) off Aegna on Friday. "
    "The ship was detained and taken to Muuga anchorage.\n\nThe weather was calm."
)
BODY = {"text": STORY, "title": "Tanker held", "publisher": "Gazette", "published": "2025-04-11", "language": "en"}


def take(service, body: dict | None = None, **options) -> httpx.Response:
    with service.client("analyst") as client:
        return client.post("/articles", **({"json": body} if body is not None else options))


def counts(service) -> list[int]:
    with service.database.read() as session:
        return [session.scalar(select(func.count()).select_from(each)) for each in (Article, ArticleVersion, Event)]


def test_the_seed_article_tells_three_things_and_nothing_else(writable):
    answer = take(writable, {"text": SEED, "title": "Face to face", "published": "2025-08-06", "language": "en"})
    assert answer.status_code == 201
    events = {event["type"]: event for event in answer.json()["events"]}
    assert len(answer.json()["events"]) == 3
    assert events["naval_escort"]["modality"] == "ongoing"
    assert events["detention"]["modality"] == "attempted"
    planned = next(event for event in events.values() if event["modality"] == "planned")
    assert "Russia" in planned["attributed_to"]
    assert "baltic-sea" in planned["regions"]
    for event in events.values():
        assert event["status"] == "proposed"
        assert all(SEED[p["start"] : p["end"]] == p["exact"] for p in event["passages"])


def test_what_is_proposed_is_seen_by_reviewers_alone_until_it_is_published(writable):
    found = take(writable, BODY).json()
    event_id = found["events"][0]["id"]
    with writable.client() as public, writable.client("analyst") as analyst:
        assert public.get(f"/collections/events/items/{event_id}").status_code == 404
        assert public.get(f"/articles/{found['id']}").status_code == 404
        assert analyst.get(f"/collections/events/items/{event_id}").json()["properties"]["status"] == "proposed"
        decision = {"decision": "publish", "reason": "the police say so"}
        assert analyst.post(f"/events/{event_id}/review", json=decision).json()["status"] == "published"
        assert public.get("/collections/events/items").json()["features"][0]["id"] == event_id
        history = public.get(f"/events/{event_id}/history").json()["revisions"]
        assert [each["action"] for each in history] == ["create", "publish"]
        assert history[1]["changes"]["status"] == ["proposed", "published"]


def test_the_public_sees_quotes_and_who_is_signed_in_the_text(writable):
    found = take(writable, BODY).json()
    with writable.client() as public, writable.client("analyst") as analyst:
        for event in found["events"]:
            analyst.post(f"/events/{event['id']}/review", json={"decision": "publish", "reason": "read"})
        assert "text" not in public.get(f"/articles/{found['id']}").json()
        assert analyst.get(f"/articles/{found['id']}").json()["text"] == STORY
        annotations = public.get(f"/articles/{found['id']}/annotations")
        assert annotations.headers["content-type"].startswith("application/ld+json")
        quote, position = annotations.json()["first"]["items"][0]["target"]["selector"]
        assert STORY[position["start"] : position["end"]] == quote["exact"]


def test_the_same_article_again_is_the_same_article(writable):
    first, before = take(writable, BODY), counts(writable)
    again = take(writable, BODY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["events"] == first.json()["events"]
    assert counts(writable) == before


def test_a_changed_article_is_a_new_version_whose_passages_moved_or_are_orphaned(writable):
    address = {"url": "https://example.org/tanker?utm_source=x"}
    first = take(writable, BODY | address).json()
    moved = take(writable, BODY | address | {"text": "Correction: the date was wrong.\n\n" + STORY}).json()
    assert (moved["id"], moved["version"], moved["new_version"]) == (first["id"], 2, True)
    assert {event["id"] for event in moved["events"]} == {event["id"] for event in first["events"]}
    assert {p["state"] for event in moved["events"] for p in event["passages"]} == {"moved"}
    gone = take(writable, BODY | address | {"text": "This article was withdrawn."}).json()
    assert {p["state"] for event in gone["events"] for p in event["passages"]} == {"orphaned"}
    assert doctor.examine(writable.database).faults == []


def test_an_article_is_fetched_from_its_address(writable):
    page = f"""<html lang="en"><head><title>Tanker held</title>
      <script type="application/ld+json">{
        json.dumps(
            {
                "@type": "NewsArticle",
                "headline": "Tanker held off Aegna",
                "datePublished": "2025-04-11T09:30:00+03:00",
                "publisher": {"@type": "Organization", "name": "Gazette"},
            }
        )
    }</script>
      </head><body><nav>Home Sport Weather</nav><article><h1>Tanker held off Aegna</h1>
      <p>{STORY.split(chr(10))[0]}</p><p>The weather was calm, the coast guard said on Friday evening in Tallinn.</p>
      </article></body></html>"""
    with serving({"/story": (200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())}) as origin:
        answer = take(writable, {"url": f"{origin}/story?utm_source=feed"})
    assert answer.status_code == 201, answer.text
    article = answer.json()
    assert (article["publisher"], article["published"]) == ("Gazette", "2025-04-11T06:30:00.000Z")
    assert article["url"] == f"{origin}/story"
    assert [event["type"] for event in article["events"]] == ["detention"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "text"),
        ({"text": ""}, 422, "text"),
        ({"text": " \n\t "}, 422, "text"),
        (BODY | {"published": "2999-01-01"}, 422, "published"),
        (BODY | {"published": "last Friday"}, 422, "published"),
        (BODY | {"language": "tlh"}, 422, "language"),
        (BODY | {"colour": "red"}, 422, "colour"),
        ({"url": "file:///etc/passwd"}, 400, "url"),
        ({"url": "http://10.0.0.1/"}, 400, "url"),
        ({"url": "http://[::1]/"}, 400, "url"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, 400, "url"),
        ({"url": "http://2130706434/"}, 400, "url"),
        ({"url": "https://user:secret@example.org/"}, 400, "url"),
        ({"url": "nonsense"}, 400, "url"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(writable, body, status, field):
    before = counts(writable)
    answer = take(writable, body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert counts(writable) == before


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_article_is_refused(writable, content):
    answer = take(writable, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("binary.txt", bytes(range(256)) * 64),
        ("not-utf8.txt", "Tanker vid Åland, öster om Kökar".encode("utf-16-le")[1:]),
        ("empty.txt", b""),
        ("no-text.html", b"<html><body><script>var a = 1;</script><img src=a.png></body></html>"),
        ("broken.pdf", b"%PDF-1.7 nothing more"),
        ("archive.zip", b"PK\x03\x04" + b"\0" * 100),
    ],
)
def test_a_file_without_a_readable_text_is_refused_with_a_reason(writable, name, content):
    before = counts(writable)
    answer = take(writable, files={"file": (name, content)})
    assert answer.status_code in (400, 415, 422), answer.text
    assert answer.json()["detail"]
    assert counts(writable) == before


def test_fifty_megabytes_are_refused(writable):
    answer = take(writable, files={"file": ("large.txt", b"a " * 25_000_000)})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_origin_that_answers_404_redirects_inside_or_sends_a_picture_says_so(writable):
    pages = {
        "/gone": (404, {"Content-Type": "text/html"}, b"gone"),
        "/inside": (302, {"Location": "http://10.0.0.1/secret"}, b""),
        "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    }
    before = counts(writable)
    with serving(pages) as origin:
        answers = {path: take(writable, {"url": origin + path}) for path in pages}
    assert {answer.status_code // 100 for answer in answers.values()} == {4}
    assert "404" in answers["/gone"].json()["detail"]
    assert "HTML" in answers["/picture"].json()["detail"]
    assert counts(writable) == before


def test_files_of_each_kind_are_taken_in(writable):
    page = f"<html lang=en><body><article><p>{STORY}</p><p>{'The gulf was quiet. ' * 10}</p></article></body></html>"
    for name, content in {"a.txt": STORY, "b.md": f"# Held\n\n{STORY} It was cold.", "c.html": page}.items():
        answer = take(writable, files={"file": (name, content.encode())}, data={"published": "2025-04-11"})
        assert answer.status_code == 201, answer.text
        assert [event["type"] for event in answer.json()["events"]] == ["detention"], name


def test_the_command_line_takes_in_what_it_can_and_says_why_it_could_not(writable, tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(STORY, encoding="utf-8")
    bad.write_bytes(b"\0\1\2")
    done = skerry(writable, "ingest", good, bad, tmp_path / "missing.txt", "--published", "2025-04-11", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [event["type"] for event in lines[0]["events"]] == ["detention"]
    assert "error" in lines[1]
    assert "missing.txt" in lines[2]["error"]


def test_extract_needs_no_store_and_uses_a_report_s_own_date(tmp_path):
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"id": "en-1", **BODY}), encoding="utf-8")
    environment = {**os.environ, "SKERRY_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "extract", str(report), "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["id"] == "en-1"
    assert [event["start"] for event in found["events"]] == ["2025-04-11"]


def test_a_server_killed_in_the_middle_of_ingesting_leaves_the_store_whole(backend, writable, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    for number in range(200):
        (texts / f"{number:03}.txt").write_text(f"{STORY} Report number {number}.", encoding="utf-8")
    environment = {**os.environ, "SKERRY_DATABASE_URL": writable.settings.database_url}
    arguments = [sys.executable, "-m", "app.cli", "ingest", "--json", "--published", "2025-04-11"]
    process = subprocess.Popen(
        [*arguments, *map(str, sorted(texts.iterdir()))], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    acknowledged = [json.loads(process.stdout.readline())["article"] for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [json.loads(line)["article"] for line in process.stdout if line.endswith("\n")]
    process.wait()
    time.sleep(0.2)
    database = Database(writable.settings.database_url)
    with database.read() as session:
        stored = {str(each) for each in session.scalars(select(Article.id).where(Article.kind == "article"))}
        assert set(acknowledged) <= stored
        assert session.scalar(select(func.count()).select_from(Passage)) >= len(stored)
        if backend == "sqlite":
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert doctor.examine(database).faults == []
    database.close()


def skerry(service, *arguments) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SKERRY_DATABASE_URL": service.settings.database_url}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
