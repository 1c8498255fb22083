"""The map client over HTTP: its files, its base map, its layers. The page itself is `pages.render_home`."""

from __future__ import annotations

import gzip
from typing import Literal

from fastapi import APIRouter, Request, Response

from app.web import query, still
from app.web.assets import assets
from app.web.basemap import basemap, layer, region_names
from app.web.messages import spoken
from app.web.pages import render, render_home
from app.web.world import world

__all__ = ["render", "render_home", "router"]

router = APIRouter(include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"
_NOSNIFF = {"X-Content-Type-Options": "nosniff"}


@router.get("/static/{version}/{path:path}")
def static_file(version: str, path: str, request: Request) -> Response:
    """A script, style or font. An address of an older release still answers, but is not kept."""
    site = assets()
    asset = site.files.get(path)
    if asset is None:
        return Response("Not found", 404, media_type="text/plain")
    headers = {**_NOSNIFF, "Cache-Control": _FOR_EVER if version == site.version else "no-store"}
    if not asset.compressed:
        return Response(asset.body, media_type=asset.media_type, headers=headers)
    return _gzipped(request, asset.body, asset.media_type, headers)


@router.get("/basemap/{z}/{x}/{y}.mvt")
def basemap_tile(z: int, x: int, y: int, request: Request) -> Response:
    """A vector tile of the base map: layers land, lake, border; 204 where there is only open sea."""
    tiles = basemap()
    body = tiles.tile(z, x, y) if tiles else None
    headers = {**_NOSNIFF, "Cache-Control": _FOR_EVER, "Access-Control-Allow-Origin": "*"}
    if body is None:
        return Response(status_code=204, headers=headers)
    return _gzipped(request, body, "application/vnd.mapbox-vector-tile", headers)


@router.get("/basemap/regions.json")
def region_list(request: Request) -> list[dict[str, str | None]]:
    """Code, name and parent of every sea region, without outlines."""
    return region_names(spoken(request))


@router.get("/publishers.json")
def publisher_list(request: Request) -> Response:
    """Who tells of published events, each with the ids of its events: what the page counts and filters by."""
    published = request.app.state.published
    etag = f'W/"publishers-{published.version()}"'
    headers = {**_NOSNIFF, "Cache-Control": "no-cache", "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return _gzipped(request, gzip.compress(published.tellers(), 5, mtime=0), "application/json", headers)


@router.get("/basemap/{name}.geojson")
def basemap_layer(name: str, request: Request) -> Response:
    """Labels, regions, 12-mile lines, or the land around the base map: for drawing."""
    found = world() if name == "world" else layer(name)
    if found is None:
        return Response("Not found", 404, media_type="text/plain")
    headers = {**_NOSNIFF, "Cache-Control": "public, max-age=3600", "ETag": found.etag}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    return _gzipped(request, found.body, "application/geo+json", headers)


@router.get("/map.svg")
def still_map(request: Request, theme: Literal["light", "dark"] = "light", width: int = 1000) -> Response:
    """A picture of the map for the same address as the page's: filters, time, words and `v` are understood."""
    width = max(200, min(2000, width))
    parameters = dict(request.query_params)
    features, _ = query.shown(request.app.state.published, parameters, still.MOST_SYMBOLS)
    box = query.box_of(parameters, width, width * 7 // 10) or still.HOME
    root = str(request.scope.get("root_path", "")).rstrip("/")
    picture = still.render(features, box=box, width=width, theme=theme, root=root)
    headers = {**_NOSNIFF, "Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'"}
    return _gzipped(request, gzip.compress(picture.encode(), 6, mtime=0), "image/svg+xml", headers)


@router.get("/embed")
def embedded(request: Request) -> Response:
    """The page for a frame in somebody else's: the same address, nobody signed in."""
    features, total = query.shown(request.app.state.published, request.query_params, 20)
    return render_home(request, features, total, None, None, embedded=True)


def _gzipped(request: Request, body: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """`body` is gzip as stored: handed over as it is where the client takes it."""
    headers = {**headers, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(body), media_type=media_type, headers=headers)
