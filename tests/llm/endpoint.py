"""A chat-completions endpoint on 127.0.0.1 that answers as well or as badly as a test wants."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Writes one answer to one request.
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Endpoint:
    """A running endpoint: its base URL, what it was asked, and what it answers: the last answer again and again."""

    answers: list[Answer]
    url: str = ""
    questions: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def answering(*answers: Answer) -> Iterator[Endpoint]:
    """An endpoint while it runs."""
    endpoint = Endpoint(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            number = len(endpoint.questions)
            endpoint.questions.append({"path": self.path, **json.loads(body)})
            endpoint.headers.append(dict(self.headers))
            endpoint.answers[min(number, len(endpoint.answers) - 1)](self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()


def raw(body: bytes, status: int = 200, **headers: str) -> Answer:
    """These bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def says(content: str | dict[str, Any], tokens: int | None = 900, finish: str = "stop") -> Answer:
    """A chat completion with this content."""
    content = content if isinstance(content, str) else json.dumps(content)
    completion = {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": finish}]}
    return raw(json.dumps(completion | ({"usage": {"total_tokens": tokens}} if tokens is not None else {})).encode())


def found(*events: dict[str, Any]) -> Answer:
    """An answer in the shape that was asked for."""
    return says({"events": list(events)})


def event(*quotes: str, **parts: Any) -> dict[str, Any]:
    """One event of an answer: a boarding that occurred, unless `parts` say otherwise."""
    plain = {
        "type": "boarding",
        "modality": "occurred",
        "quotes": list(quotes),
        "when": None,
        "where": None,
        "vessels": [],
        "actors": [],
        "attributed_to": None,
        "how_many": None,
    }
    return plain | parts
