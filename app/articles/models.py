"""Articles, the versions of their text, and the passages in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, Record


class Article(Record, Base):
    """A published text, or what is known of one that we hold no text of."""

    __tablename__ = "article"

    #: Code list `article_kinds`: article, digest, reference, sample.
    kind: Mapped[str] = mapped_column(String(16))
    #: Canonical address (see articles/urls.py); one address is one article.
    url: Mapped[str | None] = mapped_column(String(2048), unique=True)
    #: Key of a record that a data file of ours brought ("catalogue:<slug>"); null for what people brought.
    source_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    title: Mapped[str] = mapped_column(Text)
    #: Who published it, as the page names itself.
    publisher: Mapped[str | None] = mapped_column(String(255))
    #: BCP 47 primary subtag, "und" where it could not be told.
    language: Mapped[str] = mapped_column(String(8))
    #: Instant of publication, UTC; null where neither the page nor the person says it.
    published: Mapped[datetime | None]
    #: "minute" or "day": a page that gives only a day is not given an hour.
    published_precision: Mapped[str | None] = mapped_column(String(8))
    #: Addresses of the pages that a digest sums up, or nothing.
    digest_of: Mapped[list[Any]] = mapped_column(default=list)

    versions: Mapped[list["ArticleVersion"]] = relationship(
        back_populates="article", order_by="ArticleVersion.number", cascade="all, delete-orphan"
    )

    @property
    def newest(self) -> "ArticleVersion | None":
        """The newest version; None for a reference."""
        return self.versions[-1] if self.versions else None


class ArticleVersion(Record, Base):
    """One text of an article as it was taken at one time. Offsets count in this text and in no other."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"), UniqueConstraint("article_id", "sha256"))

    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    #: 1 for the first text, then counting.
    number: Mapped[int]
    #: Plain text, NFC, "\n" line ends, paragraphs separated by an empty line.
    text: Mapped[str] = mapped_column(Text)
    #: SHA-256 of the text in UTF-8, hexadecimal: a passage is drawn from its offsets only if it agrees.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: IANA media type of the snapshot.
    media_type: Mapped[str] = mapped_column(String(127))
    #: The bytes that the text was taken from, zlib-compressed; null where the text itself was given.
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    article: Mapped[Article] = relationship(back_populates="versions")
    passages: Mapped[list["Passage"]] = relationship(
        back_populates="version", order_by="Passage.start", cascade="all, delete-orphan"
    )


class Passage(Record, Base):
    """A run of whole sentences, held by both selectors of the W3C Web Annotation Data Model (4.2.4 and 4.2.5)."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("version_id", "start", "end"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("article_version.id", ondelete="CASCADE"))
    #: TextPositionSelector: Unicode code points into the version's text; `end` is exclusive.
    start: Mapped[int]
    end: Mapped[int]
    #: TextQuoteSelector: text[start:end] to the letter, and up to 32 characters before and after it.
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(String(32))
    suffix: Mapped[str] = mapped_column(String(32))

    version: Mapped[ArticleVersion] = relationship(back_populates="passages")
