"""A filter that was understood, and its compilation to SQL with bound parameters over a closed list of names."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import cql2
import orjson

from app.db.comparing import COMPARING, pattern, without_accents, without_case
from app.db.indexes import among_keys
from app.errors import BadRequest
from app.events.conditions import Condition, Lying
from app.events.properties import QUERYABLES
from app.ogc.cql2 import guard, spatial, temporal
from app.ogc.cql2.sql import ALWAYS, NEVER, Sql, all_of, any_of, negated
from app.ogc.crs import Crs

Language = Literal["cql2-text", "cql2-json"]
GEOMETRY = "geometry"
#: Functions of space in one filter, each of which looks through an index.
MOST_FUNCTIONS = 8
#: `%` of one pattern: each may have to look for the rest of it at every place.
MOST_WILD = 8
_FOLDS = {"casei": without_case, "accenti": without_accents}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
#: An event has no geometry if and only if nothing is known of its place (events/models.py).
_NOWHERE: Sql = "location_precision = 'none'"


@dataclass(frozen=True, slots=True)
class Cql2:
    """A filter; equal if its JSON and its CRS are."""

    json: bytes
    crs: Crs

    def condition(self, dialect: str) -> Condition:
        """See `Expression`."""
        return _Compiler(self.crs, dialect).whole(orjson.loads(self.json))


def understood(value: str, language: Language, crs: Crs) -> Any:
    """The JSON of a filter whose geometries are in `crs`. Raises BadRequest for anything that cannot be answered."""
    node = _text(value) if language == "cql2-text" else _json(value)
    if isinstance(node, str):
        raise BadRequest.field("filter", "must be a condition, not a text")
    guard.tree(node)
    _Compiler(crs, "sqlite").condition(node)
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
    """A scalar: its kind, and what it is in SQL or, for a literal, the value itself."""

    kind: str
    sql: Sql = ""
    given: Any = None

    @property
    def is_literal(self) -> bool:
        return self.given is not None


class _Compiler:
    """One pass over a filter's JSON. Every name and operator that is not spelled out here is refused."""

    def __init__(self, crs: Crs, dialect: str) -> None:
        self._crs, self._dialect, self._comparing = crs, dialect, COMPARING[dialect]
        self._values: dict[str, Any] = {}
        self._shapes: dict[str, Lying] = {}

    def whole(self, node: Any) -> Condition:
        """The filter with its parameters."""
        return Condition(self.condition(node), self._values, self._shapes)

    def _bound(self, value: Any) -> Sql:
        name = f"v{len(self._values)}"
        self._values[name] = value
        return f":{name}"

    def _text(self, value: str) -> Sql:
        return f"CAST({self._bound(value)} AS TEXT)"

    def _sql(self, value: _Value) -> Sql:
        if not value.is_literal:
            return value.sql
        return self._text(value.given) if value.kind == "text" else self._bound(value.given)

    def condition(self, node: Any) -> Sql:
        """A Boolean expression."""
        if isinstance(node, bool):
            return ALWAYS if node else NEVER
        operator, arguments = _operation(node)
        match operator:
            case "and" | "or":
                parts = [self.condition(each) for each in arguments]
                if not parts:
                    raise _wrong(f"{operator} needs something to join")
                return all_of(parts) if operator == "and" else any_of(parts)
            case "not":
                return negated(self.condition(*_exactly(operator, arguments, 1)))
            case "=" | "<>" | "<" | "<=" | ">" | ">=":
                one, other = _exactly(operator, arguments, 2)
                return self._compare(operator, one, other)
            case "between":
                value, low, high = _exactly(operator, arguments, 3)
                return all_of((self._compare(">=", value, low), self._compare("<=", value, high)))
            case "in":
                value, listed = _exactly(operator, arguments, 2)
                if not isinstance(listed, list) or not listed:
                    raise _wrong("in needs a list of values")
                return any_of(self._compare("=", value, each) for each in listed)
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

    def _compare(self, operator: str, left: Any, right: Any) -> Sql:
        one, other = self._scalar(left), self._scalar(right)
        if "instant" in (one.kind, other.kind):
            return temporal.compare(operator, _moment(one), _moment(other))
        if one.kind != other.kind or one.kind == "codes":
            raise _wrong(f"{_shown(left)} and {_shown(right)} cannot be compared")
        if one.is_literal and other.is_literal:
            return ALWAYS if _COMPARE[operator](one.given, other.given) else NEVER
        first, second = self._sql(one), self._sql(other)
        if one.kind == "text" and operator not in ("=", "<>"):
            first, second = map(self._comparing.by_code_point.format, (first, second))
        return f"{first} {operator} {second}"

    def _like(self, left: Any, right: Any) -> Sql:
        value, like = self._scalar(left), self._scalar(right)
        if value.kind != "text" or like.kind != "text" or not isinstance(like.given, str):
            raise _wrong("like compares text with a pattern")
        if like.given.count("%") > MOST_WILD:
            raise _wrong(f"a pattern has more than {MOST_WILD} wildcards")
        return self._comparing.matches.format(self._sql(value), self._text(pattern(like.given, self._dialect)))

    def _is_null(self, node: Any) -> Sql:
        if isinstance(node, dict) and node.get("property") == GEOMETRY:
            return _NOWHERE
        value = self._scalar(node)
        if value.is_literal:
            return NEVER
        return f"{value.sql} IS NULL"

    def _scalar(self, node: Any) -> _Value:
        match node:
            case bool():
                return _Value("boolean", given=node)
            case int() | float():
                number = float(node)
                if not math.isfinite(number):
                    raise _wrong("has a number that is too large")
                return _Value("number", given=number)
            case str():
                if "\x00" in node:
                    raise _wrong("has a text with the character U+0000")
                return _Value("text", given=node)
            case {"date": str(value)} | {"timestamp": str(value)}:
                return _Value("instant", given=temporal.literal_moment(value))
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
        if value.is_literal:
            return _Value("text", given=_FOLDS[operator](value.given))
        folding = self._comparing.without_case if operator == "casei" else self._comparing.without_accents
        return _Value("text", folding.format(value.sql))

    def _spatial(self, function: str, left: Any, right: Any) -> Sql:
        if not is_geometry_property(left):
            left, right, function = right, left, spatial.SWAPPED.get(function, function)
        if not is_geometry_property(left) or not isinstance(right, dict) or "property" in right:
            raise _wrong(f"{function} compares the property {GEOMETRY!r} with a geometry")
        known = {*spatial.PREDICATES, "s_disjoint"}
        if function not in known:
            raise BadRequest.field("filter", f"{function!r} is not known", sorted(known))
        if len(self._shapes) == MOST_FUNCTIONS:
            raise _wrong(f"has more than {MOST_FUNCTIONS} functions of space")
        apart, name = function == "s_disjoint", f"s{len(self._shapes)}"
        predicate = spatial.PREDICATES["s_intersects" if apart else function]
        self._shapes[name] = Lying(spatial.geometry(right, self._crs), predicate)
        held = f"k {among_keys(self._dialect, name)}"
        return f"CASE WHEN {_NOWHERE} THEN NULL ELSE {negated(held) if apart else held} END"

    def _span(self, node: Any) -> temporal.Span:
        match node:
            case {"interval": [start, end]}:
                first = temporal.BEGINNING if start == ".." else _moment(self._scalar(start))
                last = temporal.ENDING if end == ".." else _moment(self._scalar(end))
                return temporal.Span(first, last)
        instant = _moment(self._scalar(node))
        return temporal.Span(instant, instant)

    def _array(self, function: str, left: Any, right: Any) -> Sql:
        if isinstance(left, list):
            swapped = {"a_contains": "a_containedby", "a_containedby": "a_contains"}
            left, right, function = right, left, swapped.get(function, function)
        column = self._scalar(left)
        if column.kind != "codes" or not isinstance(right, list):
            raise _wrong(f"{function} compares a property that is a list, such as regions, with a list")
        values = dict.fromkeys(self._scalar(each).given if isinstance(each, str) else None for each in right)
        has = [self._has(column.sql, value) for value in values]
        number = f"length({column.sql}) - length(replace({column.sql}, ' ', '')) - 1"
        no_others = f"{number} = {' + '.join(f'CASE WHEN {each} THEN 1 ELSE 0 END' for each in has) or 0}"
        match function:
            case "a_contains":
                return all_of(has)
            case "a_containedby":
                return no_others
            case "a_equals":
                return all_of((no_others, *has))
            case "a_overlaps":
                return any_of(has)
        allowed = ("a_contains", "a_containedby", "a_equals", "a_overlaps")
        raise BadRequest.field("filter", f"{function!r} is not known", allowed)

    def _has(self, column: Sql, code: str | None) -> Sql:
        if not code or any(character.isspace() for character in code):
            return NEVER
        return f"{self._comparing.position.format(column, self._text(f' {code} '))} > 0"


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
    return _Value("number" if known.kind == "integer" else known.kind, f'"{name}"')


def _moment(value: _Value) -> temporal.Moment:
    match value:
        case _Value("instant", given=temporal.Moment() as moment):
            return moment
        case _Value("instant", column):
            return temporal.Moment(column, column)
        case _Value("text", given=str(text)):
            return temporal.literal_moment(text)
    raise _wrong("compares a time with something that is none")


def is_geometry_property(node: Any) -> bool:
    """Whether it names the event's geometry."""
    return isinstance(node, dict) and node.get("property") == GEOMETRY


def _shown(node: Any) -> str:
    return orjson.dumps(node).decode()[:60]


def _wrong(message: str) -> BadRequest:
    return BadRequest.field("filter", message)
