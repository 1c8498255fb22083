"""`skerry extract` and `skerry locate`: what the words say, without a database."""

from collections.abc import Callable
from typing import Annotated

import typer

from app.articles.fetch import Fetcher
from app.articles.service import Incoming
from app.commands.common import Json, print_json, remarks
from app.commands.ingest import Extractor, Sources, read
from app.db.engine import Database
from app.errors import SkerryError
from app.llm.extractors import Choice, Extractors, Reading, by_rules
from app.regions.location import location_json
from app.settings import Settings
from geo.expressions import locate as locate_words


def extract(
    sources: Sources,
    published: Annotated[str | None, typer.Option(help="Time of publication, ISO 8601.")] = None,
    language: Annotated[str | None, typer.Option(help="Language code, such as en or et.")] = None,
    extractor: Extractor = None,
    json: Json = False,
) -> None:
    """Show the events that articles tell of, with their passages; nothing is stored.

    With --extractor llm or both, the model's answer and what it cost are kept. --json: one line per source.
    """
    settings = Settings()
    fetcher = Fetcher(allow_private=settings.fetch_private_hosts)
    read_by = _reader(settings, extractor)
    failed = 0
    for source in sources:
        try:
            incoming = read(source, {"published": published, "language": language}, fetcher)
        except SkerryError as error:
            failed += 1
            remarks.print(f"[red]{source}[/red]: {error.detail}")
            continue
        found = read_by(incoming)
        for remark in found.remarks:
            remarks.print(f"{source}: {remark}", markup=False, soft_wrap=True)
        events = [proposal.to_spec() for proposal in found.proposals]
        if json:
            print_json({"id": incoming.source_key or source, "events": events})
            continue
        typer.echo(f"{source}: {len(events)} event(s)")
        for event in events:
            who = f", says {event['attributed_to']}" if event["attributed_to"] else ""
            when, where = event["start"] or "undated", event["place"] or "no place"
            typer.echo(f"  {event['type']} ({event['modality']}{who}), {when}, {where}")
            if event["reasons"]:
                typer.echo(f"    {event['found_by']}: {'; '.join(event['reasons'])}")
            for passage in event["passages"]:
                typer.echo(f"    “{passage['exact']}”")
    if failed:
        raise typer.Exit(1)


def _reader(settings: Settings, choice: Choice | None) -> Callable[[Incoming], Reading]:
    """What reads the articles. The rules need no store; the model's answers and budget are kept in one."""
    if (choice or settings.extractor) == "rules":
        return by_rules
    database = Database(settings.database_url)
    database.migrate()
    return Extractors(settings, database, choice, one_run=True).read


def locate(
    text: Annotated[
        str, typer.Argument(help='A place in words or numbers: "12 nautical miles north-west of Naissaar".')
    ],
    language: Annotated[str | None, typer.Option(help="Language code, such as en or et.")] = None,
    json: Json = False,
) -> None:
    """Say where a place expression lies: point, uncertainty, regions, and what the answer rests on."""
    found = locate_words(text, language)
    if found is None:
        remarks.print(
            f"No place is known by {text!r}. Try a port, an island, a sea area or coordinates such as 59°41′N 24°32′E."
        )
        raise typer.Exit(1)
    if json:
        print_json(location_json(found))
        return
    typer.echo(
        f"{found.name}: {found.lat:.5f}, {found.lon:.5f} ± {found.uncertainty_m / 1000:.1f} km ({found.precision})"
    )
    typer.echo(f"  regions: {', '.join(found.regions) or 'none'}")
    typer.echo(f"  rests on: {'; '.join(found.rests_on)}")
    for other in found.alternatives:
        typer.echo(f"  or: {other.name}: {other.lat:.5f}, {other.lon:.5f} ({'; '.join(other.rests_on)})")
