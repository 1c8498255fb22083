"""Plain text and Markdown. Markdown is kept as it is written, without its front matter; it is never rendered."""

import re
from datetime import datetime

from app.articles import urls
from app.articles.article_text import ArticleText, language_code, published
from app.articles.decoding import line, tidy

TITLE_LENGTH = 200  #: characters; a longer first line is a paragraph

_FRONT_MATTER = re.compile(r"(---|\+\+\+)\n(.{0,8000}?)\n(?:\1|\.\.\.)(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"([A-Za-z_][\w-]{0,40})\s{0,8}[:=]\s{0,8}(.{0,1000})\Z")
_HEADING = re.compile(r"#{1,2}\s{1,8}(.{1,500}?)\s{0,8}#{0,6}\Z")


def read_plain(characters: str) -> ArticleText:
    """A text whose title is its first line, where that stands apart and reads like a title."""
    text = tidy(characters)
    return _article(text, _first_line(text), {}, "text/plain", None)


def read_markdown(characters: str, now: datetime | None = None) -> ArticleText:
    """Markdown; title, date, author, publisher, language and address come from front matter (YAML or TOML)."""
    text = tidy(characters)
    entries: dict[str, str] = {}
    if matter := _FRONT_MATTER.match(text):
        entries = _entries(matter[2])
        text = text[matter.end() :].strip()
    heading = next((m for m in map(_HEADING.match, text.split("\n", 20)[:20]) if m), None)
    title = entries.get("title") or (line(heading[1]) if heading else _first_line(text))
    return _article(text, title, entries, "text/markdown", now)


def _article(
    text: str, title: str | None, entries: dict[str, str], media_type: str, now: datetime | None
) -> ArticleText:
    date = next((entries[key] for key in ("published", "date", "pubdate", "datepublished") if key in entries), None)
    address = next(
        (entries[key] for key in ("canonical_url", "canonical", "url", "source", "link") if key in entries), ""
    )
    when = published(date, now=now)
    return ArticleText(
        text=text,
        title=line(title),
        publisher=line(entries.get("publisher") or entries.get("site"), 200),
        published=when.at if when else None,
        published_precision=when.precision if when else None,
        published_day=when.day if when else None,
        language=language_code(entries.get("language") or entries.get("lang")),
        canonical_url=urls.canonical(address) if urls.is_http(address) else None,
        author=line(entries.get("author") or entries.get("authors"), 300),
        media_type=media_type,
    )


def _entries(matter: str) -> dict[str, str]:
    """The `key: value` and `key = value` lines; nested entries, lists and comments are none of ours."""
    found: dict[str, str] = {}
    for row in matter.split("\n"):
        if match := _ENTRY.match(row):
            value = match[2].strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found.setdefault(match[1].lower(), value)
    return found


def _first_line(text: str) -> str | None:
    first, _, rest = text.partition("\n\n")
    is_title = rest and "\n" not in first and len(first) <= TITLE_LENGTH and not first.endswith((".", ":", ",", ";"))
    return first if is_title else None
