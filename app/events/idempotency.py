"""A create that is sent again with the same `Idempotency-Key` is answered as the first time and changes nothing.

After draft-ietf-httpapi-idempotency-key-header-06. The reply is kept in the create's own transaction, so there is never
one without the other. Keys belong to a token (or, for the public, to an address) and are kept for a day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from threading import Condition

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.db.types import utcnow
from app.errors import BadRequest, Conflict, FieldError, Unprocessable
from app.events.models import Answer

HEADER = "idempotency-key"
LIFETIME = timedelta(days=1)
#: Seconds that a repeat waits for the first request to end; then it is told that it is still running.
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Key:
    """A key with whom it belongs to, and the request that it was sent with; both as SHA-256, hexadecimal."""

    scope: str
    request: str


def key_of(header: str | None, caller: str, method: str, path: str, body: bytes) -> Key | None:
    """The key of a request, or None if it has none. Raises BadRequest for one that is empty or too long."""
    if header is None:
        return None
    value = header.strip().strip('"')
    if not 1 <= len(value) <= 255:
        raise BadRequest.field("Idempotency-Key", "must have 1 to 255 characters")
    request = sha256(f"{method} {path}\n".encode() + body).hexdigest()
    return Key(sha256(f"{caller}\n{value}".encode()).hexdigest(), request)


class Running:
    """The keys whose first request is being worked on in this process."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._changed = Condition()
        self._keys: set[str] = set()

    @contextmanager
    def only(self, key: Key | None) -> Iterator[None]:
        """Do one request of a key at a time. Raises Conflict where another one does not end in time."""
        if key is None:
            yield
            return
        with self._changed:
            if not self._changed.wait_for(lambda: key.scope not in self._keys, self._patience):
                raise Conflict("a request with this Idempotency-Key is still running; ask again for its reply")
            self._keys.add(key.scope)
        try:
            yield
        finally:
            with self._changed:
                self._keys.discard(key.scope)
                self._changed.notify_all()


def answered(session: Session, key: Key | None) -> Answer | None:
    """The reply that was given before; other writers have to be kept off already.

    Raises Unprocessable where the key came with another request then.
    """
    if key is None:
        return None
    known = session.get(Answer, key.scope)
    if known is not None and known.at < utcnow() - LIFETIME:
        session.delete(known)
        session.flush()
        return None
    if known is not None and known.request != key.request:
        message = "was sent with another request before; a new request needs a new key"
        raise Unprocessable(f"Idempotency-Key: {message}", errors=[FieldError("Idempotency-Key", message)])
    return known


def keep(session: Session, key: Key | None, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep a reply, and forget those that are over a day old."""
    if key is None:
        return
    session.execute(delete(Answer).where(Answer.at < utcnow() - LIFETIME))
    session.add(Answer(key=key.scope, request=key.request, status=status, headers=headers, body=body))
    session.flush()
