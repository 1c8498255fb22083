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
    """Compare `If-Match` with the present version's entity tag, and `If-None-Match` too.

    Raises PreconditionFailed where the one differs or the other does not, and PreconditionRequired where the token has
    to name a version and does not.
    """
    check_absence(request, current)
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


def check_absence(request: Request, current: str | None = None) -> None:
    """Heed `If-None-Match` on a write: `*` asks that there be nothing yet, a tag that it not be this version.

    `current` is None where what is written to has no versions, as the collection. Raises PreconditionFailed.
    """
    tags = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if "*" in tags:
        raise PreconditionFailed("If-None-Match: * asks that nothing be here yet, and there is; leave it out")
    if current is not None and _bare(current) in {_bare(tag.removeprefix("W/")) for tag in tags}:
        raise PreconditionFailed(f"If-None-Match: the version is {current}, which is the one not to be changed")


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
