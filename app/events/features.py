"""Rendering: an event as the GeoJSON feature (RFC 7946) that is stored, served, drawn and exported."""

from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson
import shapely

from app.codes import category_of
from app.events import claims, verification
from app.events.models import Event, Mention
from geo import regions as sea_regions
from geo.jurisdiction import jurisdiction

#: Version of this renderer: a body that another one wrote is rendered anew by `skerry doctor --rebuild`.
RENDERER = 1
#: Decimals of a degree: 0.1 m, and what RFC 7946, 11.2 advises at most.
DECIMALS = 6


def feature(event: Event) -> dict[str, Any]:
    """The event as it stands in a collection; times in ISO 8601, distances in metres, WGS 84 degrees."""
    published = event.status == "published"
    vessels: list[dict[str, Any]] = [
        {
            "name": part.name,
            "imo": part.vessel.imo,
            "mmsi": part.mmsi,
            "flag": part.flag,
            "type": part.vessel.kind,
            "role": part.role,
            "other_names": [name for name in part.vessel.values("name", hidden=not published) if name != part.name],
        }
        for part in event.vessels
    ]
    actors: list[dict[str, Any]] = [
        {"name": part.actor.name, "country": part.actor.country or None, "role": part.role} for part in event.actors
    ]
    known = sea_regions.load()
    return {
        "type": "Feature",
        "id": str(event.id),
        "geometry": _geometry(event.geometry),
        "properties": {
            "type": event.type,
            "category": category_of()[event.type],
            "modality": event.modality,
            "verification": event.verification,
            "status": event.status,
            "title": event.title,
            "summary": event.summary,
            "start": event.start,
            "end": event.end,
            "date_precision": event.date_precision,
            "place": event.place,
            "location_precision": event.location_precision,
            "uncertainty_m": event.uncertainty_m,
            "regions": event.regions,
            "water_body": event.regions[0] if event.regions else None,
            "jurisdiction": _brief(_jurisdiction(event)),
            "vessels": vessels,
            "actors": actors,
            "attributed_to": event.attributed_to,
            "count": event.count,
            "publishers": len(verification.independent(event.mentions)),
            "mentions_count": len(event.mentions),
            "confidence": event.confidence,
            "origin": event.origin,
            "created": _stamp(event.created),
            "updated": _stamp(event.updated),
            "revision": event.revision,
            "vessel_names": "; ".join(vessel["name"] for vessel in vessels) or None,
            "imo_numbers": "; ".join(vessel["imo"] for vessel in vessels if vessel["imo"]) or None,
            "actor_names": "; ".join(actor["name"] for actor in actors) or None,
            "region_names": "; ".join(known.get(code).names["en"] for code in event.regions) or None,
        },
    }


def item(event: Event) -> dict[str, Any]:
    """The event as it stands alone: the feature with its mentions, and all that is known of whose waters it lies in."""
    return whole(event, feature(event))


def whole(event: Event, feature: dict[str, Any]) -> dict[str, Any]:
    """The same, made of the event's feature."""
    more = {
        "jurisdiction": _jurisdiction(event),
        "mentions": [mention_json(mention) for mention in event.mentions],
        "differences": claims.differences(event),
    }
    return {**feature, "properties": {**feature["properties"], **more}}


def publishers(event: Event) -> list[str]:
    """Who tells of the event, each publisher once; our own digests are no source."""
    named = (mention.article.publisher for mention in event.mentions if mention.article.kind != "digest")
    return sorted({name for name in named if name})


def mention_json(mention: Mention) -> dict[str, Any]:
    """One mention: the words with both W3C selectors, the stance and reading, and the article that they stand in."""
    passage, article = mention.passage, mention.article
    return {
        "id": str(mention.id),
        "exact": passage.exact if passage else mention.quote,
        "prefix": passage.prefix if passage else None,
        "suffix": passage.suffix if passage else None,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "state": mention.state,
        "stance": mention.stance,
        "reading": mention.reading,
        "found_by": mention.found_by,
        "rules": mention.rules,
        "reasons": mention.reasons,
        "article": {
            "id": str(article.id),
            "kind": article.kind,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "published": published(article.published, article.published_precision),
            "language": article.language,
        },
    }


def published(value: datetime | None, precision: str | None) -> str | None:
    """A time of publication as precisely as it is known: a day, or an instant in UTC."""
    if value is None:
        return None
    return value.date().isoformat() if precision == "day" else _stamp(value)


def encode(document: Any) -> bytes:
    """JSON in UTF-8."""
    return orjson.dumps(document)


def etag(body: bytes) -> str:
    """A strong entity tag over the bytes (RFC 9110, 8.8.3), quotes included."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def _jurisdiction(event: Event) -> dict[str, Any] | None:
    """Whose waters the event lies in, as far as its place says; null where the place is a whole sea, or none."""
    if event.geometry is None or event.location_precision in ("region", "none"):
        return None
    middle = shapely.centroid(shapely.from_wkb(event.geometry))
    return _waters(middle.x, middle.y, event.uncertainty_m or 0.0)


@lru_cache(maxsize=4096)
def _waters(lon: float, lat: float, uncertainty_m: float) -> dict[str, Any]:
    found = jurisdiction(lon, lat, uncertainty_m)
    return {**asdict(found), "states": list(found.states)}


def _brief(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without the words that a list of thousands need not repeat: the version names the data set."""
    return {name: value for name, value in found.items() if name not in ("note", "dataset")} if found else None


def _geometry(wkb: bytes | None) -> dict[str, Any] | None:
    if wkb is None:
        return None
    shape = shapely.set_precision(shapely.from_wkb(wkb), 10**-DECIMALS, mode="pointwise")
    geometry: dict[str, Any] = orjson.loads(shapely.to_geojson(shape))
    return geometry


def _stamp(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
