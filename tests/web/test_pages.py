"""The page as the service renders it: readable without scripts, and nothing in it that an event's text could start."""

from html.parser import HTMLParser

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from app.web.pages import event_date, excerpt, render_home

EVENT = {
    "type": "detention",
    "category": "inspection",
    "modality": "occurred",
    "verification": "confirmed",
    "title": "A tanker is held",
    "start": "2025-04-11",
    "date_precision": "day",
    "place": "off Aegna",
}


def rendered(properties: dict, banner: str | None = None, *, embedded: bool = False):
    app = FastAPI()
    feature = {"type": "Feature", "id": "e-1", "geometry": None, "properties": {**EVENT, **properties}}

    @app.get("/")
    def home(request: Request):
        return render_home(request, [feature], 1, banner, None, embedded=embedded)

    return TestClient(app).get("/")


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_list_is_in_the_page():
    page = rendered({})
    assert "A tanker is held" in page.text
    assert "11 April 2025" in page.text
    assert 'href="/collections/events/items/e-1?f=html"' in page.text


@pytest.mark.parametrize("field", ["title", "place", "type", "category", "verification", "start"])
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "' onmouseover='alert(1)"]
)
def test_text_from_outside_stays_text(field, text):
    elements = Elements(rendered({field: text}, banner=text).text).found
    assert [attrs["src"] for tag, attrs in elements if tag == "script"] == [
        attrs["src"] for tag, attrs in Elements(rendered({}).text).found if tag == "script"
    ]
    assert not any(name.startswith("on") for _, attrs in elements for name in attrs)
    assert not any(attrs.get("src") == "x" for _, attrs in elements)
    assert "49" not in "".join(attrs.get("title") or "" for _, attrs in elements)


def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_inline():
    page = rendered({})
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    for tag, attrs in Elements(page.text).found:
        assert tag != "style"
        assert "style" not in attrs
        assert tag != "script" or attrs["src"].startswith("/static/")


def test_only_the_embedded_page_may_stand_in_a_frame():
    assert "frame-ancestors *" in rendered({}, embedded=True).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in rendered({}).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("start", "precision", "text"),
    [
        ("2025-04-11", "day", "11 April 2025"),
        ("2025-04-01", "month", "April 2025"),
        ("2025-01-01", "year", "2025"),
        ("2025-05-12", "week", "week of 12 May 2025"),
        ("2025-05-12T01:20:00Z", "minute", "12 May 2025, 01:20 UTC"),
        ("2026-01-12T11:00:00+02:00", "minute", "12 January 2026, 11:00 (UTC+02:00)"),
        (None, "unknown", "Date unknown"),
        ("next Friday", "day", "next Friday"),
    ],
)
def test_a_date_is_said_no_finer_than_it_is_known(start, precision, text):
    assert event_date({"start": start, "date_precision": precision}) == text


def test_the_words_around_a_quote_are_whole_and_none_is_lost_where_the_text_begins_or_ends():
    assert excerpt("The tanker sailed. ", "before") == "The tanker sailed. "
    assert excerpt(" It left.", "after") == " It left."
    assert excerpt("ing the crew went on deck again. ", "before") == "… the crew went on deck again. "
    assert excerpt(" The ship was then taken to the ha", "after") == " The ship was then taken to the …"
    assert excerpt(None, "after") == ""
