"""What was asked and what it cost: answers that need not be asked for again, and budgets that end in a message."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db.engine import Database
from app.llm.errors import NoAnswer
from app.llm.models import LlmAnswer, LlmDay


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests and tokens that may be used; None: as many as it takes."""

    requests: int | None = None
    tokens: int | None = None

    def check(self, requests: int, tokens: int, span: str, setting: str) -> None:
        """Raises NoAnswer where these totals would be more. `span` and `setting` name the budget in the message."""
        for used, most, unit in ((requests, self.requests, "requests"), (tokens, self.tokens, "tokens")):
            if most is not None and used > most:
                raise NoAnswer(f"the budget of {most:,} {unit} {span} is used up (SKERRY_LLM_{unit.upper()}_{setting})")


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer is kept under."""

    text_sha256: str
    prompt: str
    model: str


class Ledger:
    """One run's view of the ledger in the store, which all runs and workers share. Threads may share one."""

    def __init__(self, database: Database, *, day: Budget, run: Budget) -> None:
        """`run` is for the life of this object."""
        self._database = database
        self._day, self._run = day, run
        self._requests = self._tokens = 0
        self._lock = Lock()

    def known(self, key: Key) -> str | None:
        """The answer that was kept."""
        with self._database.read() as session:
            row = session.get(LlmAnswer, (key.text_sha256, key.prompt, key.model))
            return row.answer if row else None

    def reserve(self, tokens: int) -> None:
        """Book one request that may cost this much. Raises NoAnswer where a budget does not allow it."""
        with self._lock:
            self._run.check(self._requests + 1, self._tokens + tokens, "a run", "PER_RUN")
            with self._database.write() as session:
                today = _today(session)
                self._day.check(today.requests + 1, today.tokens + tokens, "a day", "PER_DAY")
                today.requests += 1
                today.tokens += tokens
            self._requests += 1
            self._tokens += tokens

    def correct(self, reserved: int, used: int, keep: tuple[Key, str] | None = None) -> None:
        """Book what a request really cost, and keep its answer."""
        with self._lock, self._database.write() as session:
            today = _today(session)
            today.tokens = max(0, today.tokens + used - reserved)
            self._tokens += used - reserved
            if keep is not None:
                key, answer = keep
                session.merge(LlmAnswer(**_columns(key), answer=answer, tokens=used))


def _columns(key: Key) -> dict[str, str]:
    return {"text_sha256": key.text_sha256, "prompt": key.prompt, "model": key.model}


def _today(session: Session) -> LlmDay:
    """Today's row, locked until the transaction ends: so whoever writes here is alone."""
    day = datetime.now(UTC).date().isoformat()
    new = text("INSERT INTO llm_day (day, requests, tokens) VALUES (:day, 0, 0) ON CONFLICT DO NOTHING")
    session.execute(new, {"day": day})
    return session.get_one(LlmDay, day, with_for_update=True)
