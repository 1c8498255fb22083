"""Time in CQL2 (OGC 21-065r2, 7.9): instants and intervals, and how they lie to each other.

Each bound is the closed range of milliseconds that it stands for: a date its day, a timestamp its second, a property
its moment. Bounds are equal where their ranges meet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, literal, or_

from app.errors import BadRequest
from app.ogc.moments import moment

#: Beyond every time.
_FOREVER = 2**60


@dataclass(frozen=True, slots=True)
class Moment:
    """One bound, in milliseconds of the Unix epoch, both ends included."""

    first: ColumnElement[Any]
    last: ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Span:
    """An instant or an interval."""

    start: Moment
    end: Moment


def literal_moment(value: str) -> Moment:
    """A date or a timestamp. Raises BadRequest."""
    first, after = moment("filter", value)
    return Moment(literal(first * 1000, BigInteger), literal(after * 1000 - 1, BigInteger))


def beginning() -> Moment:
    """The open start `..`."""
    return Moment(literal(-_FOREVER, BigInteger), literal(-_FOREVER, BigInteger))


def ending() -> Moment:
    """The open end `..`."""
    return Moment(literal(_FOREVER, BigInteger), literal(_FOREVER, BigInteger))


def before(one: Moment, other: Moment) -> ColumnElement[bool]:
    """Whether the one lies wholly before the other."""
    return one.last < other.first


def same(one: Moment, other: Moment) -> ColumnElement[bool]:
    """Whether they are equal at the coarser one's precision."""
    return and_(one.first <= other.last, other.first <= one.last)


def upto(one: Moment, other: Moment) -> ColumnElement[bool]:
    """Before or equal."""
    return one.first <= other.last


def compare(operator: str, one: Moment, other: Moment) -> ColumnElement[bool]:
    """One of CQL2's comparison operators."""
    match operator:
        case "=":
            return same(one, other)
        case "<>":
            return or_(before(one, other), before(other, one))
        case "<":
            return before(one, other)
        case "<=":
            return upto(one, other)
        case ">":
            return before(other, one)
        case _:
            return upto(other, one)


Relation = Callable[[Span, Span], ColumnElement[bool]]


def _during(a: Span, b: Span) -> ColumnElement[bool]:
    return and_(before(b.start, a.start), before(a.end, b.end))


def _finishes(a: Span, b: Span) -> ColumnElement[bool]:
    return and_(before(b.start, a.start), same(a.end, b.end))


def _starts(a: Span, b: Span) -> ColumnElement[bool]:
    return and_(same(a.start, b.start), before(a.end, b.end))


def _overlaps(a: Span, b: Span) -> ColumnElement[bool]:
    return and_(before(a.start, b.start), before(b.start, a.end), before(a.end, b.end))


#: OGC 21-065r2, table 10 (Allen's relations).
RELATIONS: dict[str, Relation] = {
    "t_after": lambda a, b: before(b.end, a.start),
    "t_before": lambda a, b: before(a.end, b.start),
    "t_disjoint": lambda a, b: or_(before(a.end, b.start), before(b.end, a.start)),
    "t_equals": lambda a, b: and_(same(a.start, b.start), same(a.end, b.end)),
    "t_intersects": lambda a, b: and_(upto(a.start, b.end), upto(b.start, a.end)),
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


def relate(operator: str, one: Span, other: Span) -> ColumnElement[bool]:
    """A temporal function. Raises BadRequest for one that there is none of."""
    if operator not in RELATIONS:
        raise BadRequest.field("filter", f"{operator!r} is not known", tuple(RELATIONS))
    return RELATIONS[operator](one, other)
