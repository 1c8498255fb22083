"""CQL2 (OGC 21-065r2): filters in text and JSON, compiled to conditions on EVENT_PROPERTY (events/properties.py)."""

from app.ogc.cql2.expression import Cql2, Language, understood
from app.ogc.cql2.parts import Parts, parts
from app.ogc.crs import CRS84, Crs

__all__ = ["Cql2", "Language", "Parts", "read"]


def read(value: str, language: Language, crs: Crs = CRS84) -> Parts:
    """A filter whose geometries are in `crs`. Raises BadRequest for anything that cannot be answered."""
    return parts(understood(value, language, crs), crs)
