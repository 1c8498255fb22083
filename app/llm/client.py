"""One request to a chat-completions endpoint: in time, bounded, and without a word about the key.

The endpoint is the operator's choice, so it may be on this machine or in the private network; nothing that it answers
is followed, and no proxy or credential is taken from the environment.
"""

import json
import ssl
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore
import httpx
from pydantic import BaseModel, Field, SecretStr, ValidationError

from app.articles.errors import FetchError, ResponseTooLarge, TooSlow
from app.articles.fetch import default_user_agent
from app.articles.network import CheckedBackend, CheckedTransport, Deadline, system_resolver
from app.errors import SetupError
from app.llm.errors import NoAnswer

MAX_BYTES = 1_000_000  #: of an answer; thirty events with their quotes have a hundredth of that
MOST_TOKENS = 10_000_000  #: that one answer can be said to have cost


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    total_tokens: int = Field(ge=0, le=MOST_TOKENS)


class _Completion(BaseModel):
    """As much of a chat completion as is looked at."""

    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said, and what that cost as far as the endpoint says."""

    content: str
    tokens: int | None


class Client:
    """An endpoint. Holds no state between requests, so threads may share one."""

    def __init__(self, base_url: str, key: SecretStr | None, timeout_seconds: float) -> None:
        """`base_url` is that of the API, such as https://llm.example.org/v1. Raises SetupError if it cannot be one."""
        try:
            url = httpx.URL(base_url.rstrip("/") + "/chat/completions")
        except httpx.InvalidURL:
            url = httpx.URL("")
        if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
            raise SetupError(
                "SKERRY_LLM_URL must be the http(s) address of an API, such as https://llm.example.org/v1, "
                "without user name, query or fragment; the key goes into SKERRY_LLM_KEY"
            )
        if key is not None and not (key.get_secret_value().isascii() and key.get_secret_value().isprintable()):
            raise SetupError("SKERRY_LLM_KEY has characters that no key has: line ends, or letters beyond ASCII")
        self._url = url
        self._key = key
        self._timeout_seconds = timeout_seconds
        self._tls = httpx.create_ssl_context(trust_env=False)

    def ask(self, question: dict[str, Any]) -> Reply:
        """Send one request. Raises NoAnswer."""
        deadline = Deadline(self._timeout_seconds)
        backend = CheckedBackend(system_resolver, frozenset({self._url.host.lower()}), deadline, MAX_BYTES)
        slow = NoAnswer(f"it did not answer within {self._timeout_seconds:g} seconds (SKERRY_LLM_TIMEOUT)")
        try:
            with (
                CheckedTransport(backend, self._tls) as transport,
                closing(transport.handle_request(self._request(question))) as response,
            ):
                if response.status_code != 200:
                    raise _status_error(response)
                return _reply(self._body(response))
        except (httpcore.ConnectTimeout, httpcore.ConnectError) as error:
            if any(isinstance(each, ssl.SSLError) for each in (error.__cause__, error.__context__)):
                raise NoAnswer("the endpoint's certificate is not valid", refused=True) from None
            raise _unreachable() from None
        except (TooSlow, httpcore.TimeoutException):
            raise slow from None
        except ResponseTooLarge:
            raise _too_large() from None
        except FetchError:
            raise NoAnswer("the endpoint's host is not known; check SKERRY_LLM_URL", refused=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError):
            raise NoAnswer("the connection broke before its answer was complete", temporary=True) from None

    def _request(self, question: dict[str, Any]) -> httpx.Request:
        headers = {
            "User-Agent": default_user_agent(),
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
        }
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        # Lone surrogates, which a hostile text may have, have no UTF-8; escapes do.
        return httpx.Request("POST", self._url, headers=headers, content=json.dumps(question).encode("ascii"))

    def _body(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise NoAnswer("its answer is compressed, which was not asked for")
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > MAX_BYTES:
                raise _too_large()
        return bytes(body)


def _reply(body: bytes) -> Reply:
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise NoAnswer("its answer is no chat completion; check SKERRY_LLM_URL") from None
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise NoAnswer("its answer was cut off at the limit of its length")
    if not choice.message.content:
        raise NoAnswer("its answer is empty or a refusal")
    try:
        tokens = _Usage.model_validate(completion.usage).total_tokens
    except ValidationError:
        tokens = None
    return Reply(choice.message.content, tokens)


def _status_error(response: httpx.Response) -> NoAnswer:
    """The body of an error is not shown: it may repeat the question, or the key."""
    status = response.status_code
    if status == 429 or status >= 500:
        said = "asks to wait" if status == 429 else "has a fault"
        return NoAnswer(
            f"the endpoint {said} ({status})",
            temporary=True,
            wait_seconds=retry_after(response.headers.get("retry-after", "")),
            refused=True,
        )
    if status in (401, 403):
        return NoAnswer(f"the endpoint does not accept SKERRY_LLM_KEY ({status})", refused=True)
    if status == 404:
        return NoAnswer("the endpoint knows no such address or model (404); check SKERRY_LLM_URL", refused=True)
    if status == 400:
        advice = "if it knows no JSON Schema, set SKERRY_LLM_FORMAT=json_object"
        return NoAnswer(f"the endpoint does not understand the request (400); {advice}", refused=True)
    return NoAnswer(f"the endpoint answers {status}", refused=True)


def retry_after(value: str) -> float:
    """Seconds that a Retry-After header asks to wait (RFC 9110, 10.2.3: seconds or a date); 0 if it says nothing."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _unreachable() -> NoAnswer:
    return NoAnswer("the endpoint cannot be reached", temporary=True, refused=True)


def _too_large() -> NoAnswer:
    return NoAnswer(f"its answer is larger than {MAX_BYTES // 1_000_000} MB")
