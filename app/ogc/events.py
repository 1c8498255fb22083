"""`/collections/events/items`: finished features of the read model, handed over as they lie."""

from hashlib import sha256
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.auth.dependencies import Caller
from app.codes import code_lists
from app.db.types import utcnow
from app.errors import NotFound
from app.events import features, repository
from app.ogc.html import page
from app.ogc.links import GEOJSON, HTML, JSON, Link, base, header, link, wants_html, with_parameter
from app.ogc.links import pages as page_links
from app.ogc.parameters import FormatQuery, ItemsQuery, understand
from geo import regions as sea_regions

router = APIRouter(tags=["Events"])
ITEMS = "/collections/events/items"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@router.get(ITEMS, summary="Events, filtered", response_class=Response)
def items(request: Request, query: Annotated[ItemsQuery, Query()]) -> Response:
    """Published events, newest first, as a GeoJSON feature collection. Follow `next` until there is none."""
    settings, database = request.app.state.settings, request.app.state.database
    asked = understand(query, default=settings.page_default, maximum=settings.page_maximum)
    html = wants_html(request, query.f)
    with database.read() as session:
        etag = _list_etag(request, repository.data_version(session), html)
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": etag, "Vary": "Accept"})
        found = repository.page(session, database.indexes, asked.wanted, limit=asked.limit, after=asked.after)
    links = [*page_links(request, GEOJSON), link(f"{base(request)}/collections/events", "collection", JSON, "Events")]
    if found.next_key is not None:
        more = with_parameter(request, "cursor", _base36(found.next_key))
        links.append(link(more, "next", HTML if html else GEOJSON, "The next page"))
    headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "no-cache", "Link": header(links)}
    if html:
        return page(
            request,
            "items.html",
            headers=headers,
            features=[orjson.loads(body) for body in found.bodies],
            matched=found.matched,
            next=next((each["href"] for each in links if each["rel"] == "next"), None),
            asked=query.model_dump(exclude_none=True),
            codes=code_lists(),
            regions=list(sea_regions.load()),
        )
    body = b"".join(
        (
            b'{"type":"FeatureCollection","features":[',
            b",".join(found.bodies),
            b'],"numberMatched":%d,"numberReturned":%d,"timeStamp":"%s","links":'
            % (found.matched, len(found.bodies), utcnow().strftime("%Y-%m-%dT%H:%M:%SZ").encode()),
            features.encode(links),
            b"}",
        )
    )
    return Response(body, media_type=GEOJSON, headers=headers)


@router.options(ITEMS, summary="What may be done here", status_code=200)
def items_options() -> Response:
    """The methods that this caller may use on the collection."""
    return Response(headers={"Allow": "GET, HEAD, OPTIONS"})


@router.get(ITEMS + "/{event_id}", summary="One event, whole", response_class=Response)
def item(request: Request, event_id: str, query: Annotated[FormatQuery, Query()], author: Caller) -> Response:
    """The event with every mention, its quotes and where they stand. Who reviews sees proposals too."""
    database = request.app.state.database
    html = wants_html(request, query.f)
    known = _uuid(event_id)
    with database.read() as session:
        row = repository.feature(session, known)
        if row is not None:
            body, etag = row.item, row.etag
        elif author is not None and author.may("analyst") and (event := repository.whole(session, known)):
            body = features.encode(features.item(event))
            etag = features.etag(body)
        else:
            raise NotFound(f"no event {event_id}")
    links = _item_links(request, event_id)
    etag = etag if not html else etag[:-1] + '-html"'
    headers = {
        "ETag": etag,
        "Vary": "Accept, Authorization, Cookie",
        "Cache-Control": "no-cache",
        "Link": header(links),
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if html:
        return page(request, "item.html", headers=headers, feature=orjson.loads(body), codes=code_lists())
    return Response(body[:-1] + b',"links":' + features.encode(links) + b"}", media_type=GEOJSON, headers=headers)


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


def _list_etag(request: Request, version: int, html: bool) -> str:
    """Weak, since `timeStamp` differs: the same data version and the same question give the same answer."""
    asked = f"{request.url}|{'html' if html else 'json'}"
    return f'W/"{version:x}-{sha256(asked.encode()).hexdigest()[:16]}"'


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
