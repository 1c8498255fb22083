"""HTML pages: Jinja2 templates with autoescape, under a policy that lets nothing in from elsewhere."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date, format_skeleton
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.articles.anchoring import CONTEXT
from app.codes import labels
from app.web.assets import assets
from app.web.basemap import basemap
from app.web.messages import LANGUAGES, messages, spoken
from app.web.symbols import symbol, symbol_class

TEMPLATES = Path(__file__).parent / "templates"

#: What a page may load and do. MapLibre 6 needs no `blob:` and no `unsafe-*`.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cache-Control": "no-cache",
}


@cache
def environment(*folders: Path) -> Environment:
    """Templates of this folder, and of `folders` for pages of other packages that extend `base.html`."""
    found = Environment(
        loader=FileSystemLoader([TEMPLATES, *folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["event_date"] = event_date
    found.filters["label"] = messages("en").label
    found.filters["excerpt"] = excerpt
    found.globals.update(symbol=symbol, symbol_class=symbol_class)
    found.globals.update(type_labels=labels("types"), verification_labels=labels("verifications"))
    return found


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    folder: Path | None = None,
    embedded: bool = False,
) -> HTMLResponse:
    """A page from a template, in the product's frame and under its content security policy.

    `folder` holds the template if it is not one of ours; it may extend `base.html` (blocks title, head, content).
    An `embedded` page may stand in a frame of any other page.
    """
    root = str(request.scope.get("root_path", "")).rstrip("/")
    site = assets()
    known = {
        "root": root,
        "static": f"{root}/static/{site.version}",
        "has_map": site.has_map,
        "role": None,
        "banner": None,
        "embedded": embedded,
        "t": messages(spoken(request)),
        "languages": LANGUAGES,
        **context,
    }
    page = environment(*([folder] if folder else [])).get_template(template).render(known)
    headers = dict(PAGE_HEADERS)
    if embedded:
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("ancestors 'none'", "ancestors *")
        del headers["Cross-Origin-Opener-Policy"]
    body = page.encode()
    headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 5, mtime=0)
    return HTMLResponse(body, status, headers=headers)


def render_home(
    request: Request,
    features: list[dict[str, Any]],
    total: int | None,
    banner: str | None,
    signed_in_role: str | None,
    *,
    embedded: bool = False,
) -> HTMLResponse:
    """The map client, with the first events already in the page so that it reads without scripts and without a map.

    `features` are GeoJSON features of events, newest first; `total` is how many there are in all, if known.
    """
    tiles = basemap()
    context = {
        "features": features,
        "total": total,
        "banner": banner,
        "role": signed_in_role,
        # The map's own modules come with the map, after the list.
        "modules": [name for name in assets().first_modules() if name not in ("js/map/map.js", "js/map/style.js")],
        "basemap": {"bounds": tiles.bounds, "minzoom": tiles.minzoom, "maxzoom": tiles.maxzoom} if tiles else None,
    }
    return render(request, "home.html", {**context, "query": request.url.query}, embedded=embedded)


def excerpt(text: str | None, side: Literal["before", "after"]) -> str:
    """The whole words of a quote's prefix or suffix, with an ellipsis where it was cut; a shorter one was not."""
    text = text or ""
    if len(text) < CONTEXT:
        return text
    words = text.split(" ")
    return f"… {' '.join(words[1:])}" if side == "before" else f"{' '.join(words[:-1])} …"


def event_date(properties: Mapping[str, Any], language: str = "en") -> str:
    """The date of an event as far as it is known: `13 May 2025`, `May 2025`, `2025`, `Date unknown`; to the minute with
    the clock on the spot and how far that is from UTC, as `js/util/format.js` has it."""
    start, precision = properties.get("start"), properties.get("date_precision")
    t = messages(language)
    if not start or precision == "unknown":
        return t("date.unknown")
    try:
        day = datetime.fromisoformat(str(start))
    except ValueError:
        return str(start)
    locale = "en_GB" if language == "en" else language
    coarse = {"year": "y", "month": "yMMMM"}.get(str(precision))
    text = format_skeleton(coarse, day, locale=locale) if coarse else format_date(day, "long", locale=locale)
    if precision == "minute":
        return f"{text}, {day:%H:%M} " + (f"(UTC{day.isoformat()[-6:]})" if day.utcoffset() else "UTC")
    return t("date.week", date=text) if precision == "week" else text
