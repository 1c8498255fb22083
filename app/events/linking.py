"""Whether two readings tell of one real event: ships, time, place and act are compared, and the reasons are kept.

Pure: no store. A candidate joins an event only if nothing speaks against it and enough speaks for it; between several
it takes the one that most speaks for, and where two are as good it takes none, since a proposal too many is seen and
merged by a person, and a wrong link is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from app.words import fold_ship
from geo.geodesy import distance_m

DAY = 86_400
#: Acts that are steps of one operation, which one source calls by the one name and another by the other.
STEPS = (
    frozenset({"boarding", "detention"}),
    frozenset({"boarding", "document_check"}),
    frozenset({"document_check", "shadowing"}),
    frozenset({"attack", "fire_explosion"}),
    frozenset({"pollution", "fire_explosion"}),
    frozenset({"detention", "confrontation"}),
)
#: What happened and goes on, was tried, is planned, is denied: one is not the other.
_SORTS = {"occurred": 0, "ongoing": 0, "attempted": 0, "planned": 1, "denied": 2}
#: Precisions at which a date is one, and not a stretch.
_PRECISE = ("minute", "day")
#: Days between two precise starts of one act: reports count from the order, the boarding or the morning after.
_NEAR_DAYS = 2.0
#: Metres beyond both uncertainties within which two places are one: sources name the nearest place that readers know.
_SLACK_M = 40_000.0
#: The same, where a ship is the same: she moves, and one source says where it began and another where it ended.
_SLACK_SHIP_M = 250_000.0
#: What must speak for it, and by how much more than for the next best.
_ENOUGH, _MARGIN = 4.0, 0.5

_CYRILLIC = dict(
    zip("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїє", (
        *("a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f"),
        *("h", "c", "ch", "sh", "sh", "", "i", "", "e", "iu", "ia", "e", "i", "i", "e"),
    ), strict=True)
)  # fmt: skip
_SPELLINGS = (("kh", "h"), ("ts", "c"), ("j", "i"), ("y", "i"), ("w", "v"), ("ks", "x"), ("ii", "i"))


@dataclass(frozen=True, slots=True)
class Ship:
    """A ship as one reading has it: her number, and every name that she is known by, as `name_key` has them."""

    imo: str | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What two readings are compared by. Times are seconds of the Unix epoch, half-open; distances metres."""

    type: str
    modality: str
    date_precision: str
    location_precision: str
    t0: int | None = None
    t1: int | None = None
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float = 0.0
    regions: frozenset[str] = frozenset()
    #: The merchant ships that it happens to, and the others.
    subjects: tuple[Ship, ...] = ()
    others: tuple[Ship, ...] = ()
    count: int = 1


@dataclass(slots=True)
class Verdict:
    """What speaks for it, by how much, and what speaks against it."""

    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether they are one event."""
        return not self.against and self.score >= _ENOUGH

    def add(self, points: float, reason: str) -> None:
        """Something speaks for it."""
        self.score += points
        self.reasons.append(reason)


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """The event that a candidate joins, and why."""

    key: Key
    verdict: Verdict


def assign(candidates: Sequence[Facts], events: Sequence[tuple[Key, Facts]]) -> list[Choice[Key] | None]:
    """For each candidate of one article, the event that it is; None if there is none, or two are as likely.

    Two things that one article tells apart are not one event, so each event is given once, to the candidate for which
    most speaks.
    """
    found = [
        (verdict.score, number, Choice(key, verdict))
        for number, candidate in enumerate(candidates)
        for key, facts in events
        if (verdict := compare(candidate, facts)).same
    ]
    found.sort(key=lambda each: (-each[0], each[1]))
    chosen: list[Choice[Key] | None] = [None] * len(candidates)
    taken: list[Key] = []
    done: set[int] = set()
    for score, number, choice in found:
        if number in done or choice.key in taken:
            continue
        rivals = [s for s, n, other in found if n == number and other.key != choice.key and other.key not in taken]
        done.add(number)
        if rivals and score - max(rivals) < _MARGIN:
            continue
        chosen[number] = choice
        taken.append(choice.key)
    return chosen


def compare(one: Facts, other: Facts) -> Verdict:
    """Compare two readings."""
    verdict = Verdict()
    _act(one, other, verdict)
    if verdict.against:
        return verdict
    shared = _ships(one, other, verdict)
    if not verdict.against:
        _time(one, other, verdict)
    if not verdict.against:
        _place(one, other, shared, verdict)
    if not verdict.against and one.type != other.type and not (shared and _precise(one) and _precise(other)):
        verdict.against.append("another act, which only the same ship on the same day would make one")
    return verdict


def _act(one: Facts, other: Facts, verdict: Verdict) -> None:
    if _SORTS[one.modality] != _SORTS[other.modality]:
        verdict.against.append(f"one is {one.modality}, the other {other.modality}")
    elif one.type == other.type:
        verdict.add(1.0, f"both are {one.type}")
    elif frozenset({one.type, other.type}) in STEPS:
        verdict.add(0.0, f"{one.type} and {other.type} are steps of one operation")
    else:
        verdict.against.append(f"one is {one.type}, the other {other.type}")
    if (one.count > 1) != (other.count > 1) and "ongoing" not in (one.modality, other.modality):
        verdict.against.append("one sums up many acts, the other is one")
    elif one.count > 1 and other.count > 1 and one.count != other.count:
        verdict.against.append(f"one counts {one.count}, the other {other.count}")
    elif one.count > 1 and one.count == other.count:
        verdict.add(2.0, f"both count {one.count}")


def _ships(one: Facts, other: Facts, verdict: Verdict) -> bool:
    """Whether a ship that it happens to is the same; ships that differ speak against it."""
    for ship in one.subjects:
        for against in other.subjects:
            if ship.imo and ship.imo == against.imo:
                verdict.add(3.0, f"the same ship, IMO {ship.imo}")
                return True
            if not (ship.imo and against.imo) and (shared := ship.names & against.names):
                verdict.add(2.5, f"the same ship by name: {min(shared)}")
                return True
    if one.subjects and other.subjects:
        verdict.against.append("the ships are others")
    shared_others = [a for a in one.others for b in other.others if (a.imo and a.imo == b.imo) or a.names & b.names]
    if shared_others:
        verdict.add(1.0, "a ship of the state's is the same")
    return False


def _time(one: Facts, other: Facts, verdict: Verdict) -> None:
    if one.t0 is None or other.t0 is None or one.t1 is None or other.t1 is None:
        if one.t0 is not None or other.t0 is not None:
            verdict.add(-1.0, "one has no date")
        return
    precise = _precise(one) and _precise(other)
    apart = abs(one.t0 - other.t0) / DAY
    if one.t0 >= other.t1 + DAY // 2 or other.t0 >= one.t1 + DAY // 2:
        verdict.against.append("the times do not meet")
    elif precise and apart > _NEAR_DAYS and "ongoing" not in (one.modality, other.modality):
        verdict.against.append(f"they begin {apart:.0f} days apart")
    elif precise:
        verdict.add(2.0 - apart / _NEAR_DAYS / 2, "the same day" if apart < 1 else "the days meet")
    else:
        wider = max(one.t1 - one.t0, other.t1 - other.t0) / DAY
        verdict.add(1.0 if wider <= 45 else 0.5, "the times meet as far as they are known")


def _place(one: Facts, other: Facts, shared_ship: bool, verdict: Verdict) -> None:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return
    apart = distance_m(one.lon, one.lat, other.lon, other.lat)
    both = one.uncertainty_m + other.uncertainty_m
    regional = "region" in (one.location_precision, other.location_precision)
    common = one.regions & other.regions
    if apart <= both + _SLACK_M and not regional:
        verdict.add(1.5 - min(1.0, apart / (both + _SLACK_M)) / 2, f"{apart / 1000:.0f} km apart, within what is known")
    elif regional and common:
        verdict.add(0.75, f"the same sea: {min(common)}")
    elif apart > both + (_SLACK_SHIP_M if shared_ship else _SLACK_M):
        verdict.against.append(f"{apart / 1000:.0f} km apart")


def _precise(facts: Facts) -> bool:
    return facts.date_precision in _PRECISE and facts.t0 is not None


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """A ship's name as it is compared across alphabets and transcriptions: "Бойкий", "Boikiy" and "Boijkij" are one."""
    key = "".join(_CYRILLIC.get(char, char) for char in fold_ship(name))
    for spelling, plain in _SPELLINGS:
        key = key.replace(spelling, plain)
    return "".join(char for number, char in enumerate(key) if not number or key[number - 1] != char)


def ship(imo: str | None, names: Sequence[str]) -> Ship:
    """A ship by number and names."""
    return Ship(imo, frozenset(key for name in names if (key := name_key(name))))
