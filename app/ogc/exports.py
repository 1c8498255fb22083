"""`f=csv`, `f=gpkg` and the like: all events that the question finds, as a file."""

from fastapi import Request, Response

from app.errors import BadRequest
from app.exports.answer import MOST, answer, attachment
from app.exports.formats import FORMATS
from app.exports.source import About, Selection, last_change
from app.middleware import HEAD
from app.ogc.answer import weak_tag
from app.ogc.crs import CRS84
from app.ogc.links import base, with_parameter
from app.ogc.parameters import page_size
from app.ogc.question import Question

#: What `limit` may say where it is no page's: a number above this is as good as none.
_NO_LIMIT = 10**12


def export(request: Request, asked: Question) -> Response:
    """The file, or the answer that nothing has changed. Blocks. Raises what app/exports/answer.py does."""
    kind, published = FORMATS[asked.query.f or "geojson"], request.app.state.published
    if asked.wanted.crs is not CRS84:
        raise BadRequest.field("crs", "files are in longitude and latitude; leave it out")
    etag = weak_tag(published.version(), asked.digest)
    headers = {"ETag": etag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if request.scope.get(HEAD):
        return attachment(kind, (), headers)
    selection = Selection(
        published,
        asked.wanted.wanted,
        asked.wanted.order,
        after=asked.wanted.after,
        limit=page_size(asked.query.limit, _NO_LIMIT, _NO_LIMIT) if asked.query.limit is not None else None,
        most=MOST,
        whole=kind.whole,
    )
    about = About(
        base=base(request),
        address=with_parameter(request, "f", kind.name),
        title="Skerry events",
        updated=last_change(request.app.state.database),
        properties=asked.wanted.properties,
    )
    return answer(kind, selection, about, request.headers.get("accept-encoding"), headers)
