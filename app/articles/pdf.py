"""PDF → text. The lines of a page are joined to paragraphs again, so that sentences are whole."""

import logging
import re
import time
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from app.articles.article_text import ArticleText, language_code, published
from app.articles.decoding import line, tidy
from app.articles.errors import TextTooLarge, UnreadableText

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 300
MAX_CHARACTERS = 2_000_000
READ_SECONDS = 10.0  #: after which no further page is begun

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns about every flaw of outside files

_HYPHENATED = re.compile(r"[^\W\d_]-\Z")
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|sivu|sida|strona)\s{1,3})?\d{1,4}(?:\s{0,3}(?:/|of|von)\s{0,3}\d{1,4})?\Z", re.IGNORECASE
)


def read_pdf(body: bytes, *, field: str, now: datetime | None = None) -> ArticleText:
    """The text of a PDF; its date is the file's own, to the day.

    Raises UnreadableText for a broken or encrypted file and for a scan, TextTooLarge for over 300 pages or
    what takes too long.
    """
    from pypdf import PdfReader  # 6 MB that a worker which is sent no PDF does without

    try:
        reader = PdfReader(BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableText("the PDF is encrypted; save it without a password", field=field)
        pages = len(reader.pages)
        if pages > MAX_PAGES:
            raise TextTooLarge(f"the PDF has {pages} pages; {MAX_PAGES} are read", field=field)
        text = tidy("\n\n".join(paragraphs(page) for page in _pages(reader, field)))
        information = reader.metadata
        title = line(information.title) if information else None
        author = line(information.author, 300) if information else None
        created = information.creation_date if information else None
        language = reader.root_object.get("/Lang")
    except (UnreadableText, TextTooLarge):
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes Python raise
        raise UnreadableText("the PDF is broken, or encrypted in a way that is not read", field=field) from error
    if not any(char.isalnum() for char in text):
        raise UnreadableText("the PDF holds no text, only images: run text recognition (OCR) on it first", field=field)
    when = published(created.date().isoformat(), now=now) if created else None
    return ArticleText(
        text=text,
        title=title or line(text.partition("\n")[0], 200),
        publisher=None,
        published=when.at if when else None,
        published_precision=when.precision if when else None,
        published_day=when.day if when else None,
        language=language_code(str(language)) if language else None,
        canonical_url=None,
        author=author,
        media_type="application/pdf",
    )


def paragraphs(page: str) -> str:
    """Lines as a page has them → paragraphs, one line each.

    A line ends a paragraph if it is empty, or if it ends a sentence clearly before the right margin. A word that is
    split at a line's end is joined if it goes on in lower case.
    """
    lines = [row.strip() for row in tidy(page).split("\n")]
    lines = [row for row in lines if not _PAGE_NUMBER.match(row)]
    margin = max((len(row) for row in lines), default=0)
    out: list[str] = []
    current = ""
    for row in lines:
        if not row:
            out.append(current)
            current = ""
            continue
        is_split_word = _HYPHENATED.search(current) and row[0].islower()
        current = current[:-1] + row if is_split_word else f"{current} {row}".strip()
        if row.endswith((".", "!", "?", "”", '"', ":")) and len(row) < 0.8 * margin:
            out.append(current)
            current = ""
    out.append(current)
    return "\n\n".join(paragraph for paragraph in out if paragraph)


def _pages(reader: "PdfReader", field: str) -> list[str]:
    end = time.monotonic() + READ_SECONDS
    texts: list[str] = []
    size = 0
    for page in reader.pages:
        if time.monotonic() > end:
            raise TextTooLarge("the PDF takes too long to read; send its text", field=field)
        texts.append(page.extract_text())
        size += len(texts[-1])
        if size > MAX_CHARACTERS:
            raise TextTooLarge(f"the PDF has more than {MAX_CHARACTERS:,} characters", field=field)
    return texts
