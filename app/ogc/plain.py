"""Routes of the hot roads: described like all others, and called without FastAPI's reading of parameters."""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class PlainRoute(APIRoute):
    """A route that calls an `async` endpoint which takes nothing but the request as it is: the endpoint reads its
    parameters by itself (`question.read`), which is quicker by as much as a whole answer of one event takes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint itself, if it is such a one."""
        if iscoroutinefunction(self.endpoint) and list(signature(self.endpoint).parameters) == ["request"]:
            handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
            return handler
        return super().get_route_handler()
