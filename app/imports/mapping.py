"""From a row's columns to the fields of an event."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import shapely

from app.errors import BadRequest, FieldError, Unprocessable
from app.events.drafts import READ_ONLY, TWINS, Incoming, whole
from app.events.schemas import Draft
from app.imports.rows import Row

#: Field of a mapping → field of the one source that a row gives.
SOURCE = {
    "url": "url",
    "publisher": "publisher",
    "source_title": "title",
    "published": "published",
    "quote": "quote",
    "stance": "stance",
}
#: Field of a mapping → field of the one ship that a row gives.
VESSEL = {"vessel": "name", "imo": "imo", "mmsi": "mmsi", "flag": "flag", "vessel_type": "type", "vessel_role": "role"}
OTHER = ("wkt", "sources", "reason")
FIELDS = tuple(dict.fromkeys((*Draft.model_fields, *SOURCE, *VESSEL, *TWINS, *OTHER)))
#: Fields whose values are text, though a table may hold them as numbers.
_TEXT = {"imo", "mmsi", "imo_numbers", "start", "end", "published"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is which field. A column that is called like a field is that field, unless it is mapped."""

    columns: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: list[str]) -> "Mapping":
        """The pairs `column=field`. Raises BadRequest."""
        found = {}
        for pair in pairs:
            column, equals, name = pair.rpartition("=")
            if not equals or not column:
                raise BadRequest.field("map", f"{pair!r} must be column=field")
            if name not in FIELDS:
                raise BadRequest.field("map", f"{name!r} is no field: {', '.join(FIELDS)}", FIELDS)
            found[column.strip()] = name
        return cls(found)

    def field_of(self, column: str) -> str | None:
        """The field that a column gives; None where it gives none."""
        mapped = self.columns.get(column)
        if mapped is None and column in FIELDS and column not in self.columns.values():
            mapped = column
        return mapped

    def column_of(self, name: str) -> str | None:
        """The mapped column that a field comes from, for a message about it."""
        return next((column for column, given in self.columns.items() if given == name), None)

    def ignored(self, columns: tuple[str, ...]) -> list[str]:
        """The columns that nobody looks at, without those that the service computes."""
        return [name for name in columns if self.field_of(name) is None and name not in (*READ_ONLY, "link")]

    def missing(self, columns: tuple[str, ...]) -> list[str]:
        """Columns that are mapped and not there."""
        return [name for name in self.columns if name not in columns]


def event(row: Row, mapping: Mapping) -> Incoming:
    """The event that a row gives. Raises Unprocessable that names the fields."""
    if row.fault is not None:
        raise Unprocessable(row.fault)
    given = {mapping.field_of(name): _value(value) for name, value in row.values.items()}
    fields = {name: value for name, value in given.items() if name is not None and value is not None}
    for name in _TEXT.intersection(fields):
        fields[name] = str(fields[name])
    _place(fields, row.geometry)
    _lists(fields)
    source = {name: fields.pop(column) for column, name in SOURCE.items() if column in fields}
    vessel = {name: fields.pop(column) for column, name in VESSEL.items() if column in fields}
    if source:
        fields["sources"] = [*_more(fields, "sources"), source]
    if vessel.get("name"):
        fields["vessels"] = [*_more(fields, "vessels"), vessel]
    elif vessel.get("imo") or vessel.get("mmsi"):
        fields["vessels"] = [*_more(fields, "vessels"), {**vessel, "name": vessel.get("imo") or vessel["mmsi"]}]
    incoming = whole(fields)
    if not any(each.url or each.quote for each in incoming.extra.sources):
        message = "no event without evidence: the row needs the url of a source, or a quote of its words"
        raise Unprocessable(f"url: {message}", errors=[FieldError("url", message)])
    return incoming


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return None if isinstance(value, float) and value != value else value


def _place(fields: dict[str, Any], geometry: dict[str, Any] | None) -> None:
    """The file's geometry before a column of WKT, and either before longitude and latitude: tables often have both."""
    wkt = fields.pop("wkt", None)
    if isinstance(fields.get("geometry"), str):
        written = fields.pop("geometry")
        fields["geometry"] = _json(written)
        wkt = written if fields["geometry"] is None else wkt
    if geometry is not None:
        fields["geometry"] = geometry
    elif wkt is not None:
        try:
            fields["geometry"] = orjson.loads(shapely.to_geojson(shapely.from_wkt(str(wkt))))
        except shapely.errors.ShapelyError:
            raise Unprocessable("wkt: is no WKT", errors=[FieldError("wkt", "is no WKT")]) from None
    if fields.get("geometry") is not None:
        fields.pop("lon", None)
        fields.pop("lat", None)


def _lists(fields: dict[str, Any]) -> None:
    """Codes of regions as a table has them: separated by semicolons or as JSON."""
    regions = fields.get("regions")
    if isinstance(regions, str):
        parsed = _json(regions)
        fields["regions"] = parsed if isinstance(parsed, list) else [each.strip() for each in regions.split(";")]


def _more(fields: dict[str, Any], name: str) -> list[Any]:
    """What a column of JSON gives besides."""
    given = fields.get(name)
    parsed = _json(given) if isinstance(given, str) else given
    return parsed if isinstance(parsed, list) else []


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
