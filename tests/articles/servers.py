"""Real servers on 127.0.0.1 that answer as badly as a test wants, and a record of every connection that is tried."""

import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket, bytes], None]

_recorders: list[list[str]] = []


def _audit(event: str, arguments: tuple) -> None:
    # The interpreter's own audit events: below every library, so nothing connects unseen.
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        for recorder in _recorders:
            recorder.append(str(arguments[1][0]))


sys.addaudithook(_audit)


@contextmanager
def connections() -> Iterator[list[str]]:
    """The addresses that any socket of this process tries to connect to."""
    record: list[str] = []
    _recorders.append(record)
    try:
        yield record
    finally:
        _recorders.remove(record)


class Origin:
    """A server that reads one request per connection and leaves the rest to `answer`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.sent = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://origin.test:{self.port}/article"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = connection.recv(65536)
            self.requests.append(request)
            self.answer(connection, request)


def page(
    body: bytes, content_type: str | None = "text/html; charset=utf-8", status: str = "200 OK", headers: str = ""
) -> Answer:
    """A proper answer with this body."""
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    head = f"HTTP/1.1 {status}\r\n{typed}Content-Length: {len(body)}\r\n{headers}\r\n".encode()
    return lambda connection, request: connection.sendall(head + body)


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return page(b"", status=f"{status} Moved", headers=f"Location: {location}\r\n")
