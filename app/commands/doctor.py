"""`skerry doctor`: is the store whole?"""

from typing import Annotated

import typer

from app.commands.common import Demo, Json, print_json, progress, remarks, store
from app.events import doctor as checks
from app.events.relocate import relocate


def doctor(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Write the read model anew first.")] = False,
    regions: Annotated[
        bool, typer.Option("--regions", help="Compute regions anew first, after a release with other region data.")
    ] = False,
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Check anchors, hashes, read model and regions; exit code 1 if anything is wrong."""
    with store(demo) as (_, database):
        if regions:
            with progress("Locating events") as step:
                moved = relocate(database, step)
            remarks.print(f"Looked at {moved.looked_at} events; {moved.changed} lie in other regions now.")
        if rebuild:
            remarks.print(f"Rebuilt the read model: {checks.rebuild(database)} events.")
        found = checks.examine(database)
    if json:
        print_json({"events": found.events, "passages": found.passages, "faults": found.faults})
    else:
        for fault in found.faults:
            typer.echo(fault)
        remarks.print(
            f"{found.events} published events, {found.versions} texts, {found.passages} passages, "
            f"{len(found.faults)} faults"
        )
    if found.faults:
        raise typer.Exit(1)
