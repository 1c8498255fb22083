"""Passages as annotations of the W3C Web Annotation Data Model (Recommendation of 23 February 2017)."""

from typing import Any

from app.articles.models import Article
from app.events.models import Event

MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def collection(article: Article, events: list[Event], base: str) -> dict[str, Any]:
    """An AnnotationCollection whose only page holds every passage that tells of one of `events`."""
    address = f"{base}/articles/{article.id}/annotations"
    items = [
        {
            "id": f"{address}#{mention.id}",
            "type": "Annotation",
            "motivation": "identifying",
            "created": mention.created.isoformat(),
            "body": f"{base}/collections/events/items/{event.id}",
            "target": {
                "source": article.url or f"{base}/articles/{article.id}",
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": mention.passage.exact,
                        "prefix": mention.passage.prefix,
                        "suffix": mention.passage.suffix,
                    },
                    {
                        "type": "TextPositionSelector",
                        "start": mention.passage.start,
                        "end": mention.passage.end,
                    },
                ],
            },
        }
        for event in events
        for mention in event.mentions
        if mention.article_id == article.id and mention.passage is not None
    ]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": address,
        "type": "AnnotationCollection",
        "label": article.title,
        "total": len(items),
        "first": {"id": f"{address}?page=1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
