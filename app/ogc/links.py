"""Links and formats of the OGC resources."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

Link = dict[str, Any]


def base(request: Request) -> str:
    """The service's address as the client sees it, without a slash at its end."""
    public: str | None = request.app.state.settings.public_url
    return public.rstrip("/") if public else str(request.base_url).rstrip("/")


def link(href: str, rel: str, media_type: str, title: str) -> Link:
    """One link object (OGC 17-069r4, 7.2.3; RFC 8288 relation types)."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def pages(request: Request, media_type: str, *, html: bool = True) -> list[Link]:
    """`self` and `alternate` of this very request, its other parameters kept."""
    rest = [(key, value) for key, value in request.query_params.multi_items() if key != "f"]
    path = base(request) + request.url.path
    found = [link(path + _query([*rest, ("f", "json")]), "self", media_type, "This document")]
    if html:
        found.append(link(path + _query([*rest, ("f", "html")]), "alternate", HTML, "This document as HTML"))
    return found


def with_parameter(request: Request, name: str, value: str) -> str:
    """This request's address with one parameter set, everything else kept."""
    rest = [(key, old) for key, old in request.query_params.multi_items() if key != name]
    return base(request) + request.url.path + _query([*rest, (name, value)])


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


def _query(parameters: list[tuple[str, str]]) -> str:
    return "?" + urlencode(parameters) if parameters else ""
