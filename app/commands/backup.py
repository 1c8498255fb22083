"""`skerry backup` and `skerry restore`: a copy of the embedded store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.commands.common import Demo, progress, remarks
from app.db import backup as copies
from app.db.engine import Database
from app.store import settings_for


def backup(
    file: Annotated[Path, typer.Argument(help="The new file that the copy goes into.")],
    demo: Demo = False,
) -> None:
    """Copy the store into one file while the service goes on; nobody waits for it. PostgreSQL has pg_dump for this."""
    with _opened(demo) as database, progress("Copying the store") as step:
        copies.save(database, file, step)
    remarks.print(f"Wrote {file}, {file.stat().st_size / 1e6:.1f} MB.", soft_wrap=True)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `skerry backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the store that is there; what that holds is lost.")
    ] = False,
    demo: Demo = False,
) -> None:
    """Make the store what a backup holds, and bring it to this release's schema. Stop the service first."""
    with _opened(demo) as database:
        copies.load(database, file, replace=replace)
        database.migrate()
    remarks.print(f"The store is what {file} holds; `skerry doctor` checks it.", soft_wrap=True)


@contextmanager
def _opened(demo: bool) -> Iterator[Database]:
    """The store as it is: neither migrated nor filled."""
    database = Database(settings_for(demo).database_url)
    try:
        yield database
    finally:
        database.close()
