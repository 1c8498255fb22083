"""What a collection's features consist of (OGC API - Features, Part 5, 23-058r2) and what events can be filtered by
(Part 3, 19-079r2): JSON Schemas, from which desktop clients take the types of their columns."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.codes import codes
from app.errors import NotFound
from app.events.features import encode
from app.events.properties import PROPERTIES, Property
from app.ogc import collections
from app.ogc.html import page
from app.ogc.links import SCHEMA, base, wants_html
from app.ogc.parameters import FormatQuery

router = APIRouter(tags=["Other collections"])
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "codes": {"type": "array", "items": {"type": "string"}},
    "objects": {"type": "array", "items": {"type": "object"}},
    "object": {"type": "object"},
}
#: The properties of the smaller collections (app/ogc/sources.py).
_OTHERS: dict[str, tuple[Property, ...]] = {
    "vessels": (
        Property("name", "text", "The name that she bears now"),
        Property("imo", "text", "IMO number"),
        Property("type", "text", "Type of ship"),
        Property("names", "text", "All names that she ever bore, separated by semicolons"),
        Property("identities", "objects", "Names, flags and numbers, each with its dates and its source"),
    ),
    "regions": (
        Property("code", "text", "Code of the region"),
        Property("name", "text", "English name"),
        Property("kind", "text", "Kind of sea area"),
        Property("parent", "text", "Code of the region that it is part of"),
        Property("area_km2", "integer", "Area in square kilometres"),
        Property("names", "object", "Names by language"),
        Property("aliases", "object", "Other names by language"),
    ),
    "places": (
        Property("name", "text", "English name"),
        Property("kind", "text", "Kind of place"),
        Property("country", "text", "ISO 3166-1 alpha-2 code of its country"),
        Property("uncertainty_m", "integer", "Radius of the place in metres"),
        Property("names", "object", "Names by language"),
        Property("aliases", "codes", "Other names"),
        Property("regions", "codes", "Codes of the sea regions that hold it, the smallest first"),
    ),
}


@router.get("/collections/{collection_id}/queryables", summary="What can be filtered by", response_class=Response)
def queryables(request: Request, collection_id: str, query: Annotated[FormatQuery, Query()]) -> Response:
    """The properties that `filter` knows, as a JSON Schema. Only events can be filtered."""
    collection = collections.get(collection_id)
    if collection_id != "events":
        raise NotFound(f"{collection_id} cannot be filtered; events can")
    known = {each.name: _property(each, sought=True) for each in PROPERTIES if each.queryable}
    known["geometry"] = _geometry("any")
    return _answer(request, query, collection, "queryables", known)


@router.get("/collections/{collection_id}/schema", summary="What a feature consists of", response_class=Response)
def schema(request: Request, collection_id: str, query: Annotated[FormatQuery, Query()]) -> Response:
    """The properties of a feature in the collection, as a JSON Schema."""
    collection = collections.get(collection_id)
    known: dict[str, Schema] = {"id": {"title": "Id", "type": "string", "x-ogc-role": "id", "readOnly": True}}
    if collection_id != "vessels":
        known["geometry"] = _geometry({"places": "point"}.get(collection_id, "any"))
    known |= {each.name: _property(each) for each in _OTHERS.get(collection_id, PROPERTIES)}
    return _answer(request, query, collection, "schema", known)


def _answer(
    request: Request, query: FormatQuery, collection: collections.Collection, name: str, known: dict[str, Schema]
) -> Response:
    if wants_html(request, query.f):
        return page(request, "schema.html", collection=collection, name=name, properties=known)
    document = {
        "$schema": _DIALECT,
        "$id": f"{base(request)}/collections/{collection.id}/{name}",
        "type": "object",
        "title": collection.title,
        "description": collection.description,
        "properties": known,
        "additionalProperties": False,
    }
    return Response(encode(document), media_type=SCHEMA, headers={"Vary": "Accept"})


def _property(each: Property, *, sought: bool = False) -> Schema:
    found: Schema = {"title": each.title, **_type(each, sought=sought)}
    if each.codes:
        found["enum"] = list(codes(each.codes))
    if not sought:
        found |= {"x-ogc-role": each.role} if each.role else {}
        found |= {"readOnly": True} if each.derived else {}
    return found


def _type(each: Property, *, sought: bool) -> Schema:
    if each.kind != "instant":
        return _TYPES[each.kind]
    if sought or each.derived:
        return {"type": "string", "format": "date-time"}
    return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}


def _geometry(kind: str) -> Schema:
    return {"title": "Place", "x-ogc-role": "primary-geometry", "format": f"geometry-{kind}"}
