"""The state of the page as it stands in an address, applied to features: for what the service draws without scripts.

The names are those of `js/state.js`: `type`, `region` … keep, `type!`, `region!` … leave out, `from` and `to` are days
(UTC, both included), `last` reaches back from today (`30d`, `6m`, `1y`), `conf` is the least confidence, `q` words that
must all begin some word, `v` is zoom/lat/lon.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import orjson

from app.db.reader import TooExpensive
from app.db.types import utcnow
from app.events.index.service import Published
from app.events.repository import Filter
from app.words import fold, words

Box = tuple[float, float, float, float]

#: Codes of one facet that are understood, as in `js/state.js`.
MANY = 200
#: Events that are looked at for what the store's filter does not say.
MOST = 2_000

_ALIASES = {"t": "type", "status": "verification", "src": "publisher"}
_FACETS = ("type", "region", "verification", "modality", "flag", "country", "category", "publisher")
#: Facets that the read model has terms for, by the kind of the term; a flag is among the countries there.
_TERMS = {name: name for name in _FACETS} | {"flag": "country"}
_LAST = re.compile(r"([1-9]\d{0,2})([dmy])")
#: Days of a day, month and year, as `js/state.js` counts them.
_DAYS = {"d": 1.0, "m": 30.4375, "y": 365.25}
_DAY = 86_400


def narrowed(parameters: Mapping[str, str]) -> Filter:
    """The filter of the store that keeps all events of this state, and few others: `matches` leaves those out."""
    since, until = _days(parameters)
    terms = []
    for name, facet in ((name, _ALIASES.get(name, name)) for name in parameters):
        if facet in _FACETS and (asked := _asked(parameters[name])):
            folded = tuple(fold(each) if facet == "publisher" else each for each in asked)
            terms.append((_TERMS[facet], folded))
    return Filter(
        since=timegm(since.timetuple()) if since else None,
        until=timegm(until.timetuple()) + _DAY if until else None,
        terms=tuple(terms),
        words=tuple(words(parameters.get("q", ""))[:16]),
    )


def left_out(parameters: Mapping[str, str]) -> Filter | None:
    """The filter of the store that keeps what must not be shown and no feature says by itself: events of publishers
    that are left out. None where there are none such."""
    names = [value for name in ("publisher!", "src!") for value in _asked(parameters.get(name, ""))]
    return Filter(terms=(("publisher", tuple(map(fold, names))),)) if names else None


def shown(published: Published, parameters: Mapping[str, str], limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """The newest events of this state as features, `limit` at most, and how many there are in all, if that is known.

    Where words would take too long to look for they are passed over: a page has to come.
    """
    asked, unwanted = narrowed(parameters), left_out(parameters)
    # What the store's filter does not say is looked at in the features, so more of them are fetched.
    further = [name for name in parameters if name.endswith("!") or name in ("flag", "country", "conf")]
    most = max(limit, MOST) if further else limit
    try:
        found = published.page(asked, "-start", limit=most, after=None)
    except TooExpensive:
        found = published.page(replace(asked, words=()), "-start", limit=most, after=None)
    dropped = set(published.page(unwanted, "-start", limit=MOST, after=None).bodies) if unwanted else ()
    features = [orjson.loads(body) for body in found.bodies if body not in dropped]
    kept = [each for each in features if matches(each, parameters)]
    total = found.matched if not further else len(kept) if found.after is None else None
    return kept[:limit], total


def matches(feature: Mapping[str, Any], parameters: Mapping[str, str]) -> bool:
    """True if an event that `narrowed` kept is shown by the page; a parameter that makes no sense is ignored."""
    event = feature["properties"]
    for name, value in parameters.items():
        facet = _ALIASES.get(name.removesuffix("!"), name.removesuffix("!"))
        if facet == "publisher":
            continue
        if facet in ("flag", "country") or (facet in _FACETS and name.endswith("!")):
            asked = _asked(value)
            if asked and bool(set(asked) & _codes(event, facet)) == name.endswith("!"):
                return False
    least = _number(parameters.get("conf"))
    return least is None or event.get("confidence") is None or event["confidence"] >= least


def box_of(parameters: Mapping[str, str], width: int, height: int) -> Box | None:
    """What a map of this size shows at `v`, in degrees; None without a `v` that can be read."""
    try:
        zoom, lat, lon = (float(part) for part in parameters.get("v", "").split("/"))
    except ValueError:
        return None
    if not (0 <= zoom <= 22 and abs(lat) <= 80 and abs(lon) <= 180):
        return None
    degrees = 360 / (512 * 2**zoom)
    # One degree of latitude is drawn longer than one of longitude, as Mercator does; near enough for a picture's edge.
    tall = degrees * height / 2 * max(0.1, 1 - (abs(lat) / 90) ** 2)
    return lon - degrees * width / 2, lat - tall, lon + degrees * width / 2, lat + tall


def _codes(event: Mapping[str, Any], facet: str) -> set[str]:
    if facet == "region":
        return set(event.get("regions") or ())
    if facet == "flag":
        return {vessel["flag"] for vessel in event.get("vessels") or () if vessel.get("flag")}
    if facet == "country":
        return {actor["country"] for actor in event.get("actors") or () if actor.get("country")}
    return {str(event.get(facet))}


def _asked(value: str) -> list[str]:
    # U+0000 is in no name, and PostgreSQL takes no text that holds it.
    return [code for code in (unquote(each).replace("\0", "").strip() for each in value.split(",")) if code][:MANY]


def _days(parameters: Mapping[str, str]) -> tuple[date | None, date | None]:
    """First and last day asked for, in either order; `last` counts back from today."""
    since, until = _day(parameters.get("from")), _day(parameters.get("to"))
    if found := _LAST.fullmatch(parameters.get("last", "")):
        since = utcnow().date() - timedelta(days=int(found[1]) * _DAYS[found[2]])
    return (until, since) if since and until and since > until else (since, until)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _number(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None
