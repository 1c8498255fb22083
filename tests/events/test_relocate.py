"""When the regions' data change, a command computes every event's regions anew, and the change is on record."""

import json

from sqlalchemy import select

from app.db.engine import Database
from app.events import doctor, relocate, revisions, starter
from app.events.models import Event
from geo import regions as sea_regions
from geo.resources import DATA
from tests.conftest import new_database


def test_stale_regions_are_computed_anew_with_a_revision_where_they_differ(backend, tmp_path):
    database = Database(new_database(backend, tmp_path, "skerry_relocate"))
    database.migrate()
    entries = json.loads((DATA / "catalogue" / "events.json").read_text(encoding="utf-8"))[:20]
    starter._load(
        database, [(f"catalogue:{e['slug']}", e) for e in entries], starter._catalogue, lambda done, total: None
    )
    with database.write() as session:
        events = session.scalars(select(Event).where(Event.location_precision != "region").order_by(Event.id)).all()
        wrong, outdated = events[0], events[1]
        right = list(wrong.regions)
        wrong.regions, wrong.regions_version = ["skagerrak"], "an older version"
        outdated.regions_version = "an older version"
        ids = wrong.id, outdated.id
    assert len(doctor.examine(database).faults) >= 2

    assert relocate.relocate(database) == relocate.Relocated(looked_at=2, changed=1)

    with database.read() as session:
        event = session.get(Event, ids[0])
        assert (event.regions, event.regions_version) == (right, sea_regions.load().version)
        last = revisions.of(session, ids[0])[-1]
        assert (last.action, last.changes["regions"]) == ("relocate", [["skagerrak"], right])
        assert [each.action for each in revisions.of(session, ids[1])] == ["create"]
    assert doctor.examine(database).faults == []
    assert relocate.relocate(database).looked_at == 0
    database.close()
