"""Reports that the tests of writing send, and short ways to send them."""

import httpx

ITEMS = "/collections/events/items"


def report(**changes) -> dict:
    """A report that is complete, with some of its fields changed."""
    return {
        "type": "boarding",
        "start": "2025-04-11",
        "place": "off Naissaar",
        "vessels": [{"name": "Kiwala", "imo": "9332810"}],
        "sources": [
            {"url": "https://gazette.example/1", "publisher": "Gazette", "quote": "Guards boarded the Kiwala."}
        ],
        **changes,
    }


def source(publisher: str, **fields) -> dict:
    """A source of its own."""
    return {"url": f"https://{publisher.lower()}.example/news", "publisher": publisher, **fields}


def add(service, role: str = "analyst", **changes) -> str:
    """The id of a new event."""
    with service.client(role) as client:
        answer = client.post(ITEMS, json=report(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def read(client: httpx.Client, event_id: str, **query) -> dict:
    """The properties of an event."""
    answer = client.get(f"{ITEMS}/{event_id}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["properties"]


def patch(client: httpx.Client, event_id: str, body: dict) -> httpx.Response:
    """Change the version that is there now."""
    tag = client.get(f"{ITEMS}/{event_id}").headers["etag"]
    return client.patch(f"{ITEMS}/{event_id}", json=body, headers={"If-Match": tag})


def decide(client: httpx.Client, event_id: str, decision: str, reason: str = "so it is", **more) -> httpx.Response:
    """Decide about an event."""
    return client.post(f"/events/{event_id}/review", json={"decision": decision, "reason": reason, **more})
