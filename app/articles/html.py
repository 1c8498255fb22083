"""HTML → the article's text. Parsed and read, never rendered; scripts, styles and navigation are left behind."""

import re
from datetime import datetime

from lxml import etree
from lxml.html import HtmlElement

from app.articles import liveblog, markup
from app.articles.article_text import ArticleText, Post
from app.articles.decoding import tidy
from app.articles.errors import UnreadableText
from app.articles.metadata import Metadata, read_metadata

MAX_ELEMENTS = 20_000  #: above, the page is read by plain rules in one pass, for time's sake
MIN_CAPTION = 25  #: characters; shorter captions are credits

_CODE = ("script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "math", "select", "button")
_OUTSIDE = frozenset({"nav", "header", "footer", "aside", "form", "menu", "dialog", "figure"})
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "pre", "dd", "dt")
_CONTAINERS = frozenset({"li", "td", "dd", "blockquote"})
_PARAGRAPHS = frozenset({"p", "li", "blockquote", "td", "dd"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def read_html(characters: str, url: str | None, *, field: str, now: datetime | None = None) -> ArticleText:
    """The article of a page. Raises UnreadableText, naming `field`, if it has no text."""
    page = markup.parse(characters)
    if page is None:
        raise UnreadableText("the page has no text", field=field)
    about = read_metadata(page, url, now)
    raw_posts = liveblog.from_json_ld(about.article, now) or liveblog.from_page(page, now)
    posts: tuple[Post, ...] = ()
    if raw_posts:
        text, posts = _joined(raw_posts)
    else:
        text = _body(page, about)
    if not any(char.isalnum() for char in text):
        raise UnreadableText("the page has no text; if a browser shows some, paste it", field=field)
    when = about.published
    return ArticleText(
        text=text,
        title=about.title,
        publisher=about.publisher,
        published=when.at if when else None,
        published_precision=when.precision if when else None,
        published_day=when.day if when else None,
        language=about.language,
        canonical_url=about.canonical_url,
        author=about.author,
        media_type="text/html",
        posts=posts,
    )


def _joined(raw_posts: list[liveblog.RawPost]) -> tuple[str, tuple[Post, ...]]:
    """The posts as one text, and where in it each stands."""
    parts: list[str] = []
    posts: list[Post] = []
    position = 0
    for raw in raw_posts:
        part = tidy("\n\n".join(_without_markup(paragraph) for paragraph in raw.paragraphs))
        if part:
            posts.append(Post(position, position + len(part), raw.published))
            parts.append(part)
            position += len(part) + 2
    return "\n\n".join(parts), tuple(posts)


def _body(page: HtmlElement, about: Metadata) -> str:
    stated = about.article.get("articleBody")
    stated_text = tidy(_without_markup(stated)) if isinstance(stated, str) else ""
    _prepare(page)
    text = ""
    if sum(1 for _ in page.iter()) <= MAX_ELEMENTS:
        text = _by_trafilatura(page)
    text = text or _by_rules(page)
    # A page may carry its text for machines only, and draw it with a script.
    return stated_text if len(text) < len(stated_text) / 2 else text


def _prepare(page: HtmlElement) -> None:
    """Keep what the extractor would lose: captions, times within sentences, and pages that are one big form."""
    for element in list(page.iter(*_CODE)):
        element.drop_tree()
    for figure in list(page.iter("figure")):
        caption = " ".join(" ".join("".join(c.itertext()).split()) for c in figure.iter("figcaption"))
        if len(caption) >= MIN_CAPTION and figure.getparent() is not None:
            paragraph = figure.makeelement("p")
            paragraph.text = caption
            paragraph.tail = figure.tail
            figure.getparent().replace(figure, paragraph)
    for time in list(page.iter("time")):
        parent = time.getparent()
        if parent is not None and parent.tag in _PARAGRAPHS and len(parent.text_content()) > 60:
            time.drop_tag()
    total = len(page.text_content())
    for form in list(page.iter("form")):
        if form.getparent() is not None and len(form.text_content()) > total / 2:
            form.drop_tag()


def _by_trafilatura(page: HtmlElement) -> str:
    """The main text as trafilatura finds it, or nothing."""
    import trafilatura  # 5 MB that a worker which reads no page does without

    try:
        document = trafilatura.bare_extraction(page, include_comments=False, with_metadata=False)
    except Exception:  # the page is anyone's: a parser's surprise must not lose it
        return ""
    body = getattr(document, "body", None)
    if body is None:
        return ""
    return tidy("\n\n".join(block for element in body if (block := _block(element))))


def _block(element: etree._Element) -> str:
    """One paragraph, heading, list, quote or table of trafilatura's tree."""
    if element.tag == "list":
        return "\n".join(item for child in element.iter("item") if (item := _words(child)))
    if element.tag == "table":
        rows = ([_words(cell) for cell in row.iter("cell")] for row in element.iter("row"))
        return "\n".join(" | ".join(cell for cell in row if cell) for row in rows)
    if element.tag == "quote":
        return "\n\n".join(_words(child) for child in element) or _words(element)
    return _words(element)


def _words(element: etree._Element) -> str:
    """The text of a block on one line, but for its own line breaks."""
    parts = [" ".join((element.text or "").split("\n"))]
    for child in element.iterdescendants():
        parts.append("\n" if child.tag == "lb" else " ".join((child.text or "").split("\n")))
        parts.append(" ".join((child.tail or "").split("\n")))
    return "".join(parts).strip()


def _by_rules(page: HtmlElement) -> str:
    """All paragraphs, headings and items outside navigation, in one pass."""
    outside: set[HtmlElement] = set()
    found: list[str] = []
    for element in page.iter():
        parent = element.getparent()
        if parent in outside or element.tag in _OUTSIDE:
            outside.add(element)
        elif element.tag in _CONTAINERS and next(element.iterdescendants("p", "li", "td"), None) is not None:
            continue  # laid out with a table or a list: its parts are read
        elif element.tag in _BLOCKS and (words := " ".join("".join(element.itertext()).split())):
            outside.add(element)  # what is inside it has been read
            found.append(words)
    return tidy("\n\n".join(found)) or tidy(page.text_content())


def _without_markup(text: str) -> str:
    """A JSON-LD text without the HTML that some sites leave in it."""
    if not _TAG.search(text):
        return text
    spaced = re.sub(r"(?i)</(?:p|div|li|h[1-6])>|<br\s{0,3}/?>", "\n\n", text)
    page = markup.parse(f"<div>{spaced}</div>")
    return page.text_content() if page is not None else ""
