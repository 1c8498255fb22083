"""A client that costs little: one socket, requests made before the clock starts, bodies read and thrown away."""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, header fields (their names in small letters) and body of one response."""

    status: int
    fields: dict[str, str]
    body: bytes


class Client:
    """HTTP/1.1 over one kept connection to 127.0.0.1; knows Content-Length and chunks, which is all that it meets."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(120)
        self._buffer = bytearray(1 << 20)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def get(self, request: bytes) -> Answer:
        """Send a whole request and read its answer."""
        self._socket.sendall(request)
        head, rest = self._head()
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}
        status = int(head.split(" ", 2)[1])
        if "content-length" in fields:
            return Answer(status, fields, self._exactly(rest, int(fields["content-length"])))
        if fields.get("transfer-encoding") == "chunked":
            return Answer(status, fields, self._chunks(rest))
        return Answer(status, fields, b"")

    def _head(self) -> tuple[str, bytes]:
        got = b""
        while b"\r\n\r\n" not in got:
            part = self._socket.recv(1 << 18)
            if not part:
                raise ConnectionError("the server closed the connection")
            got += part
        head, _, rest = got.partition(b"\r\n\r\n")
        return head.decode("latin-1"), rest

    def _exactly(self, rest: bytes, length: int) -> bytes:
        if len(rest) >= length:
            return rest[:length]
        if length > len(self._buffer):
            self._buffer = bytearray(length)
        view = memoryview(self._buffer)
        view[: len(rest)] = rest
        at = len(rest)
        while at < length:
            count = self._socket.recv_into(view[at:length])
            if not count:
                raise ConnectionError("the server closed the connection")
            at += count
        return bytes(view[:length])

    def _chunks(self, rest: bytes) -> bytes:
        body = bytearray()
        while True:
            while b"\r\n" not in rest:
                rest += self._socket.recv(1 << 18)
            line, _, rest = rest.partition(b"\r\n")
            size = int(line, 16)
            while len(rest) < size + 2:
                rest += self._socket.recv(1 << 18)
            if not size:
                return bytes(body)
            body += rest[:size]
            rest = rest[size + 2 :]


def request(path: str, headers: str = "", method: str = "GET", body: bytes = b"") -> bytes:
    """A request as bytes."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{length}\r\n".encode() + body


def latencies(port: int, requests: Sequence[bytes], seconds: float, most: int = 2_000) -> list[float]:
    """Seconds of each request by one client, one after the other, for so long."""
    client, found = Client(port), []
    for each in requests[:3]:
        client.get(each)
    end = time.perf_counter() + seconds
    while len(found) < most and (len(found) < 3 or time.perf_counter() < end):
        start = time.perf_counter()
        client.get(requests[len(found) % len(requests)])
        found.append(time.perf_counter() - start)
    client.close()
    return found


def throughput(port: int, requests: Sequence[bytes], clients: int, seconds: float) -> float:
    """Requests a second of several clients at once."""
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def run(number: int) -> None:
        client = Client(port)
        while time.perf_counter() < end:
            client.get(requests[(number * 31 + counts[number]) % len(requests)])
            counts[number] += 1
        client.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)
