"""Tokens and sign-ins: made, checked, ended. Only hashes are stored; a secret is shown once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.auth.author import RANKS, Author
from app.auth.models import SignIn, Token
from app.db.types import utcnow
from app.errors import BadRequest, NotFound, Unauthorized

#: What a token of ours begins with, so that leaked ones can be searched for.
PREFIX = "skerry_"
#: A use within this long of the last one is not noted.
FRESH = timedelta(minutes=1)
#: Made once: to make it takes as long as to run it.
_BY_SHA256 = select(Token).where(Token.sha256 == bindparam("sha256"))


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token; `secret` is nowhere else."""

    id: UUID
    secret: str


def issue(
    session: Session,
    *,
    name: str,
    role: str,
    expires: datetime | None = None,
    secret: str | None = None,
    must_match: bool = True,
    by: str | None = None,
) -> Issued:
    """Make a token of 256 random bits (or of a given secret). Raises BadRequest for an unknown role or no name."""
    if role not in RANKS:
        raise BadRequest.field("role", "is not known", RANKS)
    if not name.strip():
        raise BadRequest.field("name", "must say whose token it is")
    secret = secret or PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=name.strip(), role=role, sha256=_hash(secret), expires=expires, must_match=must_match, created_by=by
    )
    session.add(token)
    session.flush()
    return Issued(token.id, secret)


def tokens(session: Session) -> list[Token]:
    """All tokens, revoked ones too, the oldest first."""
    return list(session.scalars(select(Token).order_by(Token.created, Token.id)))


def revoke(session: Session, token_id: UUID, by: str | None = None) -> None:
    """End a token and every sign-in that was opened with it. Raises NotFound if there is none."""
    token = session.get(Token, token_id)
    if token is None:
        raise NotFound(f"no token {token_id}; `skerry token list` shows them")
    if token.revoked is None:
        token.revoked, token.revoked_by = utcnow(), by


def token_of(session: Session, secret: str) -> Token:
    """The token of this secret. Raises Unauthorized if it is none, or no longer one."""
    token = session.scalar(_BY_SHA256, {"sha256": _hash(secret)})
    if token is None or not _alive(token):
        raise Unauthorized("this token is not known, has expired or was revoked")
    return token


def token_of_session(session: Session, cookie: str) -> Token | None:
    """The token that this cookie's session was opened with, or None if the session is over."""
    row = session.scalar(select(SignIn).where(SignIn.sha256 == _hash(cookie)))
    if row is None or row.expires <= utcnow() or not _alive(row.token):
        return None
    return row.token


def author(token: Token) -> Author:
    """Who writes with the token."""
    return Author(token.name, token.role, token_id=token.id, must_match=token.must_match)


def stale(token: Token) -> bool:
    """Whether the note of the token's last use is over a minute old."""
    return token.last_used is None or utcnow() - token.last_used > FRESH


def used(session: Session, token_id: UUID) -> None:
    """Note that a token was used now."""
    session.execute(update(Token).where(Token.id == token_id).values(last_used=utcnow()))


def sign_in(session: Session, secret: str, hours: int) -> str:
    """Open a browser's session with a token; returns the value for its cookie. Raises Unauthorized as `token_of`."""
    token = token_of(session, secret)
    cookie = secrets.token_urlsafe(32)
    session.add(SignIn(sha256=_hash(cookie), token=token, expires=utcnow() + timedelta(hours=hours)))
    token.last_used = utcnow()
    return cookie


def sign_out(session: Session, cookie: str) -> None:
    """End a browser's session; nothing happens if there is none."""
    row = session.scalar(select(SignIn).where(SignIn.sha256 == _hash(cookie)))
    if row is not None:
        session.delete(row)


def _alive(token: Token) -> bool:
    return token.revoked is None and (token.expires is None or token.expires > utcnow())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
