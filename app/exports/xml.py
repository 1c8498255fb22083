"""XML 1.0 text of what others wrote: escaped, and without the characters that XML has no way to write."""

import re
from xml.sax.saxutils import escape

#: What is no Char of XML 1.0, 2.2.
_NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: str) -> str:
    """The text as content or as the value of an attribute in double quotes."""
    return escape(_NO_CHAR.sub("\ufffd", value), {'"': "&quot;", "\r": "&#13;"})


def element(name: str, content: str | None) -> str:
    """An element with this text; nothing where there is none."""
    return f"<{name}>{text(content)}</{name}>" if content else ""
