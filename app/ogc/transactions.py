"""`/collections/events/items` for those who write: the one door for reports by form, script and QGIS.

OGC API - Features Part 4 (draft 20-002r1): create, replace, update, delete. QGIS takes what follows `/items/` in
`Location` as the id, looks in `Allow` for what it may do, asks that of an item that may not exist, and sends
`Content-Crs` without brackets and no `If-Match` (as the source of its provider of 2026 has it).
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.auth import limits
from app.auth.author import Author
from app.auth.dependencies import AnyReporter, Caller, Reporter
from app.errors import Conflict, FieldError, NotFound, PreconditionFailed, Unprocessable, UnsupportedMediaType
from app.events import (
    deciding,
    drafts,
    idempotency,
    locks,
    repository,
    service,
    sources,
    verification,
    visibility,
)
from app.events.models import Event
from app.events.schemas import Draft
from app.ogc.links import GEOJSON, base
from app.ogc.preconditions import check_absence, check_version, in_crs84

router = APIRouter(tags=["Events"])
ITEMS = "/collections/events/items"
MERGE_PATCH = "application/merge-patch+json"
JSON_TYPES = ("application/geo+json", "application/json", MERGE_PATCH)
_RUNNING = idempotency.Running()


def _schema() -> dict[str, Any]:
    """The body as the API's description has it: all fields, which GeoJSON puts into `properties`."""
    fields = dict(Draft.model_json_schema()["properties"])
    for name in ("vessels", "actors"):
        fields[name] = {"type": "array", "items": {"type": "object"}}
    fields["sources"] = {
        "type": "array",
        "items": {"type": "object"},
        "description": "Evidence: {url, publisher, title, published, quote, stance}.",
    }
    fields["properties"] = {"type": "object", "description": "The same fields, where the body is a GeoJSON feature."}
    return {"type": "object", "description": "A GeoJSON feature, or its fields flat.", "properties": fields}


def _described(*media_types: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {kind: {"schema": _schema()} for kind in media_types}}}


_BODY = _described(*JSON_TYPES[:2])
_PATCH = _described(MERGE_PATCH, *JSON_TYPES[:2])


async def _raw(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_raw)]


@router.options(ITEMS, summary="What may be done with the collection", response_class=Response)
def collection_options(request: Request, author: Caller) -> Response:
    """The methods that this caller may use."""
    may_report = author is not None or request.app.state.settings.public_reports
    return _allow(["GET", "HEAD", "OPTIONS", *(["POST"] if may_report else [])])


@router.options(ITEMS + "/{event_id}", summary="What may be done with an event", response_class=Response)
def item_options(request: Request, event_id: str, author: Caller) -> Response:
    """The methods that this caller may use; answered for any id, since QGIS asks it of an empty layer too."""
    changes = author is not None and author.may("analyst")
    if author is not None and not changes and (known := _uuid(event_id)):
        with request.app.state.database.read() as session:
            event = repository.whole(session, known)
            changes = event is not None and visibility.may_change(event, author)
    return _allow(["GET", "HEAD", "OPTIONS", *(["PUT", "PATCH", "DELETE"] if changes else [])])


@router.post(
    ITEMS,
    status_code=201,
    summary="Report an event",
    response_class=Response,
    openapi_extra=_BODY,
    responses={409: {"description": "A request with the same Idempotency-Key is still running."}},
)
def create(request: Request, body: Body, author: AnyReporter) -> Response:
    """Add an event. A reporter's awaits review, an analyst's is published. `Location` has its id."""
    _media_type(request)
    check_absence(request)
    caller = str(author.token_id) if author.token_id else limits.address(request)
    key = idempotency.key_of(request.headers.get(idempotency.HEADER), caller, "POST", ITEMS, body)
    with _RUNNING.only(key), request.app.state.database.write() as session:
        locks.serialize(session)
        known = idempotency.answered(session, key)
        if known is not None:
            return _created(known.body, known.status, known.headers)
        event = _store(session, drafts.whole(in_crs84(request, drafts.read(body))), author)
        document, etag = visibility.rendered(session, event)
        # A path, not an address: the reply is kept, and the service may be reached by several names.
        headers = {"Location": f"{base(request)}{ITEMS}/{event.id}", "ETag": etag}
        idempotency.keep(session, key, 201, headers, document)
    return _created(document, 201, headers)


@router.put(ITEMS + "/{event_id}", summary="Replace an event", response_class=Response, openapi_extra=_BODY)
def replace(request: Request, event_id: str, body: Body, author: Reporter) -> Response:
    """Give all fields anew; what is not given goes back to its default. Evidence is added to, never taken away."""
    _media_type(request)
    incoming = drafts.whole(in_crs84(request, drafts.read(body)))
    with request.app.state.database.write() as session:
        event = _versioned(request, session, event_id, author)
        _edit(session, event, incoming, author)
        return _written(session, event)


@router.patch(ITEMS + "/{event_id}", summary="Change an event", response_class=Response, openapi_extra=_PATCH)
def update(request: Request, event_id: str, body: Body, author: Reporter) -> Response:
    """Change the fields that are given, by JSON Merge Patch (RFC 7396), shaped as a feature or flat."""
    _media_type(request)
    patch = in_crs84(request, drafts.read(body))
    with request.app.state.database.write() as session:
        event = _versioned(request, session, event_id, author)
        _edit(session, event, drafts.patched(event, patch), author)
        return _written(session, event)


@router.delete(ITEMS + "/{event_id}", summary="Take an event away", status_code=204, response_class=Response)
def remove(request: Request, event_id: str, author: Reporter) -> Response:
    """The event is gone for readers and says so in `/changes`; its history stays, and a reviewer can reopen it."""
    with request.app.state.database.write() as session:
        event = _versioned(request, session, event_id, author)
        if event.status == "rejected":
            raise Conflict(f"{event.id} is rejected already")
        deciding.remove(session, event, author)
    return Response(status_code=204)


class _AsWritten(bytes):
    """Name of a header whose letters stay as they are: uvicorn sends what `lower` gives."""

    def lower(self) -> bytes:
        """The name itself."""
        return self


def _created(document: bytes, status: int, headers: dict[str, str]) -> Response:
    """`Location` goes out with its capital letter: QGIS to 3.40.6, which Debian 13 has, does not know it without
    (qgis/QGIS issue 61729) and tells its user that nothing was created."""
    answer = Response(document, status, headers=headers, media_type=GEOJSON)
    written = _AsWritten(b"Location")
    answer.raw_headers = [(written if name == b"location" else name, value) for name, value in answer.raw_headers]
    return answer


def _store(session: Session, incoming: drafts.Incoming, author: Author) -> Event:
    _check_verification(incoming, "reported", author)
    evidence = sources.evidence(session, incoming.extra.sources)
    if not evidence:
        if not incoming.draft.summary:
            message = "give a source, or say in `summary` what was seen: no event without evidence"
            raise Unprocessable(f"sources: {message}", errors=[FieldError("sources", message)])
        evidence = [sources.statement(session, incoming.draft.summary)]
    return service.create(
        session,
        incoming.draft,
        evidence,
        author=author,
        origin="report",
        status="published" if author.may("analyst") else "proposed",
        source=next((source.url for source in incoming.extra.sources if source.url), None),
        private=service.Private(incoming.extra.reporter, incoming.extra.rounding_km),
        reason=incoming.extra.reason,
    )


def _edit(session: Session, event: Event, incoming: drafts.Incoming, author: Author) -> None:
    _check_verification(incoming, event.verification, author)
    extra = incoming.extra
    service.edit(
        session,
        event,
        incoming.draft,
        sources.evidence(session, extra.sources),
        author=author,
        reason=extra.reason,
        private=service.Private(extra.reporter, extra.rounding_km),
    )


def _check_verification(incoming: drafts.Incoming, before: str, author: Author) -> None:
    """What is not counted is an analyst's to set, with a reason."""
    wanted = incoming.draft.verification
    if wanted == before or wanted in verification.COMPUTED:
        return
    message = "" if author.may("analyst") else "is an analyst's to set"
    message = message or ("" if incoming.extra.reason else "give the `reason` with it")
    if message:
        raise Unprocessable(f"verification: {message}", errors=[FieldError("verification", message)])


def _versioned(request: Request, session: Session, event_id: str, author: Author) -> Event:
    """The event, locked, for this caller to change, and in the version that the request names."""
    known = _uuid(event_id)
    try:
        if known is None:
            raise NotFound(f"no event {event_id}")
        event = visibility.changed(session, known, author)
    except NotFound as error:
        if "if-match" in request.headers:
            raise PreconditionFailed(error.detail) from None
        raise
    check_version(request, author, visibility.rendered(session, event)[1])
    return event


def _written(session: Session, event: Event) -> Response:
    document, etag = visibility.rendered(session, event)
    return Response(document, headers={"ETag": etag}, media_type=GEOJSON)


def _media_type(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in JSON_TYPES:
        raise UnsupportedMediaType(f"send {', '.join(JSON_TYPES)}")


def _allow(methods: list[str]) -> Response:
    return Response(headers={"Allow": ", ".join(methods), "Vary": "Authorization, Cookie"})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
