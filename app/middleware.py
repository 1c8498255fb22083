"""What every request passes through before it is routed."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import problem

#: Of a request's scope: the method was HEAD, so that a body would be made for nobody.
HEAD = "skerry.head"


class HeadAsGet:
    """HEAD wherever GET is (RFC 9110, 9.3.2): FastAPI's routes do not answer it by themselves.

    The server sends no body for it, since it looks at the request as it came in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", HEAD: True}
        await self.app(scope, receive, send)


class LargestBody:
    """Answers 413 with problem details before a body is read that says itself how large it is.

    A body that does not say so is counted by Starlette's own limit as it comes in.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        if scope["type"] == "http":
            length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
            if length.isdigit() and int(length) > self.max_bytes:
                detail = f"the body has {int(length)} bytes; at most {self.max_bytes} are taken"
                await problem(Request(scope), 413, "Too large", detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)
