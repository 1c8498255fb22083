"""The data that a store starts with: complete, idempotent, upgradable, and never mixed with the made-up."""

import json
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from app.articles.models import Article
from app.auth.author import Author
from app.errors import SetupError
from app.events import deciding, doctor, revisions, starter
from app.events.deciding import Decision
from app.events.models import Event, Revision
from app.settings import Settings
from app.store import prepare, settings_for
from geo.resources import DATA

CATALOGUE = json.loads((DATA / "catalogue" / "events.json").read_text(encoding="utf-8"))
PERSON = Author("a reviewer", "analyst")


def load(database, entries):
    keyed = [(f"catalogue:{entry['slug']}", entry) for entry in entries]
    return starter._load(database, keyed, starter._catalogue, lambda done, total: None)


def test_every_catalogue_entry_is_an_event_with_digest_passages_and_its_sources_as_references(service):
    with service.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == len(CATALOGUE) == 145
        assert session.scalar(select(func.count()).where(Article.kind == "digest")) == 145
        addresses = {source["url"] for entry in CATALOGUE for source in entry["sources"]}
        references = session.scalar(select(func.count()).where(Article.kind == "reference"))
        assert (
            0.98 * len(addresses) <= references <= len(addresses)
        )  # a few addresses differ only by tracking parameters
        digest = session.scalars(select(Article).where(Article.kind == "digest").limit(1)).one()
        assert digest.publisher == "Skerry digest"
        assert digest.digest_of


def test_the_store_is_whole_after_loading(service):
    assert doctor.examine(service.database).faults == []


def test_loading_again_changes_nothing(database):
    first = load(database, CATALOGUE[:10])
    assert (first.created, first.unchanged) == (10, 0)
    with database.read() as session:
        before = session.scalar(select(func.count()).select_from(Revision))
    second = load(database, CATALOGUE[:10])
    assert (second.created, second.updated, second.unchanged) == (0, 0, 10)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == before


def test_a_later_release_updates_an_entry_and_the_old_text_is_kept(database):
    load(database, CATALOGUE[:2])
    changed = {**CATALOGUE[0], "summary": "A new summary. It has two sentences."}
    assert load(database, [changed, CATALOGUE[1]]).updated == 1
    with database.read() as session:
        event = session.scalars(select(Event).where(Event.source_key == f"catalogue:{changed['slug']}")).one()
        assert event.summary == changed["summary"]
        assert [m.passage.exact for m in event.mentions if m.passage] == ["A new summary.", "It has two sentences."]
        article = session.scalars(select(Article).where(Article.source_key == event.source_key)).one()
        assert [version.text for version in article.versions] == [CATALOGUE[0]["summary"], changed["summary"]]
        assert [each.action for each in revisions.of(session, event.id)] == ["create", "change"]
    assert doctor.examine(database).faults == []


def test_an_entry_that_a_person_has_decided_about_is_left_alone(database):
    load(database, CATALOGUE[:1])
    with database.write() as session:
        event = session.scalars(select(Event)).one()
        deciding.decide(session, Decision(event.id, "dispute", "two accounts contradict each other"), PERSON)
    outcome = load(database, [{**CATALOGUE[0], "title": "Another title"}])
    assert (outcome.updated, outcome.kept_as_edited) == (0, 1)
    with database.read() as session:
        event = session.scalars(select(Event)).one()
        assert (event.title, event.verification) == (CATALOGUE[0]["title"], "disputed")


def test_the_demonstration_holds_the_annotated_reports_whole_with_their_events_on_the_marked_words(database):
    loaded = starter.load_samples(database)
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "reports").glob("*/*.json")]
    assert loaded.created == sum(len(report["events"]) for report in reports)
    with database.read() as session:
        kinds = dict(session.execute(select(Article.kind, func.count()).group_by(Article.kind)).all())
        assert set(kinds) == {"sample"}
        article = session.scalars(select(Article).limit(1)).one()
        assert sha256(article.newest.text.encode()).hexdigest() == article.newest.sha256
    assert doctor.examine(database).faults == []


def test_real_and_made_up_never_share_a_store(database):
    settings = Settings(database_url=database.engine.url.render_as_string(hide_password=False))
    load(database, CATALOGUE[:1])
    with pytest.raises(SetupError, match="demonstration"):
        prepare(settings.model_copy(update={"demo": True}), database)


def test_the_demonstration_has_a_store_of_its_own_by_default(monkeypatch):
    monkeypatch.delenv("SKERRY_DATABASE_URL", raising=False)
    assert settings_for(demo=True).database_url != settings_for(demo=False).database_url


def test_an_event_that_lost_its_read_model_is_found_by_the_doctor_and_rebuilt(database):
    load(database, CATALOGUE[:2])
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE event_feature SET body = item")
    assert len(doctor.examine(database).faults) == 2
    assert doctor.rebuild(database) == 2
    assert doctor.examine(database).faults == []
