"""Finding and adding articles, versions and passages."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.articles.models import Article, ArticleVersion

#: Made once: to make it takes as long as to run it.
_BY_URL = select(Article).where(Article.url == bindparam("url"))
_BY_SHA256 = (
    select(Article)
    .join(ArticleVersion)
    .where(ArticleVersion.sha256 == bindparam("sha256"), Article.kind.in_(("article", "sample")))
    .order_by(Article.id)
    .limit(1)
)


def get(session: Session, article_id: UUID) -> Article | None:
    """An article with its versions and their passages."""
    return session.get(
        Article, article_id, options=[selectinload(Article.versions).selectinload(ArticleVersion.passages)]
    )


def by_url(session: Session, url: str) -> Article | None:
    """The article at a canonical address."""
    return session.scalar(_BY_URL, {"url": url})


def by_source_key(session: Session, key: str) -> Article | None:
    """The article that a data file's entry brought."""
    return session.scalar(select(Article).where(Article.source_key == key))


def by_sha256(session: Session, sha256: str) -> Article | None:
    """The first article that has ever had exactly this text."""
    return session.scalar(_BY_SHA256, {"sha256": sha256})
