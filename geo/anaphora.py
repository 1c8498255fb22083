"""What "the gulf", "the straits", "the bay" mean in a text: the last such water that the text named."""

from collections.abc import Sequence

from geo import gazetteer, matching
from geo.gazetteer import Place
from geo.location import PlaceMention

_REACH = 40
"""Mentions that a reader still has in mind."""


def meant(kind: str, mentions: Sequence[PlaceMention]) -> Place | None:
    """The place that a word of a kind ("gulf", "straits", "bay") stands for after these mentions; None if none does."""
    for mention in reversed(mentions[-_REACH:]):
        for place_id in mention.location.place_ids:
            place = gazetteer.load().get(place_id)
            if place is not None and _is(kind, place):
                return place
        for code in mention.location.regions:
            if (kind == "gulf" and code.startswith("gulf-")) or (kind == "straits" and code == "danish-straits"):
                return matching.region_place(code)
    return None


def _is(kind: str, place: Place) -> bool:
    if kind == "bay":
        return place.kind == "bay"
    return kind == "gulf" and (place.id.endswith("-gulf") or place.id.startswith("gulf-"))
