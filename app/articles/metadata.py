"""What a page says about itself, for machines: JSON-LD, OpenGraph and other meta elements, in this order of trust."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from app.articles import urls
from app.articles.article_text import Published, best, language_code, published
from app.articles.decoding import line

MAX_SCRIPTS = 20  #: JSON-LD blocks that are read
MAX_NODES = 2_000  #: objects in them

META_DATES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "date",
)

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's statements about its article; None where it makes none."""

    title: str | None
    publisher: str | None
    published: Published | None
    language: str | None
    canonical_url: str | None
    author: str | None
    article: JsonObject  #: the article's own JSON-LD object, empty if there is none


def read_metadata(page: HtmlElement, url: str | None, now: datetime | None = None) -> Metadata:
    """Gather a page's metadata; never raises on a page's content."""
    nodes = list(json_ld(page))
    meta = _meta(page)
    canonical = _canonical(page, meta, url)
    article = _article(nodes, canonical or url)
    site = line(_name(article.get("publisher"), nodes) or meta.get("og:site_name"), 200)
    dates = [published(article.get("datePublished") or article.get("dateCreated"), now=now)]
    dates += [published(meta.get(name), now=now) for name in META_DATES]
    when = best(dates) or published(_guessed_date(page, url, now), now=now)
    return Metadata(
        title=line(_text(article.get("headline"))) or line(meta.get("og:title")) or _heading(page, site),
        publisher=site or (urls.site(url) if url else None),
        published=when,
        language=_language(page, article, meta),
        canonical_url=canonical,
        author=line(_name(article.get("author"), nodes) or meta.get("author"), 300),
        article=article,
    )


def json_ld(page: HtmlElement) -> Iterator[JsonObject]:
    """The top-level objects of a page's JSON-LD, graphs and lists opened; what does not parse is passed over."""
    count = 0
    for script in list(page.iter("script"))[:500]:
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        count += 1
        if count > MAX_SCRIPTS:
            return
        source = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        try:
            waiting: list[Any] = [json.loads(source, strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < MAX_NODES:
            node = waiting.pop(0)
            seen += 1
            if isinstance(node, list):
                waiting.extend(node[:MAX_NODES])
            elif isinstance(node, dict):
                yield node
                waiting.extend(node[key] for key in ("@graph", "mainEntity") if isinstance(node.get(key), (list, dict)))


def types(node: JsonObject) -> set[str]:
    """The node's `@type`, one or several."""
    value = node.get("@type")
    return {item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)}


def _article(nodes: list[JsonObject], url: str | None) -> JsonObject:
    """The object that describes this page's article: the one of this address, else the first with a headline."""
    articles = [node for node in nodes if any(t.endswith(("Article", "Posting")) or t == "Report" for t in types(node))]
    page = urls.canonical(url) if url and urls.is_http(url) else None
    for node in articles:
        about = node.get("mainEntityOfPage")
        addresses = (node.get("url"), node.get("@id"), about.get("@id") if isinstance(about, dict) else about)
        if page and any(isinstance(a, str) and urls.is_http(a) and urls.canonical(a) == page for a in addresses):
            return node
    return next((node for node in articles if node.get("headline") or node.get("articleBody")), {})


def _meta(page: HtmlElement) -> dict[str, str]:
    """Lower-case name → content of the meta elements, the first of each name."""
    found: dict[str, str] = {}
    for element in list(page.iter("meta"))[:1000]:
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = element.get("content")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _canonical(page: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    """The page's canonical address, if it is on its own site: else any page could pass itself off as another's."""
    links = (link.get("href") for link in page.iter("link") if (link.get("rel") or "").strip().lower() == "canonical")
    for claim in (next(links, None), meta.get("og:url")):
        if not claim or not urls.is_http(claim):
            continue
        if url is None:
            return urls.canonical(claim)
        is_front_page = urls.split(claim).path == "/" and urls.split(url).path != "/"
        if urls.site(claim) == urls.site(url) and not is_front_page:
            return urls.canonical(claim)
    return urls.canonical(url) if url and urls.is_http(url) else None


def _language(page: HtmlElement, article: JsonObject, meta: dict[str, str]) -> str | None:
    html = page if page.tag == "html" else page.getroottree().getroot()
    stated = html.get("lang") or html.get("xml:lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")
    return (
        language_code(stated)
        or language_code(article.get("inLanguage"))
        or language_code(meta.get("og:locale"))
        or language_code(meta.get("content-language"))
    )


def _heading(page: HtmlElement, site: str | None) -> str | None:
    """The first h1, else the title element without the site's name at its end."""
    for element in page.iter("h1"):
        if heading := line("".join(element.itertext())):
            return heading
    title = line("".join(next(page.iter("title"), page.makeelement("title")).itertext()))
    for separator in (" | ", " – ", " — ", " - "):
        if title and site and title.endswith(separator + site):
            return title.removesuffix(separator + site).strip() or title
    return title


def _guessed_date(page: HtmlElement, url: str | None, now: datetime | None) -> str | None:
    """htmldate's finding in the page's markup and address; not in its running text, where dates are of other things."""
    from htmldate import find_date  # large, and needed by who reads pages only

    try:
        found = find_date(
            page,
            extensive_search=False,
            original_date=True,
            outputformat="%Y-%m-%dT%H:%M:%S%z",
            url=url,
            max_date=now.replace(tzinfo=None) if now else None,
        )
    except Exception:  # the page is anyone's, and a date is not worth an article
        return None
    return found if isinstance(found, str) else None


def _name(value: object, nodes: list[JsonObject]) -> str | None:
    """The name of a person or organisation: text, an object, a list of them, or a reference to another object."""
    if isinstance(value, list):
        return ", ".join(
            name for name in (_name(item, nodes) for item in value[:10] if not isinstance(item, list)) if name
        )
    if isinstance(value, dict):
        if "name" not in value and "@id" in value:
            value = next((node for node in nodes if node.get("@id") == value["@id"] and "name" in node), value)
        value = value.get("name")
    return _text(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
