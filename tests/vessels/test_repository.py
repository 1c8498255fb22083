"""Hulls and actors are found again, in the store and among what this transaction adds to it."""

import pytest
from sqlalchemy import func, select

from app.auth.author import SKERRY
from app.events import service
from app.events.schemas import VesselDraft
from app.vessels import repository as vessels
from app.vessels.models import Actor, Vessel


def named(session, name: str, imo: str | None = None) -> Vessel:
    """The hull that a report of this ship is about, and what it tells of her learned."""
    hull = vessels.hull(session, imo=imo, name=name)
    service.learn(session, hull, VesselDraft(name=name, imo=imo), None, SKERRY, public=True)
    return hull


@pytest.mark.parametrize("written", [False, True])
def test_one_hull_by_number_or_name_whether_it_is_written_yet_or_not(database, written):
    with database.write() as session:
        first = named(session, "Kiwala", "9332810")
        if written:
            session.flush()
        assert named(session, "MT Kiwala") is first, "her name is known"
        assert named(session, "Boracay", "9332810") is first, "her number is"
        assert named(session, "Boracay") is first, "and so is her new name"
        other = named(session, "Kiwala", "9293002")
        assert other is not first
        assert named(session, "Kiwala") not in (first, other), "two bore the name: nobody knows which it is"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Vessel)) == 3


@pytest.mark.parametrize("written", [False, True])
def test_an_actor_of_one_name_and_state_is_one(database, written):
    with database.write() as session:
        first = vessels.actor(session, "Coast guard", "EE")
        if written:
            session.flush()
        assert vessels.actor(session, "Coast guard", "EE") is first
        assert vessels.actor(session, "Coast guard", None) is not first
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Actor)) == 2
