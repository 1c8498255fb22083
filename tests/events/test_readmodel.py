"""The read model says what the events say, and its change log says where each of them went."""

import pytest
from sqlalchemy import select, update

from app.events import doctor, readmodel, repository
from app.events.models import Change, EventFeature, EventPoint, EventTerm
from app.events.properties import EVENT_PROPERTY
from app.events.schemas import Draft
from tests.events.published import alter, publish, withdraw


def day(date: str, title: str = "") -> Draft:
    return Draft(type="boarding", start=date, date_precision="day", title=title or date)


def differences(database, known) -> list[str]:
    with database.read() as session:
        return readmodel.differences(session, repository.whole(session, known.id))


def test_the_change_log_has_the_key_before_and_after_each_change(database):
    known = publish(database, day("2025-05-13"))
    alter(database, known, day("2025-05-13", "the same day"))
    alter(database, known, day("2025-05-14"))
    withdraw(database, known)
    with database.read() as session:
        log = session.execute(select(Change.action, Change.was, Change.k).order_by(Change.seq)).all()
    (first, *_), (created, updated, moved, deleted) = [log[0].k], log
    assert created == ("created", None, first)
    assert updated == ("updated", first, first)
    assert moved[:2] == ("updated", first)
    assert moved.k > first
    assert deleted == ("deleted", moved.k, None)


def test_events_of_one_second_keep_keys_of_their_own(database):
    keys = []
    for _ in range(3):
        publish(database, day("2025-05-13"))
    with database.read() as session:
        keys = session.scalars(select(EventPoint.k)).all()
    assert len(set(keys)) == 3


def test_the_catalogue_s_rows_are_what_its_events_say(service):
    with service.database.read() as session:
        for event_id in session.scalars(select(EventFeature.event_id)).all():
            assert readmodel.differences(session, repository.whole(session, event_id)) == []


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("feature", update(EventFeature).values(body=b"{}")),
        ("item", update(EventFeature).values(item=b"{}")),
        ("point", update(EventPoint).values(flag="XX")),
        ("properties", update(EVENT_PROPERTY).values(title="nothing")),
        ("terms", update(EventTerm).where(EventTerm.kind == "type").values(term="nothing")),
    ],
)
def test_a_row_that_is_not_what_its_event_says_is_named_and_made_anew(database, part, change):
    known = publish(database, day("2025-05-13"))
    assert differences(database, known) == []
    with database.write() as session:
        session.execute(change)
    assert differences(database, known) == [part]
    doctor.rebuild(database)
    assert differences(database, known) == []
