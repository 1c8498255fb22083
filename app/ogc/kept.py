"""Answers that were made for one data version: tiles and statistics."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Answers:
    """Those that were asked for last, within a number of bytes; all are let go of when the data change."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._version = -1
        self._bytes = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, version: int, key: Hashable) -> tuple[int, bytes] | None:
        """The answer to `key` as of this data version, with that version."""
        with self._lock:
            if version != self._version or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return version, self._kept[key]

    def put(self, version: int, key: Hashable, body: bytes) -> tuple[int, bytes]:
        """Keep an answer, unless a later data version is already known; gives it back with its version."""
        with self._lock:
            if version > self._version:
                self._version, self._bytes = version, 0
                self._kept.clear()
            if version == self._version and key not in self._kept:
                self._kept[key] = body
                self._bytes += len(body)
                while self._bytes > self._capacity:
                    self._bytes -= len(self._kept.popitem(last=False)[1])
        return version, body
