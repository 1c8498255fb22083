"""Reading what is handed in (an address, a file, a text) into one form, with what the sender knows of it on top."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.articles import text as texts
from app.articles import urls
from app.articles.article_text import on_calendar
from app.articles.fetch import Fetcher
from app.articles.service import Incoming
from app.articles.text import ArticleText
from app.errors import FieldError, Unprocessable
from app.extraction.language import LANGUAGES, identify

#: Clocks differ and newspapers date ahead; more than this is a mistake.
FUTURE = timedelta(hours=36)
#: Characters of the first line that may serve as a title.
TITLE = 200


def fetch(url: str, fetcher: Fetcher) -> Incoming:
    """The article at an address. Raises what `Fetcher.fetch` and `text.read` raise."""
    fetched = fetcher.fetch(url)
    read = texts.read(fetched.body, fetched.media_type, url=fetched.final_url, charset=fetched.charset, field="url")
    return _incoming(read, url=read.canonical_url or fetched.final_url, snapshot=fetched.body)


def from_bytes(body: bytes, *, filename: str | None = None, url: str | None = None) -> Incoming:
    """The article in a file. Raises what `text.read` raises."""
    read = texts.read(body, None, filename=filename, url=url)
    return _incoming(read, url=url or read.canonical_url, snapshot=body)


def plain(text: str, *, url: str | None = None) -> Incoming:
    """A text that was typed or pasted."""
    read = texts.read(text.encode("utf-8", "replace"), "text/plain", charset="utf-8", field="text")
    return _incoming(read, url=url, snapshot=None)


def from_json(body: bytes) -> tuple[Incoming, dict[str, Any]]:
    """The article in a JSON object with `text` and what else is known of it; an annotated report is one.

    Returns the article and the other fields as given. Raises Unprocessable.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Unprocessable("the file is no JSON", errors=[FieldError("file", "is no JSON")]) from None
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        raise Unprocessable(
            "text: a JSON article is an object with a member text", errors=[FieldError("text", "is missing")]
        )
    fields = {name: document.get(name) for name in ("title", "publisher", "published", "language")}
    for name, value in fields.items():
        if value is not None and not isinstance(value, str):
            raise Unprocessable(f"{name}: must be a string", errors=[FieldError(name, "must be a string")])
    url = document.get("url")
    incoming = plain(document["text"], url=url if isinstance(url, str) else None)
    key = document.get("id")
    return replace(incoming, source_key=key if isinstance(key, str) else None), fields


def with_given(incoming: Incoming, given: dict[str, Any]) -> Incoming:
    """What the sender says goes over what the page says. Raises Unprocessable for a time in the future or a language
    that is not known."""
    changes = {name: given[name] for name in ("title", "publisher", "language") if given.get(name)}
    if "language" in changes and changes["language"] not in (*LANGUAGES, "und"):
        message = f"must be one of {', '.join(LANGUAGES)}"
        raise Unprocessable(f"language: {message}", errors=[FieldError("language", message, tuple(LANGUAGES))])
    if given.get("published"):
        stamp, precision = moment(given["published"])
        if stamp > datetime.now(UTC) + FUTURE:
            raise Unprocessable("published: lies in the future", errors=[FieldError("published", "lies in the future")])
        changes |= {"published": stamp, "published_precision": precision, "published_day": stamp.date()}
    return replace(incoming, **changes)


def moment(value: str) -> tuple[datetime, str]:
    """An ISO 8601 date or time as an aware instant, and its precision. A time without offset is taken as UTC.

    Raises ValueError for anything else.
    """
    if len(value) == 10:
        day = date.fromisoformat(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC), "day"
    stamp = datetime.fromisoformat(value)
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)), "minute"


def checked_moment(value: str) -> str:
    """The same value; raises ValueError with a sentence where `moment` would not read it."""
    try:
        moment(value)
    except ValueError:
        raise ValueError("must be an ISO 8601 date or time, such as 2025-08-06 or 2025-08-06T14:30:00+03:00") from None
    return value


def _incoming(read: ArticleText, *, url: str | None, snapshot: bytes | None) -> Incoming:
    published = read.published
    if published is not None and published > datetime.now(UTC) + FUTURE:
        published = None  # a page that dates itself into the future says nothing that can be relied upon
    first_line = read.text.split("\n", 1)[0]
    language = read.language if read.language in LANGUAGES else identify(read.text)
    return Incoming(
        text=read.text,
        title=read.title or (first_line if len(first_line) <= TITLE else first_line[: TITLE - 1] + "…"),
        publisher=read.publisher,
        published=published,
        published_precision=read.published_precision if published else None,
        published_day=read.published_day if published else None,
        language=language or "und",
        url=urls.canonical(url) if url else None,
        media_type=read.media_type,
        snapshot=snapshot,
        posts=tuple(
            (p.start, on_calendar(p.published.at, p.published.day) if p.published else None) for p in read.posts
        ),
    )
