"""A service as one would write it in an afternoon: FastAPI, SQLAlchemy's ORM, GeoAlchemy2, Pydantic.

Runs in the peers' environment, not in ours: `python plain_service.py PORT`, DATABASE_URL in the environment.
"""

import os
import sys
from datetime import datetime
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from geoalchemy2 import Geometry, functions
from geoalchemy2.shape import to_shape
from pydantic import BaseModel
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(os.environ["DATABASE_URL"], pool_size=8)
app = FastAPI()


class Base(DeclarativeBase):
    """Base of the one table."""


class Event(Base):
    """A row of the flat table."""

    __tablename__ = "bench"
    id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    modality: Mapped[str]
    verification: Mapped[str]
    start: Mapped[datetime]
    regions: Mapped[str]
    flag: Mapped[str | None]
    title: Mapped[str]
    summary: Mapped[str]
    publisher: Mapped[str]
    vessel_names: Mapped[str]
    geom: Mapped[Any] = mapped_column(Geometry("POINT", srid=4326))


class Properties(BaseModel):
    """What a feature says."""

    type: str
    modality: str
    verification: str
    start: datetime
    regions: str
    flag: str | None
    title: str
    summary: str
    publisher: str
    vessel_names: str


class Feature(BaseModel):
    """A GeoJSON feature."""

    type: str = "Feature"
    id: str
    geometry: dict[str, Any]
    properties: Properties


class Features(BaseModel):
    """A GeoJSON feature collection."""

    type: str = "FeatureCollection"
    features: list[Feature]
    numberMatched: int
    numberReturned: int


def feature(event: Event) -> Feature:
    """The row as a feature."""
    point = to_shape(event.geom)
    return Feature(
        id=event.id,
        geometry={"type": "Point", "coordinates": [point.x, point.y]},
        properties=Properties.model_validate(event, from_attributes=True),
    )


@app.get("/healthz")
def healthz() -> dict[str, str]:
    """It lives."""
    return {"status": "ok"}


@app.get("/items")
def items(bbox: str, limit: int = 100, since: datetime | None = None) -> Features:
    """Features, the newest first."""
    box = functions.ST_MakeEnvelope(*map(float, bbox.split(",")), 4326)
    # The operator && alone compares boxes that are rounded to four bytes a number.
    conditions = [functions.ST_Intersects(Event.geom, box), *([Event.start >= since] if since else [])]
    with Session(engine) as session:
        query = select(Event).where(*conditions).order_by(Event.start.desc(), Event.id.desc()).limit(limit)
        found = [feature(event) for event in session.scalars(query)]
        matched = session.scalar(select(func.count()).select_from(Event).where(*conditions)) or 0
    return Features(features=found, numberMatched=matched, numberReturned=len(found))


@app.get("/items/{event_id}")
def item(event_id: str) -> Feature:
    """One feature."""
    with Session(engine) as session:
        event = session.get(Event, event_id)
        if event is None:
            raise HTTPException(404)
        return feature(event)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
