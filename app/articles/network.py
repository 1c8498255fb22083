"""Connections that cannot be talked into the private network.

A host is resolved once; every answer must be public; the connection goes to one of the numbers that were checked, so
a second DNS answer is never asked for. TLS still verifies the host's name, because only the connect is redirected.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from app.articles import addresses
from app.articles.errors import PrivateAddress, ResponseTooLarge, TooSlow, UnknownHost

#: Host name → its addresses in numbers; raises OSError where there are none.
Resolver = Callable[[str], Sequence[str]]

#: Seconds for one of several addresses of a host, so that a dead one leaves time for the next.
CONNECT_SECONDS = 5.0
#: Bytes that may come over one connection on top of the body: headers, chunk sizes, TLS is not counted.
OVERHEAD_BYTES = 256 * 1024


def system_resolver(host: str) -> list[str]:
    """The host's addresses from the system, IPv6 and IPv4, each once; raises OSError."""
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Deadline:
    """A moment after which a fetch is over, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left; raises TooSlow when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.error()
        return left

    def is_near(self) -> bool:
        """Whether a time-out that has just struck was this deadline's: sockets round by some milliseconds."""
        return self._end - time.monotonic() < 0.1

    def error(self) -> TooSlow:
        """What to raise when the time is over."""
        return TooSlow(f"the page did not arrive within {self.seconds:g} seconds")


class CheckedBackend(httpcore.NetworkBackend):
    """httpcore's way to the network, with the address check, the deadline and the byte limit of one fetch."""

    def __init__(self, resolve: Resolver, trusted_hosts: frozenset[str], deadline: Deadline, max_bytes: int) -> None:
        """`trusted_hosts` (lower case) are connected to wherever they are; `max_bytes` is the limit of a body."""
        self._resolve = resolve
        self._trusted = trusted_hosts
        self._deadline = deadline
        self._max_bytes = max_bytes + OVERHEAD_BYTES
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers; raises PrivateAddress, UnknownHost, httpcore's errors."""
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._checked_addresses(host):
            seconds = min(CONNECT_SECONDS, self._deadline.remaining())
            try:
                stream = self._sockets.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _LimitedStream(stream, self._deadline, self._max_bytes)
        raise failure

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Never: no URL leads to a file."""
        raise PrivateAddress("sockets of this machine are not fetched")

    def _checked_addresses(self, host: str) -> Sequence[str]:
        literal = addresses.parse(host)
        found = [str(literal)] if literal else self._resolve_in_time(host)
        if not found:
            raise UnknownHost("the host has no address")
        if host.lower() not in self._trusted and not all(addresses.is_public(address) for address in found):
            raise PrivateAddress("the host is not on the public Internet; only public pages are fetched")
        return found

    def _resolve_in_time(self, host: str) -> Sequence[str]:
        """The system's resolver takes no timeout, so it runs in a thread that is left behind when time is over."""
        answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host))
            except OSError as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolve", daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.remaining())
        except queue.Empty:
            raise self._deadline.error() from None
        if isinstance(answer, OSError):
            raise UnknownHost("the host name is not known; check its spelling") from answer
        return answer


class _LimitedStream(httpcore.NetworkStream):
    """A connection on which no read outlasts the fetch's deadline and no more bytes come than were allowed."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline, max_bytes: int) -> None:
        self._stream = stream
        self._deadline = deadline
        self._left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._left <= 0:
            raise ResponseTooLarge("the server sends more than an article has")
        data = self._stream.read(min(max_bytes, self._left), timeout=self._deadline.remaining())
        self._left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._deadline.remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.remaining())
        return _LimitedStream(secure, self._deadline, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """An httpx transport over a backend of ours; httpx's own does not let one be given. Raises httpcore's errors."""

    def __init__(self, backend: httpcore.NetworkBackend, tls: SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, max_connections=1, max_keepalive_connections=0, http2=False, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; nothing is followed, retried or kept."""
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
