"""Answers that were given: pages, tiles and statistics, for who asks the same again.

What is asked for once must not drive out what is asked for again and again: two queues, and the keys of what has left
(2Q: Johnson and Shasha, VLDB 1994).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from fastapi import Response

#: An answer that takes more than this share of the room is large: it is kept only when it is asked for again, since
#: others must go for it.
SHARE = 8
#: Share of the room that is for answers that were asked for once.
ONCE = 4
#: Keys of answers that are not kept, though they were asked for: about 200 bytes each.
REMEMBERED = 2_000


@dataclass(slots=True)
class _Kept:
    answer: Response
    size: int
    #: The data version that it was last known to be true of.
    version: int


class _Queue:
    """Answers within a number of bytes, those that were asked for last at its end."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._bytes = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def get(self, key: Hashable) -> _Kept | None:
        """What is kept under `key`, which goes to the end."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Hashable, kept: _Kept) -> list[Hashable]:
        """Keep one that is not here; the keys of those that must go for it."""
        self._kept[key] = kept
        self._bytes += kept.size
        gone = []
        while self._bytes > self._capacity:
            gone.append(next(iter(self._kept)))
            self.pop(gone[-1])
        return gone

    def pop(self, key: Hashable) -> _Kept | None:
        """Let go of what is kept under `key`."""
        kept = self._kept.pop(key, None)
        self._bytes -= kept.size if kept else 0
        return kept


class Answers:
    """Those that were asked for last, and above all those that were asked for more than once, within a number of
    bytes."""

    def __init__(self, capacity: int) -> None:
        """`capacity` in bytes of bodies."""
        self._largest = capacity // SHARE, capacity - capacity // ONCE
        self._once, self._again = _Queue(capacity // ONCE), _Queue(capacity - capacity // ONCE)
        self._left: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, version: int, holds_still: Callable[[int, int], bool]) -> Response | None:
        """The answer to `key` as of this data version; one of an earlier version if that `holds_still`."""
        with self._lock:
            known = self._once.get(key) or self._again.get(key)
            if known is None:
                return None
            if known.version < version:
                if not holds_still(known.version, version):
                    self._pop(key)
                    self._leave([key])
                    return None
                known.version = version
            if self._once.pop(key):
                self._leave(self._again.put(key, known))
            return known.answer

    def put(self, key: Hashable, version: int, answer: Response, size: int) -> None:
        """Keep an answer of `size` bytes, unless it is too large or a later one is kept."""
        with self._lock:
            known = self._once.get(key) or self._again.get(key)
            if known is not None and known.version >= version:
                return
            again = key in self._left or known is not None
            self._pop(key)
            self._left.pop(key, None)
            if size > self._largest[again]:
                self._leave([key])
                return
            self._leave((self._again if again else self._once).put(key, _Kept(answer, size, version)))

    def _pop(self, key: Hashable) -> None:
        self._once.pop(key)
        self._again.pop(key)

    def _leave(self, keys: list[Hashable]) -> None:
        for key in keys:
            self._left[key] = None
        while len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
