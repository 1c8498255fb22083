"""Addresses of pages: what may be fetched or linked, and one spelling for one page.

Everything that handles an outside URL goes through `split`, so that check and request never read it differently.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

from app.articles import addresses
from app.articles.errors import InvalidUrl

MAX_LENGTH = 4_000  #: characters; browsers and servers agree on no more than this
DEFAULT_PORTS = {"http": 80, "https": 443}

#: Query parameters that tell where a reader came from, not which page it is.
TRACKING_PARAMETERS = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid"),
        *("igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "vero_id", "wickedid", "spm"),
        *("_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "oly_anon_id", "oly_enc_id", "s_cid", "cmpid", "smid"),
        *("ref_src", "ref_url", "__twitter_impression", "xtor"),
    }
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "at_", "hsa_")

_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _UNRESERVED | frozenset("!$'()*+,;:@/?&=")
_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")


@dataclass(frozen=True, slots=True)
class HttpUrl:
    """A URL in its parts: ASCII host in lower case (IPv6 without brackets), path and query percent-encoded."""

    scheme: str
    host: str
    port: int | None  #: None for the scheme's own port
    path: str  #: begins with a slash
    query: str  #: without the question mark; empty for none

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port is not None else ""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{host}{port}{self.path}{query}"


def split(url: str) -> HttpUrl:
    """Parse an absolute http or https URL; its fragment is dropped.

    Raises InvalidUrl with the reason: another scheme, a user name, a port out of range, a host that is no host name
    and no address in its usual spelling (`127.1`, `0x7f.0.0.1`, `2130706433`), control characters, too long.
    """
    url = url.strip()
    if not url:
        raise InvalidUrl("the address is empty")
    if len(url) > MAX_LENGTH:
        raise InvalidUrl(f"the address is longer than {MAX_LENGTH} characters")
    if any(ord(c) < 0x21 or 0x7F <= ord(c) <= 0xA0 or c == "\\" or 0xD800 <= ord(c) <= 0xDFFF for c in url):
        raise InvalidUrl("the address holds a space, a backslash or a control character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidUrl("the address cannot be read; write it like https://example.org/page") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise InvalidUrl("only http and https addresses can be fetched")
    if "@" in parts.netloc:
        raise InvalidUrl("the address holds a user name; leave it out")
    if not host:
        raise InvalidUrl("the address has no host")
    if port == 0:
        raise InvalidUrl("port 0 is not a port")
    path = _encode(parts.path, _PATH_SAFE)
    return HttpUrl(
        scheme=parts.scheme,
        host=_host(host, bracketed="[" in parts.netloc),
        port=None if port == DEFAULT_PORTS[parts.scheme] else port,
        path=_without_dot_segments(path) or "/",
        query=_encode(parts.query, _QUERY_SAFE),
    )


def canonical(url: str) -> str:
    """One spelling for one page, to recognise an article by: stable, and its own canonical form.

    Lower-case scheme and IDNA host, no default port, no fragment, no tracking parameters, the others in order of name,
    no trailing slash, percent-encoding only where it is needed. Raises InvalidUrl as `split` does.
    """
    parts = split(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    kept.sort(key=lambda pair: pair.partition("=")[0])
    path = parts.path.rstrip("/") or "/"
    return str(HttpUrl(parts.scheme, parts.host, parts.port, path, "&".join(kept)))


def is_http(url: str) -> bool:
    """Whether the URL may be shown as a link: http or https with a proper host; never raises."""
    try:
        split(url)
    except InvalidUrl:
        return False
    return True


def site(url: str) -> str | None:
    """The host without `www.`, `m.` or `amp.`: the publisher's name where nothing better is known; None if not http."""
    try:
        host = split(url).host
    except InvalidUrl:
        return None
    head, _, rest = host.partition(".")
    return rest if head in ("www", "m", "mobile", "amp") and "." in rest else host


def _host(host: str, *, bracketed: bool) -> str:
    if bracketed:
        address = addresses.parse(host)
        if address is None or address.version != 6 or "%" in host:
            raise InvalidUrl("the host in brackets is not an IPv6 address")
        return str(address)
    try:
        # UTS 46 also maps full-width digits and ideographic full stops, so the checks below see what a resolver would.
        name = idna.encode(host.rstrip("."), uts46=True, transitional=False).decode("ascii").lower()
    except UnicodeError:
        name = host.rstrip(".").lower()  # underscores and long labels exist in practice; what is not ASCII fails below
    if addresses.is_host_number(name):
        address = addresses.parse(name)
        if address is None:
            raise InvalidUrl(
                "the host is a number; write an address as four decimal numbers or, better, the host's name"
            )
        return str(address)
    if len(name) > 253 or not all(_HOST_LABEL.match(label) for label in name.split(".")):
        raise InvalidUrl("the host is not a valid name")
    return name


def _encode(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding in its normal form (RFC 3986, 6.2.2): needless escapes undone, hex in capitals."""
    out: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char == "%" and _HEX_PAIR.match(text, position + 1):
            code = int(text[position + 1 : position + 3], 16)
            out.append(chr(code) if chr(code) in _UNRESERVED else f"%{code:02X}")
            position += 3
            continue
        out.append(char if char in safe else "".join(f"%{byte:02X}" for byte in char.encode()))
        position += 1
    return "".join(out)


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4: `/a/b/../c/./d` → `/a/c/d`."""
    out: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(out) > 1:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/".join(out)


def _is_tracking(name: str) -> bool:
    lower = name.lower()
    return lower in TRACKING_PARAMETERS or lower.startswith(TRACKING_PREFIXES)
