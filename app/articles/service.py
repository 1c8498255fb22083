"""Keeping articles: the same one again is the same one, a changed one is a new version, and passages hold on."""

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.articles import repository
from app.articles.anchoring import select
from app.articles.article_text import on_calendar
from app.articles.models import Article, ArticleVersion, Passage


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article as it comes in. `published` is aware, in UTC; `url` is canonical (articles/urls.py)."""

    text: str
    title: str
    publisher: str | None = None
    published: datetime | None = None
    published_precision: str | None = None
    #: The day on the publisher's own calendar, from which "yesterday" in the text counts; it is not stored.
    published_day: date | None = None
    language: str = "und"
    url: str | None = None
    kind: str = "article"
    media_type: str = "text/plain"
    snapshot: bytes | None = None
    source_key: str | None = None
    digest_of: tuple[str, ...] = ()
    #: Posts of a live blog: where in the text each begins, and its time on the publisher's own calendar; not stored.
    posts: tuple[tuple[int, datetime | None], ...] = ()

    @property
    def told_on(self) -> datetime | None:
        """The time of publication on the publisher's own calendar, as an aware instant for resolving dates."""
        if self.published is None or self.published_day is None:
            return self.published
        return on_calendar(self.published, self.published_day)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where it went."""

    article: Article
    version: ArticleVersion
    new_article: bool
    new_version: bool


def keep(session: Session, incoming: Incoming) -> Kept:
    """Store an article, or find it: by data key, by address, or without either by its very words."""
    digest = sha256(incoming.text.encode()).hexdigest()
    article = _find(session, incoming, digest)
    if article is None:
        article = _add(session, incoming, incoming.kind)
        version = _add_version(article, incoming, digest)
        return Kept(article, version, new_article=True, new_version=True)
    for version in article.versions:
        if version.sha256 == digest:
            return Kept(article, version, new_article=False, new_version=False)
    _complete(session, article, incoming)
    if article.kind == "reference":
        article.kind, article.title = incoming.kind, incoming.title
    version = _add_version(article, incoming, digest)
    return Kept(article, version, new_article=False, new_version=True)


def refer(session: Session, incoming: Incoming) -> Article:
    """Store what is known of a page that we hold no text of, or find the article at its address."""
    article = _find(session, incoming, None)
    if article is None:
        return add_reference(session, incoming)
    if article.kind == "reference":
        _complete(session, article, incoming)
    return article


def add_reference(session: Session, incoming: Incoming) -> Article:
    """Store what is known of a page that is not in the store yet and that we hold no text of."""
    return _add(session, incoming, "reference")


def passage(version: ArticleVersion, start: int, end: int) -> Passage:
    """The passage at these code points of a version, added if new.

    Raises ValueError if the offsets do not lie within the text.
    """
    if not 0 <= start < end <= len(version.text):
        raise ValueError(f"a passage from {start} to {end} does not lie in a text of {len(version.text)} characters")
    found = next((each for each in version.passages if (each.start, each.end) == (start, end)), None)
    if found is not None:
        return found
    selectors = select(version.text, start, end)
    new = Passage(
        start=start,
        end=end,
        exact=selectors.exact,
        prefix=selectors.prefix,
        suffix=selectors.suffix,
    )
    version.passages.append(new)
    return new


def _find(session: Session, incoming: Incoming, digest: str | None) -> Article | None:
    if incoming.source_key:
        return repository.by_source_key(session, incoming.source_key)
    if incoming.url:
        return repository.by_url(session, incoming.url)
    return repository.by_sha256(session, digest) if digest else None


def _add(session: Session, incoming: Incoming, kind: str) -> Article:
    article = Article(
        kind=kind,
        url=incoming.url,
        source_key=incoming.source_key,
        title=incoming.title,
        publisher=incoming.publisher,
        language=incoming.language,
        published=incoming.published,
        published_precision=incoming.published_precision,
        digest_of=list(incoming.digest_of),
        versions=[],
    )
    session.add(article)
    return article


def _complete(session: Session, article: Article, incoming: Incoming) -> None:
    """A later look may know more: gaps are filled, never emptied. Whoever cites the article is to be told."""
    before = (article.title, article.publisher, article.language, article.published)
    if article.source_key and article.source_key == incoming.source_key:
        article.title = incoming.title
        article.digest_of = list(incoming.digest_of)
    article.publisher = article.publisher or incoming.publisher
    if article.language == "und":
        article.language = incoming.language
    if article.published is None:
        article.published, article.published_precision = incoming.published, incoming.published_precision
    if before != (article.title, article.publisher, article.language, article.published):
        session.info.setdefault("completed_articles", set()).add(article.id)


def _add_version(article: Article, incoming: Incoming, digest: str) -> ArticleVersion:
    version = ArticleVersion(
        number=len(article.versions) + 1,
        text=incoming.text,
        sha256=digest,
        media_type=incoming.media_type,
        snapshot=zlib.compress(incoming.snapshot, 6) if incoming.snapshot is not None else None,
        passages=[],
    )
    article.versions.append(version)
    return version
