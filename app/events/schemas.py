"""What comes in for an event, whoever brings it: a data file, an extractor, a person."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Self
from uuid import UUID

import orjson
import shapely
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from shapely.geometry.base import BaseGeometry

from app.articles.models import Article, Passage
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


#: Points of a geometry that a person draws; an outline of thousands is a data set's.
MOST_POINTS = 5_000


def shape_of(geometry: dict[str, Any]) -> BaseGeometry:
    """A GeoJSON Point, LineString or Polygon, WGS 84 longitude and latitude, heights left out.

    Raises ValueError that says what is wrong with it.
    """
    if geometry.get("type") not in ("Point", "LineString", "Polygon"):
        raise ValueError("must be a GeoJSON Point, LineString or Polygon")
    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(geometry)))
    except (shapely.errors.ShapelyError, orjson.JSONEncodeError, ValueError, TypeError):
        raise ValueError("its coordinates are not those of a GeoJSON geometry") from None
    points = shapely.get_coordinates(shape)
    if not len(points) or len(points) > MOST_POINTS:
        raise ValueError(f"must have 1 to {MOST_POINTS} positions, not {len(points)}")
    if not ((abs(points[:, 0]) <= 180) & (abs(points[:, 1]) <= 90)).all():
        raise ValueError("must lie within longitude -180 to 180 and latitude -90 to 90, longitude first")
    if not shape.is_valid:
        raise ValueError(f"is not valid: {shapely.is_valid_reason(shape)}")
    return shapely.orient_polygons(shape)


def _geometry(value: dict[str, Any]) -> dict[str, Any]:
    shape_of(value)
    return value


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


class SourceDraft(Strict):
    """Where a person read or heard of an event: at least an address, a publisher or words."""

    url: str | None = Field(None, max_length=2048, examples=["https://example.org/news/tanker"])
    publisher: str | None = Field(None, max_length=255)
    title: str | None = Field(None, max_length=500)
    published: Annotated[str, AfterValidator(_moment)] | None = Field(None, description="ISO 8601 date or time.")
    quote: str | None = Field(None, max_length=4000, description="The words that say so, to the letter.")
    stance: Annotated[str, one_of("stances")] = "asserts"

    @model_validator(mode="after")
    def something(self) -> Self:
        """An empty source is none."""
        if not (self.url or self.publisher or self.quote):
            raise ValueError("url: give the address, or at least the publisher or the words")
        return self


class ReporterDraft(Strict):
    """Who reports, for the operator alone: no output has it."""

    name: str | None = Field(None, max_length=255)
    contact: str | None = Field(None, max_length=500)


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
    geometry: Annotated[dict[str, Any], AfterValidator(_geometry)] | None = Field(
        None, description="GeoJSON Point, LineString or Polygon, WGS 84; in place of `lon` and `lat`."
    )
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
        if self.lon is not None and self.geometry is not None:
            raise ValueError("geometry: give it, or lon and lat, not both")
        if (self.shape is None) != (self.location_precision == "none"):
            raise ValueError("lon: is null if and only if location_precision is none")
        if self.start and self.end:
            began = time.interval(self.start, None, self.date_precision)
            ended = time.interval(self.end, None, self.date_precision)
            if began and ended and ended[1] <= began[0]:
                raise ValueError("end: lies before start")
        return self

    @property
    def shape(self) -> BaseGeometry | None:
        """Where it was; None if nowhere."""
        if self.geometry is not None:
            return shape_of(self.geometry)
        return None if self.lon is None or self.lat is None else shapely.Point(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention to be stored with an event: a passage of a stored article, or a reference without text."""

    article: Article
    passage: Passage | None = None
    stance: str = "asserts"
    reading: dict[str, Any] = field(default_factory=dict)
    found_by: str = "person"
    rules: tuple[str, ...] = ()
    #: Words as a person gave them, where there is no passage.
    quote: str | None = None
    #: Why it is joined to an event that was there before.
    reasons: tuple[str, ...] = ()

    @property
    def article_id(self) -> UUID:
        """Key of the article."""
        return self.article.id

    @property
    def passage_id(self) -> UUID | None:
        """Key of the passage."""
        return self.passage.id if self.passage is not None else None
