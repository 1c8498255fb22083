"""Bytes → characters, and characters → the form that is stored.

UTF-8 is tried before what a server claims: bytes that are valid UTF-8 are hardly ever anything else, while servers
often claim wrongly. What then cannot be decoded is refused, never guessed: a quote in mojibake is no quote.
"""

import codecs
import re
import unicodedata

from app.articles.errors import UnreadableText

#: Encodings of web pages (the Encoding Standard's list for our languages); others, such as UTF-7, are attacks.
ENCODINGS = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
        *("iso8859-2", "iso8859-4", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-10", "iso8859-13", "iso8859-15"),
        *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "cp866", "koi8-r", "koi8-u", "mac-cyrillic"),
    }
)
#: Labels that the Encoding Standard reads as a superset.
SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gbk": "gb18030", "gb2312": "gb18030"}

BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

#: How files begin that are no text, and what to call them.
SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an Office file; save it as text or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as text or PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF file; save it as text or PDF"),
    (b"SQLite format 3", "a database"),
)

#: Share of undecodable bytes that a page may have: a cut character here and there.
TOLERATED = 0.001

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_END = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n)")
_LINE_START = re.compile(r"(?<=\n)[^\S\n]+")
#: Invisible: soft hyphen, zero-width space and no-break space, word joiner, direction marks and overrides.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x061C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"})
_CONTROLS = {code: None for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\t\n"}
#: Marks over one letter that are kept (UAX 15's stream-safe limit): putting a million in order takes hours.
MAX_MARKS = 30
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")
_UNSTORABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def decode(body: bytes, charset: str | None, *, field: str, html: bool = False) -> str:
    """The characters of a text; `html` also reads the page's own declaration and forgives NULs and some cut characters.

    Raises UnreadableText, naming `field`, for binary data and for what no stated encoding decodes.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _strictly(body[len(mark) :], encoding, field)
    for start, what in SIGNATURES:
        if body.startswith(start):
            raise UnreadableText(f"this is {what}", field=field)
    declared = _encoding(charset)
    if declared in ("utf-16-le", "utf-16-be", "utf-16") and any(code in body for code in range(9)):
        return _strictly(body, declared, field)  # its halves of letters are control characters in UTF-8
    if b"\0" in body:
        if not html:
            raise UnreadableText("this is binary data, not text", field=field)
        body = body.replace(b"\0", b"")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if html and declared is None and (match := _META_CHARSET.search(body[:4096])):
        declared = _encoding(match[1].decode("ascii"))
    if declared and declared != "utf-8":
        text = body.decode(declared, errors="replace")
        if text.count("\ufffd") <= TOLERATED * len(text) + 1:
            return text
    elif html:
        text = body.decode("utf-8", errors="replace")
        if text.count("\ufffd") <= TOLERATED * len(text) + 1:
            return text
    said = f"as {charset[:40]}" if charset and declared else "as UTF-8"
    raise UnreadableText(f"the text cannot be decoded {said}; save it as UTF-8", field=field)


def tidy(text: str) -> str:
    """The form in which text is stored and that offsets count in; applying it again changes nothing.

    NFC; one kind of line break; no control, invisible or unstorable characters; no space at either end of a line;
    paragraphs apart by one blank line. Spaces within lines stay as they are, no-break spaces too, so that quotes are
    to the letter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    text = _UNSTORABLE.sub("\ufffd", text).translate(_CONTROLS).translate(_INVISIBLE)
    text = unicodedata.normalize("NFC", _MANY_MARKS.sub(_fewer_marks, text))
    text = _LINE_START.sub("", _LINE_END.sub("", text.replace("\t", " ")))
    return _BLANK_LINES.sub("\n\n", text).strip()


def line(text: str | None, limit: int = 500) -> str | None:
    """A single line such as a title, at most `limit` characters; None if nothing is left."""
    return " ".join(tidy(text[: limit * 4]).split())[:limit].strip() or None if text else None


def _fewer_marks(run: re.Match[str]) -> str:
    """A run of symbols and combining marks without the marks that follow more than MAX_MARKS others."""
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def _encoding(label: str | None) -> str | None:
    """The name of a known encoding for a label from outside, else None."""
    try:
        name = codecs.lookup((label or "").strip()[:40]).name
    except (LookupError, ValueError):
        return None
    name = SUPERSETS.get(name, name)
    return name if name in ENCODINGS else None


def _strictly(body: bytes, encoding: str, field: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(f"the text is not the {encoding.upper()} that it says it is", field=field) from error
