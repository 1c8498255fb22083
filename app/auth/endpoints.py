"""Signing in and out on the page."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.auth import service
from app.auth.dependencies import COOKIE, Caller

router = APIRouter(tags=["Session"])


class SignInBody(BaseModel):
    """The token to sign in with."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(min_length=1, max_length=512)


@router.get("/session", summary="Who is signed in")
def current(author: Caller) -> dict[str, str | None]:
    """Name and role of the caller; both null for a visitor."""
    return {"name": author.name if author else None, "role": author.role if author else None}


@router.post("/session", summary="Sign in with a token")
def sign_in(body: SignInBody, request: Request) -> Response:
    """Exchange a token for an HttpOnly, SameSite=Strict cookie."""
    return signed_in(request, body.token, JSONResponse({"signed_in": True}))


@router.delete("/session", summary="Sign out", status_code=204)
def sign_out(request: Request, response: Response) -> None:
    """End the session of this cookie."""
    cookie = request.cookies.get(COOKIE)
    if cookie:
        with request.app.state.database.write() as session:
            service.sign_out(session, cookie)
    response.delete_cookie(COOKIE)


def signed_in(request: Request, token: str, response: Response) -> Response:
    """Put the cookie of a new session on `response`. Raises Unauthorized for a token that is not valid."""
    settings = request.app.state.settings
    with request.app.state.database.write() as session:
        cookie = service.sign_in(session, token, settings.session_hours)
    options: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}
    response.set_cookie(COOKIE, cookie, max_age=settings.session_hours * 3600, **options)
    return response
