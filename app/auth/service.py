"""Tokens and sign-ins: made, checked, ended. Only hashes are stored; a secret is shown once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.auth.author import RANKS, Author
from app.auth.models import SignIn, Token
from app.db.types import utcnow
from app.errors import BadRequest, NotFound, Unauthorized

#: What a token of ours begins with, so that leaked ones can be searched for.
PREFIX = "skerry_"


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token; `secret` is nowhere else."""

    id: UUID
    secret: str


def issue(
    session: Session, *, name: str, role: str, expires: datetime | None = None, secret: str | None = None
) -> Issued:
    """Make a token of 256 random bits (or of a given secret). Raises BadRequest for an unknown role or no name."""
    if role not in RANKS:
        raise BadRequest.field("role", "is not known", RANKS)
    if not name.strip():
        raise BadRequest.field("name", "must say whose token it is")
    secret = secret or PREFIX + secrets.token_urlsafe(32)
    token = Token(name=name.strip(), role=role, sha256=_hash(secret), expires=expires)
    session.add(token)
    session.flush()
    return Issued(token.id, secret)


def tokens(session: Session) -> list[Token]:
    """All tokens, revoked ones too, the oldest first."""
    return list(session.scalars(select(Token).order_by(Token.created, Token.id)))


def revoke(session: Session, token_id: UUID) -> None:
    """End a token and every sign-in that was opened with it. Raises NotFound if there is none."""
    token = session.get(Token, token_id)
    if token is None:
        raise NotFound(f"no token {token_id}; `skerry token list` shows them")
    token.revoked = token.revoked or utcnow()


def author_of(session: Session, secret: str) -> Author:
    """Who holds this secret. Raises Unauthorized if nobody does any more."""
    token = session.scalar(select(Token).where(Token.sha256 == _hash(secret)))
    if token is None or not _alive(token):
        raise Unauthorized("this token is not known, has expired or was revoked")
    return Author(token.name, token.role)


def used(session: Session, secret: str) -> None:
    """Note that a token was used now."""
    session.execute(update(Token).where(Token.sha256 == _hash(secret)).values(last_used=utcnow()))


def sign_in(session: Session, secret: str, hours: int) -> str:
    """Open a browser's session with a token; returns the value for its cookie. Raises Unauthorized as `author_of`."""
    author_of(session, secret)
    token = session.scalars(select(Token).where(Token.sha256 == _hash(secret))).one()
    cookie = secrets.token_urlsafe(32)
    session.add(SignIn(sha256=_hash(cookie), token=token, expires=utcnow() + timedelta(hours=hours)))
    token.last_used = utcnow()
    return cookie


def author_of_session(session: Session, cookie: str) -> Author | None:
    """Who signed in with this cookie, or None if the session is over."""
    row = session.scalar(select(SignIn).where(SignIn.sha256 == _hash(cookie)))
    if row is None or row.expires <= utcnow() or not _alive(row.token):
        return None
    return Author(row.token.name, row.token.role)


def sign_out(session: Session, cookie: str) -> None:
    """End a browser's session; nothing happens if there is none."""
    row = session.scalar(select(SignIn).where(SignIn.sha256 == _hash(cookie)))
    if row is not None:
        session.delete(row)


def _alive(token: Token) -> bool:
    return token.revoked is None and (token.expires is None or token.expires > utcnow())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
