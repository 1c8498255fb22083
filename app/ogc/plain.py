"""Routes of the hot roads: described like all others, and called without what FastAPI does around an endpoint.

Reading parameters, dependencies and their exit stacks cost as much as a whole answer of one event takes.
"""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send


class PlainRoute(APIRoute):
    """A route that calls an `async` endpoint which takes nothing but the request as it is: the endpoint reads its
    parameters by itself (`question.read`)."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        if iscoroutinefunction(endpoint) and list(signature(endpoint).parameters) == ["request"]:
            self.app = _called(endpoint)


def _called(endpoint: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await endpoint(Request(scope, receive, send))
        await response(scope, receive, send)

    return app


def put_first(app: FastAPI, *routers: APIRouter) -> None:
    """Enter the routes in the application's own table: routes of an included router are looked for twice."""
    for router in routers:
        app.router.routes.extend(router.routes)
