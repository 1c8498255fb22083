"""A still map as SVG: base map, symbols and colours of the client, for pages without scripts, print and previews.

Web Mercator, as the tiles; positions come in as WGS 84 lon/lat. It needs no font and loads nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from app.web.basemap import basemap
from app.web.symbols import drawings, symbol
from app.web.tiles import EXTENT, Ring, shapes

#: West, south, east, north in degrees: what is shown if nobody asks for a part.
HOME = (9.5, 53.6, 30.6, 61.4)
#: Most tiles that a picture is made of: the zoom level follows from it.
TILES = 24
#: Side of a symbol in pixels.
SIDE = 20
MOST_SYMBOLS = 2_000
#: Half pixels between two points of a line at least, and points that a shape then keeps at least: less is a speck.
NEAR = 3
SMALLEST = 4

_COLOURS = {
    "light": {"sea": "#d5e3ec", "land": "#f4f1ea", "coast": "#8fa6b5", "lake": "#dfe9ef", "text": "#51606e"},
    "dark": {"sea": "#0d1822", "land": "#1c252e", "coast": "#42586a", "lake": "#101c27", "text": "#a3b1be"},
}

Box = tuple[float, float, float, float]


def render(
    features: Iterable[Mapping[str, Any]], *, box: Box = HOME, width: int = 1000, theme: str = "light", root: str = ""
) -> str:
    """The picture of `features` within `box` (degrees), `width` pixels wide, as high as the box asks (at most 2:1).

    Each symbol has the event's title as its tooltip and leads to its page below `root`.
    """
    west, south, east, north = box
    left, top, right, bottom = _x(west), _y(north), _x(east), _y(south)
    scale = width / (right - left)
    height = max(width // 4, min(2 * width, round((bottom - top) * scale)))
    colours = _COLOURS[theme]
    picture = [
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">'
            "<title>Map of the events</title>"
            '<rect width="{w}" height="{h}" fill="{sea}"/>'
        ).format(w=width, h=height, sea=colours["sea"])
    ]
    for layer, stroke in (("land", colours["coast"]), ("lake", "none")):
        line = Markup('<g fill="{}" stroke="{}" stroke-width="1.4">{}</g>')
        picture.append(line.format(colours[layer], stroke, _drawn(layer, (left, top, right, bottom), width)))
    for feature in list(features)[:MOST_SYMBOLS]:
        spot = _anchor(feature.get("geometry"))
        if spot is None:
            continue
        x, y = (_x(spot[0]) - left) * scale, (_y(spot[1]) - top) * scale
        if -SIDE < x < width + SIDE and -SIDE < y < height + SIDE:
            picture.append(_placed(feature, x, y, theme, root))
    picture.append(
        Markup(
            '<text x="{}" y="{}" text-anchor="end" font-family="sans-serif" font-size="11" fill="{}">'
            "© OpenStreetMap contributors (ODbL) · Natural Earth</text></svg>"
        ).format(width - 6, height - 6, colours["text"])
    )
    return str(Markup("\n").join(picture))


def _placed(feature: Mapping[str, Any], x: float, y: float, theme: str, root: str) -> Markup:
    properties = feature["properties"]
    halo = drawings()["inks"][theme]["halo"]
    return Markup(
        '<a href="{root}/?e={id}"><g transform="translate({x:.1f} {y:.1f}) scale({scale:.3f})"><title>{title}</title>'
        '<circle cx="12" cy="12" r="13" fill="{halo}" fill-opacity=".85"/>{symbol}</g></a>'
    ).format(
        root=root,
        id=feature.get("id"),
        x=x - SIDE / 2,
        y=y - SIDE / 2,
        scale=SIDE / 24,
        title=properties.get("title"),
        halo=halo,
        symbol=symbol(properties, theme),
    )


@lru_cache(maxsize=32)
def _drawn(layer: str, view: Box, width: int) -> Markup:
    """A layer's shapes within `view` (unit Mercator), a nested picture for each tile that covers it.

    A nested picture is cut off at its edge, and with it the lines along which the tile's shapes were cut.
    """
    tiles = basemap()
    if tiles is None:
        return Markup("")
    left, top, right, bottom = view
    scale = width / (right - left)
    zoom = tiles.minzoom
    while zoom < tiles.maxzoom and _covering(view, zoom + 1) <= TILES and 600 * 2**zoom < scale:
        zoom += 1
    size = 1 / 2**zoom
    drawn = []
    for column in range(int(left / size), int(right / size) + 1):
        for row in range(int(top / size), int(bottom / size) + 1):
            tile = tiles.tile(zoom, column, row)
            path = _path(shapes(tile, layer), size * scale) if tile else ""
            # Whole pixels, so that no gap shows between neighbours.
            x, y = round((column * size - left) * scale), round((row * size - top) * scale)
            w = round(((column + 1) * size - left) * scale) - x
            h = round(((row + 1) * size - top) * scale) - y
            nested = Markup(
                '<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="0 0 {n} {n}" preserveAspectRatio="none">'
                '<path d="{path}"/></svg>'
            )
            drawn.append(nested.format(x=x, y=y, w=w, h=h, n=round(2 * size * scale), path=path))
    return Markup("").join(drawn)


def _path(rings: Iterable[Ring], pixels: float) -> str:
    """SVG path of a tile's rings in whole half pixels, the tile being `pixels` wide; specks are left out."""
    parts: list[str] = []
    for ring in rings:
        points = [(round(2 * x * pixels / EXTENT), round(2 * y * pixels / EXTENT)) for x, y in ring]
        kept = points[:1]
        for x, y in points[1:]:
            if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR:
                kept.append((x, y))
        if len(kept) < SMALLEST:
            continue
        steps = (f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(kept))
        parts.append(f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(parts)


def _covering(view: Box, zoom: int) -> int:
    left, top, right, bottom = (int(side * 2**zoom) for side in view)
    return (right - left + 1) * (bottom - top + 1)


def _x(lon: float) -> float:
    return (lon + 180) / 360


def _y(lat: float) -> float:
    sine = math.sin(math.radians(max(-85.0, min(85.0, lat))))
    return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _anchor(geometry: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """Where a symbol stands: the point, or the middle of an area's bounds."""
    if not geometry:
        return None
    points = list(_points(geometry["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _points(nested: Any) -> Iterable[tuple[float, float]]:
    if nested and isinstance(nested[0], int | float):
        yield nested[0], nested[1]
    else:
        for part in nested:
            yield from _points(part)
