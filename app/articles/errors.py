"""What can be wrong with an address or a text that someone wants read.

Each says in one sentence what happened and names the field. `temporary` tells a feed poller whether to try again.
"""

from app.errors import BadRequest, FieldError, PayloadTooLarge, Unprocessable, UnsupportedMediaType


class InvalidUrl(BadRequest):
    """Not an address that can be fetched: scheme, port, host, user name or spelling."""

    title = "Not an address that can be fetched"

    def __init__(self, reason: str, *, field: str = "url") -> None:
        super().__init__(f"{field}: {reason}", errors=[FieldError(field, reason)])


class PrivateAddress(InvalidUrl):
    """The host is, or resolves to, an address that is not on the public Internet."""

    title = "Address not allowed"


class FetchError(Unprocessable):
    """The address is fine, but no article came from it."""

    title = "The article could not be fetched"
    temporary = False  #: whether the same request may succeed later

    def __init__(self, reason: str, *, field: str = "url") -> None:
        super().__init__(f"{field}: {reason}", errors=[FieldError(field, reason)])


class UnknownHost(FetchError):
    """The host name has no address in the DNS, or the DNS did not answer."""

    title = "Host not found"
    temporary = True


class Unreachable(FetchError):
    """No connection, or it broke before the answer was complete."""

    title = "Server not reachable"
    temporary = True


class TlsFailure(FetchError):
    """The server's certificate is not valid for this host, or no secure connection came about."""

    title = "No secure connection"


class TooSlow(FetchError):
    """The deadline for the whole fetch passed."""

    title = "Server too slow"
    temporary = True


class ResponseTooLarge(FetchError):
    """More bytes in the body, after decompression, or in the headers than the service reads."""

    title = "Page too large"


class TooManyRedirects(FetchError):
    """A chain of redirects that is too long or circular."""

    title = "Too many redirects"


class HttpStatusError(FetchError):
    """The server answered, but not with the page; `upstream_status` is its status."""

    title = "The server did not deliver the page"

    def __init__(self, reason: str, *, upstream_status: int, field: str = "url") -> None:
        super().__init__(reason, field=field)
        self.upstream_status = upstream_status
        self.temporary = upstream_status >= 500 or upstream_status in (408, 425, 429)


class UnsupportedPage(FetchError):
    """The page is of a type, or in a content encoding, that the service does not read."""

    title = "Unsupported type of page"


class UnreadableText(Unprocessable):
    """The bytes hold no text that can be read: empty, binary, undecodable, encrypted, a scan."""

    title = "No readable text"

    def __init__(self, reason: str, *, field: str) -> None:
        super().__init__(f"{field}: {reason}", errors=[FieldError(field, reason)])


class TextTooLarge(PayloadTooLarge):
    """The file or text is larger than the service reads."""

    title = "Text too large"

    def __init__(self, reason: str, *, field: str) -> None:
        super().__init__(f"{field}: {reason}", errors=[FieldError(field, reason)])


class UnsupportedFile(UnsupportedMediaType):
    """A file of a type that the service does not read."""

    title = "Unsupported type of file"

    def __init__(self, reason: str, *, field: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{field}: {reason}", errors=[FieldError(field, reason, allowed)])
