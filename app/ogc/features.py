"""The smaller collections: sea regions, places and vessels, each with paging, bbox and `q`."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.errors import BadRequest, NotFound
from app.events.features import encode
from app.ogc import collections, queryables
from app.ogc.crs import projected, system
from app.ogc.html import page
from app.ogc.links import GEOJSON, HTML, JSON, base, header, link, wants_html, with_parameter
from app.ogc.links import pages as page_links
from app.ogc.parameters import FormatQuery, bounds_in, page_size
from app.ogc.sources import SOURCES, Source

router = APIRouter(tags=["Other collections"])
router.include_router(queryables.router)


class FeatureQuery(FormatQuery):
    """Parameters of a single region, place or vessel."""

    crs: str | None = Field(
        None, description="URI of the coordinate reference system of the answer; the collection lists them."
    )


class FeaturesQuery(FeatureQuery):
    """Parameters of the items of regions, places and vessels."""

    bbox: str | None = Field(
        None, description="West, south, east, north in WGS 84 degrees; in `bbox-crs` where that is given."
    )
    bbox_crs: str | None = Field(
        None, alias="bbox-crs", description="URI of the box's coordinate reference system; the collection lists them."
    )
    q: str | None = Field(None, max_length=400, description="Beginning of a name, in any language.")
    datetime: str | None = Field(None, description="Understood and without effect: these features have no time.")
    limit: str | None = Field(
        None, description="Features a page; a larger number than the maximum is clamped to it.", examples=["100"]
    )
    cursor: str | None = Field(None, max_length=100, description="Where the page begins: from a `next` link only.")


@dataclass(frozen=True, slots=True)
class _Asked:
    source: Source
    collection: collections.Collection


def _asked(collection_id: str) -> _Asked:
    found = collections.get(collection_id)
    return _Asked(SOURCES[collection_id], found)


@router.get("/collections/{collection_id}/items", summary="Features", response_class=Response)
def items(request: Request, collection_id: str, query: Annotated[FeaturesQuery, Query()]) -> Response:
    """Regions, places or vessels as a GeoJSON feature collection."""
    asked, settings = _asked(collection_id), request.app.state.settings
    limit = page_size(query.limit, settings.page_default, settings.page_maximum)
    bounds, crs = bounds_in(query.bbox, query.bbox_crs), system("crs", query.crs)
    with request.app.state.database.read() as session:
        found = asked.source.find(session, bounds, query.q)
        keys = [key for key, _ in found]
        start = 0
        if query.cursor is not None:
            if query.cursor not in keys:
                raise BadRequest.field("cursor", "is none of ours: take it from a next link")
            start = keys.index(query.cursor) + 1
        features = [projected(make(session), crs) for _, make in found[start : start + limit]]
    links = [
        *page_links(request, GEOJSON),
        link(f"{base(request)}/collections/{collection_id}", "collection", JSON, asked.collection.title),
    ]
    html = wants_html(request, query.f)
    more = with_parameter(request, "cursor", keys[start + limit - 1]) if start + limit < len(found) else None
    if more:
        links.append(link(more, "next", HTML if html else GEOJSON, "The next page"))
    if html:
        return page(
            request, "features.html", collection=asked.collection, features=features, matched=len(found), next=more
        )
    body = {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": len(found),
        "numberReturned": len(features),
        "links": links,
    }
    headers = {"Link": header(links), "Vary": "Accept", "Content-Crs": crs.header}
    return Response(encode(body), media_type=GEOJSON, headers=headers)


@router.get("/collections/{collection_id}/items/{feature_id}", summary="One feature", response_class=Response)
def item(request: Request, collection_id: str, feature_id: str, query: Annotated[FeatureQuery, Query()]) -> Response:
    """One region, place or vessel, as GeoJSON or as a page."""
    asked, crs = _asked(collection_id), system("crs", query.crs)
    with request.app.state.database.read() as session:
        feature: dict[str, Any] | None = asked.source.get(session, feature_id)
    if feature is None:
        raise NotFound(f"no item {feature_id!r} in {collection_id}")
    if wants_html(request, query.f):
        return page(request, "feature.html", collection=asked.collection, feature=feature)
    root = f"{base(request)}/collections/{collection_id}"
    links = [*page_links(request, GEOJSON), link(root, "collection", JSON, asked.collection.title)]
    headers = {"Link": header(links), "Vary": "Accept", "Content-Crs": crs.header}
    return Response(encode({**projected(feature, crs), "links": links}), media_type=GEOJSON, headers=headers)
