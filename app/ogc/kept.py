"""Answers that were given for one data version: pages, tiles and statistics."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from fastapi import Response

#: An answer that takes more than this share of the room is large: it is kept only when it is asked for again, since
#: others must go for it.
SHARE = 8


class Answers:
    """Those that were asked for last, within a number of bytes; all are let go of when the data change."""

    def __init__(self, capacity: int) -> None:
        """`capacity` in bytes of bodies."""
        self._capacity = capacity
        self._version = -1
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Response, int]] = OrderedDict()
        self._large: Hashable = None
        self._lock = Lock()

    def get(self, version: int, key: Hashable) -> Response | None:
        """The answer to `key` as of this data version."""
        with self._lock:
            if version != self._version or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, version: int, key: Hashable, answer: Response, size: int) -> None:
        """Keep an answer of `size` bytes, unless it is too large or a later data version is already known. Of the large
        ones, that which was asked for last is kept if it is asked for again, whatever the data version."""
        with self._lock:
            if version > self._version:
                self._version, self._bytes = version, 0
                self._kept.clear()
            if size > self._capacity // SHARE:
                again, self._large = key == self._large, key
                if not again or size > self._capacity:
                    return
            if version == self._version and key not in self._kept:
                self._kept[key] = answer, size
                self._bytes += size
                while self._bytes > self._capacity:
                    self._bytes -= self._kept.popitem(last=False)[1][1]
