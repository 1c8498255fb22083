"""A filter that was understood, and its compilation to SQL with bound parameters over a closed list of names."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cql2
import orjson
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Text,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    true,
)

from app.db.comparing import (
    ByCodePoint,
    Matches,
    Position,
    WithoutAccents,
    WithoutCase,
    pattern,
    without_accents,
    without_case,
)
from app.db.indexes import Indexes, among
from app.errors import BadRequest
from app.events.properties import EVENT_PROPERTY, QUERYABLES
from app.events.shapes import lying
from app.ogc.cql2 import guard, spatial, temporal
from app.ogc.crs import Crs

Language = Literal["cql2-text", "cql2-json"]
GEOMETRY = "geometry"
#: Functions of space in one filter, each of which looks through an index.
MOST_FUNCTIONS = 8
#: `%` of one pattern: each may have to look for the rest of it at every place.
MOST_WILD = 8
_FOLDS = {"casei": (WithoutCase, without_case), "accenti": (WithoutAccents, without_accents)}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
#: Which events lie to a geometry as a function says: their condition.
Lookup = Callable[[str, BaseGeometry], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Cql2:
    """A filter; equal if its JSON and its CRS are."""

    json: bytes
    crs: Crs

    def condition(
        self, connection: Connection, indexes: Indexes, only: Sequence[int] | None = None
    ) -> ColumnElement[bool]:
        """See `Expression`."""
        dialect = connection.dialect.name

        def lookup(function: str, shape: BaseGeometry) -> ColumnElement[bool]:
            found = lying(connection, indexes, shape, spatial.PREDICATES[function], only)
            return among(EVENT_PROPERTY.c.k, dialect, found)

        return _Compiler(self.crs, lookup, dialect).condition(orjson.loads(self.json))


def understood(value: str, language: Language, crs: Crs) -> Any:
    """The JSON of a filter whose geometries are in `crs`. Raises BadRequest for anything that cannot be answered."""
    node = _text(value) if language == "cql2-text" else _json(value)
    if isinstance(node, str):
        raise BadRequest.field("filter", "must be a condition, not a text")
    _Compiler(crs, lambda *_: true(), "sqlite").condition(node)
    return node


def _text(value: str) -> Any:
    guard.text(value)
    try:
        return cql2.parse_text(value).to_json()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the parser is no Exception
        raise BadRequest.field("filter", "is no CQL2 text; see OGC 21-065r2 for its grammar") from None


def _json(value: str) -> Any:
    guard.json(value)
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise BadRequest.field("filter", f"is no JSON: {error.msg} at character {error.pos + 1}") from None


@dataclass(frozen=True, slots=True)
class _Value:
    """A scalar: its kind, its column or bound value, and for a literal the value itself."""

    kind: str
    sql: Any
    given: Any = None

    @property
    def is_literal(self) -> bool:
        return self.given is not None


class _Compiler:
    """One pass over a filter's JSON. Every name and operator that is not spelled out here is refused."""

    def __init__(self, crs: Crs, lookup: Lookup, dialect: str) -> None:
        self._crs, self._lookup, self._dialect = crs, lookup, dialect
        self._functions = 0

    def condition(self, node: Any) -> ColumnElement[bool]:
        """A Boolean expression."""
        if isinstance(node, bool):
            return true() if node else false()
        operator, arguments = _operation(node)
        match operator:
            case "and" | "or":
                parts = [self.condition(each) for each in arguments]
                if not parts:
                    raise _wrong(f"{operator} needs something to join")
                return and_(*parts) if operator == "and" else or_(*parts)
            case "not":
                return not_(self.condition(*_exactly(operator, arguments, 1)))
            case "=" | "<>" | "<" | "<=" | ">" | ">=":
                one, other = _exactly(operator, arguments, 2)
                return self._compare(operator, one, other)
            case "between":
                value, low, high = _exactly(operator, arguments, 3)
                return and_(self._compare(">=", value, low), self._compare("<=", value, high))
            case "in":
                value, listed = _exactly(operator, arguments, 2)
                if not isinstance(listed, list) or not listed:
                    raise _wrong("in needs a list of values")
                return or_(*(self._compare("=", value, each) for each in listed))
            case "like":
                return self._like(*_exactly(operator, arguments, 2))
            case "isnull":
                return self._is_null(*_exactly(operator, arguments, 1))
        if operator.startswith("s_"):
            return self._spatial(operator, *_exactly(operator, arguments, 2))
        if operator.startswith("t_"):
            one, other = _exactly(operator, arguments, 2)
            return temporal.relate(operator, self._span(one), self._span(other))
        if operator.startswith("a_"):
            return self._array(operator, *_exactly(operator, arguments, 2))
        raise _wrong(f"{operator!r} is not known")

    def _compare(self, operator: str, left: Any, right: Any) -> ColumnElement[bool]:
        one, other = self._scalar(left), self._scalar(right)
        if "instant" in (one.kind, other.kind):
            return temporal.compare(operator, _moment(one), _moment(other))
        if one.kind != other.kind or one.kind == "codes":
            raise _wrong(f"{_shown(left)} and {_shown(right)} cannot be compared")
        compare = _COMPARE[operator]
        if one.is_literal and other.is_literal:
            return true() if compare(one.given, other.given) else false()
        if one.kind == "text" and operator not in ("=", "<>"):
            return compare(ByCodePoint(one.sql), ByCodePoint(other.sql))  # type: ignore[no-any-return]
        return compare(one.sql, other.sql)  # type: ignore[no-any-return]

    def _like(self, left: Any, right: Any) -> ColumnElement[bool]:
        value, like = self._scalar(left), self._scalar(right)
        if value.kind != "text" or like.kind != "text" or not isinstance(like.given, str):
            raise _wrong("like compares text with a pattern")
        if like.given.count("%") > MOST_WILD:
            raise _wrong(f"a pattern has more than {MOST_WILD} wildcards")
        return Matches(value.sql, literal(pattern(like.given, self._dialect), Text))

    def _is_null(self, node: Any) -> ColumnElement[bool]:
        if isinstance(node, dict) and node.get("property") == GEOMETRY:
            return _nowhere()
        value = self._scalar(node)
        if value.is_literal:
            return false()
        column = value.sql.first if isinstance(value.sql, temporal.Moment) else value.sql
        return column.is_(null())

    def _scalar(self, node: Any) -> _Value:
        match node:
            case bool():
                return _Value("boolean", literal(node), node)
            case int() | float():
                number = float(node)
                if not math.isfinite(number):
                    raise _wrong("has a number that is too large")
                return _Value("number", literal(number, Double), number)
            case str():
                if "\x00" in node:
                    raise _wrong("has a text with the character U+0000")
                return _Value("text", literal(node, Text), node)
            case {"date": str(value)} | {"timestamp": str(value)}:
                return _Value("instant", temporal.literal_moment(value), value)
            case {"property": str(name)}:
                return _property(name)
            case {"op": str(operator), "args": [argument]} if operator.lower() in _FOLDS:
                return self._folded(operator.lower(), argument)
        if isinstance(node, dict) and "op" in node:
            raise _wrong(f"{str(node['op'])[:40]!r} is not known")
        raise _wrong(f"{_shown(node)} is no value that could be compared")

    def _folded(self, operator: str, argument: Any) -> _Value:
        value = self._scalar(argument)
        if value.kind != "text":
            raise _wrong(f"{operator} takes text")
        construct, fold = _FOLDS[operator]
        if value.is_literal:
            folded = fold(value.given)
            return _Value("text", literal(folded, Text), folded)
        return _Value("text", construct(value.sql))

    def _spatial(self, function: str, left: Any, right: Any) -> ColumnElement[bool]:
        if not is_geometry_property(left):
            left, right, function = right, left, spatial.SWAPPED.get(function, function)
        if not is_geometry_property(left) or not isinstance(right, dict) or "property" in right:
            raise _wrong(f"{function} compares the property {GEOMETRY!r} with a geometry")
        known = {*spatial.PREDICATES, "s_disjoint"}
        if function not in known:
            raise BadRequest.field("filter", f"{function!r} is not known", sorted(known))
        self._functions += 1
        if self._functions > MOST_FUNCTIONS:
            raise _wrong(f"has more than {MOST_FUNCTIONS} functions of space")
        shape = spatial.geometry(right, self._crs)
        held = not_(self._lookup("s_intersects", shape)) if function == "s_disjoint" else self._lookup(function, shape)
        return case((_nowhere(), null()), else_=held)

    def _span(self, node: Any) -> temporal.Span:
        match node:
            case {"interval": [start, end]}:
                first = temporal.beginning() if start == ".." else _moment(self._scalar(start))
                last = temporal.ending() if end == ".." else _moment(self._scalar(end))
                return temporal.Span(first, last)
        instant = _moment(self._scalar(node))
        return temporal.Span(instant, instant)

    def _array(self, function: str, left: Any, right: Any) -> ColumnElement[bool]:
        if isinstance(left, list):
            swapped = {"a_contains": "a_containedby", "a_containedby": "a_contains"}
            left, right, function = right, left, swapped.get(function, function)
        column = self._scalar(left)
        if column.kind != "codes" or not isinstance(right, list):
            raise _wrong(f"{function} compares a property that is a list, such as regions, with a list")
        values = dict.fromkeys(self._scalar(each).given if isinstance(each, str) else None for each in right)
        has = [_has(column.sql, value) for value in values]
        number = func.length(column.sql) - func.length(func.replace(column.sql, " ", "")) - 1
        held = sum((case((each, 1), else_=0) for each in has), start=literal(0))
        match function:
            case "a_contains":
                return and_(true(), *has)
            case "a_containedby":
                return number == held
            case "a_equals":
                return and_(number == held, *has)
            case "a_overlaps":
                return or_(false(), *has)
        allowed = ("a_contains", "a_containedby", "a_equals", "a_overlaps")
        raise BadRequest.field("filter", f"{function!r} is not known", allowed)


def _operation(node: Any) -> tuple[str, list[Any]]:
    match node:
        case {"op": str(operator), "args": list(arguments)}:
            return operator.lower(), arguments
    raise _wrong(f"{_shown(node)} is no condition")


def _exactly(operator: str, arguments: list[Any], number: int) -> list[Any]:
    if len(arguments) != number:
        raise _wrong(f"{operator} takes {number} arguments, not {len(arguments)}")
    return arguments


def _property(name: str) -> _Value:
    known = QUERYABLES.get(name)
    if known is None:
        raise BadRequest.field("filter", f"{name[:80]!r} is not known", (*QUERYABLES, GEOMETRY))
    column = EVENT_PROPERTY.c[name]
    if known.kind == "instant":
        return _Value("instant", temporal.Moment(column, column))
    return _Value("number" if known.kind == "integer" else known.kind, column)


def _moment(value: _Value) -> temporal.Moment:
    if value.kind == "text" and isinstance(value.given, str):
        return temporal.literal_moment(value.given)
    if isinstance(value.sql, temporal.Moment):
        return value.sql
    raise _wrong("compares a time with something that is none")


def _has(column: ColumnElement[Any], code: str | None) -> ColumnElement[bool]:
    if not code or any(character.isspace() for character in code):
        return false()
    return Position(column, literal(f" {code} ", Text)) > 0


def _nowhere() -> ColumnElement[bool]:
    """An event has no geometry if and only if nothing is known of its place (events/models.py)."""
    return EVENT_PROPERTY.c.location_precision == "none"


def is_geometry_property(node: Any) -> bool:
    """Whether it names the event's geometry."""
    return isinstance(node, dict) and node.get("property") == GEOMETRY


def _shown(node: Any) -> str:
    return orjson.dumps(node).decode()[:60]


def _wrong(message: str) -> BadRequest:
    return BadRequest.field("filter", message)
