"""The feed of what is new: the same filters as items, what changed last first, nothing that waits for review."""

import xml.etree.ElementTree as ET

from tests.events.reports import ITEMS, add, patch

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, **query) -> list[tuple[str, str]]:
    """Id and title of each entry."""
    answer = client.get("/feed.atom", params=query)
    assert answer.headers["content-type"] == "application/atom+xml", answer.text
    found = ET.fromstring(answer.text).findall(f"{ATOM}entry")
    return [(each.findtext(f"{ATOM}id").removeprefix("urn:uuid:"), each.findtext(f"{ATOM}title")) for each in found]


def test_what_changed_is_before_all_else_and_proposals_do_not_come(writable):
    old, new = (add(writable, title=title) for title in ("Old", "New"))
    add(writable, "reporter", title="Waits for review")
    with writable.client("analyst") as analyst, writable.client() as reader:
        assert {title for _, title in entries(reader)[:2]} == {"New", "Old"}
        assert patch(analyst, old, {"title": "Old, and changed <since>"}).is_success
        # Changes of one second may stand in either order.
        assert set(entries(reader)[:2]) == {(old, "Old, and changed <since>"), (new, "New")}


def test_it_takes_the_filters_of_items_and_answers_what_they_find(service):
    asked = {"region": "gulf-of-finland", "type": "boarding,detention"}
    with service.client() as client:
        found = client.get(ITEMS, params={**asked, "sortby": "-updated", "limit": 100}).json()["features"]
        assert [key for key, _ in entries(client, **asked)] == [each["id"] for each in found] != []
        assert client.get("/feed.atom", params={"type": "theft"}).json()["errors"][0]["field"] == "type"


def test_who_has_it_is_told_so_until_something_changes(writable):
    with writable.client() as reader:
        first = reader.get("/feed.atom?type=boarding")
        known = {"If-None-Match": first.headers["etag"]}
        assert reader.get("/feed.atom?type=boarding", headers=known).status_code == 304
        add(writable)
        assert reader.get("/feed.atom?type=boarding", headers=known).status_code == 200
    feed = ET.fromstring(first.text)
    own = next(each for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self")
    assert own.get("href") == str(first.request.url) == feed.findtext(f"{ATOM}id")
