"""How well an event is attested: counted from independent publishers, unless a person has set it with a reason."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.articles import duplicates
from app.events.models import Event, Mention
from app.words import fold

#: Computed; the others of the code list are set.
COMPUTED = ("reported", "corroborated")
#: "Hubu (after Spiegel)": whose report the publisher repeats.
_AFTER = re.compile(
    r"^(?P<who>[^()]{1,200})\((?:after|citing|via|nach|per)\s+(?P<origin>[^()]{1,200})\)\s*$", re.IGNORECASE
)
#: Share of common three-word runs from which on two texts are one: a reprint is cut and retitled, not rewritten.
SAME_WORDS = 0.6
#: Shingles under which a text is too short to tell a reprint from two people who say the same plain thing.
LEAST_WORDS = 12
Sketch = tuple[int, ...]
#: Stances of a mention that tells of the event as something that was.
_TELLS = ("asserts", "recalls", "plans")


def compute(session: Session, event: Event) -> None:
    """Count anew, where nobody has set the verification. An entry of a data file is never counted down: it was judged
    by people who read more than the passages that we hold."""
    if event.verification_set:
        return
    counted = "corroborated" if len(independent(event.mentions)) > 1 else "reported"
    if counted == "reported" and event.origin in ("catalogue", "sample"):
        return
    event.verification = counted


def independent(mentions: Sequence[Mention]) -> list[list[str]]:
    """The publishers that tell of an event for themselves: one list of names for each independent source.

    Outlets that repeat a named origin, or whose words are nearly the same, are one source. Our own digests are none.
    """
    telling = [m for m in mentions if m.stance in _TELLS and m.article.kind != "digest" and m.article.publisher]
    if len({mention.article.publisher for mention in telling}) < 2:
        return [[str(mention.article.publisher)] for mention in telling[:1]]  # no need to read texts
    groups: list[tuple[set[str], list[Sketch], set[str]]] = []
    for mention in telling:
        publisher = str(mention.article.publisher)
        origins, words, names = {origin(publisher)}, _words(mention), {publisher}
        for known in [each for each in groups if each[0] & origins or _alike(each[1], words)]:
            groups.remove(known)
            origins, words, names = origins | known[0], words + known[1], names | known[2]
        groups.append((origins, words, names))
    return sorted(sorted(names) for _, _, names in groups)


def origin(publisher: str) -> str:
    """Whose report it is, folded: the outlet itself, or the one that it says it repeats."""
    found = _AFTER.match(publisher)
    return fold(found["origin"] if found else publisher).strip()


def _words(mention: Mention) -> list[Sketch]:
    """Sketches of the whole text and of the passage, as far as they are long enough to be known again."""
    version = mention.article.newest
    texts = [version.text if version else "", mention.passage.exact if mention.passage else mention.quote or ""]
    found = [duplicates.sketch(text) for text in texts]
    return [each for each in found if len(each) >= LEAST_WORDS]


def _alike(some: list[Sketch], others: list[Sketch]) -> bool:
    return any(duplicates.similar(one, other) >= SAME_WORDS for one in some for other in others)
