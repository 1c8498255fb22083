"""What every command shares: opening the store, progress on a terminal, output that a script can read."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from app.db.engine import Database
from app.events.starter import Progress
from app.settings import Settings
from app.store import prepare, settings_for

#: Progress and remarks go here, so that standard output is what was asked for and nothing else.
remarks = Console(stderr=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script to read.")]
Demo = Annotated[bool, typer.Option("--demo", help="Use the demonstration's own store.")]


@contextmanager
def store(demo: bool = False) -> Iterator[tuple[Settings, Database]]:
    """The store of the settings, migrated and with its starter data."""
    settings = settings_for(demo)
    database = Database(settings.database_url)
    try:
        with progress("Loading the starter data") as step:
            prepare(settings, database, step)
        yield settings, database
    finally:
        database.close()


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on a terminal, silence elsewhere; it only appears once there is something to do."""
    if not remarks.is_terminal:
        yield lambda done, total: None
        return
    with Bar(console=remarks, transient=True) as bar:
        task = None

        def step(done: int, total: int) -> None:
            nonlocal task
            task = bar.add_task(label, total=total) if task is None else task
            bar.update(task, completed=done, total=total)

        yield step


def print_json(document: Any) -> None:
    """One JSON document on one line."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
