"""Live blogs: one page, many posts, each with its own time.

A post is found by its `<time datetime>`: the largest element that holds only this one. Three such neighbours with
running text of their own are a live blog; lists of teasers (links) and comments are not.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from app.articles.article_text import Published, published
from app.articles.metadata import types

MIN_POSTS = 3
MIN_POST_LENGTH = 60  #: characters of running text outside links
MAX_TIMES = 2_000
OUTSIDE = frozenset({"nav", "header", "footer", "aside", "form"})
NOT_POSTS = ("comment", "related", "teaser", "sidebar", "promo", "latest", "trending")


@dataclass(frozen=True, slots=True)
class RawPost:
    """A post before its text is tidied."""

    paragraphs: tuple[str, ...]
    published: Published | None


def from_json_ld(article: dict[str, Any], now: datetime | None = None) -> list[RawPost]:
    """The updates of a `LiveBlogPosting`; empty if it is none or has too few."""
    updates = article.get("liveBlogUpdate")
    if "LiveBlogPosting" not in types(article) or not isinstance(updates, list):
        return []
    posts = []
    for update in updates[:MAX_TIMES]:
        if isinstance(update, dict) and isinstance(body := update.get("articleBody"), str) and body.strip():
            headline = update.get("headline")
            paragraphs = (headline, body) if isinstance(headline, str) and headline not in body else (body,)
            posts.append(RawPost(paragraphs, published(update.get("datePublished"), now=now)))
    return posts if len(posts) >= MIN_POSTS else []


def from_page(page: HtmlElement, now: datetime | None = None) -> list[RawPost]:
    """The introduction (undated) and the posts of a page that is a live blog, in its order; else empty."""
    groups: dict[HtmlElement, list[tuple[HtmlElement, HtmlElement]]] = defaultdict(list)
    times = [time for time in page.iter("time") if time.get("datetime")][:MAX_TIMES]
    owners = _owners(times)
    for time in times:
        container = time
        parent = container.getparent()
        while parent is not None and owners.get(parent) == 1 and parent.tag not in ("body", "html"):
            container, parent = parent, parent.getparent()
        if parent is not None and container is not time and not _is_outside(container):
            groups[parent].append((container, time))
    found = [(members, _posts(members, now)) for members in groups.values()]
    members, posts = max(found, key=lambda group: _length(group[1]), default=([], []))
    if len(posts) < MIN_POSTS or len({post.published for post in posts}) < 2:
        return []
    introduction = _introduction(page, members[0][0])
    return [*([RawPost(introduction, None)] if introduction else []), *posts]


def _introduction(page: HtmlElement, first: HtmlElement) -> tuple[str, ...]:
    """The paragraphs before the first post."""
    found = []
    for element in page.iter():
        if element is first:
            break
        if element.tag == "p" and not _is_outside(element):
            words = " ".join("".join(element.itertext()).split())
            linked = sum(len("".join(a.itertext())) for a in element.iter("a"))
            if len(words) - linked >= MIN_POST_LENGTH:
                found.append(words)
    return tuple(found)


def _owners(times: Sequence[HtmlElement]) -> dict[HtmlElement, int]:
    """How many of the times each of their ancestors holds."""
    counts: dict[HtmlElement, int] = defaultdict(int)
    for time in times:
        for ancestor in time.iterancestors():
            counts[ancestor] += 1
    return counts


def _posts(members: list[tuple[HtmlElement, HtmlElement]], now: datetime | None) -> list[RawPost]:
    posts = []
    for container, time in members:
        paragraphs, linked = [], 0
        for block in container.iter("h2", "h3", "h4", "p", "li", "figcaption", "blockquote"):
            if block.tag == "blockquote" and block.find(".//p") is not None:
                continue
            words = " ".join("".join(block.itertext()).split())
            if words and time not in block.iter("time"):
                paragraphs.append(words)
                linked += sum(len("".join(a.itertext())) for a in block.iter("a"))
        running = sum(len(words) for words in paragraphs) - linked
        if running >= MIN_POST_LENGTH:
            posts.append(RawPost(tuple(paragraphs), published(time.get("datetime"), now=now)))
    return posts


def _length(posts: list[RawPost]) -> int:
    return sum(len(paragraph) for post in posts for paragraph in post.paragraphs)


def _is_outside(container: HtmlElement) -> bool:
    for element in (container, *container.iterancestors()):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:300]
        if element.tag in OUTSIDE or (element.tag not in ("body", "html") and any(word in names for word in NOT_POSTS)):
            return True
    return False
