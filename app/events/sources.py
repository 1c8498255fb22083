"""What a person's report rests on: quotes found in the texts that we hold, and references to those that we do not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.articles import repository, typography
from app.articles import service as articles
from app.articles.errors import InvalidUrl
from app.articles.models import Article
from app.articles.urls import canonical
from app.errors import FieldError, Unprocessable
from app.events.schemas import Evidence, SourceDraft


def evidence(session: Session, sources: Sequence[SourceDraft]) -> list[Evidence]:
    """Each source as evidence. Raises Unprocessable for an address that is none, and for a quote that does not stand
    in the article that we hold."""
    return [_evidence(session, source, f"sources.{number}") for number, source in enumerate(sources)]


def statement(session: Session, words: str) -> Evidence:
    """A report without any source rests on the reporter's own words."""
    article = articles.refer(
        session, articles.Incoming(text="", title="Statement of the reporter", source_key="statement:reporter")
    )
    return Evidence(article, quote=words)


def _evidence(session: Session, source: SourceDraft, field: str) -> Evidence:
    url = _canonical(source.url, f"{field}.url") if source.url else None
    held = repository.by_url(session, url) if url else None
    article = held or _referred(session, source, url)
    version = article.newest
    if source.quote is None or version is None:
        return Evidence(article, stance=source.stance, quote=source.quote)
    place = find(source.quote, version.text)
    if place is None:
        message = "does not stand in the article that we hold of this address; quote it to the letter"
        raise Unprocessable(f"{field}.quote: {message}", errors=[FieldError(f"{field}.quote", message)])
    return Evidence(article, articles.passage(version, *place), source.stance)


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Where the quote stands, in code points: to the letter, or but for quotation marks, dashes and spaces."""
    quote = quote.strip()
    start = text.find(quote)
    if start >= 0:
        return (start, start + len(quote)) if quote else None
    folded, wanted = typography.fold(text), typography.fold(quote).text
    start = folded.text.find(wanted) if wanted else -1
    return folded.origin(start, start + len(wanted)) if start >= 0 else None


def _canonical(url: str, field: str) -> str:
    try:
        return canonical(url)
    except InvalidUrl as error:
        raise Unprocessable(f"{field}: {error.detail}", errors=[FieldError(field, error.detail)]) from None


def _referred(session: Session, source: SourceDraft, url: str | None) -> Article:
    stamp = _published(source.published)
    return articles.add_reference(
        session,
        articles.Incoming(
            text="",
            title=source.title or source.publisher or url or "Statement of the reporter",
            publisher=source.publisher,
            published=stamp,
            published_precision=None if stamp is None else "day" if len(source.published or "") == 10 else "minute",
            url=url,
        ),
    )


def _published(value: str | None) -> datetime | None:
    if value is None:
        return None
    if len(value) == 10:
        day = date.fromisoformat(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return datetime.fromisoformat(value).astimezone(UTC)
