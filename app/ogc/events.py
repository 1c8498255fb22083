"""`/collections/events/items`: finished features of the read model, handed over as they lie."""

import time
from dataclasses import replace
from functools import lru_cache, partial
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from app.auth.dependencies import caller
from app.db.reader import TooExpensive
from app.errors import NotFound
from app.events import features, history, past, repository, visibility
from app.events.index.service import Published
from app.events.repository import Filter
from app.ogc.answer import Asked, Body, Features, Pieces, answered, weak_tag
from app.ogc.crs import CRS84, Crs, project, system
from app.ogc.exports import export
from app.ogc.html import page
from app.ogc.links import GEOJSON, HTML, JSON, Link, alternatives, base, header, link, wants_html
from app.ogc.links import pages as page_links
from app.ogc.parameters import FormatQuery, ItemsQuery
from app.ogc.plain import PlainRoute
from app.ogc.question import Question, parameters, question, read
from app.ogc.selection import select
from geo import regions as sea_regions

router = APIRouter(tags=["Events"], route_class=PlainRoute)
ITEMS = "/collections/events/items"
VARY = "Accept, Accept-Encoding"
#: Features of a page that are put together, and compressed, without another thread: it takes a millisecond or three,
#: and a thread would wait for the interpreter for longer.
FEW = 1_000
#: Publishers that a page without scripts lets choose from.
PUBLISHERS = 200


@router.get(
    ITEMS,
    summary="Events, filtered",
    response_class=Response,
    openapi_extra={"parameters": parameters(ItemsQuery)},
)
async def items(request: Request) -> Response:
    """Published events, newest first, as a GeoJSON feature collection. Follow `next` until there is none."""
    asked = question(request)
    if asked.html:
        return await run_in_threadpool(_items_page, request, asked)
    if asked.query.f not in (None, "json"):
        return await run_in_threadpool(export, request, asked)
    wanted = asked.wanted
    published: Published = request.app.state.published

    def holds_still(since: int, now: int) -> bool:
        return wanted.as_of is None and published.holds_still(since, now, wanted.wanted)

    quick = wanted.limit <= FEW and wanted.as_of is None and published.quick(wanted.wanted, wanted.order)
    make = partial(_features, request, asked)
    return await answered(request, Asked(asked.digest, make, holds_still, VARY, quick))


def _features(request: Request, asked: Question) -> Body:
    wanted = asked.wanted
    found = _listed(request, asked)
    bodies = found.bodies
    if wanted.properties is not None:
        bodies = [select(body, wanted.properties) for body in bodies]
    if wanted.crs is not CRS84:
        bodies = [project(body, wanted.crs) for body in bodies]
    matched = b"" if found.matched is None else b'"numberMatched":%d,' % found.matched
    tail = b'%b"numberReturned":%d,"timeStamp":"%b","links":%b' % (
        matched,
        len(bodies),
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode(),
        asked.links(found.after),
    )
    whole = Features(bodies, tail)
    headers = {"Content-Crs": wanted.crs.header, "Link": asked.link_header(found.after)}
    return Body(whole, whole.length, GEOJSON, headers)


def _listed(request: Request, asked: Question) -> repository.Page:
    wanted, state = asked.wanted, request.app.state
    if wanted.as_of is None:
        published: Published = state.published
        return published.page(wanted.wanted, wanted.order, limit=wanted.limit, after=wanted.after)
    return past.page(state.database, wanted.wanted, wanted.order, wanted.as_of, limit=wanted.limit, after=wanted.after)


def _items_page(request: Request, asked: Question) -> Response:
    wanted = asked.wanted
    etag = weak_tag(request.app.state.published.version(), asked.digest)
    headers = {"ETag": etag, "Vary": VARY, "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    listed = _listed(request, asked)
    headers |= {"Content-Crs": wanted.crs.header, "Link": asked.link_header(listed.after)}
    return page(
        request,
        "items.html",
        headers=headers,
        features=[orjson.loads(body) for body in listed.bodies],
        matched=listed.matched,
        next=asked.next(listed.after),
        asked=asked.query.model_dump(exclude_none=True),
        region_choices=[(each.code, each.names["en"]) for each in sea_regions.load()],
        publisher_choices=_publishers(request, wanted.wanted, asked.query.publisher),
    )


def _publishers(request: Request, wanted: Filter, chosen: str | None) -> list[tuple[str, str]]:
    """Publishers to choose from, the chosen one among them, each with how many of the events it tells of that
    everything else asked for lets through; only the chosen one where they would take too long to count."""
    others = replace(wanted, terms=tuple(each for each in wanted.terms if each[0] != "publisher"))
    published: Published = request.app.state.published
    try:
        counts = orjson.loads(published.statistics(others, ("publisher",)))["counts"][:PUBLISHERS]
    except TooExpensive:
        counts = []
    choices = {each["publisher"]: f"{each['publisher']} ({each['count']})" for each in counts}
    if chosen:
        choices.setdefault(chosen, chosen)
    return list(choices.items())


class ItemQuery(FormatQuery):
    """Parameters of a single event."""

    as_of: str | None = Field(
        None, max_length=40, description="The event as it stood at this RFC 3339 time, or at the end of this day (UTC)."
    )
    crs: str | None = Field(
        None, description="URI of the coordinate reference system of the answer; the collection lists them."
    )


@router.get(
    ITEMS + "/{event_id}",
    summary="One event, whole",
    response_class=Response,
    openapi_extra={"parameters": parameters(ItemQuery, event_id="The event's id, a UUID.")},
)
async def item(request: Request) -> Response:
    """The event with every mention, its quotes and where they stand. Who reviews sees proposals too, and who reported
    one sees that."""
    event_id: str = request.path_params["event_id"]
    query = read(ItemQuery, request)
    if query.as_of is None and query.crs is None and not wants_html(request, query.f):
        published, known = request.app.state.published, _uuid(event_id)
        row = published.item(known) if published.at_once() else await run_in_threadpool(published.item, known)
        if row is not None:
            return _finished(request, known, *row)
    return await run_in_threadpool(_item, request, event_id, query)


def _finished(request: Request, known: UUID, body: bytes, etag: str) -> Response:
    """A published event as it lies in the read model: the same for everybody."""
    event_id, (links, link_header) = str(known), _links_around(base(request))
    headers = _item_headers(etag, event_id.join(link_header))
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    whole = b"".join((body[:-1], b',"links":', event_id.encode().join(links), b"}"))
    return Pieces(Body([whole], len(whole), GEOJSON, headers))


@lru_cache(maxsize=64)
def _links_around(root: str) -> tuple[list[bytes], list[str]]:
    """The links of any event as JSON and as a header, made once for an address of ours: what stands around its id."""
    anyone = str(UUID(int=0))
    links = _item_links(root, anyone, alternatives(f"{root}{ITEMS}/{anyone}?", GEOJSON))
    return features.encode(links).split(anyone.encode()), header(links).split(anyone)


def _item(request: Request, event_id: str, query: ItemQuery) -> Response:
    """Any other way to see an event: as a page, as it once stood, or before it is published."""
    author, crs = caller(request), system("crs", query.crs)
    database = request.app.state.database
    html = wants_html(request, query.f)
    known = _uuid(event_id)
    with database.read() as session:
        row = None if query.as_of else repository.feature(session, known)
        if row is not None:
            body, etag = row.item, row.etag
        else:
            event = visibility.seen(session, known, author) if not query.as_of else repository.whole(session, known)
            if event is not None and query.as_of:
                event = history.as_of(session, event, history.instant(query.as_of), author)
            if event is None:
                raise NotFound(f"no event {event_id}")
            body = features.encode(features.item(event))
            etag = features.etag(body)
    if crs is not CRS84:
        body = project(body, crs)
        etag = features.etag(body)
    links = _item_links(base(request), event_id, page_links(request, GEOJSON))
    etag = etag if not html else etag[:-1] + '-html"'
    headers = _item_headers(etag, header(links), crs)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if html:
        return page(request, "item.html", headers=headers, feature=orjson.loads(body))
    return Response(body[:-1] + b',"links":' + features.encode(links) + b"}", media_type=GEOJSON, headers=headers)


def _item_headers(etag: str, links: str, crs: Crs = CRS84) -> dict[str, str]:
    return {
        "ETag": etag,
        "Content-Crs": crs.header,
        "Vary": "Accept, Authorization, Cookie",
        "Cache-Control": "no-cache",
        "Link": links,
    }


def _uuid(event_id: str) -> UUID:
    try:
        return UUID(event_id)
    except ValueError:
        raise NotFound(f"no event {event_id!r}: an id looks like 019a0c5e-7c41-7d2a-9f0e-3f2f6f0c1a55") from None


def _item_links(root: str, event_id: str, itself: list[Link]) -> list[Link]:
    return [
        *itself,
        link(f"{root}/collections/events", "collection", JSON, "Events"),
        link(f"{root}/events/{event_id}/history", "version-history", JSON, "Every change of this event"),
        link(f"{root}/?e={event_id}", "related", HTML, "The event on the map"),
    ]
