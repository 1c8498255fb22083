"""A reader finds an event and reads the words that it rests on."""

import os
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import FLAGS, chromium, settled, wait_until
from tests.browser.test_access import found_by_axe
from tests.browser.test_article import SEND


def test_a_reader_picks_an_event_and_reads_its_passage(open_page, tmp_path):
    page = open_page("/")
    page.get_by_role("searchbox").fill("Kiwala")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=re.compile("Estonia detains flagless tanker Kiwala")).click()

    card = page.get_by_role("complementary")
    expect(card.get_by_role("heading", level=2)).to_contain_text("Kiwala")
    passage = card.locator(".passages mark").first
    expect(passage).to_contain_text("Kiwala")
    expect(card).to_contain_text("IMO 9332810")
    expect(card.get_by_text("not their words")).to_be_visible()
    sources = card.locator(".references a")
    assert sources.count() >= 2
    assert all(link.get_attribute("href").startswith("http") for link in sources.all())
    assert "noopener" in sources.first.get_attribute("rel")

    target = os.environ.get("SKERRY_SCREENSHOT") or tmp_path / "skerry.png"
    page.get_by_role("button", name="Remove the filter “Kiwala”").click()
    # For the picture: the gulf around the event, and its words in sight.
    page.evaluate("document.getElementById('map').skerryMap.jumpTo({ center: [25.9, 59.55], zoom: 6.7 })")
    page.locator("#card .passages").evaluate("words => words.scrollIntoView({ block: 'end' })")
    settled(page).screenshot(path=target)
    assert Path(target).stat().st_size > 50_000


def test_an_event_has_an_address_that_opens_it_anywhere(open_page, served):
    first = open_page("/?view=list&q=Eagle+S")
    first.locator("#list a").first.click()
    title = first.locator("#card h2").inner_text()
    address = first.url.removeprefix(served.url)
    again = open_page(address)
    expect(again.locator("#card h2")).to_have_text(title)
    expect(again.locator("#list [aria-current]")).to_be_visible()


def test_an_unknown_event_says_so_and_the_list_stays(open_page, watch):
    watch.expected = ["404"]
    page = open_page("/?view=list&e=00000000-0000-7000-8000-000000000000")
    expect(page.locator("#card [role=alert]")).to_contain_text("no published event")
    assert page.locator("#list > li").count() == 100


def test_the_list_reads_without_scripts(open_page, watch):
    watch.expected = ["(csp)"]  # Chromium's word for a module that is not loaded because scripts are off
    page = open_page("/", ready="", java_script_enabled=False)
    assert page.locator("#list > li").count() == 100
    expect(page.get_by_role("link", name="how to report")).to_be_visible()
    page.locator("#list a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/collections/events/items/" in page.url


def test_an_address_without_scripts_shows_what_it_shows_with_them(open_page, watch):
    watch.expected = ["(csp)"]
    for query in (
        "type=detention&region!=gulf-of-finland",
        "q=anchor&from=2025-01-01",
        "publisher!=ERR News&type=detention",
        "q=xyzzyx",
    ):
        plain = open_page(f"/?view=list&{query}", ready="", java_script_enabled=False)
        titles = plain.locator("#list .row-title").all_inner_texts()
        assert plain.locator("img.still").get_attribute("src").endswith(query.replace(" ", "%20"))
        expect(plain.locator("#empty")).to_be_visible(visible=not titles)
        page = open_page(f"/?view=list&{query}")
        expect(page.locator("#list > li")).to_have_count(len(titles))
        assert sorted(page.locator("#list .row-title").all_inner_texts()) == sorted(titles)


def test_without_webgl_the_list_the_timeline_and_the_cards_work(playwright, served, watch):
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, "--disable-3d-apis"])
    page = browser.new_page()
    watch.over(page)
    page.goto(served.url)
    wait_until(page, "map")
    expect(page.locator("#map-message")).to_contain_text("no WebGL 2")
    assert found_by_axe(page) == []
    still = page.get_by_role("img", name="Still map of the events")
    expect(still).to_be_visible()
    assert still.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1000
    page.locator("#list a").first.click()
    expect(page.locator("#card .passages mark").first).to_be_visible()
    expect(page.get_by_role("slider")).to_have_count(2)
    browser.close()


def test_a_phone_shows_one_view_at_a_time_and_nothing_runs_off_its_side(open_page):
    page = open_page("/", viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("#map")).to_be_hidden()
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    assert "view=map" in page.url
    page.get_by_role("button", name="List", exact=True).click()
    page.locator("#list a").first.click()
    box = page.locator("#card").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_phone_has_every_language_and_tool_in_a_menu(open_page):
    page = open_page("/?type=boarding", viewport={"width": 390, "height": 780})
    expect(page.get_by_role("link", name="Suomi")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    for tool in ("Paste an article", "Copy link", "Dark", "Sign in"):
        expect(page.get_by_role("button", name=tool)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Suomi").click()
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    assert "type=boarding" in page.url
    page.get_by_role("button", name="Tyyppi").click()
    expect(page.locator("label", has_text="Pysäytys ja pidättäminen")).to_have_attribute(
        "title", re.compile("takavarikoidaan")
    )


def test_where_the_chart_ends_the_map_says_that_its_coast_is_coarse(open_page):
    page = settled(open_page("/?v=7/25.8/56.5"))
    note = page.locator("#map-note")
    expect(note).to_contain_text("the coast is coarse here")
    page.get_by_role("button", name="Layers and legend").or_(page.locator("summary", has_text="Layers")).click()
    page.get_by_role("button", name="Whole Baltic").click()
    expect(note).to_be_hidden()


def test_where_the_coast_does_not_come_the_map_says_that_it_may_be_land(open_page, watch):
    watch.expected = ["503"]
    page = open_page("/?view=list")
    page.route("**/basemap/world.geojson", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(page.url.split("?")[0] + "?v=7/25.8/56.5")
    expect(page.locator("#map-note")).to_contain_text("may be land")


def test_beyond_the_12_miles_a_layer_says_whose_coast_is_nearest_and_that_this_is_no_eez(open_page):
    page = open_page("/?v=6/59.7/24")
    page.locator("summary", has_text="Layers and legend").click()
    with page.expect_response("**/nearest-state.geojson"):
        page.get_by_label("Nearest coastal state (approximate; not an EEZ)").check()
    assert "layers=nearest-state" in page.url
    assert "Estonia – Finland" in drawn(page, "nearest-state", some=True)
    page.get_by_label("Nearest coastal state").uncheck()
    assert drawn(page, "nearest-state", some=False) == []


def drawn(page, layer: str, *, some: bool) -> list[str]:
    """Names of what the map draws of a layer; waits until there are some, or none."""
    script = """layer => document.getElementById("map").skerryMap.queryRenderedFeatures({ layers: [layer] })
        .map((feature) => feature.properties.name)"""
    for _ in range(100):
        found = page.evaluate(script, layer)
        if bool(found) is some:
            break
        page.wait_for_timeout(100)
    return found


def test_a_card_never_says_two_numbers_of_publishers(open_page):
    page = open_page("/?view=list&verification=reported,corroborated&sort=oldest")
    judged = {"Reported": "one origin", "Corroborated": "by hand"}
    rows = page.locator("#list > li", has_text=re.compile(r"Reported, [2-9]|Corroborated, 1 "))
    assert rows.count() > 3
    for row in rows.all()[:3] + rows.all()[-1:]:
        row.locator("a").click()
        sure = page.locator("#card .fact").last
        word = sure.locator("div").first.inner_text().split(",")[0]
        expect(sure).to_contain_text(judged[word])


def test_an_embedded_view_shows_the_same_events_and_links_to_the_whole(open_page):
    page = open_page("/embed?region=gulf-of-finland&type=detention", viewport={"width": 600, "height": 500})
    expect(page.locator("#map canvas").first).to_be_visible()
    expect(page.get_by_role("button", name="Paste an article")).to_be_hidden()
    whole = page.get_by_role("link", name="Open in Skerry").get_attribute("href")
    assert whole.startswith("/?")
    assert "type=detention&region=gulf-of-finland" in whole


def test_the_still_map_follows_the_address(open_page, served):
    page = open_page("/?view=list")
    count = "async (query) => ((await (await fetch('/map.svg?' + query)).text()).match(/<a href/g) ?? []).length"
    every, some = (page.evaluate(count, query) for query in ("", "region=gulf-of-finland&type=detention"))
    assert every > some > 2


def test_readings_that_differ_stand_side_by_side_with_who_says_so(open_page):
    page = open_page("/?view=list&q=Kiwala")

    def contradicted(route):
        answer = route.fetch()
        event = answer.json()
        mentions = event["properties"]["mentions"]
        names = [mention["article"]["publisher"] for mention in mentions[-2:]]
        values = [
            {"value": value, "mentions": [mention["id"]]}
            for value, mention in zip(["detention", "boarding"], mentions[-2:], strict=True)
        ]
        event["properties"]["differences"] = [
            {"field": "type", "chosen": "detention", "values": values, "dispute": True}
        ]
        told.extend(names)
        route.fulfill(response=answer, json=event)

    told: list[str] = []
    page.route("**/collections/events/items/*", contradicted)
    page.get_by_role("link", name=re.compile("Estonia detains")).click()
    readings = page.locator("#card .readings li")
    expect(readings).to_have_count(2)
    expect(readings.nth(0)).to_contain_text(f"Detention {told[0]} · shown here")
    expect(readings.nth(1)).to_contain_text(f"Boarding {told[1]}")
    expect(page.get_by_role("button", name="Mark as disputed")).to_have_count(0)


def test_a_reviewer_marks_as_disputed_what_sources_contradict(open_page, served):
    page = open_page(served.sign_in.removeprefix(served.url), ready="list")
    report = {
        "type": "boarding",
        "start": "2025-03-05",
        "sources": [{"publisher": "A paper", "quote": "They boarded it."}],
    }
    address = page.evaluate(SEND, ["/collections/events/items", report])["id"]

    def contradicted(route):
        answer = route.fetch()
        event = answer.json()
        event["properties"]["differences"] = [{"field": "type", "chosen": "boarding", "values": [], "dispute": True}]
        route.fulfill(response=answer, json=event)

    page.route("**/collections/events/items/*", contradicted)
    page.goto(f"{served.url}/?view=list&e={address}")
    page.get_by_role("button", name="Mark as disputed").click()
    expect(page.locator("#card .badge").first).to_have_text("Disputed")
    expect(page.get_by_role("button", name="Mark as disputed")).to_have_count(0)
