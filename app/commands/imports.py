"""`skerry import`: events out of files that others keep."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from app.auth.author import Author
from app.commands.common import Demo, Json, print_json, progress, remarks, store
from app.db.engine import Database
from app.errors import BadRequest, SkerryError
from app.imports import rows
from app.imports.mapping import Mapping
from app.imports.service import Options, Result, take


def import_events(
    files: Annotated[list[Path], typer.Argument(help="GeoJSON, CSV, GeoPackage, FlatGeobuf, GeoParquet.")],
    map: Annotated[
        list[str] | None,
        typer.Option("--map", help="column=field; a column that is called like a field is that field."),
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Column that names a row for good; without it, a row is what it says.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the data set, to which the keys belong; the file's if not given.")
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish at once what else awaits review.")] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Where a row has changed since, change its event, unless a person has.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would become of each row.")] = False,
    by: Annotated[str, typer.Option(help="Who imports; signs every change.", envvar="USER")] = "command line",
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Take events in from files, each with its evidence: a source's url or a quote. Rows that were taken in before are
    known again. A bad row is named with its line and its fault and stops no other; exit code 1 then."""
    if name is not None and not 0 < len(name) <= 60:
        raise BadRequest.field("name", "must have 1 to 60 characters")
    mapping = Mapping.of(map or [])
    failed = False
    with store(demo) as (_, database):
        for file in files:
            options = Options(
                name=name or file.stem[:60],
                mapping=mapping,
                # Not a person's decision: a later import may change what no person has touched.
                author=Author(f"{by} (import)", "admin", person=False),
                key=key,
                publish=publish,
                update=update,
                dry_run=dry_run,
            )
            try:
                failed |= _file(database, file, options, json)
            except SkerryError as error:
                failed = True
                if json:
                    print_json({"file": str(file), "error": error.detail})
                else:
                    remarks.print(f"{file}: {error.detail}", style="red", markup=False)
    if failed:
        raise typer.Exit(1)


def _file(database: Database, file: Path, options: Options, json: bool) -> bool:
    """Import one file and tell of it; whether a row was refused."""
    table = rows.read(file)
    asked = Mapping({**options.mapping.columns, **({options.key: options.key} if options.key else {})})
    missing = [] if not table.expected else asked.missing(table.columns)
    if missing:
        raise BadRequest.field("map", f"there is no column {missing[0]!r}: {', '.join(table.columns)}", table.columns)
    counts: Counter[str] = Counter()
    with progress(f"Importing {file.name}") as step:
        for number, result in enumerate(take(database, table.rows, options), 1):
            counts[result.outcome] += 1
            step(number, max(number, table.expected))
            _tell(file, result, json)
    ignored = [name for name in options.mapping.ignored(table.columns) if name != options.key]
    if json:
        summary: dict[str, Any] = {"file": str(file), "dry_run": options.dry_run, **counts, "ignored_columns": ignored}
        print_json(summary)
    else:
        what = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "no rows"
        remarks.print(f"{file}: {what}{' (dry run: nothing is kept)' if options.dry_run else ''}", markup=False)
        if ignored:
            remarks.print(f"  columns that are no field, and not looked at: {', '.join(ignored)}", markup=False)
    return counts["refused"] > 0


def _tell(file: Path, result: Result, json: bool) -> None:
    if json:
        print_json({"file": str(file), **result.as_dict()})
    elif result.outcome == "refused":
        for error in result.errors:
            where = error.get("column") or error.get("field")
            remarks.print(
                f"{file}:{result.line}: {f'{where}: ' if where else ''}{error['message']}", style="red", markup=False
            )
    elif result.outcome == "differs":
        remarks.print(f"{file}:{result.line}: differs from {result.id}; --update takes it over", markup=False)
