"""Hostile inputs, made from valid ones: pieces taken away, doubled, swapped, and worse ones put in. Seeded."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

import cql2

from tests.ogc import expressions

ITEMS = "/collections/events/items"


@dataclass(frozen=True)
class Input:
    """One request; `body` is sent with POST."""

    kind: str
    address: str
    body: bytes | None = None


_BOXES = (
    "22,59,30,61",
    "-180,-90,180,90",
    "170,50,-170,60",
    "22.5,59.2,0,30.3,60.8,100",
    "5,5,5,5",
    "9e6,3e6,9.1e6,3.1e6",
)
_TIMES = (
    *("2025-05-13", "2025-05-13T08:00:00Z", "2025-05-13T08:00:00.5+03:00", "../2025-01-01", "2025-01-01/..", "../.."),
    *("/2025-01-01", "2025-01-01/2025-12-31T23:59:59Z", "0000-01-01T00:00:00Z/9999-12-31T23:59:60Z", "2024-02-29"),
)
_CURSORS = ("63a1b2c4f00001", "1.63a1b2c4f00001", "0", "fffffffffffffff", "ffffffff.0")
_TEXTS = tuple(each.format(lon=24.7, lat=59.6) if "{lon}" in each else each for each in expressions.ALL)
_FEATURES: tuple[Any, ...] = tuple(
    {"type": "Feature", "geometry": geometry, "properties": {**properties, "sources": [{"quote": "It was boarded."}]}}
    for geometry, properties in (
        ({"type": "Point", "coordinates": [25.1, 59.9]}, {"type": "boarding", "start": "2025-05-13"}),
        (None, {"type": "detention", "place": "off Porkkala", "start": "2025-05", "date_precision": "month"}),
        (
            {"type": "Polygon", "coordinates": [[[23, 59], [27, 59], [27, 61], [23, 59]]]},
            {"type": "naval_escort", "location_precision": "area", "vessels": [{"name": "Kiwala", "imo": "9332810"}]},
        ),
        (
            {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[22, 59], [26, 60]]}]},
            {"type": "attack", "actors": [{"name": "Navy", "country": "EE"}], "uncertainty_m": 1500.5, "count": 2},
        ),
    )
)
#: What breaks parsers: ends of ranges, marks of other languages, letters that are digits, bytes that are no UTF-8.
_HOSTILE = (
    *(
        "",
        " ",
        "\0",
        "..",
        "/",
        "//",
        ",",
        ",,",
        "'",
        '"',
        "''",
        "\\",
        "%",
        "_",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ";",
        "--",
        "/*",
    ),
    *(
        "NaN",
        "-inf",
        "Infinity",
        "1e999",
        "-1e-999",
        "0x10",
        "1_000",
        "９",
        "٣",
        "-0",
        "+1",
        "1e",
        "00",
        "9" * 30,
        "-" * 40,
    ),
    *(
        "null",
        "true",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\U0010ffff",
        "e\u0301" * 20,
        "ß" * 50,
        "\r\nX: y",
        "<b>",
        "${1}",
        "{0}",
    ),
    *("24:60:61", "2025-02-30", "-0001-01-01", "10000-01-01", "2025-05-13T25:00:00+99:99", "T", "Z", "+24:00", "P1D"),
    *(
        "NOT ",
        "AND",
        "OR",
        "IN",
        "IN ()",
        "BETWEEN",
        "LIKE",
        "CASEI(",
        "ACCENTI(",
        "pg_sleep(9)",
        "load_extension('x')",
    ),
    *("POINT(NaN NaN)", "POINT EMPTY", "POLYGON(())", "BBOX(1)", "INTERVAL('..','..')", "TIMESTAMP('')", "DATE('x')"),
    *("' OR '1'='1", "); DROP TABLE event;--", "S_INTERSECTS", "A_CONTAINS", "T_AFTER", "event_feature.body", "rowid"),
)
_PIECES = re.compile(r"\w+|\s+|.", re.DOTALL)
#: What a JSON value may be replaced with.
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        -(10**30),
        1e308,
        "",
        "x",
        "\0",
        "\ud800",
        "9" * 400,
        [],
        {},
        [[]],
        [None],
    ),
    *({"type": "Point"}, {"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": [1e999, "x"]}),
    *({"op": "and", "args": []}, {"op": "not", "args": [{}]}, {"op": "x", "args": [1]}, {"property": "body"}),
    *({"date": "x"}, {"timestamp": 1}, {"interval": ["..", ".."]}, {"bbox": [1, 2, 3]}, [1, [2, [3, [4]]]]),
)


def _mutated(text: str, random: Random) -> str:
    pieces = _PIECES.findall(text)
    for _ in range(random.randint(0, 4)):
        at = random.randint(0, len(pieces))
        match random.randrange(6):
            case 0:
                del pieces[at : at + random.randint(1, 3)]
            case 1:
                pieces[at:at] = pieces[at : at + 3] * random.choice((1, 1, 2, 50))
            case 2:
                pieces[at : at + 1] = [random.choice(_HOSTILE)]
            case 3:
                pieces.insert(at, random.choice(_HOSTILE))
            case 4:
                other = random.randrange(len(pieces) + 1)
                pieces[at : at + 1], pieces[other : other + 1] = pieces[other : other + 1], pieces[at : at + 1]
            case _:
                pieces.insert(at, chr(random.choice((random.randrange(128), random.randrange(0x10FFFF)))))
    return "".join(pieces)


def _changed(document: Any, random: Random) -> Any:
    """A JSON document with values and names replaced, doubled, taken away or wrapped somewhere in its depth."""
    if random.random() < 0.12:
        return random.choice((random.choice(_VALUES), [document], [document, document], {"args": document}))
    if isinstance(document, dict):
        found = {name: _changed(value, random) for name, value in document.items() if random.random() > 0.04}
        if random.random() < 0.08:
            found[random.choice((*_HOSTILE, "op", "args", "type", "coordinates", "id", "crs", "bbox"))] = random.choice(
                _VALUES
            )
        return found
    if isinstance(document, list):
        found = [_changed(each, random) for each in document if random.random() > 0.04]
        return found * random.choice((2, 30)) if random.random() < 0.04 else found
    if isinstance(document, str) and random.random() < 0.2:
        return _mutated(document, random)
    return document


def _bytes(text: str) -> bytes:
    """Lone surrogates go out as the bytes that they would have: no UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def _asked(kind: str, text: str, more: str = "") -> Input:
    name = kind.split("-")[0] if kind.startswith("filter") else kind
    return Input(kind, f"{ITEMS}?limit=3{more}&{name}={quote_from_bytes(_bytes(text))}")


def _json(document: Any, random: Random) -> str:
    """The document changed, and one time in four its text as well."""
    text = json.dumps(_changed(document, random), ensure_ascii=random.random() < 0.5)
    return _mutated(text, random) if random.random() < 0.25 else text


def _parsed(text: str) -> Any:
    return cql2.parse_text(text).to_json()


_SYSTEMS = (
    "",
    "",
    "&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
    "&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3035",
)
_DOCUMENTS = tuple(map(_parsed, _TEXTS))

MAKERS: dict[str, Callable[[Random], Input]] = {
    "bbox": lambda random: _asked("bbox", _mutated(random.choice(_BOXES), random), random.choice(_SYSTEMS)),
    "datetime": lambda random: _asked("datetime", _mutated(random.choice(_TIMES), random)),
    "cursor": lambda random: _asked("cursor", _mutated(random.choice(_CURSORS), random)),
    "filter-text": lambda random: _asked("filter-text", _mutated(random.choice(_TEXTS), random)),
    "filter-json": lambda random: _asked(
        "filter-json", _json(random.choice(_DOCUMENTS), random), "&filter-lang=cql2-json"
    ),
    "body": lambda random: Input("body", ITEMS, _bytes(_json(random.choice(_FEATURES), random))),
}


def inputs(count: int, seed: int) -> Iterator[Input]:
    """As many of each kind as of any other."""
    random, makers = Random(seed), list(MAKERS.values())
    return (makers[number % len(makers)](random) for number in range(count))


def bombs() -> dict[str, Input]:
    """What nests or repeats without end."""
    deep = "[" * 100_000 + "]" * 100_000
    nested = {"type": "Point", "coordinates": [1, 2]}
    for _ in range(200):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    texts = {
        "2,000 parentheses": "(" * 2_000 + "1=1" + ")" * 2_000,
        "1,900 open parentheses": "(" * 1_900,
        "12,000 NOT": "NOT " * 12_000 + "true",
        "5,000 terms": " AND ".join(["count=1"] * 5_000),
        "400 CASEI": "CASEI(" * 400 + "title" + ")" * 400 + "='a'",
        "300 signs": "count = " + "-" * 3_000 + "1",
    }
    return {
        **{name: _asked("filter-text", text) for name, text in texts.items()},
        "JSON of 1,000 levels": _asked(
            "filter-json", '{"op":"not","args":[' * 180 + "true" + "]}" * 180, "&filter-lang=cql2-json"
        ),
        "arrays of 12,000 levels": _asked("filter-json", "[" * 12_000, "&filter-lang=cql2-json"),
        "a body of 100,000 levels": Input("body", ITEMS, deep.encode()),
        "a geometry of 200 levels": Input("body", ITEMS, json.dumps({**_FEATURES[0], "geometry": nested}).encode()),
        "coordinates of 900 levels": Input(
            "body",
            ITEMS,
            b'{"type":"Feature","properties":{"type":"boarding"},"geometry":{"type":"Polygon","coordinates":'
            + b"[" * 900
            + b"1,2"
            + b"]" * 900
            + b"}}",
        ),
    }
