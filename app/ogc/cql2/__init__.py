"""CQL2 (OGC 21-065r2): filters in text and JSON, compiled to conditions on EVENT_PROPERTY (events/properties.py)."""

from app.ogc.cql2.expression import Cql2, Language, read, within_area

__all__ = ["Cql2", "Language", "read", "within_area"]
