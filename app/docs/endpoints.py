"""The documentation over HTTP: `/docs` and `/docs/{page}`, as a page or as Markdown."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.docs.pages import PAGES, document, source
from app.errors import NotFound
from app.ogc.links import base
from app.web.pages import render

router = APIRouter(include_in_schema=False)
TEMPLATES = Path(__file__).parent / "templates"


@router.get("/docs")
def first(request: Request) -> Response:
    """The first page."""
    return RedirectResponse(f"{base(request)}/docs/start")


@router.get("/docs/{name}")
def page(request: Request, name: str) -> Response:
    """One page; `{name}.md` is its Markdown."""
    wanted = name.removesuffix(".md")
    if wanted not in PAGES:
        raise NotFound(f"no page {name}; there are {', '.join(PAGES)}")
    if name != wanted:
        return Response(source(wanted, base(request)), media_type="text/markdown; charset=utf-8")
    shown = document(wanted, base(request))
    return render(request, "docs.html", {"document": shown, "pages": PAGES, "name": name}, folder=TEMPLATES)
