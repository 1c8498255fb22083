"""The API's own description: OpenAPI 3.1 as FastAPI writes it, and 3.0 as OGC clients read it."""

from typing import Any

from fastapi import FastAPI

from app.ogc.described import PARAMETERS, needs_token, problems, responses

#: RFC 9457, as app/problems.py writes it.
_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong and what to do about it (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}

_LINKS = {"type": "array", "items": {"type": "object", "required": ["href", "rel"]}}
#: RFC 7946, with the members of OGC API - Features.
_GEOJSON: dict[str, Any] = {
    "Feature": {
        "title": "Feature",
        "description": "A GeoJSON feature; `/collections/{collection_id}/schema` describes its properties.",
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"anyOf": [{"type": "object"}, {"type": "null"}]},
            "properties": {"type": "object"},
            "links": _LINKS,
        },
    },
    "FeatureCollection": {
        "title": "FeatureCollection",
        "description": "A page of features; the link `next` leads to the page behind it.",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "timeStamp": {"type": "string", "format": "date-time"},
            "links": _LINKS,
        },
    },
}
_SECURITY: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `skerry token create`."},
    "basic": {"type": "http", "scheme": "basic", "description": "The token as user name, without a password: QGIS."},
}


def openapi_31(app: FastAPI) -> dict[str, Any]:
    """The description in OpenAPI 3.1, with errors as they are answered: FastAPI writes its own 422 everywhere."""
    known = app.openapi_schema is not None
    document = FastAPI.openapi(app)
    if known:
        return document
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", ()):
                parameter.setdefault("description", PARAMETERS.get(parameter["name"], ""))
            operation["responses"] = responses(name, operation)
            if needs_token(name):
                operation["security"] = [{each: []} for each in _SECURITY]
    components = document.setdefault("components", {})
    components["responses"] = problems()
    components["securitySchemes"] = _SECURITY
    schemas = components.setdefault("schemas", {})
    schemas |= {"Problem": _PROBLEM, **_GEOJSON}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def openapi_30(app: FastAPI) -> dict[str, Any]:
    """The description in OpenAPI 3.0; shared parameters in `components`, where QGIS looks for its page size."""
    document: dict[str, Any] = _downgrade(openapi_31(app))
    document["openapi"] = "3.0.3"
    items = document["paths"]["/collections/events/items"]["get"]["parameters"]
    shared = {each["name"]: each for each in items if each["name"] in ("bbox", "datetime", "limit")}
    shared["bbox"]["schema"] = {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 6,
    }
    shared["bbox"] |= {"style": "form", "explode": False}
    shared["datetime"] |= {"style": "form", "explode": False}
    shared["datetime"]["schema"] = {"type": "string"}
    settings = app.state.settings
    shared["limit"] |= {"style": "form", "explode": False}
    shared["limit"]["schema"] = {
        "type": "integer",
        "minimum": 1,
        "maximum": settings.page_maximum,
        "default": settings.page_default,
    }
    document.setdefault("components", {})["parameters"] = shared
    for path in ("/collections/events/items", "/collections/{collection_id}/items"):
        operation = document["paths"][path]["get"]
        operation["parameters"] = [
            {"$ref": f"#/components/parameters/{each['name']}"} if each["name"] in shared else each
            for each in operation["parameters"]
        ]
    return document


def _downgrade(node: Any) -> Any:
    """JSON Schema 2020-12 as 3.1 has it, in the words of 3.0."""
    if isinstance(node, list):
        return [_downgrade(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _downgrade(value) for key, value in node.items()}
    choices = node.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        rest = [each for each in choices if each != {"type": "null"}]
        del node["anyOf"]
        if len(rest) == 1 and "$ref" not in rest[0]:
            node = {**rest[0], **node}
        elif rest:
            node["anyOf" if len(rest) > 1 else "allOf"] = rest
        node["nullable"] = True
    if isinstance(node.get("examples"), list) and "in" not in node:
        node["example"] = node.pop("examples")[0]
    if "const" in node and "type" in node:
        node["enum"] = [node.pop("const")]
    for bound in ("Minimum", "Maximum"):
        limit = node.get(f"exclusive{bound}")
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            node[bound.lower()] = limit
            node[f"exclusive{bound}"] = True
    for word in ("contentMediaType", "contentEncoding", "propertyNames"):
        if isinstance(node.get(word), str | dict) and "type" in node:
            node.pop(word)
    return node
