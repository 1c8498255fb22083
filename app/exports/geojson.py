"""GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142): the finished features as they lie."""

from collections.abc import Iterator

import orjson

from app.exports.source import About, Batch


def collection(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """One feature collection; `numberReturned` behind the features says how many there are."""
    count = 0
    yield b'{"type":"FeatureCollection","features":['
    for batch in batches:
        yield (b"," if count else b"") + b",".join(_selected(batch, about))
        count += len(batch)
    yield b'],"numberReturned":%d}\n' % count


def sequence(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """A record separator, a feature and a line feed for each event."""
    for batch in batches:
        yield b"".join(b"\x1e" + body + b"\n" for body in _selected(batch, about))


def _selected(batch: Batch, about: About) -> Batch:
    names = about.properties
    if names is None:
        return batch
    found = []
    for body in batch:
        feature = orjson.loads(body)
        feature["properties"] = {name: value for name, value in feature["properties"].items() if name in names}
        found.append(orjson.dumps(feature))
    return found
