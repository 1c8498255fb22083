"""The OGC resources as pages, in the frame of the map client."""

from pathlib import Path
from typing import Any

from fastapi import Request, Response

from app.web.pages import render

_TEMPLATES = Path(__file__).parent / "templates"


def page(request: Request, template: str, *, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """One page; `headers` are added to its own."""
    answer = render(request, template, values, folder=_TEMPLATES)
    answer.headers.update({**(headers or {}), "Vary": "Accept, Accept-Encoding, Cookie"})
    return answer
