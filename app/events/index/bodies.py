"""Finished features by key: from a cache that is bounded in bytes, else from the store in one statement."""

import threading
from collections.abc import Iterable, Sequence

from app.db.reader import Reader


class Bodies:
    """The features' bytes that were asked for last. Two generations: when the younger one is full it becomes the elder,
    and what the elder held and nobody has asked for since is let go."""

    def __init__(self, reader: Reader, capacity: int) -> None:
        """`capacity` in bytes of features; the cache's own keeping comes on top, about 120 bytes a feature."""
        self._reader, self._capacity = reader, capacity
        self._young: dict[int, bytes] = {}
        self._elder: dict[int, bytes] = {}
        self._bytes = 0
        self._forgotten = 0
        self._lock = threading.Lock()

    def of(self, keys: Sequence[int]) -> list[bytes]:
        """The bodies under `keys`, in their order, without those that are gone."""
        young = self._young
        found = [young.get(key) for key in keys]
        if None in found:
            missing = [key for key, body in zip(keys, found, strict=True) if body is None]
            fetched = self._fetch(missing)
            found = [fetched.get(key) if body is None else body for key, body in zip(keys, found, strict=True)]
        return [body for body in found if body is not None]

    def _fetch(self, keys: list[int]) -> dict[int, bytes]:
        forgotten, elder = self._forgotten, self._elder
        fetched = {key: elder[key] for key in keys if key in elder}
        missing = [key for key in keys if key not in fetched]
        if missing:
            statement = f"SELECT k, body FROM event_feature WHERE k {self._reader.among}"  # noqa: S608
            fetched.update(self._reader.rows(statement, keys=missing))
        with self._lock:
            # What was read before somebody changed it must not come in after the change was told of.
            if forgotten == self._forgotten:
                self._keep(fetched)
        return fetched

    def _keep(self, bodies: dict[int, bytes]) -> None:
        self._young.update(bodies)
        self._bytes += sum(map(len, bodies.values()))
        if self._bytes > self._capacity // 2:
            self._elder, self._young, self._bytes = self._young, {}, 0

    def forget(self, keys: Iterable[int]) -> None:
        """Let go of what has changed."""
        with self._lock:
            self._forgotten += 1
            for key in keys:
                self._young.pop(key, None)
                self._elder.pop(key, None)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._forgotten += 1
            self._young, self._elder, self._bytes = {}, {}, 0
