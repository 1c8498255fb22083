"""Rows of GeoJSON (RFC 7946) and of GeoJSON text sequences (RFC 8142) or one feature a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.errors import Unprocessable
from app.imports.rows import Row, Table, whole


def collection(path: Path) -> Table:
    """A feature collection, or a single feature. Raises Unprocessable for what is neither."""
    try:
        document = orjson.loads(whole(path))
    except orjson.JSONDecodeError as error:
        raise Unprocessable(f"{path.name} is no JSON: {error}") from None
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(document, dict) and document.get("type") == "Feature":
        features = [document]
    if not isinstance(features, list):
        raise Unprocessable(f"{path.name} is no GeoJSON feature collection")
    return Table(_columns(features), (_row(number, each) for number, each in enumerate(features, 1)), len(features))


def sequence(path: Path) -> Table:
    """One feature a line; a record separator before it is taken off. A broken line is that line's fault."""
    lines = whole(path).split(b"\n")
    read = [(number, line.strip(b"\x1e\r ")) for number, line in enumerate(lines, 1)]
    kept = [(number, line) for number, line in read if line]
    return Table(_columns([_parsed(line) for _, line in kept[:100]]), _lines(kept), len(kept))


def _lines(lines: list[tuple[int, bytes]]) -> Iterator[Row]:
    for number, line in lines:
        document = _parsed(line)
        yield _row(number, document) if document is not None else Row(number, fault="is no JSON")


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _row(number: int, feature: Any) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(number, fault="is no GeoJSON feature")
    properties, geometry = feature.get("properties") or {}, feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(geometry, dict | None):
        return Row(number, fault="its properties and its geometry must be objects")
    given = {"id": feature["id"]} if "id" in feature else {}
    return Row(number, {**given, **properties}, geometry)


def _columns(features: list[Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict):
            found.update(dict.fromkeys(["id"] if "id" in feature else []))
            properties = feature.get("properties")
            found.update(dict.fromkeys(properties if isinstance(properties, dict) else ()))
    return tuple(found)
