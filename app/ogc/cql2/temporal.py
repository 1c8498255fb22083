"""Time in CQL2 (OGC 21-065r2, 7.9): instants and intervals, and how they lie to each other.

Each bound is the closed range of milliseconds that it stands for: a date its day, a timestamp its second, a property
its moment. Bounds are equal where their ranges meet.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import BadRequest
from app.ogc.cql2.sql import Sql, all_of, any_of
from app.ogc.moments import moment

#: Beyond every time.
_FOREVER = 2**60


@dataclass(frozen=True, slots=True)
class Moment:
    """One bound in SQL, in milliseconds of the Unix epoch, both ends included."""

    first: Sql
    last: Sql


@dataclass(frozen=True, slots=True)
class Span:
    """An instant or an interval."""

    start: Moment
    end: Moment


#: The open start and the open end `..`.
BEGINNING = Moment(str(-_FOREVER), str(-_FOREVER))
ENDING = Moment(str(_FOREVER), str(_FOREVER))


def literal_moment(value: str) -> Moment:
    """A date or a timestamp. Raises BadRequest."""
    first, after = moment("filter", value)
    return Moment(str(first * 1000), str(after * 1000 - 1))


def before(one: Moment, other: Moment) -> Sql:
    """Whether the one lies wholly before the other."""
    return f"{one.last} < {other.first}"


def same(one: Moment, other: Moment) -> Sql:
    """Whether they are equal at the coarser one's precision."""
    return all_of((upto(one, other), upto(other, one)))


def upto(one: Moment, other: Moment) -> Sql:
    """Before or equal."""
    return f"{one.first} <= {other.last}"


def compare(operator: str, one: Moment, other: Moment) -> Sql:
    """One of CQL2's comparison operators."""
    match operator:
        case "=":
            return same(one, other)
        case "<>":
            return any_of((before(one, other), before(other, one)))
        case "<":
            return before(one, other)
        case "<=":
            return upto(one, other)
        case ">":
            return before(other, one)
        case _:
            return upto(other, one)


Relation = Callable[[Span, Span], Sql]


def _during(a: Span, b: Span) -> Sql:
    return all_of((before(b.start, a.start), before(a.end, b.end)))


def _finishes(a: Span, b: Span) -> Sql:
    return all_of((before(b.start, a.start), same(a.end, b.end)))


def _starts(a: Span, b: Span) -> Sql:
    return all_of((same(a.start, b.start), before(a.end, b.end)))


def _overlaps(a: Span, b: Span) -> Sql:
    return all_of((before(a.start, b.start), before(b.start, a.end), before(a.end, b.end)))


#: OGC 21-065r2, table 10 (Allen's relations).
RELATIONS: dict[str, Relation] = {
    "t_after": lambda a, b: before(b.end, a.start),
    "t_before": lambda a, b: before(a.end, b.start),
    "t_disjoint": lambda a, b: any_of((before(a.end, b.start), before(b.end, a.start))),
    "t_equals": lambda a, b: all_of((same(a.start, b.start), same(a.end, b.end))),
    "t_intersects": lambda a, b: all_of((upto(a.start, b.end), upto(b.start, a.end))),
    "t_contains": lambda a, b: _during(b, a),
    "t_during": _during,
    "t_finishedby": lambda a, b: _finishes(b, a),
    "t_finishes": _finishes,
    "t_meets": lambda a, b: same(a.end, b.start),
    "t_metby": lambda a, b: same(a.start, b.end),
    "t_overlappedby": lambda a, b: _overlaps(b, a),
    "t_overlaps": _overlaps,
    "t_startedby": lambda a, b: _starts(b, a),
    "t_starts": _starts,
}


def relate(operator: str, one: Span, other: Span) -> Sql:
    """A temporal function. Raises BadRequest for one that there is none of."""
    if operator not in RELATIONS:
        raise BadRequest.field("filter", f"{operator!r} is not known", tuple(RELATIONS))
    return RELATIONS[operator](one, other)
