"""The collections: what they are called, what they hold, where they reach."""

from dataclasses import dataclass
from typing import Any

from app.errors import NotFound
from app.ogc.crs import CRS84, SYSTEMS
from app.ogc.links import GEOJSON, HTML, JSON, SCHEMA, Link, link

_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/"


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as its description has it; `bbox` in WGS 84 degrees."""

    id: str
    title: str
    description: str
    bbox: tuple[float, float, float, float] | None
    timed: bool = False


#: The waters that the product is about, from the Channel to the head of the Gulf of Bothnia.
_WATERS = (-5.8, 48.4, 30.3, 66.0)

COLLECTIONS = {
    each.id: each
    for each in (
        Collection(
            "events",
            "Events",
            "Reported tanker incidents, inspections and naval escorts, each with the passages that it rests on.",
            _WATERS,
            timed=True,
        ),
        Collection(
            "vessels", "Vessels", "Ships that events name, with their names, flags and numbers over time.", None
        ),
        Collection("regions", "Sea regions", "Named sea areas of the Baltic and its approaches.", _WATERS),
        Collection("places", "Places", "Ports, islands, capes, straits and anchorages that reports name.", _WATERS),
    )
}


def get(collection_id: str) -> Collection:
    """The collection of this id. Raises NotFound that lists the ids."""
    if collection_id not in COLLECTIONS:
        raise NotFound(f"no collection {collection_id!r}; there are {', '.join(COLLECTIONS)}")
    return COLLECTIONS[collection_id]


def describe(each: Collection, base: str, links: list[Link]) -> dict[str, Any]:
    """The collection's description (OGC 17-069r4, 7.14)."""
    root = f"{base}/collections/{each.id}"
    items = f"{root}/items"
    extent: dict[str, Any] = {}
    if each.bbox:
        extent["spatial"] = {"bbox": [list(each.bbox)], "crs": CRS84.uri}
    if each.timed:
        extent["temporal"] = {
            "interval": [["2023-01-01T00:00:00Z", None]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return {
        "id": each.id,
        "title": each.title,
        "description": each.description,
        "itemType": "feature",
        "extent": extent,
        "crs": list(SYSTEMS),
        "storageCrs": CRS84.uri,
        "links": [
            *links,
            link(f"{items}?f=json", "items", GEOJSON, f"{each.title} as GeoJSON"),
            link(f"{items}?f=html", "items", HTML, f"{each.title} as HTML"),
            link(f"{root}/schema?f=json", "describedby", SCHEMA, "What a feature consists of"),
            link(f"{root}/schema?f=json", _RELATION + "schema", SCHEMA, "What a feature consists of"),
            *(_of_events(root) if each.id == "events" else ()),
        ],
    }


def _of_events(root: str) -> list[Link]:
    """What only events have: filters and tiles."""
    return [
        link(f"{root}/queryables?f=json", _RELATION + "queryables", SCHEMA, "What can be filtered by"),
        link(f"{root}/tiles", _RELATION + "tilesets-vector", JSON, "Tile sets"),
    ]
