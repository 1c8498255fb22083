"""Who sends a request: a token as Bearer or as HTTP Basic user name, or the page's session cookie."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from app.auth import limits, service
from app.auth.author import PUBLIC, Author
from app.errors import Forbidden, Unauthorized

COOKIE = "skerry_session"
#: Our page sends it with every write. A foreign page cannot, without a preflight that CORS refuses.
PAGE_HEADER = "x-skerry-page"
READS = ("GET", "HEAD", "OPTIONS")


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
    """Who sends the request, or None if nobody in particular.

    Raises Unauthorized for a token that is not valid, Forbidden for a write with a cookie that another site may have
    made the browser send, and 429 where the token has written too often.
    """
    writes = request.method not in READS
    secret, cookie = secret_of(request), request.cookies.get(COOKIE)
    if secret is None and not cookie:
        return None
    if secret is None and writes and PAGE_HEADER not in request.headers:
        raise Forbidden("a write with a session cookie needs the header X-Skerry-Page; scripts use a token instead")
    database = request.app.state.database
    with database.read() as session:
        token = service.token_of(session, secret) if secret else service.token_of_session(session, cookie or "")
        if token is None:
            return None
        author, token_id, note = service.author(token), token.id, writes and service.stale(token)
    if writes:
        limits.of(request).check_token(author)
    if note:
        with database.write() as session:
            service.used(session, token_id)
    return author


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


def reporter(request: Request, author: Caller) -> Author:
    """Who may report: a token of any role; anybody at all where the settings let the public report, seldom."""
    if author is not None:
        return author
    if not request.app.state.settings.public_reports:
        raise Unauthorized("this needs a token of role reporter: Authorization: Bearer …, or sign in on the page")
    limits.of(request).check_public(request)
    return PUBLIC


Analyst = Annotated[Author, Depends(needs("analyst"))]
Reporter = Annotated[Author, Depends(needs("reporter"))]
#: A reporter, or the public if the settings let it report.
AnyReporter = Annotated[Author, Depends(reporter)]
Admin = Annotated[Author, Depends(needs("admin"))]
