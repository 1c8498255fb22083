"""Taking rows in as events: each for itself, so that a bad one stops nothing, and twice is as good as once."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Literal

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.db.engine import Database
from app.errors import SkerryError, Unprocessable
from app.events import locks, revisions, service, sources
from app.events.drafts import Incoming
from app.events.models import Event
from app.imports.mapping import Mapping, event
from app.imports.rows import Row

#: "known": taken in before, as it is now. "differs": taken in before, and the row or the event has changed since.
Outcome = Literal["created", "updated", "known", "differs", "refused"]
#: Characters of a key in a row; a longer one is refused.
LONGEST_KEY = 120


@dataclass(frozen=True, slots=True)
class Options:
    """How rows are taken in."""

    #: Name of the data set: keys are its own.
    name: str
    mapping: Mapping
    author: Author
    #: Column that tells rows apart; without it, the row's whole content does.
    key: str | None = None
    publish: bool = False
    #: Whether a row that has changed since changes its event.
    update: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row."""

    line: int
    outcome: Outcome
    #: The event; of a dry run, only one that was there before.
    id: str | None = None
    title: str | None = None
    #: What is wrong, by field, and by column where that is called otherwise.
    errors: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The line of a report."""
        return {name: value for name, value in asdict(self).items() if value not in (None, [])}


class _RolledBackError(Exception):
    """Ends a dry run's transaction."""


def take(database: Database, rows: Iterator[Row], options: Options) -> Iterator[Result]:
    """Take the rows in, one transaction each. A dry run does all of it and keeps nothing."""
    seen: set[str] = set()
    for row in rows:
        result: Result | None = None
        try:
            incoming, key, digest = _understood(row, options)
            if key in seen:
                raise Unprocessable("key: another row of this file has it")
            seen.add(key)
            with database.write() as session:
                result = _take(session, row.line, incoming, key, digest, options)
                if options.dry_run:
                    raise _RolledBackError
        except _RolledBackError:
            pass
        except SkerryError as error:
            result = Result(row.line, "refused", errors=_errors(error, options.mapping))
        assert result is not None
        yield result


def _understood(row: Row, options: Options) -> tuple[Incoming, str, str]:
    """The event, its key and the digest of what the row says."""
    incoming = event(row, options.mapping)
    said = [incoming.draft.model_dump(mode="json"), incoming.extra.model_dump(mode="json")]
    dumped = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    if b"\\u0000" in dumped:
        raise Unprocessable("has a character (U+0000) that no text has")
    digest = sha256(dumped).hexdigest()
    if options.key is None:
        return incoming, f"import:{options.name}:sha256:{digest}", digest
    key = str(row.values.get(options.key) if row.values.get(options.key) is not None else "").strip()
    if not key or len(key) > LONGEST_KEY:
        raise Unprocessable(f"{options.key}: the key must have 1 to {LONGEST_KEY} characters")
    return incoming, f"import:{options.name}:{key}", digest


def _take(session: Session, line: int, incoming: Incoming, key: str, digest: str, options: Options) -> Result:
    locks.serialize(session)
    known = session.scalar(select(Event).where(Event.source_key == key))
    if known is not None:
        return _again(session, known, line, incoming, digest, options)
    event = service.create(
        session,
        incoming.draft,
        sources.evidence(session, incoming.extra.sources),
        author=options.author,
        origin="import",
        status="published" if options.publish else "proposed",
        source_key=key,
        source=key,
        reason=incoming.extra.reason or f"imported from {options.name}",
    )
    event.source_sha256 = digest
    return Result(line, "created", None if options.dry_run else str(event.id), event.title)


def _again(session: Session, event: Event, line: int, incoming: Incoming, digest: str, options: Options) -> Result:
    """A row whose event is there. What a person has changed since, or decided about, stays as it is."""
    said = Result(line, "known", str(event.id), event.title)
    if event.source_sha256 == digest:
        return said
    if not options.update or revisions.touched_by_person(session, event.id):
        return Result(line, "differs", said.id, said.title)
    evidence = sources.evidence(session, incoming.extra.sources)
    reason = f"a later release of {options.name}"
    service.change(session, event, incoming.draft, evidence, author=options.author, reason=reason)
    event.source_sha256 = digest
    return Result(line, "updated", said.id, event.title)


def _errors(error: SkerryError, mapping: Mapping) -> list[dict[str, Any]]:
    if not error.errors:
        return [{"message": error.detail}]
    found = []
    for each in error.errors:
        column = mapping.column_of(each.field.rpartition(".")[2])
        found.append({**({"column": column} if column else {}), **each.as_dict()})
    return found
