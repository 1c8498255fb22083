"""Where the sources of one event contradict each other: reports of an encounter rarely agree."""

from typing import Any

from app.events.models import Event, Mention

#: Fields of a reading of which two may contradict each other; a place or a title may differ and say the same.
COMPARED = ("type", "modality", "start", "count")


def differences(event: Event) -> list[dict[str, Any]]:
    """Fields on which the mentions' own readings differ: each value with the mentions that have it, and the chosen one.

    `dispute` says whether that is a contradiction about what happened, for which a reviewer may dispute the event.
    """
    found = []
    for name in (*COMPARED, "stance", "flag", "actors"):
        values: dict[Any, list[str]] = {}
        for mention in event.mentions:
            for value in _values(mention, name):
                values.setdefault(value, []).append(str(mention.id))
        if len(values) > 1:
            found.append(
                {
                    "field": name,
                    "chosen": getattr(event, name, None) if name in COMPARED else None,
                    "values": [{"value": value, "mentions": ids} for value, ids in values.items()],
                    "dispute": _contradicts(name, set(values)),
                }
            )
    return found


def _values(mention: Mention, name: str) -> list[Any]:
    if name == "stance":
        return [mention.stance]
    reading = mention.reading
    if name == "flag":
        return sorted({ship["flag"] for ship in reading.get("vessels", ()) if ship.get("flag")})
    if name == "actors":
        return sorted({actor["name"] for actor in reading.get("actors", ()) if actor.get("name")})
    return [reading[name]] if reading.get(name) is not None else []


def _contradicts(name: str, values: set[Any]) -> bool:
    if name == "stance":
        return {"asserts", "denies"} <= values
    if name == "modality":
        return bool({"denied", "attempted"} & values and {"occurred", "ongoing"} & values)
    return name in ("type", "flag")
