"""`skerry review`: the queue of proposals, and decisions about them."""

from typing import Annotated
from uuid import UUID

import typer

from app.auth.author import Author
from app.commands.common import Demo, Json, print_json, remarks, store
from app.events import repository, service


def review(
    event_id: Annotated[
        UUID | None, typer.Argument(help="The event to decide about; without it, the queue is shown.")
    ] = None,
    decision: Annotated[str | None, typer.Option(help="publish, reject, reopen, dispute or retract.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    name: Annotated[str, typer.Option(help="Who decides.", envvar="USER")] = "command line",
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Show what awaits review, or decide about one event."""
    with store(demo) as (_, database):
        if event_id is None:
            with database.read() as session:
                rows = [
                    {
                        "id": str(event.id),
                        "type": event.type,
                        "title": event.title,
                        "start": event.start,
                        "quotes": [m.passage.exact for m in event.mentions if m.passage is not None],
                    }
                    for event in repository.proposals(session)
                ]
            if json:
                print_json({"proposals": rows})
            elif not rows:
                remarks.print("Nothing awaits review.")
            else:
                for row in rows:
                    typer.echo(f"{row['id']}  {row['start'] or 'undated':10}  {row['title']}")
            return
        if decision is None or not reason:
            raise typer.BadParameter("a decision needs --decision and --reason")
        with database.write() as session:
            event = service.review(session, event_id, decision, reason, Author(name, "analyst"))
            answer = {"id": str(event.id), "status": event.status, "verification": event.verification}
    if json:
        print_json(answer)
    else:
        remarks.print(f"{answer['id']} is {answer['status']}.")
