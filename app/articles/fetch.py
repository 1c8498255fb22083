"""Fetching one page from the public Internet, whatever the server on the other side tries.

Limits: http and https on their own ports, public addresses only (`network`), five redirects each checked anew, 15 s and
5 MB in all, pages of text only. No proxy from the environment, no cookies, no credentials.
"""

import ssl
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from urllib.parse import urljoin

import httpcore
import httpx

from app.articles import urls
from app.articles.errors import (
    FetchError,
    HttpStatusError,
    InvalidUrl,
    ResponseTooLarge,
    TlsFailure,
    TooManyRedirects,
    Unreachable,
    UnsupportedPage,
)
from app.articles.network import CheckedBackend, CheckedTransport, Deadline, Resolver, system_resolver

MAX_BYTES = 5_000_000  #: of a body, after decompression
MAX_HEADER_BYTES = 64 * 1024
MAX_REDIRECTS = 5
DEADLINE_SECONDS = 15.0  #: for name, connections, redirects and body together
PORTS = frozenset({80, 443})

#: Media types that `text` can read.
MEDIA_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "text/x-markdown",
    "application/pdf",
    "application/x-pdf",
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its server gave it; the body is decompressed, otherwise untouched."""

    url: str  #: as asked for, in normal form
    final_url: str  #: after redirects
    status: int
    media_type: str  #: one of MEDIA_TYPES
    charset: str | None  #: as the server says, in lower case; often wrong
    body: bytes
    fetched_at: datetime  #: UTC
    etag: str | None
    last_modified: str | None  #: the header's text


class Fetcher:
    """Fetches pages. Holds no state between fetches, so threads may share one."""

    def __init__(
        self,
        *,
        allow_private: frozenset[str] = frozenset(),
        resolve: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
        max_bytes: int = MAX_BYTES,
        user_agent: str | None = None,
    ) -> None:
        """`allow_private` names hosts that may be anywhere and on any port: one's own archive, a test server."""
        self._trusted = frozenset(host.lower() for host in allow_private)
        self._resolve = resolve
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._deadline_seconds = deadline_seconds
        self._max_bytes = max_bytes
        self._headers = {
            "User-Agent": user_agent or default_user_agent(),
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,text/markdown;q=0.8,application/pdf;q=0.7",
            "Accept-Encoding": "gzip, deflate",
        }

    def fetch(self, url: str) -> Fetched:
        """The page under the URL.

        Raises InvalidUrl or PrivateAddress for what must not be fetched, and the other FetchErrors of `errors` for what
        could not be: each says why.
        """
        target = self._checked(url)
        asked = str(target)
        deadline = Deadline(self._deadline_seconds)
        backend = CheckedBackend(self._resolve, self._trusted, deadline, self._max_bytes)
        with CheckedTransport(backend, self._tls) as transport:
            for _ in range(MAX_REDIRECTS + 1):
                outcome = self._request(transport, target, asked, deadline)
                if isinstance(outcome, Fetched):
                    return outcome
                target = outcome
        raise TooManyRedirects(f"the page redirects more than {MAX_REDIRECTS} times")

    def _checked(self, url: str) -> urls.HttpUrl:
        target = urls.split(url)
        port = target.port or urls.DEFAULT_PORTS[target.scheme]
        if port not in PORTS and target.host not in self._trusted:
            raise InvalidUrl(f"port {port} is not a web page's; only 80 and 443 are fetched")
        return target

    def _request(
        self, transport: CheckedTransport, target: urls.HttpUrl, asked: str, deadline: Deadline
    ) -> Fetched | urls.HttpUrl:
        """One request: the page, or where the server redirects to.

        Straight to the transport: httpx's client would keep cookies, read the environment and parse redirects itself.
        """
        try:
            with closing(
                transport.handle_request(httpx.Request("GET", str(target), headers=self._headers))
            ) as response:
                _check_headers(response)
                if response.status_code in REDIRECTS and "location" in response.headers:
                    return self._redirect(target, response.headers["location"])
                if response.status_code != 200:
                    raise _status_error(response.status_code)
                media_type, charset = _content_type(response.headers.get("content-type", ""))
                body = self._body(response)
                return Fetched(
                    url=asked,
                    final_url=str(target),
                    status=response.status_code,
                    media_type=media_type or _sniffed(body),
                    charset=charset,
                    body=body,
                    fetched_at=datetime.now(UTC),
                    etag=response.headers.get("etag"),
                    last_modified=response.headers.get("last-modified"),
                )
        except httpcore.TimeoutException as error:
            raise deadline.error() if deadline.is_near() else Unreachable("the server does not answer") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
                raise TlsFailure("the server's certificate is not valid, or it speaks no TLS") from error
            if isinstance(error, httpcore.ProtocolError):
                raise Unreachable(
                    "the server's answer is not proper HTTP, its headers are too long, or it broke off"
                ) from error
            raise Unreachable("the server cannot be reached, or the connection broke") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise Unreachable("the server's answer cannot be read") from error

    def _redirect(self, current: urls.HttpUrl, location: str) -> urls.HttpUrl:
        try:
            return self._checked(urljoin(str(current), location))
        except InvalidUrl as error:
            raise InvalidUrl(f"the page redirects to where nothing is fetched: {error.errors[0].message}") from error
        except ValueError as error:
            raise InvalidUrl("the page redirects to an address that cannot be read") from error

    def _body(self, response: httpx.Response) -> bytes:
        declared = response.headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > self._max_bytes:
            raise self._too_large()
        body = bytearray()
        for part in _decompressed(
            response.iter_raw(), response.headers.get("content-encoding", ""), self._max_bytes + 1
        ):
            body += part
            if len(body) > self._max_bytes:
                raise self._too_large()
        return bytes(body)

    def _too_large(self) -> ResponseTooLarge:
        return ResponseTooLarge(f"the page is larger than {self._max_bytes / 1e6:g} MB")


def default_user_agent() -> str:
    """Who asks, for the server's log."""
    try:
        version = metadata.version("skerry")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"Skerry/{version} (maritime event tracker; reads single articles on request)"


def _decompressed(parts: Iterator[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The body without its content encoding, in pieces of at most `limit` bytes however small the input."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from parts
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnsupportedPage("the server compresses the page in a way that was not asked for")
    decoder = zlib.decompressobj(wbits=47)  # gzip or zlib, told apart by their first bytes
    try:
        for part in parts:
            data = decoder.decompress(part, limit)
            while data or decoder.unconsumed_tail:
                yield data
                data = decoder.decompress(decoder.unconsumed_tail, limit)
    except zlib.error as error:
        raise Unreachable("the page's compression is broken") from error
    if not decoder.eof:
        raise Unreachable("the connection broke in the middle of the page")


def _check_headers(response: httpx.Response) -> None:
    if sum(len(name) + len(value) for name, value in response.headers.raw) > MAX_HEADER_BYTES:
        raise ResponseTooLarge(f"the server's headers are longer than {MAX_HEADER_BYTES // 1024} KB")


def _content_type(header: str) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type; None, None without one. Raises UnsupportedPage for other types."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    if not media_type:
        return None, None
    if media_type not in MEDIA_TYPES:
        raise UnsupportedPage("the page is no article: only HTML, plain text, Markdown and PDF are read")
    charset = next((p.removeprefix("charset=").strip("\"' ") for p in parameters if p.startswith("charset=")), None)
    return media_type, charset or None


def _sniffed(body: bytes) -> str:
    """The type of a page whose server gives none."""
    start = body[:1024].lstrip().lower()
    if start.startswith(b"%pdf-"):
        return "application/pdf"
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "text/html"
    raise UnsupportedPage("the server does not say of which type the page is")


def _status_error(status: int) -> FetchError:
    if status in (404, 410):
        reason = f"there is no page under this address (the server answers {status})"
    elif status in (401, 402, 403, 451):
        reason = f"the server does not show the page to us ({status}); paste its text instead"
    elif status == 429:
        reason = "the server asks to wait before the next request (429)"
    elif status >= 500:
        reason = f"the server has a fault ({status}); try again later"
    else:
        reason = f"the server answers {status} instead of a page"
    return HttpStatusError(reason, upstream_status=status)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
