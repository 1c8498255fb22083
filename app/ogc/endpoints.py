"""Landing, conformance, API description and collections (OGC 17-069r4, clauses 7.2 to 7.14)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.codes import code_lists
from app.ogc import collections
from app.ogc.conformance import CONFORMANCE
from app.ogc.html import page
from app.ogc.links import HTML, JSON, OPENAPI, base, link, wants_html
from app.ogc.links import pages as page_links
from app.ogc.openapi import openapi_30
from app.ogc.parameters import FormatQuery

router = APIRouter(tags=["Service"])
TITLE = "Skerry"
DESCRIPTION = (
    "Shadow-fleet events of the Baltic and the Gulf of Finland, each linked to the exact words that report it."
)


def landing(request: Request) -> dict[str, Any]:
    """The landing page's document."""
    root = base(request)
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "links": [
            link(f"{root}/?f=json", "self", JSON, "This document"),
            link(f"{root}/?f=html", "alternate", HTML, "The map"),
            link(f"{root}/api", "service-desc", OPENAPI, "The API's description, OpenAPI 3.0"),
            link(f"{root}/api.html", "service-doc", HTML, "The API's documentation"),
            link(f"{root}/conformance", "conformance", JSON, "Conformance classes that hold"),
            link(f"{root}/collections", "data", JSON, "The collections"),
        ],
    }


@router.get("/conformance", summary="Conformance classes")
def conformance(request: Request, query: Annotated[FormatQuery, Query()]) -> Response:
    """The classes of the OGC standards that this service holds to."""
    if wants_html(request, query.f):
        return page(request, "conformance.html", classes=CONFORMANCE)
    return JSONResponse({"conformsTo": list(CONFORMANCE), "links": page_links(request, JSON)})


@router.get("/collections", summary="The collections")
def all_collections(request: Request, query: Annotated[FormatQuery, Query()]) -> Response:
    """What there is: events, vessels, regions, places."""
    found = [collections.describe(each, base(request), []) for each in collections.COLLECTIONS.values()]
    if wants_html(request, query.f):
        return page(request, "collections.html", collections=found)
    for each in found:
        each["links"].insert(0, link(f"{base(request)}/collections/{each['id']}", "self", JSON, each["title"]))
    return JSONResponse({"collections": found, "links": page_links(request, JSON)})


@router.get("/collections/{collection_id}", summary="One collection")
def one_collection(request: Request, collection_id: str, query: Annotated[FormatQuery, Query()]) -> Response:
    """What a collection holds, where it reaches, and where its items are."""
    found = collections.describe(collections.get(collection_id), base(request), page_links(request, JSON))
    if wants_html(request, query.f):
        return page(request, "collections.html", collections=[found])
    return JSONResponse(found)


@router.get("/api", summary="The API's description", response_class=Response)
def api(request: Request, query: Annotated[FormatQuery, Query()]) -> Response:
    """OpenAPI 3.0; `/openapi.json` has it as 3.1."""
    if wants_html(request, query.f):
        return api_page(request)
    return JSONResponse(openapi_30(request.app), media_type=OPENAPI)


@router.get("/api.html", summary="The API's documentation", response_class=Response)
def api_page(request: Request) -> Response:
    """The description as a page to read, without a script and without another host."""
    document = openapi_30(request.app)
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return page(request, "api.html", operations=operations, shared=document["components"]["parameters"])


@router.get("/codes", summary="The code lists")
def codes() -> dict[str, Any]:
    """Every code with its label and definition: types, modalities, precisions, roles and the rest."""
    return code_lists()
