"""Files and pages → the plain text that passages point into."""

from datetime import datetime
from pathlib import PurePath

from app.articles import html, pdf, plain
from app.articles.article_text import ArticleText, Post, Published
from app.articles.decoding import decode
from app.articles.errors import TextTooLarge, UnreadableText, UnsupportedFile

__all__ = ["MAX_BYTES", "SUFFIXES", "ArticleText", "Post", "Published", "read"]

MAX_BYTES = 5_000_000

HTML, MARKDOWN, PDF, PLAIN = "text/html", "text/markdown", "application/pdf", "text/plain"

#: What is read, by the end of a file's name.
SUFFIXES = {
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
}
#: Other names of the same types.
ALIASES = {"application/xhtml+xml": HTML, "text/x-markdown": MARKDOWN, "application/x-pdf": PDF}
#: What browsers and tools send when they do not know.
UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def read(
    body: bytes,
    media_type: str | None = None,
    filename: str | None = None,
    url: str | None = None,
    *,
    charset: str | None = None,
    field: str = "file",
    now: datetime | None = None,
) -> ArticleText:
    """The article in a file or page.

    The type is taken from the bytes where they show it, else from `media_type` (which may carry a charset), else from
    the file's name, else it is plain text. `url` is where the page was, for its site and relative links; `now` (aware,
    default the present) is when a date would lie in the future. `field` is what errors call the input.

    Raises TextTooLarge (over 5 MB), UnsupportedFile (another type), UnreadableText (empty, binary, undecodable, HTML or
    PDF without text, encrypted PDF).
    """
    if len(body) > MAX_BYTES:
        raise TextTooLarge(
            f"{len(body) / 1e6:.1f} MB is more than the {MAX_BYTES / 1e6:g} MB that are read", field=field
        )
    if not body.strip(b"\0 \t\r\n"):
        raise UnreadableText("it is empty", field=field)
    stated, _, parameters = (media_type or "").partition(";")
    if charset is None and "charset=" in parameters.lower():
        charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
    kind = _kind(body, stated.strip().lower(), filename, field)
    if kind == PDF:
        return pdf.read_pdf(body, field=field, now=now)
    characters = decode(body, charset, field=field, html=kind == HTML)
    if kind == HTML:
        return html.read_html(characters, url, field=field, now=now)
    article = plain.read_markdown(characters, now) if kind == MARKDOWN else plain.read_plain(characters)
    if not any(char.isalnum() for char in article.text):
        raise UnreadableText("there is no text in it", field=field)
    return article


def _kind(body: bytes, stated: str, filename: str | None, field: str) -> str:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return PDF
    if start.startswith((b"<!doctype html", b"<html")):
        return HTML
    stated = ALIASES.get(stated, stated)
    if stated in (HTML, MARKDOWN, PLAIN):
        by_name = SUFFIXES.get(PurePath(filename).suffix.lower()) if filename else None
        return MARKDOWN if stated == PLAIN and by_name == MARKDOWN else stated
    if stated == PDF:
        raise UnreadableText("this is no PDF", field=field)
    if stated not in UNKNOWN_TYPES:
        raise UnsupportedFile("files of this type are not read", field=field, allowed=(PLAIN, MARKDOWN, HTML, PDF))
    suffix = PurePath(filename or "").suffix.lower()
    kind = SUFFIXES.get(suffix, PLAIN if not suffix else "")
    if kind == PDF:
        raise UnreadableText("this is no PDF", field=field)
    if not kind:
        raise UnsupportedFile(f"files named {suffix[:20]} are not read", field=field, allowed=tuple(SUFFIXES))
    return kind
