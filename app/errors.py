"""One family of errors: each knows its HTTP status and says in a sentence what to do next.

Over HTTP they become RFC 9457 problem details, on the command line one line and an exit code.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a parameter, a header or a member of a body."""

    field: str
    message: str
    allowed: tuple[str, ...] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The member of a problem's `errors`; `allowed` only where it says something."""
        return {k: v for k, v in asdict(self).items() if v is not None}


class SkerryError(Exception):
    """Base of every error that a caller may see."""

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class BadRequest(SkerryError):
    """The request cannot be understood: its `errors` name the fields."""

    status = 400
    title = "Bad request"

    @classmethod
    def field(cls, field: str, message: str, allowed: Sequence[str] | None = None) -> "BadRequest":
        """An error of one field."""
        return cls(f"{field}: {message}", errors=[FieldError(field, message, tuple(allowed) if allowed else None)])


class Unauthorized(SkerryError):
    """No token, or one that is unknown, revoked or expired."""

    status = 401
    title = "Sign in first"


class Forbidden(SkerryError):
    """The token's role does not allow this."""

    status = 403
    title = "Not allowed"


class NotFound(SkerryError):
    """Nothing under this address that this caller may see."""

    status = 404
    title = "Not found"


class Conflict(SkerryError):
    """The request contradicts the state that the record is in."""

    status = 409
    title = "Conflict"


class PreconditionFailed(SkerryError):
    """`If-Match` names another version than the present one."""

    status = 412
    title = "Changed meanwhile"


class PayloadTooLarge(SkerryError):
    """More than the service takes."""

    status = 413
    title = "Too large"


class UnsupportedMediaType(SkerryError):
    """A body or a file of a type that the service does not read."""

    status = 415
    title = "Unsupported media type"


class Unprocessable(SkerryError):
    """Well-formed, but it makes no sense: an article without text, a review without a reason."""

    status = 422
    title = "Cannot be processed"


class SetupError(SkerryError):
    """The installation is incomplete: a setting, a file or a data set is missing or wrong."""

    status = 503
    title = "Not ready"
