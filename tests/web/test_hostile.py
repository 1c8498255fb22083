"""The pages that need no script, over events whose every text is an attack: parsed by a real parser, it is all text."""

import pytest
from lxml import etree, html

from tests.browser.payloads import GROUPS, PAYLOADS

#: What no page of ours has in its content, whatever the events say.
FOREIGN = "//*[self::iframe or self::object or self::embed or self::base or self::style or self::math]"
#: Controls that no XML can hold, and with which PostgreSQL keeps no text: the service refuses them.
KEPT = str.maketrans(dict.fromkeys((*range(32), 65534, 65535), " "))


def test_no_text_becomes_anything_but_text_in_pages_without_scripts(writable):
    texts = [text.translate(KEPT).strip() for text in (*PAYLOADS, *(each for group in GROUPS for each in group))]
    with writable.client("analyst") as client:
        ids = [made(client, text) for text in texts]
        for event_id, text in zip(ids, texts, strict=True):
            page = parsed(client.get(f"/collections/events/items/{event_id}?f=html"))
            assert " ".join(text.split()) in " ".join(page.text_content().split())
        listed = parsed(client.get("/collections/events/items?f=html&limit=1000"))
        assert len(listed.xpath("//tbody/tr")) == len(texts)
        home = parsed(client.get("/", headers={"Accept": "text/html"}))
        assert len(home.xpath("//ol[@id='list']/li")) == 100
        picture = etree.fromstring(client.get("/map.svg?v=0/50/0").content)
    known = {"svg", "title", "rect", "path", "a", "g", "circle", "text"}
    assert {etree.QName(each).localname for each in picture.iter()} <= known


def made(client, text: str) -> str:
    event = {
        **{"type": "other", "title": text[:300], "summary": text, "attributed_to": text[:200]},
        **{"vessels": [{"name": text[:200]}], "actors": [{"name": text[:200], "role": "other"}]},
        **{"lon": 25.0, "lat": 59.6, "place": text[:200]},
        "sources": [{"publisher": text[:200], "quote": text}],
    }
    answer = client.post("/collections/events/items", json=event)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def parsed(answer):
    page = html.fromstring(answer.raise_for_status().text)
    assert page.xpath(FOREIGN) == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert all(each.get("src", "/static/").count("/static/") for each in page.xpath("//script"))
    addresses = page.xpath("//a/@href | //form/@action | //link/@href")
    assert [each for each in addresses if not each.startswith(("http://", "https://", "/", "#", "?"))] == []
    return page


@pytest.mark.parametrize(
    "address",
    [
        "publisher=%00x&publisher!=%00",
        "region=%00,%FF&type=%ED%A0%80",
        "q=%00%FF&conf=nan&last=999y",
        "from=0001-01-01&to=9999-12-31",
        "to=0001-01-01&v=1e309/nan/0",
        "publisher!=" + 3000 * "a,",
        "q=" + 2000 * "x+",
    ],
)
def test_a_page_comes_whatever_its_address_says(service, address):
    with service.client() as client:
        for path in ("/", "/embed", "/map.svg"):
            answer = client.get(f"{path}?{address}", headers={"Accept": "text/html"})
            assert answer.status_code == 200
            assert "<svg" in answer.text if path == "/map.svg" else parsed(answer).xpath("//ol[@id='list']")
