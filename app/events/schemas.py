"""What comes in for an event, whoever brings it: a data file, an extractor, a person."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.codes import codes
from app.events import time
from app.vessels.numbers import is_imo, is_mmsi


def one_of(name: str) -> AfterValidator:
    """The value must be a code of this list; the error names them all."""

    def check(value: str) -> str:
        if value not in codes(name):
            raise ValueError(f"must be one of {', '.join(codes(name))}")
        return value

    return AfterValidator(check)


def _moment(value: str) -> str:
    time.parse(value)
    return value


def _imo(value: str) -> str:
    if not is_imo(value):
        raise ValueError("is no IMO number: seven digits, the last of which checks the others")
    return value


def _mmsi(value: str) -> str:
    if not is_mmsi(value):
        raise ValueError("is no MMSI: nine digits")
    return value


Moment = Annotated[str, Field(max_length=32, examples=["2025-05-13"]), AfterValidator(_moment)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["EE"])]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class Strict(BaseModel):
    """A body whose unknown members are an error, not noise."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class VesselDraft(Strict):
    """A ship's part in an event."""

    name: str = Field(min_length=1, max_length=255)
    imo: Annotated[str, AfterValidator(_imo)] | None = None
    mmsi: Annotated[str, AfterValidator(_mmsi)] | None = None
    flag: Country | None = None
    type: str | None = Field(None, max_length=127, description="Kind of ship in the source's words.")
    role: Annotated[str, one_of("vessel_roles")] = "subject"
    aliases: list[Annotated[str, Field(min_length=1, max_length=255)]] = Field(
        default_factory=list, max_length=40, description="Former and other names."
    )


class ActorDraft(Strict):
    """An actor's part in an event."""

    name: str = Field(min_length=1, max_length=255)
    country: Country | None = None
    role: Annotated[str, one_of("actor_roles")] = "other"


class Draft(Strict):
    """An event before it is stored, without its evidence."""

    type: Annotated[str, one_of("types")]
    modality: Annotated[str, one_of("modalities")] = "occurred"
    verification: Annotated[str, one_of("verifications")] = "reported"
    title: str = Field("", max_length=300)
    summary: str = Field("", max_length=10_000)
    start: Moment | None = None
    end: Moment | None = None
    date_precision: Annotated[str, one_of("date_precisions")] = "unknown"
    place: str | None = Field(None, max_length=500)
    location_precision: Annotated[str, one_of("location_precisions")] = "none"
    lon: Longitude | None = None
    lat: Latitude | None = None
    uncertainty_m: float | None = Field(None, ge=0, le=5_000_000, allow_inf_nan=False)
    regions: list[str] = Field(default_factory=list, max_length=40)
    vessels: list[VesselDraft] = Field(default_factory=list, max_length=100)
    actors: list[ActorDraft] = Field(default_factory=list, max_length=100)
    attributed_to: str | None = Field(None, max_length=500)
    count: int = Field(1, ge=1, le=1_000_000)
    confidence: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Dates and places agree with their precisions (gold/SPEC.md, rules 4 and 5)."""
        if (self.start is None) != (self.date_precision == "unknown"):
            raise ValueError("start: is null if and only if date_precision is unknown")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lat: lon and lat come together")
        if (self.lon is None) != (self.location_precision == "none"):
            raise ValueError("lon: is null if and only if location_precision is none")
        if self.start and self.end:
            began = time.interval(self.start, None, self.date_precision)
            ended = time.interval(self.end, None, self.date_precision)
            if began and ended and ended[1] <= began[0]:
                raise ValueError("end: lies before start")
        return self


class Evidence(BaseModel):
    """One mention to be stored with an event: a passage of a stored article, or a reference without text."""

    article_id: UUID
    passage_id: UUID | None = None
    stance: str = "asserts"
    reading: dict[str, Any] = Field(default_factory=dict)
    found_by: str
    rules: list[str] = Field(default_factory=list)
