"""Asking the model about a text: once, within the budget, again after a fault that passes."""

import logging
import time
from collections.abc import Callable
from hashlib import sha256
from threading import BoundedSemaphore

from app.llm import prompt
from app.llm.answer import EventWords, read
from app.llm.client import Client
from app.llm.errors import NoAnswer
from app.llm.ledger import Key, Ledger

ATTEMPTS = 3
BACK_OFF_SECONDS = 1.0
"""Before the second attempt; twice that before the third."""
LONGEST_WAIT_SECONDS = 30.0
"""An endpoint that asks for more has to do without us: somebody waits for the article."""

log = logging.getLogger(__name__)


class Asking:
    """A model to ask. Threads may share one; `concurrency` of them are let through at once."""

    def __init__(
        self,
        client: Client,
        ledger: Ledger,
        *,
        model: str,
        form: str,
        concurrency: int,
        patience_seconds: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`form`: see `prompt.body`. Who is not let through within `patience_seconds` does without the model. `sleep`
        waits between attempts, in seconds."""
        self.model = model
        self._client, self._ledger, self._form, self._sleep = client, ledger, form, sleep
        self._free = BoundedSemaphore(concurrency)
        self._patience_seconds = patience_seconds

    def events(self, text: str) -> tuple[list[EventWords], int]:
        """What the model says of a text, unverified, and how many of its events were badly made. Raises NoAnswer."""
        sent = text[: prompt.LONGEST_SENT].encode("utf-8", "replace")
        key = Key(sha256(sent).hexdigest(), prompt.VERSION, self.model)
        known = self._ledger.known(key)
        if known is not None:
            return read(known)
        if not self._free.acquire(timeout=self._patience_seconds):
            raise NoAnswer("too many articles wait for it (SKERRY_LLM_CONCURRENCY)")
        try:
            known = self._ledger.known(key)  # another thread may have asked the same while this one waited
            return read(known) if known is not None else self._asked(text, key)
        finally:
            self._free.release()

    def _asked(self, text: str, key: Key) -> tuple[list[EventWords], int]:
        question = prompt.body(text, self.model, self._form)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt(question, key)
            except NoAnswer as error:
                log.warning("language model %s, attempt %d of %d: %s", self.model, attempt, ATTEMPTS, error.reason)
                wait = max(error.wait_seconds, BACK_OFF_SECONDS * 2 ** (attempt - 1))
                if not error.temporary or attempt == ATTEMPTS:
                    raise
                if wait > LONGEST_WAIT_SECONDS:
                    raise NoAnswer(f"{error.reason}, and to wait {wait:.0f} seconds is too long") from None
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, question: dict[str, object], key: Key) -> tuple[list[EventWords], int]:
        reserved = prompt.most_tokens(question)
        self._ledger.reserve(reserved)
        try:
            reply = self._client.ask(question)
        except NoAnswer as error:
            if error.refused:
                self._ledger.correct(reserved, 0)
            raise
        used = reserved if reply.tokens is None else reply.tokens
        try:
            events = read(reply.content)
        except NoAnswer:
            self._ledger.correct(reserved, used)
            raise
        self._ledger.correct(reserved, used, (key, reply.content))
        log.info("language model %s: %d event(s), %d tokens", self.model, len(events[0]), used)
        return events
