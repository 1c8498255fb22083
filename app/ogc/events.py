"""`/collections/events/items`: finished features of the read model, handed over as they lie."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from app.auth.dependencies import caller
from app.errors import NotFound
from app.events import features, history, repository, visibility
from app.events.index.service import Published
from app.events.repository import Page
from app.ogc import statistics, tiles
from app.ogc.answer import answer, collection
from app.ogc.crs import CRS84, Crs, project, system
from app.ogc.exports import export
from app.ogc.html import page
from app.ogc.links import GEOJSON, HTML, JSON, Link, base, header, link, wants_html
from app.ogc.links import pages as page_links
from app.ogc.parameters import FormatQuery, ItemsQuery
from app.ogc.plain import PlainRoute
from app.ogc.question import Question, parameters, question, read
from app.ogc.selection import select
from geo import regions as sea_regions


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Each worker follows the store with an index of its own."""
    app.state.published = Published(app.state.database)
    app.state.published.follower.start()
    yield
    app.state.published.follower.stop()


router = APIRouter(lifespan=lifespan, route_class=PlainRoute)
ITEMS = "/collections/events/items"


class Found(NamedTuple):
    """A body in pieces, and its headers."""

    pieces: Sequence[bytes]
    headers: dict[str, str]


@router.get(
    ITEMS,
    summary="Events, filtered",
    tags=["Events"],
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
    published = request.app.state.published
    if published.quick(asked.wanted.wanted, asked.wanted.order, asked.wanted.limit):
        found = _look_up(request, asked)
    else:
        found = await run_in_threadpool(_look_up, request, asked)
    return found if isinstance(found, Response) else await answer(request, found.pieces, GEOJSON, found.headers)


def _look_up(request: Request, asked: Question) -> Response | Found:
    found = _page(request, asked)
    if isinstance(found, Response):
        return found
    page, headers = found
    bodies = page.bodies
    if asked.wanted.properties is not None:
        bodies = [select(body, asked.wanted.properties) for body in bodies]
    if asked.wanted.crs is not CRS84:
        bodies = [project(body, asked.wanted.crs) for body in bodies]
    matched = b"" if page.matched is None else b'"numberMatched":%d,' % page.matched
    tail = b'%b"numberReturned":%d,"timeStamp":"%b","links":%b' % (
        matched,
        len(bodies),
        time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode(),
        asked.links(page.after),
    )
    return Found(collection(bodies, tail), headers)


def _page(request: Request, asked: Question) -> Response | tuple[Page, dict[str, str]]:
    """The page and its headers, or the answer that nothing has changed."""
    published, wanted = request.app.state.published, asked.wanted
    etag = f'W/"{published.version():x}-{asked.digest}"'
    headers = {"ETag": etag, "Vary": "Accept, Accept-Encoding", "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    page = published.page(wanted.wanted, wanted.order, limit=wanted.limit, after=wanted.after)
    return page, {**headers, "Content-Crs": wanted.crs.header, "Link": asked.link_header(page.after)}


def _items_page(request: Request, asked: Question) -> Response:
    found = _page(request, asked)
    if isinstance(found, Response):
        return found
    listed, headers = found
    return page(
        request,
        "items.html",
        headers=headers,
        features=[orjson.loads(body) for body in listed.bodies],
        matched=listed.matched,
        next=asked.next(listed.after),
        asked=asked.query.model_dump(exclude_none=True),
        region_choices=[(each.code, each.names["en"]) for each in sea_regions.load()],
    )


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
    tags=["Events"],
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
            return _finished(request, event_id, *row)
    return await run_in_threadpool(_item, request, event_id, query)


def _finished(request: Request, event_id: str, body: bytes, etag: str) -> Response:
    """A published event as it lies in the read model: the same for everybody."""
    links = _item_links(request, event_id)
    headers = _item_headers(etag, links)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body[:-1] + b',"links":' + features.encode(links) + b"}", media_type=GEOJSON, headers=headers)


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
    links = _item_links(request, event_id)
    etag = etag if not html else etag[:-1] + '-html"'
    headers = _item_headers(etag, links, crs)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if html:
        return page(request, "item.html", headers=headers, feature=orjson.loads(body))
    return Response(body[:-1] + b',"links":' + features.encode(links) + b"}", media_type=GEOJSON, headers=headers)


def _item_headers(etag: str, links: list[Link], crs: Crs = CRS84) -> dict[str, str]:
    return {
        "ETag": etag,
        "Content-Crs": crs.header,
        "Vary": "Accept, Authorization, Cookie",
        "Cache-Control": "no-cache",
        "Link": header(links),
    }


def _uuid(event_id: str) -> UUID:
    try:
        return UUID(event_id)
    except ValueError:
        raise NotFound(f"no event {event_id!r}: an id looks like 019a0c5e-7c41-7d2a-9f0e-3f2f6f0c1a55") from None


def _item_links(request: Request, event_id: str) -> list[Link]:
    root = base(request)
    return [
        *page_links(request, GEOJSON),
        link(f"{root}/collections/events", "collection", JSON, "Events"),
        link(f"{root}/events/{event_id}/history", "version-history", JSON, "Every change of this event"),
        link(f"{root}/?e={event_id}", "related", HTML, "The event on the map"),
    ]


# Last, since routes are looked through in their order.
router.include_router(tiles.router)
router.include_router(statistics.router)
