"""Events, the mentions that they rest on, the log of every change, and the read model."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Float, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.articles.models import Article, Passage
from app.db.base import Base, Record
from app.db.types import BigKey, utcnow
from app.vessels.models import Actor, Vessel


class Event(Record, Base):
    """What happened, was tried, goes on, is planned or denied, to a merchant ship or by its escort.

    The fields hold the reading that was chosen; the mentions keep the others.
    """

    __tablename__ = "event"

    #: Key of an entry of a data file ("catalogue:<slug>"), or null; and the SHA-256 of the entry last taken in.
    source_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    source_sha256: Mapped[str | None] = mapped_column(String(64))
    #: Code lists of data/codes.json.
    type: Mapped[str] = mapped_column(String(32))
    modality: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), index=True)
    verification: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    #: ISO 8601 date, or time with its offset where the precision is "minute"; null if and only if it is "unknown".
    start: Mapped[str | None] = mapped_column(String(32))
    #: ISO 8601; null for a single point in time, or where the end is not known.
    end: Mapped[str | None] = mapped_column(String(32))
    date_precision: Mapped[str] = mapped_column(String(16))
    #: The place in words, as the sources have it.
    place: Mapped[str | None] = mapped_column(Text)
    location_precision: Mapped[str] = mapped_column(String(16))
    #: WKB, WGS 84 longitude and latitude in degrees; null if and only if `location_precision` is "none".
    geometry: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Radius in metres within which the event is expected around the geometry.
    uncertainty_m: Mapped[float | None] = mapped_column(Float)
    #: Codes of the sea regions that hold it, the smallest first, and the version of the regions that said so.
    regions: Mapped[list[Any]] = mapped_column(default=list)
    regions_version: Mapped[str | None] = mapped_column(String(64))
    #: Who says so, where no source says it in its own voice.
    attributed_to: Mapped[str | None] = mapped_column(Text)
    #: Separate acts that it sums up; 1 but for an aggregate ("nearly 500 ships checked since June").
    count: Mapped[int] = mapped_column(default=1)
    #: 0 to 1: how sure the finder was; null where a person wrote it.
    confidence: Mapped[float | None] = mapped_column(Float)
    #: The event that it was joined into; set if and only if `status` is "merged".
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))
    #: Counts the changes; 1 for the first state.
    revision: Mapped[int] = mapped_column(default=1)
    updated: Mapped[datetime] = mapped_column(default=utcnow)
    #: Its time as seconds of the Unix epoch, half-open [t0, t1), at its precision; null if undated.
    t0: Mapped[int | None] = mapped_column(BigInteger, index=True)
    t1: Mapped[int | None] = mapped_column(BigInteger)
    #: True where a person or the data set `verification`: it is then not computed any more.
    verification_set: Mapped[bool] = mapped_column(default=False)
    #: The token that reported it, by which a reporter sees his own proposals; in no output.
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("token.id"))
    #: Name of the reviewer who took it on.
    assigned_to: Mapped[str | None] = mapped_column(String(255))
    #: Kilometres to which the public place is rounded; null where it is as given. `geometry` holds the rounded one, the
    #: one that was given is in `report`.
    rounding_km: Mapped[float | None] = mapped_column(Float)

    mentions: Mapped[list["Mention"]] = relationship(
        back_populates="event",
        order_by="Mention.id",
        primaryjoin="and_(Event.id == Mention.event_id, Mention.withdrawn.is_(None))",
    )
    vessels: Mapped[list["EventVessel"]] = relationship(order_by="EventVessel.position", cascade="all, delete-orphan")
    actors: Mapped[list["EventActor"]] = relationship(order_by="EventActor.position", cascade="all, delete-orphan")


class EventVessel(Base):
    """A ship's part in an event."""

    __tablename__ = "event_vessel"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    vessel_id: Mapped[UUID] = mapped_column(ForeignKey("vessel.id"), index=True)
    #: Code list `vessel_roles`.
    role: Mapped[str] = mapped_column(String(16))
    #: The name, flag and MMSI that she is said to have borne then.
    name: Mapped[str] = mapped_column(String(255))
    flag: Mapped[str | None] = mapped_column(String(2))
    mmsi: Mapped[str | None] = mapped_column(String(9))

    vessel: Mapped[Vessel] = relationship()


class EventActor(Base):
    """An actor's part in an event."""

    __tablename__ = "event_actor"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("actor.id"), index=True)
    #: Code list `actor_roles`.
    role: Mapped[str] = mapped_column(String(16))

    actor: Mapped[Actor] = relationship()


class Mention(Record, Base):
    """A passage that tells of an event, with the reading that this source alone gives."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("event_id", "passage_id"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id"), index=True)
    #: The words; null for a reference, of which we hold no text.
    passage_id: Mapped[UUID | None] = mapped_column(ForeignKey("passage.id"), index=True)
    #: Code list `anchor_states`: whether the words still stand in the newest version of the article.
    state: Mapped[str] = mapped_column(String(16), default="anchored")
    #: Code list `stances`.
    stance: Mapped[str] = mapped_column(String(16), default="asserts")
    #: This source's own type, modality, date, place, ships and claimant, where it gives one.
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: What found it ("rules", "llm", "rules+llm", "catalogue", "person"), and the ids of the rules that fired.
    found_by: Mapped[str] = mapped_column(String(64))
    rules: Mapped[list[Any]] = mapped_column(default=list)
    #: The words as a person gave them, where we hold no text to find them in.
    quote: Mapped[str | None] = mapped_column(Text)
    #: Why it was joined to an event that was there before, and what another extractor makes of it.
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    #: When the event let go of it; it stays for the history. Null for one that counts.
    withdrawn: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="mentions")
    article: Mapped[Article] = relationship()
    passage: Mapped[Passage | None] = relationship()


class Revision(Base):
    """One change to one record: who, when, why, and what was before. Never deleted."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("record", "record_id", "revision"),)

    #: Counts all changes of the store, in the order of their commits.
    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    #: "event", "article", "vessel".
    record: Mapped[str] = mapped_column(String(16))
    record_id: Mapped[UUID]
    revision: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    #: Token name, or "skerry" for what the service did by itself.
    by: Mapped[str] = mapped_column(String(255))
    #: True where a person decided: a later release of the data files leaves such a record alone.
    by_person: Mapped[bool] = mapped_column(default=False)
    #: "create", "change", "publish", "reject", "merge", …
    action: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    #: The decision about several records that it belongs to, which can be undone as a whole.
    batch: Mapped[UUID | None] = mapped_column(index=True)
    #: Field → [before, after].
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Report(Record, Base):
    """What a person gave with an event and nobody is shown: who reported it, and the place before it was rounded.

    Rows are only ever added; the newest of an event holds. `skerry review --reporter` reads it, no address does.
    """

    __tablename__ = "report"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), index=True)
    #: Name and contact, as the reporter gave them.
    reporter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: WKB, WGS 84 longitude and latitude in degrees, and the words for the place, before rounding.
    geometry: Mapped[bytes | None] = mapped_column(LargeBinary)
    place: Mapped[str | None] = mapped_column(Text)


class Answer(Base):
    """A reply that is kept so that a repeat of the request (`Idempotency-Key`) gets it again and changes nothing."""

    __tablename__ = "answer"

    #: SHA-256 of who asked, with which key, hexadecimal.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: SHA-256 of method, path and body: another request with the same key is an error.
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class EventFeature(Base):
    """The read model: one row per published event with its finished bytes, written in the change's own transaction."""

    __tablename__ = "event_feature"

    #: Start time and a sequence number in one integer: key, newest-first order and page cursor (events/keys.py).
    k: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    #: Strong validator of RFC 9110 over the body.
    etag: Mapped[str] = mapped_column(String(64))
    #: Version of the renderer that wrote the body.
    renderer: Mapped[int]
    #: The GeoJSON feature as it is sent in a collection, UTF-8.
    body: Mapped[bytes] = mapped_column(LargeBinary)
    #: The same with its mentions, as it is sent alone; links are put behind it, since they carry the server's address.
    item: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class EventPoint(Base):
    """The same events in a narrow table: what filters, statistics and tiles look at, and point indexes load."""

    __tablename__ = "event_point"

    k: Mapped[int] = mapped_column(
        BigKey, ForeignKey("event_feature.k", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[UUID]
    #: The event's time as seconds of the Unix epoch, half-open [t0, t1), at its precision; null if undated.
    t0: Mapped[int | None] = mapped_column(BigInteger)
    t1: Mapped[int | None] = mapped_column(BigInteger)
    #: Its length t1 - t0 in seconds; the longest one bounds how far back a time filter has to look.
    span: Mapped[int | None] = mapped_column(BigInteger, index=True)
    #: When the event changed last, in seconds of the Unix epoch.
    updated: Mapped[int] = mapped_column(BigInteger, index=True)
    #: Longitude and latitude in 1e-7 degrees of WGS 84; null unless the geometry is a point.
    x: Mapped[int | None]
    y: Mapped[int | None]
    #: WKB of a geometry that is no point; null otherwise.
    shape: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Codes, as in the event.
    type: Mapped[str] = mapped_column(String(32))
    modality: Mapped[str] = mapped_column(String(16))
    verification: Mapped[str] = mapped_column(String(16))
    #: Region codes, the smallest first, and countries of ships and actors, each separated by spaces.
    regions: Mapped[str] = mapped_column(Text)
    countries: Mapped[str] = mapped_column(Text)
    #: Flag of the first subject ship that has one.
    flag: Mapped[str | None] = mapped_column(String(2))


class EventTerm(Base):
    """Posting lists of the read model: which published events carry a term, newest first."""

    __tablename__ = "event_term"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: "type", "category", "modality", "verification", "region", "vessel", "actor", "country", "publisher".
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    #: Code, or the folded name or number.
    term: Mapped[str] = mapped_column(String(255), primary_key=True)
    k: Mapped[int] = mapped_column(
        BigKey, ForeignKey("event_feature.k", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


Index("ix_event_term_k", EventTerm.k)


class Change(Base):
    """The log that point indexes and `/changes` follow, written in the change's own transaction."""

    __tablename__ = "change"

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    event_id: Mapped[UUID] = mapped_column(index=True)
    #: "created", "updated", "deleted", "merged".
    action: Mapped[str] = mapped_column(String(16))
    #: The event's key in the read model before and after the change; null where it is not there.
    was: Mapped[int | None] = mapped_column(BigInteger)
    k: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(default=utcnow)
