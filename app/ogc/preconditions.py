"""Which version a change was made from (RFC 9110, 13.1.1), and in which CRS its coordinates are (OGC 18-058r1)."""

from typing import Any

import orjson
import shapely
from fastapi import Request

from app.auth.author import Author
from app.errors import PreconditionFailed, SkerryError
from app.ogc.crs import CRS84, system


class PreconditionRequired(SkerryError):
    """A change without the version that it was made from (RFC 6585, 3)."""

    status = 428
    title = "Say which version"


def check_version(request: Request, author: Author | None, current: str) -> None:
    """Compare `If-Match` with the present version's entity tag.

    Raises PreconditionFailed where they differ and PreconditionRequired where the token has to name one and does not.
    """
    given = request.headers.get("if-match")
    if given is None:
        if author is not None and author.must_match:
            raise PreconditionRequired(
                "If-Match: send the ETag of the version that the change was made from; a token made with "
                "--no-if-match need not"
            )
        return
    tags = {_bare(tag) for tag in given.split(",")}
    if "*" not in tags and _bare(current) not in tags:
        raise PreconditionFailed(f"the event has been changed meanwhile: its version is {current} now; read it again")


def in_crs84(request: Request, document: dict[str, Any]) -> dict[str, Any]:
    """The flat document with its geometry in CRS84, whatever `Content-Crs` says (with or without its brackets).

    Raises BadRequest for a system that is not offered.
    """
    given = request.headers.get("content-crs", "").strip().removeprefix("<").removesuffix(">")
    crs = system("Content-Crs", given or None)
    if crs is CRS84 or not isinstance(document.get("geometry"), dict):
        return document
    try:
        shape = crs.to_lonlat(shapely.from_geojson(orjson.dumps(document["geometry"])))
    except shapely.errors.ShapelyError:
        return document  # the check of the event says what is wrong with it
    return {**document, "geometry": orjson.loads(shapely.to_geojson(shape))}


def _bare(tag: str) -> str:
    """An entity tag without the suffix that says in which form the same version was sent. A weak one stays as it is:
    If-Match compares strongly, so it matches nothing."""
    tag = tag.strip()
    return tag.split("-")[0].strip('"') if tag.startswith('"') else tag
