"""Hulls and what they were called, and the states, services and companies that act."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db.base import Base, Record


class Vessel(Record, Base):
    """A hull. Its IMO number is for life; names, flags and MMSI are held for a period only."""

    __tablename__ = "vessel"

    #: IMO ship identification number (resolution A.1117(30)): seven digits, check digit right.
    imo: Mapped[str | None] = mapped_column(String(7), unique=True)
    #: Kind of ship in the source's words: "crude oil tanker", "corvette".
    kind: Mapped[str | None] = mapped_column(String(127))

    identities: Mapped[list["VesselIdentity"]] = relationship(
        back_populates="vessel", order_by="VesselIdentity.id", cascade="all, delete-orphan"
    )

    def values(self, kind: str, *, hidden: bool = True) -> list[str]:
        """Everything the hull was known by of one kind, in the order in which it came in; what is `hidden` from the
        public is left out if that is wished."""
        return [each.value for each in self.identities if each.kind == kind and (hidden or each.public)]


class VesselIdentity(Record, Base):
    """One name, flag, MMSI or call sign of a hull, for a period, with its source."""

    __tablename__ = "vessel_identity"
    __table_args__ = (
        UniqueConstraint("vessel_id", "kind", "value"),
        Index("ix_vessel_identity_lookup", "kind", "folded", "vessel_id"),
    )

    vessel_id: Mapped[UUID] = mapped_column(ForeignKey("vessel.id", ondelete="CASCADE"))
    #: "name", "flag" (ISO 3166-1 alpha-2), "mmsi" (ITU-R M.585, nine digits) or "call_sign".
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(255))
    #: The value as it is looked up: without case, accents, spaces and ship prefixes.
    folded: Mapped[str] = mapped_column(String(255))
    #: First and last day on which a source has the hull bear it; null where no source says.
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    #: Address of the page that says so, or a data file's key.
    source: Mapped[str | None] = mapped_column(Text)
    #: Whether everybody is shown it: not while only what waits for review, or was rejected, tells of it.
    public: Mapped[bool] = mapped_column(server_default=true())

    vessel: Mapped[Vessel] = relationship(back_populates="identities")


class Actor(Record, Base):
    """A state, navy, coast guard, company or group, as the sources name it."""

    __tablename__ = "actor"
    __table_args__ = (UniqueConstraint("name", "country"),)

    name: Mapped[str] = mapped_column(String(255))
    #: ISO 3166-1 alpha-2 of the state that it belongs to; "" where it belongs to none or none is given.
    country: Mapped[str] = mapped_column(String(2), default="")
