"""Markdown pages → HTML: what code lists and settings say is drawn from them, so that it is written down once."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.codes import code_lists
from app.settings import Settings

FOLDER = Path(__file__).parent / "pages"

#: Name in the address → title in the menu, in reading order. Each has its file `pages/{name}.md`.
PAGES = {
    "start": "Start",
    "codebook": "Codebook",
    "data-model": "Data model",
    "api": "API by example",
    "clients": "QGIS, Python, R, JavaScript",
    "notebook": "A notebook: who is stopped where",
    "files": "Files out, files in",
    "reporting": "Report and review",
    "commands": "Command line",
    "operation": "Running it",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the second level: its text and the anchor to it."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page, ready to be shown; `html` is our own text, rendered without raw HTML."""

    title: str
    html: Markup
    sections: list[Section]


def source(name: str, url: str) -> str:
    """The Markdown of page `name` for a service at `url`; KeyError for a page that is not there."""
    if name not in PAGES:
        raise KeyError(name)
    return _templates().get_template(f"{name}.md").render(url=url, codes=code_lists(), settings=_settings())


def document(name: str, url: str) -> Document:
    """Page `name` for a service at `url`; KeyError for a page that is not there."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(source(name, url))
    sections = _anchored(tokens)
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Document(PAGES[name], Markup(html), sections)  # noqa: S704 - our own files, raw HTML is off


def _anchored(tokens: list[Token]) -> list[Section]:
    """Give each heading of the second and third level an `id`; the sections are those of the second."""
    sections = []
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag in ("h2", "h3"):
            words = "".join(c if c.isalnum() else " " for c in inline.content.lower()).split()
            heading.attrSet("id", "-".join(words))
            if heading.tag == "h2":
                sections.append(Section(inline.content.replace("`", ""), "-".join(words)))
    return sections


@cache
def _templates() -> Environment:
    """Markdown is the output, so nothing is escaped here; a pipe would end a table's cell."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=False,  # noqa: S701 - the Markdown renderer escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    return found


def _settings() -> list[dict[str, Any]]:
    """Each setting: its environment variable, default and description."""
    return [
        {
            "variable": f"SKERRY_{name.upper()}",
            "default": "" if field.default_factory or field.default is None else _plain(field.default),
            "description": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if isinstance(value, (frozenset, list, dict)) and not value else str(value)
