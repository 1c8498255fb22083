"""A filter in parts that must all hold: what the point index answers by itself, and the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import shapely

from app.ogc.cql2 import spatial
from app.ogc.cql2.expression import Cql2, is_geometry_property
from app.ogc.crs import Crs

#: Properties that events are listed by as they are.
LISTED = frozenset({"type", "category", "modality", "verification"})


@dataclass(frozen=True, slots=True)
class Parts:
    """See `Filter` (events/repository.py) for what each is."""

    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    areas: tuple[bytes, ...] = ()
    expression: Cql2 | None = None


def parts(node: Any, crs: Crs) -> Parts:
    """The parts of a filter's JSON that was found to be right."""
    terms, areas, rest = [], [], []
    for each in _joined(node):
        term = _term(each)
        if term is not None:
            terms.append(term)
        elif _is_meeting(each):
            one, other = each["args"]
            shape = spatial.geometry(other if is_geometry_property(one) else one, crs)
            areas.append(shapely.to_wkb(shape))
        else:
            rest.append(each)
    whole = rest[0] if len(rest) == 1 else {"op": "and", "args": rest}
    return Parts(tuple(terms), tuple(areas), Cql2(orjson.dumps(whole), crs) if rest else None)


def _joined(node: Any) -> Iterator[Any]:
    match node:
        case {"op": "and", "args": list(arguments)}:
            for each in arguments:
                yield from _joined(each)
        case _:
            yield node


def _term(node: Any) -> tuple[str, tuple[str, ...]] | None:
    match node:
        case {"op": "=", "args": [{"property": name}, str(value)] | [str(value), {"property": name}]}:
            values = [value]
        case {"op": "in", "args": [{"property": name}, [*values]]}:
            pass
        case _:
            return None
    return (name, tuple(values)) if name in LISTED and all(isinstance(each, str) for each in values) else None


def _is_meeting(node: Any) -> bool:
    return isinstance(node, dict) and node.get("op") == "s_intersects"
