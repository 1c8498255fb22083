"""Events whose every text is an attack: the page shows the text, and nothing of it runs or loads."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.browser.payloads import GROUPS, PAYLOADS

FIELDS = ("title", "summary", "place", "attributed_to", "type", "modality", "verification", "date_precision")


def hostile(number: int, text: str, url: str) -> dict:
    """An event that holds `text` wherever a text may stand, and `url` where an address may."""
    mention = {
        "id": text,
        "stance": text,
        "state": "anchored",
        "reading": {"place": text, "type": text},
        "start": 0,
        "end": 9,
    }
    article = {
        "id": text,
        "kind": "article",
        "title": text,
        "publisher": text,
        "url": url,
        "published": text,
        "language": text,
    }
    properties = {
        **dict.fromkeys(FIELDS, text),
        "category": text if number % 2 else "incident",
        "start": "2025-05-13" if number % 3 else text,
        "end": None,
        "location_precision": text,
        "uncertainty_m": 5000,
        "regions": [text],
        "vessels": [
            {
                "name": text,
                "imo": text,
                "mmsi": text,
                "flag": text,
                "type": text,
                "role": "subject",
                "other_names": [text],
            }
        ],
        "actors": [{"name": text, "country": text, "role": text}],
        "publishers": 1,
        "count": 2,
        "origin": text,
        "updated": text,
        "differences": [
            {"field": text, "chosen": text, "values": [{"value": text, "mentions": [text]}], "dispute": True}
        ],
        "revision": 1,
        "mentions": [
            {**mention, "exact": text, "prefix": text, "suffix": text, "article": article},
            {**mention, "exact": None, "state": "reference", "article": {**article, "kind": "reference"}},
        ],
    }
    point = {"type": "Point", "coordinates": [20 + number / 10, 58 + (number % 7) / 10]}
    return {"type": "Feature", "id": f"hostile-{number}", "geometry": point, "properties": properties}


TEXTS = [(text, text) for text in PAYLOADS] + [("\n".join(group), group[0]) for group in GROUPS]
EVENTS = [hostile(number, text, url) for number, (text, url) in enumerate(TEXTS)]


def test_no_text_of_an_event_becomes_anything_but_text(open_page, browser, served, watch):
    page = open_page("/?view=list")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    single = {event["id"]: event for event in EVENTS}

    def answer(route):
        name = route.request.url.split("/items")[1].split("?")[0].strip("/")
        document = single[name] if name else {"type": "FeatureCollection", "features": EVENTS, "links": []}
        route.fulfill(body=json.dumps(document), content_type="application/geo+json")

    page.route("**/collections/events/items*", answer)
    page.route("**/collections/events/items/*", answer)
    tellers = [{"name": text, "events": [f"hostile-{number}"]} for number, (text, _) in enumerate(TEXTS)]
    page.route("**/publishers.json", lambda route: route.fulfill(json=tellers))
    page.goto(served.url)
    page.locator("html[data-ready=map]").wait_for(state="attached")
    settled(page)
    expect(page.locator("#list > li")).to_have_count(len(EVENTS))
    for panel in ("Type", "Region", "Verification", "Publisher", "States and flags"):
        page.get_by_role("button", name=panel, exact=True).click()
    for number, (text, _) in enumerate(TEXTS):
        page.evaluate("id => document.querySelector(`[data-id='${id}'] > a`).click()", f"hostile-{number}")
        card = page.locator(f"#card[data-event=hostile-{number}]")
        expect(card.locator(".passages mark").first).to_be_attached()
        assert card.locator("h2").evaluate("node => node.textContent") == text
        hrefs = card.locator("a").evaluate_all("links => links.map((link) => link.href)")
        assert all(href.startswith(("http://", "https://")) for href in hrefs), text
    assert page.evaluate("window.pwned") is None
    assert dialogs == []
    foreign = "script:not([src]), iframe, object, embed, base, style, math, [onerror], [onload], [srcdoc]"
    assert page.locator(foreign).count() == 0
    assert page.locator("img:not([src*='/static/'])").count() == 0
    assert page.locator("form").count() == 1
