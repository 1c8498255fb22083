"""Who sends a request: a token as Bearer or as HTTP Basic user name, or the page's session cookie."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from app.auth import service
from app.auth.author import Author
from app.errors import Forbidden, Unauthorized

COOKIE = "skerry_session"
#: Our page sends it with every write. A foreign page cannot, without a preflight that CORS refuses.
PAGE_HEADER = "x-skerry-page"


def secret_of(request: Request) -> str | None:
    """The token in the `Authorization` header (RFC 6750 Bearer; RFC 7617 Basic, its user name), or None."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return value.strip() or None
        case "basic":
            try:
                user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise Unauthorized("the Basic credentials cannot be read; give the token as user name") from None
            return user or password or None
    return None


def caller(request: Request) -> Author | None:
    """Who sends the request, or None if nobody in particular. Raises Unauthorized for a token that is not valid."""
    database = request.app.state.database
    secret = secret_of(request)
    cookie = request.cookies.get(COOKIE)
    if secret is not None:
        with database.read() as session:
            author = service.author_of(session, secret)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            with database.write() as session:
                service.used(session, secret)
        return author
    if cookie:
        if request.method not in ("GET", "HEAD", "OPTIONS") and PAGE_HEADER not in request.headers:
            raise Forbidden("a write with a session cookie needs the header X-Skerry-Page; scripts use a token instead")
        with database.read() as session:
            return service.author_of_session(session, cookie)
    return None


Caller = Annotated[Author | None, Depends(caller)]


def needs(role: str) -> Callable[[Caller], Author]:
    """A dependency that lets through only who has this role."""

    def check(author: Caller) -> Author:
        if author is None:
            raise Unauthorized(f"this needs a token of role {role}: Authorization: Bearer …, or sign in on the page")
        if not author.may(role):
            raise Forbidden(f"this needs the role {role}; the token's role is {author.role}")
        return author

    return check


Analyst = Annotated[Author, Depends(needs("analyst"))]
Reporter = Annotated[Author, Depends(needs("reporter"))]
Admin = Annotated[Author, Depends(needs("admin"))]
