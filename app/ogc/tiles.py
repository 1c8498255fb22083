"""`/collections/events/tiles`: events as Mapbox Vector Tiles (OGC API - Tiles, 20-057), filtered as the items are."""

import re
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.errors import BadRequest, NotFound
from app.events.index.service import Published
from app.events.index.tiling import ATTRIBUTES, DEEPEST, LAYER
from app.ogc.answer import Asked, Body, answered, digest
from app.ogc.collections import COLLECTIONS
from app.ogc.links import JSON, Link, base, link
from app.ogc.parameters import FilterQuery, wanted
from app.ogc.plain import PlainRoute
from app.ogc.question import parameters, read

router = APIRouter(tags=["Tiles"], route_class=PlainRoute)
TILES = "/collections/events/tiles"
MATRIX_SET = "WebMercatorQuad"
MVT = "application/vnd.mapbox-vector-tile"
#: Registered definitions (OGC 17-083r4, annex D; 20-057).
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"
#: Web Mercator from edge to edge in metres, and the scale of one tile of the whole world (17-083r4, annex D.1).
_EDGE, _SCALE, _PIXELS = 20_037_508.342_789_2, 559_082_264.028_717_8, 256
_TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"

_PLACE = {"zoom": "Zoom level (tile matrix).", "row": "Row, from the north.", "column": "Column, from the west."}

Filters = Annotated[FilterQuery, Query()]


@router.get(TILES, summary="Tile sets of events")
def tile_sets(request: Request, query: Filters) -> Response:
    """The one tile set that there is. Its links keep the filters."""
    wanted(query)
    return JSONResponse({"tilesets": [_tile_set(request)], "links": [_self(request, "Tile sets of events")]})


@router.get(f"{TILES}/{MATRIX_SET}", summary="The tile set of events")
def tile_set(request: Request, query: Filters) -> Response:
    """What the tile set holds and where its tiles are."""
    wanted(query)
    return JSONResponse(_tile_set(request))


@router.get(f"{TILES}/{MATRIX_SET}/tilejson.json", summary="The tile set as TileJSON")
def tile_json(request: Request, query: Filters) -> Response:
    """TileJSON 3.0, as map libraries read it. Its tiles keep the filters."""
    wanted(query)
    events = COLLECTIONS["events"]
    return JSONResponse(
        {
            "tilejson": "3.0.0",
            "name": events.title,
            "description": events.description,
            "scheme": "xyz",
            "tiles": [_template(request, "{z}/{y}/{x}")],
            "minzoom": 0,
            "maxzoom": DEEPEST,
            "bounds": events.bbox,
            "vector_layers": [{"id": LAYER, "fields": dict.fromkeys((*ATTRIBUTES, "start", "id"), "String")}],
        }
    )


@router.get(
    f"{TILES}/{MATRIX_SET}/{{zoom}}/{{row}}/{{column}}",
    summary="A tile of events",
    response_class=Response,
    responses={200: {"content": {MVT: {}}}, 204: {"description": "Nothing is there."}},
    openapi_extra={"parameters": parameters(FilterQuery, **_PLACE)},
)
async def tile(request: Request) -> Response:
    """One layer, `events`. Where a tile would have more than half a megabyte it holds the newest event of each spot."""
    place = _place(request.path_params)
    asked = wanted(read(FilterQuery, request))
    published: Published = request.app.state.published

    def make() -> Body:
        body = published.tile(asked, place)
        return Body([body], len(body), MVT, {})

    holds_still = partial(published.holds_still, wanted=asked, place=place)
    return await answered(request, Asked(digest(request), make, holds_still, quick=published.light(asked)))


@router.get(f"/tileMatrixSets/{MATRIX_SET}", summary="The tile matrix set")
def matrix_set() -> Response:
    """Web Mercator in quarters, as registered (OGC 17-083r4), so that clients need no other host for it."""
    return JSONResponse(_matrix_set())


def _matrix_set() -> dict[str, Any]:
    return {
        "id": MATRIX_SET,
        "title": "Web Mercator in quarters",
        "uri": MATRIX_SET_URI,
        "crs": CRS_URI,
        "orderedAxes": ["X", "Y"],
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": _SCALE / 2**zoom,
                "cellSize": 2 * _EDGE / _PIXELS / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-_EDGE, _EDGE],
                "tileWidth": _PIXELS,
                "tileHeight": _PIXELS,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(DEEPEST + 1)
        ],
    }


def _place(given: dict[str, str]) -> tuple[int, int, int]:
    """Zoom, row and column. Raises BadRequest for what is no number, and NotFound for a tile that the set has not."""
    for name in _PLACE:
        if not re.fullmatch("[0-9]{1,7}", given[name]):
            raise BadRequest.field(name, "must be a whole number")
    zoom, row, column = (int(given[name]) for name in _PLACE)
    if zoom > DEEPEST or row >= 2**zoom or column >= 2**zoom:
        raise NotFound(f"no tile {zoom}/{row}/{column}: zoom ends at {DEEPEST}, rows and columns at 2**zoom - 1")
    return zoom, row, column


def _tile_set(request: Request) -> dict[str, Any]:
    return {
        "title": COLLECTIONS["events"].title,
        "dataType": "vector",
        "crs": CRS_URI,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "layers": [{"id": LAYER, "dataType": "vector"}],
        "links": [
            _self(request, "The tile set", f"{TILES}/{MATRIX_SET}"),
            link(f"{base(request)}/tileMatrixSets/{MATRIX_SET}", _TILING_SCHEME, JSON, MATRIX_SET),
            link(_address(request, f"{TILES}/{MATRIX_SET}/tilejson.json"), "describedby", JSON, "TileJSON"),
            link(_template(request, "{tileMatrix}/{tileRow}/{tileCol}"), "item", MVT, "The tiles")
            | {"templated": True},
        ],
    }


def _template(request: Request, place: str) -> str:
    return _address(request, f"{TILES}/{MATRIX_SET}/{place}")


def _self(request: Request, title: str, path: str | None = None) -> Link:
    return link(_address(request, path or request.url.path), "self", JSON, title)


def _address(request: Request, path: str) -> str:
    """A path of ours with this request's filters."""
    query = request.url.query
    return base(request) + path + (f"?{query}" if query else "")
