"""What the API's description says of answers: in words, by media type, and of errors with an example each."""

from typing import Any, NamedTuple

from app.errors import FieldError
from app.events.annotations import MEDIA_TYPE as ANNOTATIONS
from app.exports.formats import FORMATS
from app.ogc.links import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from app.ogc.tiles import MVT
from app.problems import MEDIA_TYPE as PROBLEM


class Answer(NamedTuple):
    """An answer of a success."""

    text: str
    #: Media type → name of its schema; "" where anything may come, None where it is text or bytes.
    kinds: dict[str, str | None]


def _json(text: str) -> Answer:
    return Answer(text, {JSON: ""})


_FEATURE = {GEOJSON: "Feature"}
_NOTHING: dict[str, str | None] = {}
_PAGE: dict[str, str | None] = {HTML: None}
_FILES: dict[str, str | None] = {each.media_type: None for each in FORMATS.values() if each.media_type != GEOJSON}

#: `METHOD path` → the answer where all went well. A test holds that every operation is here.
ANSWERS = {
    "GET /": Answer("The landing page, or the map.", {JSON: "", **_PAGE}),
    "GET /conformance": Answer("URIs of the conformance classes.", {JSON: "", **_PAGE}),
    "GET /collections": Answer("The collections' descriptions.", {JSON: "", **_PAGE}),
    "GET /collections/{collection_id}": Answer("The collection's description.", {JSON: "", **_PAGE}),
    "GET /collections/{collection_id}/queryables": Answer(
        "A JSON Schema of what can be filtered by.", {SCHEMA: "", **_PAGE}
    ),
    "GET /collections/{collection_id}/schema": Answer("A JSON Schema of the features.", {SCHEMA: "", **_PAGE}),
    "GET /collections/{collection_id}/items": Answer("A page of features.", {GEOJSON: "FeatureCollection", **_PAGE}),
    "GET /collections/{collection_id}/items/{feature_id}": Answer("The feature.", {**_FEATURE, **_PAGE}),
    "GET /collections/events/items": Answer(
        "A page of events, or a file with all of them (`f`).", {GEOJSON: "FeatureCollection", **_PAGE, **_FILES}
    ),
    "GET /collections/events/items/{event_id}": Answer("The event with its mentions.", {**_FEATURE, **_PAGE}),
    "GET /feed.atom": Answer("The feed.", {"application/atom+xml": None}),
    "GET /vessels/{imo}": Answer(
        "Her names, flags and numbers with their sources, and her published events.", {JSON: "", **_PAGE}
    ),
    "OPTIONS /collections/events/items": Answer("`Allow` lists the methods.", _NOTHING),
    "OPTIONS /collections/events/items/{event_id}": Answer("`Allow` lists the methods.", _NOTHING),
    "POST /collections/events/items": Answer("The event as it was stored; `Location` has its address.", {**_FEATURE}),
    "PUT /collections/events/items/{event_id}": Answer("The event as it is now.", {**_FEATURE}),
    "PATCH /collections/events/items/{event_id}": Answer("The event as it is now.", {**_FEATURE}),
    "DELETE /collections/events/items/{event_id}": Answer("The event is gone.", _NOTHING),
    "GET /collections/events/tiles": _json("The tile sets."),
    "GET /collections/events/tiles/WebMercatorQuad": _json("The tile set's metadata."),
    "GET /collections/events/tiles/WebMercatorQuad/tilejson.json": _json("TileJSON 3.0."),
    "GET /collections/events/tiles/WebMercatorQuad/{zoom}/{row}/{column}": Answer("The tile.", {MVT: None}),
    "GET /tileMatrixSets/WebMercatorQuad": _json("The tile matrix set."),
    "GET /statistics": _json("Counts by what was asked for."),
    "GET /api": Answer("OpenAPI 3.0.", {OPENAPI: "", **_PAGE}),
    "GET /api.html": Answer("The description as a page.", _PAGE),
    "GET /codes": _json("The code lists."),
    "GET /locate": _json("Point, outline, uncertainty and regions, and what they rest on."),
    "GET /healthz": _json("The process lives."),
    "GET /readyz": _json("The store answers."),
    "GET /events": _json("Events whole, the longest waiting first, and `next`."),
    "POST /events/review": _json("The events as they are now, and the `batch` that undoes it."),
    "POST /events/review/{batch}/undo": _json("The events as they are again."),
    "POST /events/similar": _json("Events that it may be the same as, with the reasons."),
    "POST /events/assign": _json("The events and whose they are."),
    "POST /events/{event_id}/review": _json("The event as it is now."),
    "POST /events/{event_id}/merge": _json("The event that goes on."),
    "GET /events/{event_id}/similar": _json("Events that it may be the same as, with the reasons."),
    "POST /events/{event_id}/split": _json("The new event."),
    "POST /events/{event_id}/restore": _json("The event as it is now."),
    "GET /events/{event_id}/history": _json("Its revisions, the first first."),
    "GET /changes": _json("What changed, and `next`."),
    "POST /articles": _json("The article with the events that were found in it."),
    "GET /articles/{article_id}": _json("The article and its passages."),
    "GET /articles/{article_id}/annotations": Answer("An annotation collection.", {ANNOTATIONS: ""}),
    "GET /session": _json("Name and role."),
    "POST /session": _json("Signed in; `Set-Cookie` has the session."),
    "DELETE /session": Answer("Signed out.", _NOTHING),
    "GET /tokens": _json("The tokens, without their secrets."),
    "POST /tokens": _json("The token, which is shown this once."),
    "DELETE /tokens/{token_id}": Answer("The token opens nothing any more.", _NOTHING),
}

#: Parameters that mean the same wherever they stand and whose routes do not describe them.
PARAMETERS = {
    "article_id": "The article's id, a UUID.",
    "batch": "The `batch` that a decision about many answered with.",
    "collection_id": "events, vessels, regions or places.",
    "event_id": "The event's id, a UUID.",
    "f": "Answer in this format, whatever the Accept header says: json or html.",
    "feature_id": "The feature's id: an IMO number or a UUID of vessels, a code of regions and places.",
    "limit": "How many at most.",
    "token": "A token to sign in with once; it leaves the address bar at once.",
    "token_id": "The token's id, a UUID; not its secret.",
}

#: Operations that need a token and do not write, and writes that need none.
_CLOSED = {"GET /events/{event_id}/similar", "GET /tokens"}
_OPEN = {"POST /session", "DELETE /session", "POST /events/similar"}

_EVENT = "019a0c5e-7c41-7d2a-9f0e-3f2f6f0c1a55"
#: Status → name in `components`, what it means, and an example: its title, its detail and the field that is to blame.
_PROBLEMS: dict[int, tuple[str, str, str, str, FieldError | None]] = {
    400: (
        "BadRequest",
        "The request cannot be understood; `errors` name the fields.",
        "Bad request",
        "type: 'theft' is not known",
        FieldError("type", "'theft' is not known", ("boarding", "detention")),
    ),
    401: ("Unauthorized", "No token, or none that is valid.", "Sign in first", "this needs a token", None),
    403: ("Forbidden", "The token's role does not allow it.", "Not allowed", "this needs the role analyst", None),
    404: ("NotFound", "Nothing, or nothing that the caller may see.", "Not found", f"no event {_EVENT}", None),
    409: ("Conflict", "It does not fit what is stored.", "Conflict", f"{_EVENT} is rejected already", None),
    412: (
        "PreconditionFailed",
        "The event is another version than `If-Match` names.",
        "Changed meanwhile",
        "somebody changed the event: read it again",
        None,
    ),
    413: ("TooLarge", "More than the service takes or gives.", "Too large", "6000000 bytes are taken at most", None),
    415: ("UnsupportedMediaType", "A kind of body that is not read.", "Unsupported media type", "send JSON", None),
    422: (
        "Unprocessable",
        "It can be read and makes no sense; `errors` name the fields.",
        "Cannot be processed",
        "type: Field required",
        FieldError("type", "Field required"),
    ),
    428: (
        "PreconditionRequired",
        "`If-Match` is missing; a token can be made that need not send it.",
        "Precondition Required",
        "send If-Match with the event's ETag",
        None,
    ),
    429: ("TooMany", "Too many writes; `Retry-After` says when.", "Too Many Requests", "at most 600 a minute", None),
    500: ("Unforeseen", "Anything else that went wrong.", "Internal error", "the server's log says what", None),
    503: ("Unavailable", "The store or the time for one request is used up.", "Store unavailable", "try again", None),
}


def problems() -> dict[str, Any]:
    """The errors as `components.responses`, each with its example (RFC 9457)."""
    found = {}
    for status, (name, text, title, detail, field) in _PROBLEMS.items():
        example: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        example |= {"instance": "/collections/events/items"} | ({"errors": [field.as_dict()]} if field else {})
        schema = {"$ref": "#/components/schemas/Problem"}
        found[name] = {"description": text, "content": {PROBLEM: {"schema": schema, "example": example}}}
    return found


def needs_token(operation: str) -> bool:
    """Whether `METHOD path` is answered with 401 to who has no token."""
    method = operation.partition(" ")[0]
    return operation in _CLOSED or (method not in ("GET", "OPTIONS") and operation not in _OPEN)


def responses(operation: str, described: dict[str, Any]) -> dict[str, Any]:
    """The responses of `METHOD path`, whose description FastAPI began; raises KeyError where nothing is said here."""
    method, _, path = operation.partition(" ")
    text, kinds = ANSWERS[operation]
    begun = {status: each for status, each in described["responses"].items() if status[0] == "2"}
    first = next(iter(begun))
    begun[first] = {"description": text} | ({"content": dict(map(_content, kinds.items()))} if kinds else {})
    if "content" in begun[first] and first == "201" and "200" in begun:
        begun["200"] = {**begun["200"], "content": begun[first]["content"]}
    failures = _failures(method, path, described)
    if needs_token(operation):
        failures |= {401, 403}
    refer = {str(status): {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"} for status in sorted(failures)}
    return begun | refer | {"default": {"$ref": f"#/components/responses/{_PROBLEMS[500][0]}"}}


def _failures(method: str, path: str, described: dict[str, Any]) -> set[int]:
    found = {503}
    if described.get("parameters") or "requestBody" in described:
        found |= {400}
    if "{" in path:
        found |= {404}
    if method not in ("GET", "OPTIONS"):
        found |= {409, 429}
    if "requestBody" in described:
        found |= {413, 415, 422}
    if method in ("PUT", "PATCH", "DELETE") and path.startswith("/collections/"):
        found |= {412, 428}
    if path == "/collections/events/items" and method == "GET":
        found |= {413}
    return found


def _content(kind: tuple[str, str | None]) -> tuple[str, dict[str, Any]]:
    media_type, schema = kind
    if schema is None:
        text = media_type.startswith("text/") or media_type.partition(";")[0].endswith(("xml", "json"))
        return media_type, {"schema": {"type": "string"} | ({} if text else {"format": "binary"})}
    return media_type, {"schema": {"$ref": f"#/components/schemas/{schema}"} if schema else {}}
