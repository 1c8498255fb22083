"""`/feed.atom`: what is new or has changed, for who follows a question in a reader of feeds."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.exports import atom
from app.exports.source import About, Selection, last_change
from app.ogc.answer import digest, weak_tag
from app.ogc.links import base, without
from app.ogc.parameters import FilterQuery, wanted

router = APIRouter(tags=["Events"])
MEDIA_TYPE = "application/atom+xml"
#: Entries: what changed last. A reader that sleeps through more finds the rest in `GET /changes`.
NEWEST = 100


@router.get("/feed.atom", summary="What changed last, as a feed", response_class=Response)
def feed(request: Request, query: Annotated[FilterQuery, Query()]) -> Response:
    """The hundred published events that came in or changed last, of those that match, as Atom (RFC 4287) with GeoRSS.
    An entry keeps its id when its event changes, and shows what it says now."""
    asked, published = wanted(query), request.app.state.published
    etag = weak_tag(published.version(), digest(request, base(request)))
    headers = {"ETag": etag, "Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    about = About(
        base=base(request),
        address=without(request, "f").rstrip("?&"),
        title="Skerry: new and changed events",
        updated=last_change(request.app.state.database),
    )
    selection = Selection(published, asked, "-updated", limit=NEWEST)
    return Response(b"".join(atom.write(selection.batches(), about)), media_type=MEDIA_TYPE, headers=headers)
