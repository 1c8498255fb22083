"""How often a token or an address may write, or ask what is dear to answer: token buckets in the memory of this worker.

A burst is allowed once and refills evenly. Each worker counts for itself, so with several the true limit is that many
times as high; what must never be exceeded belongs into a proxy before the service.
"""

import time
from collections import OrderedDict
from threading import Lock

from fastapi import Request
from starlette.exceptions import HTTPException

from app.auth.author import Author
from app.settings import Settings

#: Callers that are remembered; the longest unseen is forgotten first, which only ever gives it a fresh burst.
REMEMBERED = 10_000
#: Attempts to sign in, an hour and address.
SIGN_INS = 300
#: Questions a minute and address that take longer than a read: where a place lies, what a draft may be the same as.
LOOK_UPS = 120


class Bucket:
    """At most `burst` at once, refilled within `seconds`; zero `burst` is no limit."""

    def __init__(self, burst: int, seconds: float) -> None:
        self.burst, self.rate = burst, burst / seconds
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now: float | None = None) -> float:
        """Take one; 0.0 if it was there, else the seconds until it will be. `now` is a monotonic clock's seconds."""
        if not self.burst:
            return 0.0
        now = time.monotonic() if now is None else now
        with self._lock:
            left, seen = self._left.pop(who, (float(self.burst), now))
            left = min(self.burst, left + (now - seen) * self.rate)
            wait = 0.0 if left >= 1 else (1 - left) / self.rate
            self._left[who] = (left if wait else left - 1, now)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return wait


class Limits:
    """The limits of one service."""

    def __init__(self, settings: Settings) -> None:
        self._writes = Bucket(settings.writes_per_minute, 60)
        self._public = Bucket(settings.public_reports_per_hour, 3600)
        self._sign_ins = Bucket(SIGN_INS, 3600)
        self._look_ups = Bucket(LOOK_UPS, 60)

    def check_token(self, author: Author) -> None:
        """Count one write of a token; raises 429."""
        _refuse(self._writes.take(str(author.token_id)), "this token writes too often")

    def check_public(self, request: Request) -> None:
        """Count one report of an address without a token; raises 429."""
        _refuse(self._public.take(address(request)), "too many reports come from this address; a token allows more")

    def check_sign_in(self, request: Request) -> None:
        """Count one attempt to sign in; raises 429."""
        _refuse(self._sign_ins.take(address(request)), "too many attempts to sign in come from this address")

    def check_look_up(self, request: Request) -> None:
        """Count one look-up of an address; raises 429."""
        _refuse(self._look_ups.take(address(request)), "too many look-ups come from this address")


def of(request: Request) -> Limits:
    """The limits of the service that answers the request."""
    limits: Limits = request.app.state.limits
    return limits


def address(request: Request) -> str:
    """The client's address as the server sees it (uvicorn reads a trusted proxy's header)."""
    return request.client.host if request.client else "unknown"


def _refuse(wait: float, detail: str) -> None:
    if wait:
        seconds = str(int(wait) + 1)
        raise HTTPException(429, f"{detail}; try again in {seconds} s", headers={"Retry-After": seconds})
