"""What the store keeps of a language model: its answers, so that none is paid for twice, and what a day has used."""

from datetime import datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base
from app.db.types import utcnow


class LlmAnswer(Base):
    """The answer of one model to one version of the question about one text, as it came; it is verified at each use."""

    __tablename__ = "llm_answer"

    #: SHA-256 of the text that was sent, UTF-8, hexadecimal.
    text_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Version of the question (`prompt.VERSION`).
    prompt: Mapped[str] = mapped_column(String(16), primary_key=True)
    #: The model's name as the settings have it.
    model: Mapped[str] = mapped_column(String(255), primary_key=True)
    #: JSON that has the shape that was asked for.
    answer: Mapped[str] = mapped_column(Text)
    #: Tokens that it cost, question and answer.
    tokens: Mapped[int]
    created: Mapped[datetime] = mapped_column(default=utcnow)


class LlmDay(Base):
    """What the model was asked on one day, by all workers and commands together."""

    __tablename__ = "llm_day"

    #: ISO 8601 date, UTC.
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    #: Requests that were sent, answered or not.
    requests: Mapped[int]
    #: Tokens, question and answer; estimated where the endpoint did not say.
    tokens: Mapped[int] = mapped_column(BigInteger)
