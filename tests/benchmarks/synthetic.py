"""Synthetic events in any number, the same for the same number: rows of the read model, loaded in bulk.

Made-up ships off real coasts, over five years; they go into stores of their own and never leave this machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
import orjson
import shapely

from app.codes import category_of, codes
from app.events.features import RENDERER, etag
from app.events.index.columns import Array
from app.events.keys import first_key
from app.events.properties import row
from app.ogc.selection import properties
from app.words import fold_ship, words
from geo import regions as sea_regions

SEED = 20261122
CHUNK = 25_000
#: 1 January 2021 and 22 November 2026, seconds of the Unix epoch.
FROM, UNTIL = 1_609_459_200, 1_795_305_600
#: Where ships are: share of all events, box in WGS 84 degrees.
WATERS = (
    (0.26, (22.6, 59.3, 30.2, 60.7)),
    (0.24, (14.0, 54.2, 21.0, 58.8)),
    (0.20, (9.0, 53.5, 14.0, 58.5)),
    (0.18, (17.5, 57.0, 22.5, 60.0)),
    (0.12, (17.0, 60.0, 24.0, 65.8)),
)
FLAGS = ("CK", "CM", "GA", "GM", "LR", "MH", "PA", "RU", "SL", None)
SHIPS = 2_000
PUBLISHERS = tuple(f"Synthetic Gazette {number}" for number in range(40))
STATES = ("EE", "FI", "SE", "PL", "DE", "DK", "RU")


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One event in all the shapes that a store or a peer wants it in."""

    k: int
    id: UUID
    t0: int
    lon: float
    lat: float
    feature: dict[str, Any]
    body: bytes


def events(count: int) -> Iterator[list[Synthetic]]:
    """`count` events in chunks, the oldest first."""
    random = np.random.default_rng(SEED)
    starts = np.sort(random.integers(FROM, UNTIL, count))
    sequence = np.arange(count) - np.searchsorted(starts, starts)
    for first in range(0, count, CHUNK):
        part = slice(first, min(first + CHUNK, count))
        yield list(_chunk(random, starts[part], sequence[part]))


def _chunk(random: np.random.Generator, starts: Array, sequence: Array) -> Iterator[Synthetic]:
    size = len(starts)
    water = random.choice(len(WATERS), size, p=[share for share, _ in WATERS])
    boxes = np.array([box for _, box in WATERS])[water]
    lon = np.round(boxes[:, 0] + random.random(size) * (boxes[:, 2] - boxes[:, 0]), 6)
    lat = np.round(boxes[:, 1] + random.random(size) * (boxes[:, 3] - boxes[:, 1]), 6)
    kinds = random.choice(len(codes("types")), size, p=_zipf(len(codes("types"))))
    modality = random.choice(len(codes("modalities")), size, p=_zipf(len(codes("modalities"))))
    verification = random.choice(len(codes("verifications")), size, p=_zipf(len(codes("verifications"))))
    ship = random.integers(0, SHIPS, size)
    publisher = random.integers(0, len(PUBLISHERS), size)
    state = random.integers(0, len(STATES), size)
    stamps = np.datetime_as_string(starts.astype("datetime64[s]"))
    for i in range(size):
        t0, name = int(starts[i]), f"Synthia {ship[i]:04}"
        number = UUID(int=(t0 * 1000 << 80) | 7 << 76 | int(sequence[i]) << 64 | 2 << 62 | int(ship[i]))
        kind = codes("types")[kinds[i]]
        flag, regions = FLAGS[ship[i] % len(FLAGS)], _regions(round(lon[i], 1), round(lat[i], 1))
        stamp = stamps[i] + ".000Z"
        feature = {
            "type": "Feature",
            "id": str(number),
            "geometry": {"type": "Point", "coordinates": [float(lon[i]), float(lat[i])]},
            "properties": {
                "type": kind,
                "category": category_of()[kind],
                "modality": codes("modalities")[modality[i]],
                "verification": codes("verifications")[verification[i]],
                "status": "published",
                "title": f"{kind.replace('_', ' ').capitalize()}: {name}",
                "summary": f"Synthetic: {name} was met by a patrol ship and asked for her papers.",
                "start": stamps[i] + "Z",
                "end": None,
                "date_precision": "minute",
                "location_precision": "exact",
                "regions": list(regions),
                "vessels": [{"name": name, "imo": None, "flag": flag, "role": "subject", "other_names": []}],
                "actors": [{"name": "Coast guard", "country": STATES[state[i]], "role": "authority"}],
                "publishers": 1,
                "mentions_count": 0,
                "count": 1,
                "origin": "sample",
                "publisher": PUBLISHERS[publisher[i]],
                "created": stamp,
                "updated": stamp,
                "revision": 1,
                "vessel_names": name,
                "actor_names": "Coast guard",
                "region_names": "; ".join(regions),
            },
        }
        # Every property that an event has, so that a body is as long as a real one.
        feature["properties"] = dict.fromkeys(properties()) | feature["properties"]
        yield Synthetic(
            first_key(t0) + int(sequence[i]), number, t0, float(lon[i]), float(lat[i]), feature, orjson.dumps(feature)
        )


def _zipf(size: int) -> Array:
    weights: Array = 1 / np.arange(1, size + 1)
    return weights / weights.sum()


@cache
def _regions(lon: float, lat: float) -> tuple[str, ...]:
    return tuple(sea_regions.load().at(lon, lat))


def rows(each: Synthetic) -> dict[str, list[tuple[Any, ...]]]:
    """Its rows in the tables of the store, in the order of COLUMNS."""
    properties: dict[str, Any] = each.feature["properties"]
    item = each.body[:-2] + b',"mentions":[]}}'
    wkb = shapely.to_wkb(shapely.Point(each.lon, each.lat))
    flag, state = properties["vessels"][0]["flag"], properties["actors"][0]["country"]
    countries = sorted({country for country in (flag, state) if country})
    terms = {
        ("type", properties["type"]),
        ("category", properties["category"]),
        ("modality", properties["modality"]),
        ("verification", properties["verification"]),
        ("vessel", fold_ship(properties["vessel_names"])),
        ("actor", "coast guard"),
        ("publisher", properties["publisher"].lower()),
        *(("region", region) for region in properties["regions"]),
        *(("country", country) for country in countries),
    }
    return {
        "event": [(each.id, wkb, properties, each.t0)],
        "event_feature": [(each.k, each.id, etag(item), RENDERER, each.body, item)],
        "event_point": [
            (
                each.k,
                each.id,
                each.t0,
                each.t0 + 60,
                60,
                each.t0,
                round(each.lon * 1e7),
                round(each.lat * 1e7),
                properties["type"],
                properties["modality"],
                properties["verification"],
                " ".join(properties["regions"]),
                " ".join(countries),
                flag,
            )
        ],
        "event_term": [(kind, term, each.k) for kind, term in terms],
        "event_property": [(each.k, *row(properties, (each.t0, each.t0 + 60)).values())],
        "event_box": [(each.k, each.lon, each.lat)],
        "event_text": [(each.k, " ".join(words(properties["title"] + " " + properties["summary"])))],
    }
