"""Links and formats of the OGC resources."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote, quote_from_bytes

from fastapi import Request

GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

Link = dict[str, Any]

#: Marks that RFC 3986 allows in a path and in a query; `%` of a query is kept, since that is given back as it came.
_IN_PATH = "/!$&'()*+,;=:@~"
_IN_QUERY = _IN_PATH + "?%"


def base(request: Request) -> str:
    """The service's address as the client sees it, without a slash at its end."""
    public: str | None = request.app.state.settings.public_url
    if public:
        return public.rstrip("/")
    scope = request.scope
    host = next((value for name, value in scope["headers"] if name == b"host"), None)
    return _base(scope["scheme"], host, scope.get("server"), scope.get("root_path", ""))


@lru_cache(maxsize=256)
def _base(scheme: str, host: bytes | None, server: tuple[str, int] | None, root_path: str) -> str:
    headers = [] if host is None else [(b"host", host)]
    scope = {"type": "http", "scheme": scheme, "server": server, "path": "/", "root_path": root_path}
    return str(Request({**scope, "query_string": b"", "headers": headers}).base_url).rstrip("/")


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    """One link object (OGC 17-069r4, 7.2.3; RFC 8288 relation types)."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def pages(request: Request, media_type: str, *, html: bool = True) -> list[Link]:
    """`self` and `alternate` of this very request, its other parameters kept."""
    found = alternatives(without(request, "f"), media_type)
    return found if html else found[:1]


def alternatives(address: str, media_type: str) -> list[Link]:
    """`self` and `alternate` of an address to which `f` is added."""
    return [
        link(f"{address}f=json", "self", media_type, "This document"),
        link(f"{address}f=html", "alternate", HTML, "This document as HTML"),
    ]


def with_parameter(request: Request, name: str, value: str) -> str:
    """This request's address with one parameter set, everything else kept as it came."""
    return f"{without(request, name)}{name}={quote(value)}"


def without(request: Request, name: str) -> str:
    """This request's address without one parameter, up to where another can be added."""
    own = f"{name}=".encode()
    rest = b"".join(
        part + b"&" for part in request.scope["query_string"].split(b"&") if part and not part.startswith(own)
    )
    return f"{base(request)}{quote(request.scope['path'], _IN_PATH)}?{quote_from_bytes(rest, _IN_QUERY)}"


def header(links: list[Link]) -> str:
    """The `Link` header (RFC 8288) of links whose titles are ours, plain ASCII."""
    return ", ".join(f'<{each["href"]}>; rel="{each["rel"]}"; type="{each["type"]}"' for each in links)


def wants_html(request: Request, f: str | None) -> bool:
    """Whether the answer is to be HTML: `f` says so, or in its absence the Accept header likes it better than JSON."""
    if f is not None:
        return f == "html"
    accept = request.headers.get("accept", "")
    html, json = accept.find("text/html"), max(accept.find("application/json"), accept.find("application/geo+json"))
    return html >= 0 and (json < 0 or html < json)
