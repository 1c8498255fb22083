"""Checks that the store is whole: hashes, anchors, read model, regions."""

from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.articles.models import ArticleVersion
from app.db.engine import Database
from app.events import readmodel, repository
from app.events.models import Event, EventFeature
from geo import regions as sea_regions


@dataclass(slots=True)
class Findings:
    """What was looked at, and what is wrong with it; empty `faults` is health."""

    events: int = 0
    versions: int = 0
    passages: int = 0
    faults: list[str] = field(default_factory=list)


def examine(database: Database) -> Findings:
    """Compare everything that is derived with what it is derived from."""
    findings = Findings()
    with database.read() as session:
        _anchors(session, findings)
        _features(session, findings)
    return findings


def rebuild(database: Database) -> int:
    """Write the read model anew from the records; returns how many events it holds."""
    with database.write() as session:
        ids = session.scalars(select(Event.id).where(Event.status == "published")).all()
        for event_id in ids:
            event = repository.whole(session, event_id)
            assert event is not None
            readmodel.refresh(session, event, "updated")
    return len(ids)


def _anchors(session: Session, findings: Findings) -> None:
    for version in session.scalars(select(ArticleVersion)):
        findings.versions += 1
        if sha256(version.text.encode()).hexdigest() != version.sha256:
            findings.faults.append(f"article version {version.id}: its text is not the one that its hash was made of")
        for passage in version.passages:
            findings.passages += 1
            if version.text[passage.start : passage.end] != passage.exact:
                findings.faults.append(f"passage {passage.id}: its words do not stand at its offsets")


def _features(session: Session, findings: Findings) -> None:
    stale = sea_regions.load().version
    rows = {row.event_id: row for row in session.scalars(select(EventFeature))}
    for event_id in session.scalars(select(Event.id).where(Event.status == "published")):
        findings.events += 1
        event = repository.whole(session, event_id)
        assert event is not None
        row = rows.pop(event_id, None)
        if row is None:
            findings.faults.append(f"event {event_id}: is published and not in the read model")
        elif wrong := readmodel.differences(session, event):
            findings.faults.append(f"event {event_id}: its stored {' and '.join(wrong)} is not what it says now")
        if event.regions_version != stale:
            findings.faults.append(f"event {event_id}: its regions come from another version of the regions")
        if not event.mentions:
            findings.faults.append(f"event {event_id}: rests on no mention")
    findings.faults += [f"event {event_id}: is in the read model and not published" for event_id in rows]
