"""`skerry export`: events into a file, by the same filters as over HTTP."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer
from pydantic import ValidationError

from app.commands.common import Demo, Json, print_json, progress, remarks, store
from app.errors import BadRequest, SkerryError
from app.events.drafts import explained
from app.events.index.service import Published
from app.exports.formats import FORMATS, Format, of_file
from app.exports.source import About, Selection, last_change
from app.ogc.parameters import ItemsQuery, understand

_NAMES = ", ".join(FORMATS)


def _option(name: str) -> typer.models.OptionInfo:
    """An option that means what the parameter of `/collections/events/items` means."""
    found: typer.models.OptionInfo = typer.Option(help=ItemsQuery.model_fields[name].description)
    return found


def export(
    file: Annotated[str, typer.Argument(help="File to write, or - for standard output.", metavar="FILE|-")],
    format: Annotated[str | None, typer.Option(help=f"{_NAMES}; by the file's ending if not given.")] = None,
    bbox: Annotated[str | None, _option("bbox")] = None,
    datetime: Annotated[str | None, _option("datetime")] = None,
    region: Annotated[str | None, _option("region")] = None,
    category: Annotated[str | None, _option("category")] = None,
    type: Annotated[str | None, _option("type")] = None,
    modality: Annotated[str | None, _option("modality")] = None,
    verification: Annotated[str | None, _option("verification")] = None,
    vessel: Annotated[str | None, _option("vessel")] = None,
    actor: Annotated[str | None, _option("actor")] = None,
    country: Annotated[str | None, _option("country")] = None,
    publisher: Annotated[str | None, _option("publisher")] = None,
    q: Annotated[str | None, _option("q")] = None,
    updated: Annotated[str | None, _option("updated")] = None,
    filter: Annotated[str | None, _option("filter")] = None,
    filter_lang: Annotated[str | None, _option("filter_lang")] = None,
    filter_crs: Annotated[str | None, _option("filter_crs")] = None,
    bbox_crs: Annotated[str | None, _option("bbox_crs")] = None,
    sortby: Annotated[str | None, _option("sortby")] = None,
    properties: Annotated[str | None, _option("properties")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Events at most; all if not given.")] = None,
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Write the published events that the filters ask for, in one of ten formats. A file appears when it is whole."""
    kind = _format(file, format)
    given = {
        "bbox": bbox,
        "datetime": datetime,
        "region": region,
        "category": category,
        "type": type,
        "modality": modality,
        "verification": verification,
        "vessel": vessel,
        "actor": actor,
        "country": country,
        "publisher": publisher,
        "q": q,
        "updated": updated,
        "filter": filter,
        "filter-lang": filter_lang,
        "filter-crs": filter_crs,
        "bbox-crs": bbox_crs,
        "sortby": sortby,
        "properties": properties,
    }
    try:
        query = ItemsQuery.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise explained(error) from None
    asked = understand(query, default=1, maximum=1)
    count = 0

    with store(demo) as (settings, database), progress("Exporting") as step:
        base = (settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/")
        about = About(
            base, f"{base}/collections/events/items", "Skerry events", last_change(database), asked.properties
        )
        published = Published(database)
        published.follower.load()

        def told(done: int, total: int) -> None:
            nonlocal count
            count = done
            step(done, total)

        selection = Selection(published, asked.wanted, asked.order, limit=limit, whole=kind.whole, progress=told)
        written = _write(file, kind.write(selection.batches(), about))
    if json and file != "-":
        print_json({"file": file, "format": kind.name, "events": count, "bytes": written})
    else:
        remarks.print(f"{count} events, {written} bytes of {kind.title}")


def _format(file: str, name: str | None) -> Format:
    if name is not None:
        if name not in FORMATS:
            raise BadRequest.field("format", f"{name!r} is not known: {_NAMES}", tuple(FORMATS))
        return FORMATS[name]
    found = of_file(file)
    if found is None:
        raise BadRequest.field("format", f"give one of {_NAMES}", tuple(FORMATS))
    return found


def _write(file: str, pieces: Iterator[bytes]) -> int:
    """Write the pieces, and say how many bytes they have. A file that was there stays until the new one is whole."""
    if file == "-":
        return sum(sys.stdout.buffer.write(piece) for piece in pieces)
    target = Path(file)
    if not target.parent.is_dir():
        raise SkerryError(f"{target.parent} is no folder")
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as partial:
        try:
            written = sum(partial.write(piece) for piece in pieces)
        except BaseException:
            Path(partial.name).unlink()
            raise
    Path(partial.name).chmod(0o644)
    Path(partial.name).replace(target)
    return written
