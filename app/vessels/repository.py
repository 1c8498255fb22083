"""Finding and adding hulls and actors."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.vessels.models import Actor, Vessel, VesselIdentity
from app.words import fold_ship


def hull(session: Session, *, imo: str | None, name: str) -> Vessel:
    """The hull of this IMO number; without a number, the only hull that ever bore the name; else a new one."""
    found: Vessel | None = None
    if imo:
        found = session.scalar(select(Vessel).where(Vessel.imo == imo))
    else:
        bearers = session.scalars(
            select(Vessel)
            .join(VesselIdentity)
            .where(VesselIdentity.kind == "name", VesselIdentity.folded == fold_ship(name))
            .distinct()
            .limit(2)
        ).all()
        found = bearers[0] if len(bearers) == 1 else None
    if found is None:
        found = Vessel(imo=imo)
        session.add(found)
        session.flush()
    return found


def identify(session: Session, vessel: Vessel, kind: str, value: str, source: str | None) -> bool:
    """Keep that the hull bore this name, flag or number; False if that was known already."""
    if value in vessel.values(kind):
        return False
    vessel.identities.append(VesselIdentity(kind=kind, value=value, folded=fold_ship(value), source=source))
    session.flush()
    return True


def actor(session: Session, name: str, country: str | None) -> Actor:
    """The actor of this name and state, added if new."""
    found = session.scalar(select(Actor).where(Actor.name == name, Actor.country == (country or "")))
    if found is None:
        found = Actor(name=name, country=country or "")
        session.add(found)
        session.flush()
    return found
