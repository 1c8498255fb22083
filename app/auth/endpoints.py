"""Signing in and out on the page, and the tokens that writing needs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.auth import limits, service
from app.auth.dependencies import COOKIE, Admin, Caller
from app.auth.models import Token
from app.db.types import utcnow

router = APIRouter(tags=["Session"])
tokens = APIRouter(tags=["Tokens"])


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
    limits.of(request).check_sign_in(request)
    settings = request.app.state.settings
    with request.app.state.database.write() as session:
        cookie = service.sign_in(session, token, settings.session_hours)
    options: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}
    response.set_cookie(COOKIE, cookie, max_age=settings.session_hours * 3600, **options)
    return response


class TokenBody(BaseModel):
    """A token to make."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=255, description="Whose it is; it signs every change.")
    role: str = Field(description="reporter, analyst or admin.", examples=["reporter"])
    days: int | None = Field(None, ge=1, le=36_500, description="Days until it expires; without it, never.")
    require_if_match: bool = Field(
        True, strict=True, description="False for QGIS: changes need not name the version that they were made from."
    )


@tokens.get("/tokens", summary="All tokens")
def list_tokens(request: Request, author: Admin) -> dict[str, Any]:
    """Names, roles, last uses and ends of all tokens, revoked ones too; never the secrets."""
    with request.app.state.database.read() as session:
        return {"tokens": [described(token) for token in service.tokens(session)]}


@tokens.post("/tokens", summary="Make a token", status_code=201)
def make_token(request: Request, body: TokenBody, author: Admin) -> dict[str, Any]:
    """The answer holds the secret; only its hash is kept, so it is shown this once."""
    expires = utcnow() + timedelta(days=body.days) if body.days else None
    with request.app.state.database.write() as session:
        issued = service.issue(
            session,
            name=body.name,
            role=body.role,
            expires=expires,
            must_match=body.require_if_match,
            by=author.name,
        )
    return {"token": issued.secret, "id": str(issued.id), "role": body.role}


@tokens.delete("/tokens/{token_id}", summary="Revoke a token", status_code=204)
def revoke_token(request: Request, token_id: UUID, author: Admin) -> None:
    """End a token and every sign-in that was opened with it. It stays in the list."""
    with request.app.state.database.write() as session:
        service.revoke(session, token_id, author.name)


def described(token: Token) -> dict[str, Any]:
    """A token without its secret; times in ISO 8601, UTC."""
    return {
        "id": str(token.id),
        "name": token.name,
        "role": token.role,
        "require_if_match": token.must_match,
        "created": _stamp(token.created),
        "created_by": token.created_by,
        "last_used": _stamp(token.last_used),
        "expires": _stamp(token.expires),
        "revoked": _stamp(token.revoked),
        "revoked_by": token.revoked_by,
    }


def _stamp(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None


router.include_router(tokens)
