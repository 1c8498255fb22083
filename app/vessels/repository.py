"""Finding and adding hulls and actors."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from app.vessels.models import Actor, Vessel, VesselIdentity
from app.words import fold_ship

#: Statements of every write, made once: to make one takes as long as to run it.
_BY_IMO = select(Vessel).where(Vessel.imo == bindparam("imo")).options(joinedload(Vessel.identities))
_BEARERS = select(VesselIdentity.vessel_id).where(
    VesselIdentity.kind == "name", VesselIdentity.folded == bindparam("folded")
)
_BY_NAME = select(Vessel).where(Vessel.id.in_(_BEARERS)).limit(2).options(joinedload(Vessel.identities))
_ACTOR = select(Actor).where(Actor.name == bindparam("name"), Actor.country == bindparam("country"))


def hull(session: Session, *, imo: str | None, name: str) -> Vessel:
    """The hull of this IMO number; without a number, the only hull that ever bore the name; else a new one."""
    folded = fold_ship(name)
    # What this transaction has added is looked through here: to write it first, each time, takes longer than all else.
    with session.no_autoflush:
        found = session.scalars(_BY_IMO, {"imo": imo}) if imo else session.scalars(_BY_NAME, {"folded": folded})
        bearers = set(found.unique())
    for each in [*session.new, *session.dirty]:
        if imo and isinstance(each, Vessel) and each.imo == imo:
            bearers.add(each)
        elif not imo and isinstance(each, VesselIdentity) and (each.kind, each.folded) == ("name", folded):
            bearers.add(each.vessel)
    if len(bearers) == 1:
        return bearers.pop()
    new = Vessel(imo=imo, identities=[])
    session.add(new)
    return new


def identify(vessel: Vessel, kind: str, value: str, source: str | None, *, public: bool) -> bool:
    """Keep that the hull bore this name, flag or number; False if that was known already, and to the public if this is
    to be."""
    known = next((each for each in vessel.identities if (each.kind, each.value) == (kind, value)), None)
    if known is None:
        identity = VesselIdentity(kind=kind, value=value, folded=fold_ship(value), source=source, public=public)
        vessel.identities.append(identity)
        return True
    if known.public or not public:
        return False
    known.public = True
    return True


def actor(session: Session, name: str, country: str | None) -> Actor:
    """The actor of this name and state, added if new."""
    key = name, country or ""
    for each in session.new:
        if isinstance(each, Actor) and (each.name, each.country) == key:
            return each
    with session.no_autoflush:
        found = session.scalar(_ACTOR, {"name": key[0], "country": key[1]})
    if found is None:
        found = Actor(name=key[0], country=key[1])
        session.add(found)
    return found
