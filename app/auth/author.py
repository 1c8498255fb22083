"""Who acts: what every change is signed with."""

from dataclasses import dataclass
from uuid import UUID

#: Each role may do what those before it may.
RANKS = ("reporter", "analyst", "admin")


@dataclass(frozen=True, slots=True)
class Author:
    """A person or program with a token, or the service itself."""

    name: str
    role: str
    #: False for what the service does by itself: loading its data, extracting.
    person: bool = True
    #: The token, by which a reporter's own reports are known; None for the service, the command line and the public.
    token_id: UUID | None = None
    #: Whether a change must name the version that it was made from. QGIS cannot, so a token may be made without.
    must_match: bool = True

    def may(self, role: str) -> bool:
        """Whether the author's role includes `role`."""
        return RANKS.index(self.role) >= RANKS.index(role)


#: The service itself.
SKERRY = Author("skerry", "admin", person=False)
#: Somebody without a token, where the settings let the public report.
PUBLIC = Author("public", "reporter")
