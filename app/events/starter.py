"""The data that a store starts with: the catalogue of real events, or for `--demo` the annotated sample reports.

Loading again changes nothing; a later release that changes an entry updates it, unless a person has decided about it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.articles import service as articles
from app.articles.urls import canonical
from app.auth.author import SKERRY
from app.db.engine import Database
from app.events import locks, revisions, service
from app.events.models import Event
from app.events.schemas import Draft, Evidence
from app.extraction.sentences import split
from geo.resources import DATA

#: Entries that are written in one transaction: few enough that readers see progress, enough that it is quick.
BATCH = 25
DIGEST_PUBLISHER = "Skerry digest"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_as_edited: int = 0


def load_catalogue(database: Database, progress: Progress = lambda done, total: None) -> Loaded:
    """Bring the store's catalogue events in line with `data/catalogue/events.json`."""
    entries = json.loads((DATA / "catalogue" / "events.json").read_text(encoding="utf-8"))
    return _load(database, [(f"catalogue:{entry['slug']}", entry) for entry in entries], _catalogue, progress)


def load_samples(database: Database, progress: Progress = lambda done, total: None) -> Loaded:
    """Bring a demonstration store in line with `data/reports/`."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "reports").glob("*/*.json"))]
    entries = [
        (f"sample:{report['id']}#{number}", {"report": report, "event": event})
        for report in reports
        for number, event in enumerate(report["events"])
    ]
    return _load(database, entries, _sample, progress)


Reader = Callable[[Session, str, dict[str, Any]], tuple[Draft, list[Evidence]]]


def _load(database: Database, entries: list[tuple[str, dict[str, Any]]], read: Reader, progress: Progress) -> Loaded:
    counts = dict.fromkeys(("created", "updated", "unchanged", "kept_as_edited"), 0)
    with database.read() as session:
        known = dict(
            session.execute(
                select(Event.source_key, Event.source_sha256).where(Event.source_key.in_([key for key, _ in entries]))
            ).all()
        )
    digests = {key: _digest(entry) for key, entry in entries}
    stale = [(key, entry) for key, entry in entries if known.get(key) != digests[key]]
    counts["unchanged"] = len(entries) - len(stale)
    for start in range(0, len(stale), BATCH):
        with database.write() as session:
            locks.serialize(session)  # another process may load the same: what it has done is looked at now
            for key, entry in stale[start : start + BATCH]:
                counts[_take(session, key, entry, digests[key], read)] += 1
        progress(min(start + BATCH, len(stale)), len(stale))
    return Loaded(**counts)


def _take(session: Session, key: str, entry: dict[str, Any], digest: str, read: Reader) -> str:
    event = session.scalar(select(Event).where(Event.source_key == key))
    if event is not None and event.source_sha256 == digest:
        return "unchanged"
    if event is not None and revisions.touched_by_person(session, event.id):
        event.source_sha256 = digest
        return "kept_as_edited"
    draft, evidence = read(session, key, entry)
    origin = key.partition(":")[0]
    if event is None:
        event = service.create(
            session, draft, evidence, author=SKERRY, origin=origin, status="published", source_key=key, source=key
        )
        outcome = "created"
    else:
        service.change(session, event, draft, evidence, author=SKERRY, reason="a later release of the data", source=key)
        outcome = "updated"
    event.source_sha256 = digest
    return outcome


def _catalogue(session: Session, key: str, entry: dict[str, Any]) -> tuple[Draft, list[Evidence]]:
    """A digest article of our own words, whose sentences are the passages, and each source as a reference."""
    digest = articles.keep(
        session,
        articles.Incoming(
            text=entry["summary"],
            title=entry["title"],
            publisher=DIGEST_PUBLISHER,
            language="en",
            kind="digest",
            source_key=key,
            digest_of=tuple(source["url"] for source in entry["sources"]),
        ),
    )
    evidence = [
        Evidence(
            digest.article,
            articles.passage(digest.version, sentence.start, sentence.end),
            found_by="catalogue",
        )
        for sentence in split(entry["summary"], "en")
    ]
    evidence += [_reference(session, source) for source in entry["sources"]]
    seen: dict[Any, Evidence] = {}
    for item in evidence:
        seen.setdefault((item.article_id, item.passage_id), item)
    draft = Draft(
        **{
            name: entry[name]
            for name in [
                "type",
                "modality",
                "verification",
                "start",
                "end",
                "date_precision",
                "title",
                "summary",
                "place",
                "location_precision",
                "lon",
                "lat",
            ]
        },
        uncertainty_m=entry["uncertainty_km"] * 1000 if entry["uncertainty_km"] is not None else None,
        regions=entry["regions"],
        vessels=entry["vessels"],
        actors=entry["actors"],
        attributed_to=entry.get("attributed_to"),
    )
    return draft, list(seen.values())


def _reference(session: Session, source: dict[str, Any]) -> Evidence:
    day = source["published"]
    article = articles.refer(
        session,
        articles.Incoming(
            text="",
            title=source["title"],
            publisher=source["publisher"],
            published=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
            published_precision="day" if day else None,
            language=source["language"] or "und",
            url=canonical(source["url"]),
        ),
    )
    return Evidence(article, found_by="catalogue", reading={"supports": source["supports"]})


def _sample(session: Session, key: str, entry: dict[str, Any]) -> tuple[Draft, list[Evidence]]:
    """An annotated report as a full article, and one of its events on the passages that were marked by hand."""
    report, event = entry["report"], entry["event"]
    kept = articles.keep(
        session,
        articles.Incoming(
            text=report["text"],
            title=report["title"],
            publisher=report["publisher"],
            published=datetime.fromisoformat(report["published"]),
            published_precision="minute",
            language=report["language"],
            kind="sample",
            source_key=key.partition("#")[0],
        ),
    )
    stance = {"planned": "plans", "denied": "denies"}.get(event["modality"], "asserts")
    evidence = [
        Evidence(
            kept.article,
            articles.passage(kept.version, part["start"], part["end"]),
            stance=stance,
            found_by="annotation",
        )
        for part in event["passages"]
    ]
    draft = Draft(
        **{
            name: event[name]
            for name in [
                "type",
                "modality",
                "start",
                "end",
                "date_precision",
                "place",
                "location_precision",
                "lon",
                "lat",
                "regions",
                "vessels",
                "actors",
                "attributed_to",
                "count",
            ]
        },
        uncertainty_m=event["tolerance_km"] * 1000 if event["tolerance_km"] is not None else None,
        summary=event["passages"][0]["exact"],
    )
    return draft, evidence


def _digest(entry: dict[str, Any]) -> str:
    return sha256(json.dumps(entry, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
