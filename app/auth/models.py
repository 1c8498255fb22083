"""Tokens and sign-ins. A secret is never stored, only its hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, Record


class Token(Record, Base):
    """A secret that a person or a program writes with."""

    __tablename__ = "token"

    #: Whose it is: it stands in revisions as who.
    name: Mapped[str] = mapped_column(String(255))
    #: Code list `roles`.
    role: Mapped[str] = mapped_column(String(16))
    #: SHA-256 of the secret, hexadecimal; the secret has 256 random bits, so a slow hash would add nothing.
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]
    #: To the minute: noting each use would be a commit for each request.
    last_used: Mapped[datetime | None]
    #: Whether a change must say with If-Match which version it was made from; False for QGIS, which cannot.
    must_match: Mapped[bool] = mapped_column(default=True)
    #: Names of those who made and revoked it; null for the command line.
    created_by: Mapped[str | None] = mapped_column(String(255))
    revoked_by: Mapped[str | None] = mapped_column(String(255))


class SignIn(Record, Base):
    """A browser's session, opened with a token and ended with it."""

    __tablename__ = "sign_in"

    #: SHA-256 of the cookie's value, hexadecimal.
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    token_id: Mapped[UUID] = mapped_column(ForeignKey("token.id", ondelete="CASCADE"))
    expires: Mapped[datetime]

    token: Mapped[Token] = relationship()
