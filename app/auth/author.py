"""Who acts: what every change is signed with."""

from dataclasses import dataclass

#: Each role may do what those before it may.
RANKS = ("reporter", "analyst", "admin")


@dataclass(frozen=True, slots=True)
class Author:
    """A person or program with a token, or the service itself."""

    name: str
    role: str
    #: False for what the service does by itself: loading its data, extracting.
    person: bool = True

    def may(self, role: str) -> bool:
        """Whether the author's role includes `role`."""
        return RANKS.index(self.role) >= RANKS.index(role)


#: The service itself.
SKERRY = Author("skerry", "admin", person=False)
