"""HEAD wherever GET is (RFC 9110, 9.3.2): FastAPI's routes do not answer it by themselves."""

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadAsGet:
    """Hands a HEAD request on as GET. The server sends no body for it, since it looks at the request as it came in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)
