"""`skerry ingest`: articles into the store, from addresses, files or standard input."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from app.articles import incoming as reading
from app.articles.fetch import Fetcher
from app.articles.service import Incoming
from app.articles.urls import is_http
from app.auth.author import SKERRY
from app.commands.common import Demo, Json, print_json, remarks, store
from app.errors import SkerryError, Unprocessable
from app.events import repository
from app.events.ingest import ingest as take_in
from app.llm.extractors import Choice, Extractors

Sources = Annotated[
    list[str],
    typer.Argument(help="URL, .html .txt .md .pdf .json file, or - for text on standard input.", metavar="SOURCE…"),
]
Extractor = Annotated[
    Choice | None, typer.Option(help="Who reads: rules, llm or both; default: SKERRY_EXTRACTOR.", show_default=False)
]
#: A file larger than this is refused before it is read.
LARGEST = 50_000_000


def ingest(
    sources: Sources,
    title: Annotated[str | None, typer.Option(help="Title, over what the source says.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher, over what the source says.")] = None,
    published: Annotated[str | None, typer.Option(help="Time of publication, ISO 8601.")] = None,
    language: Annotated[str | None, typer.Option(help="Language code, such as en or et.")] = None,
    extractor: Extractor = None,
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Take in articles and propose their events. One that fails says why and stops no other; exit code 1 then."""
    given = {"title": title, "publisher": publisher, "published": published, "language": language}
    failed = 0
    with store(demo) as (settings, database):
        fetcher = Fetcher(allow_private=settings.fetch_private_hosts)
        extractors = Extractors(settings, database, extractor, one_run=True)
        for source in sources:
            try:
                article = replace(read(source, given, fetcher), source_key=None)
                result = take_in(database, article, SKERRY, extractors.read)
            except SkerryError as error:
                failed += 1
                if json:
                    print_json({"source": source, "error": error.detail})
                else:
                    remarks.print(f"[red]{source}[/red]: {error.detail}")
                continue
            with database.read() as session:
                events = [
                    {"id": str(event.id), "status": event.status, "type": event.type, "title": event.title}
                    for event in repository.of_article(session, result.article_id)
                ]
            document = {
                "source": source,
                "article": str(result.article_id),
                "new": result.new_article,
                "new_version": result.new_version,
                "events": events,
                "remarks": list(result.remarks),
            }
            if json:
                print_json(document)
            else:
                _tell(source, document)
    if failed:
        raise typer.Exit(1)


def read(source: str, given: dict[str, Any], fetcher: Fetcher | None) -> Incoming:
    """One source as an incoming article. Raises SkerryError that says what is wrong with it."""
    checked = {**given}
    if given.get("published"):
        try:
            reading.checked_moment(given["published"])
        except ValueError as error:
            raise Unprocessable(f"published: {error}") from None
    if source == "-":
        return reading.with_given(
            reading.from_bytes(sys.stdin.buffer.read(LARGEST + 1), filename="standard-input.txt"), checked
        )
    if is_http(source):
        if fetcher is None:
            raise Unprocessable("an address has to be fetched; give a file here")
        return reading.with_given(reading.fetch(source, fetcher), checked)
    path = Path(source)
    if not path.is_file():
        raise Unprocessable(f"{source} is no file and no http(s) address")
    if path.stat().st_size > LARGEST:
        raise Unprocessable(f"{source} has more than {LARGEST // 1_000_000} MB; an article has less")
    body = path.read_bytes()
    if path.suffix.lower() == ".json":
        incoming, fields = reading.from_json(body)
        return reading.with_given(incoming, {**fields, **{k: v for k, v in checked.items() if v}})
    return reading.with_given(reading.from_bytes(body, filename=path.name), checked)


def _tell(source: str, document: dict[str, Any]) -> None:
    what = "new" if document["new"] else "new version" if document["new_version"] else "known already"
    typer.echo(f"{source}: {what}, article {document['article']}, {len(document['events'])} event(s)")
    for remark in document["remarks"]:
        remarks.print(f"  {remark}", markup=False, soft_wrap=True)
    for event in document["events"]:
        typer.echo(f"  {event['status']:9} {event['type']:22} {event['title']}  {event['id']}")
