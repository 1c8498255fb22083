"""The address `/`: the map for a person, the OGC landing page for a program."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.auth.dependencies import COOKIE, Caller
from app.auth.endpoints import signed_in
from app.errors import BadRequest, Unauthorized
from app.ogc.endpoints import landing
from app.ogc.links import header, wants_html
from app.web.messages import spoken
from app.web.pages import render, render_home
from app.web.query import shown
from geo import regions as sea_regions

router = APIRouter(tags=["Service"])

#: Events in the page itself, so that it can be read before and without any script.
FIRST = 100
DEMO_BANNER = "Demonstration: these texts were written for the project, and many of the ships in them are invented."


@router.get("/", summary="Landing page", response_class=Response)
def home(request: Request, author: Caller, f: str | None = None, token: str | None = None) -> Response:
    """The map for a browser; for `Accept: application/json` or `f=json` the landing page of OGC API."""
    if f not in (None, "json", "html"):
        raise BadRequest.field("f", "is not known", ["json", "html"])
    if not wants_html(request, f):
        document = landing(request)
        return JSONResponse(document, headers={"Vary": "Accept", "Link": header(document["links"])})
    if token is not None:
        return _sign_in(request, token)
    features, total = shown(request.app.state.published, request.query_params, FIRST)
    return render_home(
        request,
        features,
        total,
        DEMO_BANNER if request.app.state.settings.demo else None,
        author.role if author else None,
    )


@router.get("/review", include_in_schema=False)
def review(request: Request, author: Caller) -> Response:
    """The page on which analysts decide about what awaits review; others are asked to sign in."""
    language = spoken(request)
    regions = [(each.code, each.name(language)) for each in sea_regions.load()]
    return render(request, "review.html", {"role": author.role if author else None, "regions": regions})


def _sign_in(request: Request, token: str) -> Response:
    """The link that `skerry serve` prints: its token becomes a cookie and leaves the address bar."""
    home = RedirectResponse("/", status_code=303)
    try:
        return signed_in(request, token, home)
    except Unauthorized:
        home.delete_cookie(COOKIE)
        return home
