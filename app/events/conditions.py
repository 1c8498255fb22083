"""Conditions on published events that an outlet has understood, as the store is asked for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

#: What must hold of the shape (first, since it is the prepared one) and each event's geometry.
Predicate = Callable[[BaseGeometry, npt.NDArray[Any]], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Lying:
    """How events are to lie to a shape in longitude and latitude; they must meet it."""

    shape: BaseGeometry
    predicate: Predicate = shapely.intersects


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a row of `event_property` (properties.py), in one database's SQL."""

    #: Parameters stand in it as `:name`.
    sql: str
    values: dict[str, Any]
    #: Parameters that are the keys of events which lie somewhere.
    shapes: dict[str, Lying]


class Expression(Protocol):
    """A condition on properties and geometry that an outlet has understood (ogc/cql2). Equal ones hash alike."""

    def __hash__(self) -> int: ...

    def condition(self, dialect: str) -> Condition:
        """The condition for this database."""
