"""CQL2 evaluated in plain Python over features as they are served: what the databases' answers are held to.

Three-valued as SQL is: None stands for unknown.
"""

import operator
import re
import unicodedata
from datetime import UTC, datetime, timedelta

import shapely
from shapely.geometry import box, shape

from app.events.time import interval

_COMPARE = {
    **{"=": operator.eq, "<>": operator.ne, "<": operator.lt},
    **{"<=": operator.le, ">": operator.gt, ">=": operator.ge},
}
_DAY = timedelta(days=1)
_EDGES = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def holds(node, feature) -> bool | None:
    """Whether the expression is true of the feature."""
    if isinstance(node, bool):
        return node
    name, args = node["op"].lower(), node["args"]
    if name == "and":
        values = [holds(each, feature) for each in args]
        return False if False in values else None if None in values else True
    if name == "or":
        values = [holds(each, feature) for each in args]
        return True if True in values else None if None in values else False
    if name == "not":
        value = holds(args[0], feature)
        return None if value is None else not value
    if name in _COMPARE:
        return _compared(name, args[0], args[1], feature)
    if name == "between":
        low, high = (_compared(sign, args[0], bound, feature) for sign, bound in ((">=", args[1]), ("<=", args[2])))
        return False if False in (low, high) else None if None in (low, high) else True
    if name == "in":
        return holds({"op": "or", "args": [{"op": "=", "args": [args[0], each]} for each in args[1]]}, feature)
    if name == "isnull":
        return _value(args[0], feature) is None
    if name == "like":
        text, pattern = (_value(each, feature) for each in args)
        return None if text is None else re.fullmatch(_regex(pattern), text, re.DOTALL) is not None
    if name.startswith("s_"):
        one, other = (_geometry(each, feature) for each in args)
        return None if one is None or other is None else bool(getattr(shapely, name[2:])(one, other))
    if name.startswith("t_"):
        one, other = (_span(each, feature) for each in args)
        return None if None in (*one, *other) else _RELATIONS[name[2:]](*one, *other)
    mine, other = set(feature["properties"][args[0]["property"]]), set(args[1])
    return {
        "a_contains": mine >= other,
        "a_containedby": mine <= other,
        "a_equals": mine == other,
        "a_overlaps": bool(mine & other),
    }[name]


def _compared(sign, left, right, feature):
    one, other = _value(left, feature), _value(right, feature)
    if one is None or other is None:
        return None
    if isinstance(one, tuple) or isinstance(other, tuple):
        (a, b), (c, d) = one, other
        before, after = b < c, d < a
        same = not before and not after
        return {"=": same, "<>": not same, "<": before, "<=": before or same, ">": after, ">=": after or same}[sign]
    return _COMPARE[sign](one, other)


def _value(node, feature):
    if not isinstance(node, dict):
        return node
    if "date" in node:
        day = datetime.fromisoformat(node["date"]).replace(tzinfo=UTC)
        return day, day + _DAY - timedelta(milliseconds=1)
    if "timestamp" in node:
        second = datetime.fromisoformat(node["timestamp"])
        return second, second + timedelta(milliseconds=999)
    if "property" in node:
        return _of(node["property"], feature)
    text = _value(node["args"][0], feature)
    if text is None:
        return None
    if node["op"].lower() == "casei":
        return text.lower()
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not "\u0300" <= each <= "\u036f")
    return bare.translate(str.maketrans("łŁøØđĐ", "lLoOdD"))


def _of(name, feature):
    properties = feature["properties"]
    if name == "geometry":
        return feature["geometry"]
    if name in ("created", "updated"):
        moment = datetime.fromisoformat(properties[name])
        return moment, moment
    if name in ("start", "end"):
        time = interval(properties["start"], properties["end"], properties["date_precision"])
        if time is None:
            return None
        moment = datetime.fromtimestamp(time[0], UTC)
        if name == "end":
            moment = datetime.fromtimestamp(time[1], UTC) - timedelta(milliseconds=1)
        return moment, moment
    return properties[name]


def _geometry(node, feature):
    if "property" in node:
        return shape(feature["geometry"]) if feature["geometry"] else None
    if "bbox" not in node:
        return shape(node)
    west, south, east, north = node["bbox"]
    if west <= east:
        return box(west, south, east, north)
    return shapely.union(box(west, south, 180, north), box(-180, south, east, north))


def _span(node, feature):
    if "interval" not in node:
        moment = _value(node, feature)
        return moment, moment
    bounds = []
    for each, edge in zip(node["interval"], _EDGES, strict=True):
        if each == "..":
            bounds.append((edge, edge))
        elif isinstance(each, str):
            bounds.append(_value({"date" if len(each) == 10 else "timestamp": each}, feature))
        else:
            bounds.append(_value(each, feature))
    return tuple(bounds)


def _before(one, other):
    return one[1] < other[0]


def _same(one, other):
    return not _before(one, other) and not _before(other, one)


#: Start and end of one interval, then of the other: Allen's relations.
_RELATIONS = {
    "after": lambda a, b, c, d: _before(d, a),
    "before": lambda a, b, c, d: _before(b, c),
    "disjoint": lambda a, b, c, d: _before(b, c) or _before(d, a),
    "equals": lambda a, b, c, d: _same(a, c) and _same(b, d),
    "intersects": lambda a, b, c, d: not _before(b, c) and not _before(d, a),
    "contains": lambda a, b, c, d: _before(a, c) and _before(d, b),
    "during": lambda a, b, c, d: _before(c, a) and _before(b, d),
    "finishedby": lambda a, b, c, d: _before(a, c) and _same(b, d),
    "finishes": lambda a, b, c, d: _before(c, a) and _same(b, d),
    "meets": lambda a, b, c, d: _same(b, c),
    "metby": lambda a, b, c, d: _same(a, d),
    "overlappedby": lambda a, b, c, d: _before(c, a) and _before(a, d) and _before(d, b),
    "overlaps": lambda a, b, c, d: _before(a, c) and _before(c, b) and _before(b, d),
    "startedby": lambda a, b, c, d: _same(a, c) and _before(d, b),
    "starts": lambda a, b, c, d: _same(a, c) and _before(b, d),
}


def _regex(pattern):
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    return "".join(
        {"%": ".*", "_": "."}.get(part) or re.escape(part[-1] if part.startswith("\\") else part) for part in parts
    )
