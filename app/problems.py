"""Errors over HTTP: RFC 9457 problem details, whatever went wrong and wherever."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.errors import FieldError, SkerryError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


def problem(
    request: Request,
    status: int,
    title: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """One problem as a response. `type` is about:blank: the status says the kind, `detail` and `errors` the rest."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
    }
    if errors:
        body["errors"] = [error.as_dict() for error in errors]
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Turn every error of `app` into a problem."""
    app.add_exception_handler(SkerryError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _store)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SkerryError)
    headers = {"WWW-Authenticate": 'Bearer realm="skerry"'} if error.status == 401 else None
    return problem(request, error.status, error.title, error.detail, error.errors, headers)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    """400 for parameters and for a body that is no JSON, as OGC API asks; 422 for a body that makes no sense."""
    assert isinstance(error, RequestValidationError)
    found = [_field_error(item) for item in error.errors()]
    first = error.errors()[0]
    readable = first["loc"][0] == "body" and first["type"] != "json_invalid"
    status = 422 if readable else 400
    detail = "; ".join(f"{item.field}: {item.message}" for item in found)
    return problem(request, status, "Cannot be processed" if readable else "Bad request", detail, found)


def _field_error(item: dict[str, Any]) -> FieldError:
    path = [str(part) for part in item["loc"][1:]] or [str(item["loc"][0])]
    message = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        message = "is not known here"
    elif not item["loc"][1:] and ": " in message:
        # A check over the whole body begins with the name of the field that it blames.
        field, _, message = message.partition(": ")
        path = [field]
    return FieldError(".".join(path), message)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    detail = (
        str(error.detail)
        if error.detail and error.detail != title
        else f"{request.method} {request.url.path}: {title.lower()}"
    )
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(request, error.status_code, title, detail, headers=headers)


def _methods(request: Request) -> list[str]:
    """What this address knows (RFC 9110, 10.2.1): the router says the methods of the first of its routes only."""
    asked = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    scopes = {method: {**request.scope, "method": method} for method in asked}
    routes = request.app.router.routes
    known = [name for name in asked if any(route.matches(scopes[name])[0] is Match.FULL for route in routes)]
    return ["GET", "HEAD", *known[1:]] if known[:1] == ["GET"] else known


def _store(request: Request, error: Exception) -> JSONResponse:
    log.error("the store failed", exc_info=error)
    return problem(
        request, 503, "Store unavailable", "the store is busy or out of reach; try again", headers={"Retry-After": "2"}
    )


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    return problem(request, 500, "Internal error", "something went wrong here; the server's log says what")
