"""What an extractor hands over: one candidate event with the words that it rests on.

Types, modalities, precisions and roles are the code lists of the annotation guide (`data/codes.json`); the rules
extractor and the LLM extractor fill the same dataclasses, so nothing downstream knows which of them found an event.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

EventType = Literal[
    "document_check",
    "boarding",
    "detention",
    "release",
    "naval_escort",
    "air_escort",
    "shadowing",
    "infrastructure_damage",
    "collision",
    "grounding",
    "fire_explosion",
    "pollution",
    "breakdown",
    "attack",
    "signal_interference",
    "confrontation",
    "drone_activity",
    "transfer",
    "other",
]
Category = Literal["inspection", "escort", "incident"]
Modality = Literal["occurred", "attempted", "ongoing", "planned", "denied"]
DatePrecision = Literal["minute", "day", "week", "month", "year", "unknown"]
LocationPrecision = Literal["exact", "place", "area", "region", "none"]
VesselRole = Literal["subject", "escort", "authority", "other"]
ActorRole = Literal["authority", "escort", "attacker", "claimant", "other"]

CATEGORIES: dict[str, Category] = {
    "document_check": "inspection",
    "boarding": "inspection",
    "detention": "inspection",
    "release": "inspection",
    "naval_escort": "escort",
    "air_escort": "escort",
    "shadowing": "escort",
}
"""Types that do not roll up to `incident`."""

SPEC_REGIONS = frozenset(
    {
        "baltic-sea",
        "gulf-of-finland",
        "gulf-of-bothnia",
        "gulf-of-riga",
        "gulf-of-gdansk",
        "archipelago-sea",
        "aland-sea",
        "danish-straits",
        "kattegat",
        "skagerrak",
        "north-sea",
        "english-channel",
    }
)
STRAITS = frozenset({"oresund", "great-belt", "little-belt", "fehmarn-belt"})
"""Our finer regions that the annotation guide counts as `danish-straits`."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `text[start:end] == exact`, in Unicode code points."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class ProposedVessel:
    """A ship named in the story. `imo` has a right check digit; `mmsi` nine digits; `flag` is ISO 3166-1 alpha-2."""

    name: str
    imo: str | None = None
    mmsi: str | None = None
    flag: str | None = None
    role: VesselRole = "subject"


@dataclass(frozen=True, slots=True)
class ProposedActor:
    """A state, force or group. `country` is ISO 3166-1 alpha-2, None where the text leaves it open."""

    name: str
    country: str | None = None
    role: ActorRole = "authority"


@dataclass(slots=True)
class EventProposal:
    """One candidate event, in the terms of the annotation guide."""

    type: EventType
    modality: Modality
    passages: list[Passage]
    start: str | None = None
    """ISO 8601 date, or date and time with UTC offset where `date_precision` is `minute`; None if unknown."""
    end: str | None = None
    date_precision: DatePrecision = "unknown"
    place: str | None = None
    """The words of the article for the place, not a canonical name."""
    location_precision: LocationPrecision = "none"
    lon: float | None = None
    """Degrees, WGS 84, a point at sea; None exactly when `location_precision` is `none`."""
    lat: float | None = None
    uncertainty_m: float | None = None
    """Radius in metres within which the true point is expected."""
    regions: list[str] = field(default_factory=list)
    """Codes of the regions that hold the point, ours (finer than the guide's; `to_spec` maps them)."""
    vessels: list[ProposedVessel] = field(default_factory=list)
    actors: list[ProposedActor] = field(default_factory=list)
    attributed_to: str | None = None
    """Who says so, where the article never says it in its own voice."""
    count: int = 1
    """Above 1 only for an aggregate of separate acts."""
    confidence: float = 0.5
    """Calibrated probability, 0 to 1, that the event is right in type and passage."""
    rules: list[str] = field(default_factory=list)
    """Ids of the lexicon rules and engine steps that led here, in the order in which they fired."""
    found_by: str = "rules"
    """Which extractor: `rules`, `llm` (its words, our resolvers), or `rules+llm` (the rules', and the model agrees)."""
    reasons: list[str] = field(default_factory=list)
    """For a reviewer: what the other extractor makes of it. Empty where only one was asked."""

    @property
    def category(self) -> Category:
        """The category that the type rolls up to."""
        return CATEGORIES.get(self.type, "incident")

    def to_spec(self) -> dict[str, Any]:
        """The event in the form of the annotation guide, with `confidence`, `rules`, `found_by` and `reasons` added."""
        return {
            "type": self.type,
            "category": self.category,
            "modality": self.modality,
            "start": self.start,
            "end": self.end,
            "date_precision": self.date_precision,
            "place": self.place,
            "location_precision": self.location_precision,
            "lon": self.lon,
            "lat": self.lat,
            "uncertainty_m": self.uncertainty_m,
            "regions": spec_regions(self.regions) if self.lon is not None else [],
            "vessels": [
                {"name": v.name, "imo": v.imo, "mmsi": v.mmsi, "flag": v.flag, "role": v.role} for v in self.vessels
            ],
            "actors": [{"name": a.name, "country": a.country, "role": a.role} for a in self.actors],
            "attributed_to": self.attributed_to,
            "count": self.count,
            "passages": [{"start": p.start, "end": p.end, "exact": p.exact} for p in self.passages],
            "confidence": round(self.confidence, 3),
            "rules": list(self.rules),
            "found_by": self.found_by,
            "reasons": list(self.reasons),
        }


def spec_regions(codes: list[str]) -> list[str]:
    """Our region codes as the annotation guide's: the straits as one, basins that it lacks left out, else `other`."""
    mapped = {"danish-straits" if code in STRAITS else code for code in codes}
    if "danish-straits" in mapped:
        mapped.add("baltic-sea")
    return sorted(mapped & SPEC_REGIONS) or ["other"]
