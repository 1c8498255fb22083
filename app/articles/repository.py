"""Finding and adding articles, versions and passages."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.articles.models import Article, ArticleVersion, Passage


def get(session: Session, article_id: UUID) -> Article | None:
    """An article with its versions and their passages."""
    return session.get(
        Article, article_id, options=[selectinload(Article.versions).selectinload(ArticleVersion.passages)]
    )


def by_url(session: Session, url: str) -> Article | None:
    """The article at a canonical address."""
    return session.scalar(select(Article).where(Article.url == url))


def by_source_key(session: Session, key: str) -> Article | None:
    """The article that a data file's entry brought."""
    return session.scalar(select(Article).where(Article.source_key == key))


def by_sha256(session: Session, sha256: str) -> Article | None:
    """The first article that has ever had exactly this text."""
    return session.scalar(
        select(Article)
        .join(ArticleVersion)
        .where(ArticleVersion.sha256 == sha256, Article.kind.in_(("article", "sample")))
        .order_by(Article.id)
        .limit(1)
    )


def passage(session: Session, version: ArticleVersion, start: int, end: int) -> Passage | None:
    """The passage at exactly these offsets."""
    return session.scalar(
        select(Passage).where(Passage.version_id == version.id, Passage.start == start, Passage.end == end)
    )
