"""The limits between the seas as `data/geo/limits.json` gives them, and the cells that they close. For the builders."""

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry import LineString, Polygon

from geo.coast import polygons
from geo.resources import DATA

SOURCE = DATA / "geo" / "limits.json"
Point = tuple[float, float]
"""Longitude, latitude in degrees, WGS 84."""


class Limits:
    """Limit nodes, stretches over land, and the rings that the cells run through them."""

    def __init__(self, source: Path = SOURCE) -> None:
        """Raises KeyError for a ring that names what is not there."""
        data: dict[str, Any] = orjson.loads(source.read_bytes())
        self.nodes: dict[str, Point] = {
            name: (lon, lat) for limit in data["limits"] for name, (lon, lat) in limit["nodes"].items()
        }
        self._land: dict[str, list[Point]] = {
            name: [(lon, lat) for lon, lat in points] for name, points in data["land"].items()
        }
        self._rings: dict[str, list[str]] = data["cells"]

    def cells(self) -> dict[str, Polygon]:
        """The cells by region code. Raises ValueError when they overlap, leave a hole, or one is not valid."""
        cells = {code: Polygon([point for step in steps for point in self._points(step)])
                 for code, steps in self._rings.items()}  # fmt: skip
        for code, cell in cells.items():
            if not cell.is_valid:
                raise ValueError(f"The cell {code} is not valid: {shapely.is_valid_reason(cell)}.")
        for (code, cell), (other_code, other) in combinations(cells.items(), 2):
            if cell.intersection(other).area > 1e-12:
                raise ValueError(f"The cells {code} and {other_code} overlap.")
        if holes := [hole for part in polygons(shapely.union_all(list(cells.values()))) for hole in part.interiors]:
            raise ValueError(f"The cells leave a hole near {holes[0].centroid}.")
        return cells

    def stretches_over_land(self) -> list[LineString]:
        """The edges of the cells that are meant to lie on land: all but those from one limit node to the next."""
        nodes = set(self.nodes.values())
        edges = {
            tuple(sorted(edge))
            for steps in self._rings.values()
            for edge in pairwise([point for step in [*steps, steps[0]] for point in self._points(step)])
            if not nodes.issuperset(edge)
        }
        return [LineString(edge) for edge in sorted(edges) if edge[0] != edge[1]]

    def _points(self, step: str) -> list[Point]:
        if step in self.nodes:
            return [self.nodes[step]]
        points = self._land[step.removeprefix("-")]
        return points[::-1] if step.startswith("-") else points
