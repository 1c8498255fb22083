"""The passages as W3C Web Annotations (Recommendation of 23 February 2017): one annotation for each mention."""

from collections.abc import Iterator
from typing import Any

import orjson

from app.exports.source import About, Batch, Feature, features

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """An annotation collection with one page. `total` stands behind the page, when it is known."""
    head = {"@context": CONTEXT, "id": about.address, "type": "AnnotationCollection", "label": about.title}
    first = {"id": f"{about.address}#page", "type": "AnnotationPage", "startIndex": 0}
    yield orjson.dumps(head)[:-1] + b',"first":' + orjson.dumps(first)[:-1] + b',"items":['
    count = 0
    for batch in features(batches):
        found = [orjson.dumps(each) for feature in batch for each in _annotations(feature, about)]
        if found:
            yield (b"," if count else b"") + b",\n".join(found)
        count += len(found)
    yield b']},"total":%d}\n' % count


def _annotations(feature: Feature, about: About) -> Iterator[dict[str, Any]]:
    for mention in feature["properties"]["mentions"]:
        article = mention["article"]
        held = f"{about.base}/articles/{article['id']}"
        target: dict[str, Any] = {"source": article["url"] or held}
        selectors = list(_selectors(mention))
        if selectors:
            target["selector"] = selectors
        yield {
            "id": f"{held}/annotations#{mention['id']}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": about.event(feature["id"]),
            "target": target,
        }


def _selectors(mention: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A reference that quotes nothing has none; offsets count only while the words stand where they stood."""
    if mention["exact"] is not None:
        around = {name: mention[name] for name in ("prefix", "suffix") if mention[name] is not None}
        yield {"type": "TextQuoteSelector", "exact": mention["exact"], **around}
    if mention["start"] is not None and mention["state"] != "orphaned":
        yield {"type": "TextPositionSelector", "start": mention["start"], "end": mention["end"]}
