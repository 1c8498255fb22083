"""`skerry review`: the queue of proposals, and decisions about them."""

from typing import Annotated, Any
from uuid import UUID

import typer

from app.auth.author import Author
from app.commands.common import Demo, Json, print_json, remarks, store
from app.db.engine import Database
from app.errors import NotFound
from app.events import deciding, merging, privacy, records
from app.events.deciding import DECISIONS, Decision
from app.events.models import Event

#: Rows of the queue that are shown.
SHOWN = 200


def review(
    event_ids: Annotated[
        list[UUID] | None, typer.Argument(help="The events to decide about; without any, the queue is shown.")
    ] = None,
    decision: Annotated[str | None, typer.Option(help=f"{', '.join(DECISIONS)}, merge or assign.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    into: Annotated[UUID | None, typer.Option(help="The event that a merge goes into.")] = None,
    undo: Annotated[UUID | None, typer.Option(help="Take back a batch of decisions.")] = None,
    status: Annotated[str, typer.Option(help="Show events of this status.")] = "proposed",
    type: Annotated[str | None, typer.Option(help="Show events of these types, separated by commas.")] = None,
    region: Annotated[str | None, typer.Option(help="Show events in this region (its code).")] = None,
    q: Annotated[str | None, typer.Option(help="Show events with these words.")] = None,
    reporter: Annotated[bool, typer.Option("--reporter", help="Show who reported the event; no address does.")] = False,
    name: Annotated[str, typer.Option(help="Who decides.", envvar="USER")] = "command line",
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Show what awaits review, or decide: about one event, or about several at once or none."""
    author = Author(name, "analyst")
    with store(demo) as (_, database):
        if reporter:
            answer: dict[str, Any] = _reporters(database, event_ids or [])
        elif undo is not None:
            _needs(reason, "undo")
            with database.write() as session:
                answer = {"events": [_brief(each) for each in deciding.undo(session, undo, reason, author)]}
        elif not event_ids:
            wanted = records.Wanted(status, tuple(type.split(",")) if type else (), region, words=q)
            _show(database, wanted, author, json)
            return
        elif decision is None:
            raise typer.BadParameter("an event needs --decision")
        else:
            answer = _decide(database, event_ids, decision, reason, into, author)
    if json:
        print_json(answer)
        return
    for each in answer["events"]:
        remarks.print(f"{each['id']} {each.get('reporter') or 'is ' + each['status']}")
    if answer.get("batch"):
        remarks.print(f"Taken back together with: skerry review --undo {answer['batch']} --reason WHY")


def _decide(
    database: Database, ids: list[UUID], decision: str, reason: str, into: UUID | None, author: Author
) -> dict[str, Any]:
    with database.write() as session:
        if decision == "assign":
            return {"events": [_brief(each) for each in deciding.assign(session, ids, author.name, author)]}
        _needs(reason, decision)
        if decision == "merge":
            if into is None:
                raise typer.BadParameter("a merge needs --into")
            return {"events": [_brief(merging.merge(session, each, into, reason, author)[0]) for each in ids]}
        if len(ids) == 1:
            return {"events": [_brief(deciding.decide(session, Decision(ids[0], decision, reason), author))]}
        batch, events = deciding.decide_all(session, [Decision(each, decision, reason) for each in ids], author)
        return {"batch": str(batch), "events": [_brief(each) for each in events]}


def _show(database: Database, wanted: records.Wanted, author: Author, json: bool) -> None:
    with database.read() as session:
        found, more = records.queue(session, wanted, author, limit=SHOWN, after=None)
        rows = [
            {
                "id": str(event.id),
                "type": event.type,
                "title": event.title,
                "start": event.start,
                "assigned_to": event.assigned_to,
                "quotes": [m.passage.exact for m in event.mentions if m.passage is not None],
            }
            for event in found
        ]
    if json:
        print_json({"proposals": rows})
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['start'] or 'undated':10}  {row['title']}")
    if not rows:
        remarks.print("Nothing awaits review." if wanted.status == "proposed" else "There is none.")
    if more:
        remarks.print(f"Only the first {SHOWN} are shown.")


def _reporters(database: Database, ids: list[UUID]) -> dict[str, Any]:
    with database.read() as session:
        found = []
        for event_id in ids:
            row = privacy.latest(session, event_id)
            if row is None:
                raise NotFound(f"nothing private is kept of {event_id}")
            found.append({"id": str(event_id), "reporter": row.reporter, "place": row.place})
        return {"events": found}


def _brief(event: Event) -> dict[str, Any]:
    return {"id": str(event.id), "status": event.status, "verification": event.verification}


def _needs(reason: str, decision: str) -> None:
    if not reason:
        raise typer.BadParameter(f"{decision} needs --reason")
