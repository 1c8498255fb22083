"""`/vessels/{imo}`: all that published events tell of one hull, under whatever name she sailed then."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from app.errors import BadRequest, NotFound
from app.events.features import encode
from app.events.repository import Filter
from app.ogc.answer import digest, weak_tag
from app.ogc.html import page
from app.ogc.links import GEOJSON, HTML, JSON, alternatives, base, header, link, wants_html
from app.ogc.parameters import FormatQuery
from app.ogc.sources import SOURCES
from app.vessels.numbers import is_imo

router = APIRouter(tags=["Other collections"])
#: Events that a dossier holds; the link `items` leads to all.
NEWEST = 100


@router.get(
    "/vessels/{imo}",
    summary="All about one ship",
    response_class=Response,
)
def dossier(
    request: Request,
    imo: Annotated[str, Path(description="IMO ship identification number: seven digits.", examples=["9293002"])],
    query: Annotated[FormatQuery, Query()],
) -> Response:
    """What the hull was called, under which flags and numbers, who says so, and her published events, the newest first.
    Sanctions listings are not held."""
    published, html = request.app.state.published, wants_html(request, query.f)
    if not is_imo(imo):
        raise BadRequest.field("imo", f"{imo[:20]!r} is no IMO number: seven digits, the last one a check digit")
    etag = weak_tag(published.version(), digest(request, base(request), html))
    links = _links(base(request), imo)
    headers = {"ETag": etag, "Vary": "Accept, Cookie", "Cache-Control": "no-cache", "Link": header(links)}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    with request.app.state.database.read() as session:
        vessel = SOURCES["vessels"].get(session, imo)
    if vessel is None:
        raise NotFound(f"no published event tells of a ship with the IMO number {imo}")
    wanted = Filter(terms=(("vessel", (imo,)),))
    newest = published.page(wanted, "-start", limit=NEWEST, after=None)
    counted = orjson.loads(published.statistics(wanted, ("type",)))
    features = [orjson.loads(body) for body in newest.bodies]
    told: dict[str, Any] = {
        **{name: vessel["properties"][name] for name in ("imo", "name", "type", "identities")},
        "events": {"total": counted["total"], "types": counted["counts"], "newest": features},
        "links": links,
    }
    if html:
        return page(request, "vessel.html", headers=headers, vessel=told)
    return Response(encode(told), media_type=JSON, headers=headers)


def _links(root: str, imo: str) -> list[dict[str, Any]]:
    return [
        *alternatives(f"{root}/vessels/{imo}?", JSON),
        link(f"{root}/collections/events/items?vessel={imo}", "items", GEOJSON, "Every event of hers"),
        link(f"{root}/collections/vessels/items/{imo}", "item", GEOJSON, "The ship as a feature"),
        link(f"{root}/?q={imo}", "related", HTML, "Her events on the map"),
    ]
