"""A request for events, understood once: what it asks for, and the links and tags that its answers carry.

The same addresses are asked again and again, by the same page and by many clients, so what was understood is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.events.features import encode
from app.events.repository import Place
from app.exports.formats import FORMATS
from app.ogc.answer import digest
from app.ogc.links import GEOJSON, HTML, JSON, alternatives, base, header, link, wants_html, without
from app.ogc.parameters import ItemsQuery, ItemsRequest, cursor_of, understand

#: Requests that are kept.
KEPT = 1_000

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Question:
    """A request for items."""

    query: ItemsQuery
    wanted: ItemsRequest
    html: bool
    #: Of the address and the format (see `answer.digest`).
    digest: str
    _links: bytes
    _header: str
    _next: str

    def next(self, after: Place | None) -> str | None:
        """Address of the page behind `after`."""
        return None if after is None else self._next + cursor_of(after)

    def links(self, after: Place | None) -> bytes:
        """The links as a JSON array."""
        more = self.next(after)
        if more is None:
            return self._links
        return self._links[:-1] + b"," + encode(link(more, "next", GEOJSON, "The next page")) + b"]"

    def link_header(self, after: Place | None) -> str:
        """The links as a header (RFC 8288)."""
        more = self.next(after)
        if more is None:
            return self._header
        return f'{self._header}, <{more}>; rel="next"; type="{HTML if self.html else GEOJSON}"'


def question(request: Request) -> Question:
    """What the request asks for. Raises BadRequest or RequestValidationError, which name the field."""
    kept: dict[Any, Question] = request.app.state.questions
    root = base(request)
    key = root, request.scope["query_string"], wants_html(request, None)
    known = kept.get(key)
    if known is None:
        if len(kept) >= KEPT:
            kept.clear()
        known = kept[key] = _understood(request, root)
    return known


def _understood(request: Request, root: str) -> Question:
    query = read(ItemsQuery, request)
    settings = request.app.state.settings
    html = wants_html(request, query.f)
    address, (links, link_header) = without(request, "f"), _links_around(root)
    return Question(
        query=query,
        wanted=understand(query, default=settings.page_default, maximum=settings.page_maximum),
        html=html,
        digest=digest(request, root, html),
        # An address needs no escapes in JSON: it is quoted.
        _links=address.encode().join(links),
        _header=address.join(link_header),
        _next=without(request, "cursor") + "cursor=",
    )


@lru_cache(maxsize=64)
def _links_around(root: str) -> tuple[list[bytes], list[str]]:
    """The links of any request for items, files in every format among them, as JSON and as a header, made once for an
    address of ours: what stands around the request's own address."""
    here = "\N{REPLACEMENT CHARACTER}"
    links = [*alternatives(here, GEOJSON), link(f"{root}/collections/events", "collection", JSON, "Events")]
    files = [
        link(f"{here}f={each.name}", "alternate", each.media_type, f"The events as {each.title}")
        for each in FORMATS.values()
        if each.offered
    ]
    return encode([*links, *files]).split(here.encode()), header(links).split(here)


def read(model: type[Model], request: Request) -> Model:
    """The query as the model has it. Raises RequestValidationError, as FastAPI would by itself."""
    given = dict(parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True))
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found: Sequence[Any] = [{**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from None


def parameters(model: type[BaseModel], **path: str) -> list[dict[str, Any]]:
    """The model's fields as OpenAPI parameters, for a route that reads its query by itself, and those of its path."""
    described = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": text}
        for name, text in path.items()
    ]
    for name, schema in model.model_json_schema()["properties"].items():
        about = {"description": schema.pop("description", "")}
        examples = schema.pop("examples", None)
        if examples:
            about["example"] = examples[0]
        described.append({"name": name, "in": "query", "required": False, "schema": schema, **about})
    return described
