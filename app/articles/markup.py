"""HTML → a tree that is safe to walk: bounded in depth, size and attributes, whatever the page does.

The parser's own tree takes minutes for a tag with a hundred thousand attributes, and drops what is nested too deep. Its
events come in linear time, so the tree is built from them here, and what exceeds a bound is flattened, not refused.
"""

import re
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, html_parser

MAX_DEPTH = 200
MAX_ELEMENTS = 200_000
MAX_ATTRIBUTES = 60
MAX_VALUE = 20_000  #: characters of an attribute; longer ones are pictures in data URLs

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}\Z")


def parse(characters: str) -> HtmlElement | None:
    """The root of the page's tree; None if it has no element. Comments and processing instructions are left out."""
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", recover=True)
    try:
        parser.feed(_UNFIT.sub("", characters).encode())
        parser.close()
    except etree.LxmlError:
        pass  # what came before the fault has been built
    return builder.root


class _Builder:
    """The parser's target: lxml calls `start`, `data` and `end` as it reads."""

    def __init__(self) -> None:
        self.root: Any = None
        self._open: list[Any] = []
        self._ignored: list[str] = []  # tags that are open but were not built, innermost last
        self._last: Any = None  # the element closed last, whose tail the text is
        self._text: list[str] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        is_too_much = len(self._open) >= MAX_DEPTH or self._count >= MAX_ELEMENTS
        if self._ignored or is_too_much or (self.root is not None and not self._open) or not _NAME.match(tag):
            self._ignored.append(tag)
            return
        self._flush()
        kept: dict[str, str] = {}
        for name, value in attributes.items():
            if len(kept) == MAX_ATTRIBUTES:
                break
            if _NAME.match(name) and value is not None and len(value) <= MAX_VALUE:
                kept[name] = value
        if self.root is None:
            element = self.root = html_parser.makeelement(tag, kept)
        else:
            element = etree.SubElement(self._open[-1], tag, kept)
        self._count += 1
        self._open.append(element)
        self._last = None

    def end(self, tag: str) -> None:
        if self._ignored:
            self._ignored.pop()
        elif self._open:
            self._flush()
            self._last = self._open.pop()

    def data(self, data: str) -> None:
        self._text.append(data)

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        """Put the text since the last tag where a tree keeps it."""
        if not self._text or not self._open:
            self._text.clear()
            return
        text = "".join(self._text)
        self._text.clear()
        if self._last is None:
            self._open[-1].text = (self._open[-1].text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text
