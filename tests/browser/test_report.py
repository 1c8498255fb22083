"""Somebody reports an incident: with the keyboard alone, by words or on the map, and sees what has become of it."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from app.vessels.numbers import is_imo, is_mmsi
from tests.browser.conftest import serve, settled, wait_until
from tests.browser.payloads import PAYLOADS
from tests.browser.test_access import SEED, found_by_axe
from tests.browser.test_article import SEND

KIWALA = {"type": "boarding", "date": "2025-04-11", "where": "off Naissaar", "ship": "Kiwala"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service of their own, where the public may report."""
    yield from serve(tmp_path_factory.mktemp("reports"), SKERRY_PUBLIC_REPORTS="true")


@pytest.fixture
def analyst(open_page, served):
    """The page, signed in as analyst, with an address of one's choice."""

    def opened(path: str = "/?view=list", **options) -> Page:
        page = open_page("/docs/start", ready="", **options)
        page.context.request.get(served.sign_in, headers={"Accept": "text/html"})
        page.goto(served.url + path)
        wait_until(page, "map")
        return page

    return opened


def form_of(page: Page) -> Page:
    page.get_by_role("button", name="Report an incident").click()
    expect(page.get_by_role("heading", name="Report an incident")).to_be_focused()
    return page


def fill(page: Page, type: str, date: str, where: str, ship: str | None = None) -> None:
    page.get_by_label("Type", exact=True).select_option(type)
    page.get_by_label("Date", exact=True).fill(date)
    page.get_by_label("Position or place").fill(where)
    if ship:
        page.get_by_role("button", name="Add a ship").click()
        page.get_by_label("Name", exact=True).fill(ship)
        page.get_by_label("Name", exact=True).blur()


def source(page: Page, publisher: str) -> None:
    page.get_by_label("Address of the page").fill(f"https://{publisher.lower()}.example/news")
    page.get_by_role("group", name="Source 1").get_by_label("Publisher").fill(publisher)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    at = """() => {
        const control = document.activeElement;
        const label = control.labels?.[0]?.textContent ?? control.textContent;
        return control.offsetParent && label.trim();
    }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(at) == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def proposed(page: Page) -> list[dict]:
    """What awaits review, as an analyst reads it."""
    return page.evaluate("async () => (await (await fetch('/events?limit=500')).json()).events")


def test_a_visitor_reports_with_the_keyboard_alone_and_it_awaits_review(open_page, analyst):
    page = open_page("/?view=list")
    page.get_by_role("searchbox").focus()
    before = page.locator("#count").inner_text()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "report":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Report an incident")).to_be_focused()
    tab_to(page, "Type")
    page.keyboard.type("Ground")
    expect(page.get_by_text("A ship runs aground.")).to_be_visible()
    tab_to(page, "Date")
    page.keyboard.type("02032026")
    tab_to(page, "Position or place")
    page.keyboard.type("12 nautical miles north-west of Naissaar")
    reading = page.locator(".reading")
    expect(reading).to_contain_text("Gulf of Finland")
    expect(reading).to_contain_text("59°42.35′N 024°14.15′E")
    tab_to(page, "Add a ship")
    page.keyboard.press("Enter")
    page.keyboard.type("Unnamed tanker")
    tab_to(page, "Address of the page")
    page.keyboard.type("https://gazette.example/aground")
    page.keyboard.press("Tab")
    page.keyboard.type("Gazette")
    tab_to(page, "The words that say so")
    page.keyboard.type("The tanker ran aground at dawn.")
    tab_to(page, "Your name")
    page.keyboard.type("Aino")
    tab_to(page, "Send the report")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="your report is in")).to_be_focused()
    expect(page.locator(".receipt")).to_contain_text("Proposed")
    assert page.get_by_role("button", name="Open the event").count() == 0
    number = page.locator(".fact", has_text="Number").locator("dd").inner_text()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Report an incident")).to_be_focused()
    assert page.locator("#count").inner_text() == before

    [event] = [event for event in proposed(analyst()) if event["id"] == number]
    properties = event["properties"]
    assert (properties["type"], properties["start"]) == ("grounding", "2026-02-03")
    assert (properties["place"], properties["location_precision"]) == (
        "12 nautical miles north-west of Naissaar",
        "exact",
    )
    assert properties["mentions"][0]["exact"] == "The tanker ran aground at dawn."
    assert "Aino" not in json.dumps(event)


def test_a_position_is_picked_on_the_map_without_a_mouse_and_with_one(open_page):
    page = form_of(settled(open_page("/")))
    pick = page.get_by_role("button", name="Pick on the map")
    pick.press("Enter")
    bar = page.get_by_role("group", name="Pick on the map")
    expect(bar).to_be_visible()
    page.keyboard.press("Escape")
    expect(pick).to_be_focused()
    pick.press("Enter")
    expect(bar).to_be_visible()
    cross = page.locator(".crosshair").bounding_box()
    page.keyboard.press("ArrowRight")
    settled(page)
    told = bar.locator("output").inner_text()
    page.keyboard.press("Enter")
    where = page.get_by_label("Position or place")
    expect(where).to_be_focused()
    expect(where).to_have_value(told)
    expect(page.get_by_label("Give or take, km")).not_to_have_value("")
    under = """async ({ x, y, width, height }) => {
        const base = document.querySelector("script[type=module]").src.replace("main.js", "");
        const { degreesMinutes } = await import(base + "util/geo.js");
        const map = document.getElementById("map").skerryMap;
        const { left, top } = map.getContainer().getBoundingClientRect();
        const { lng, lat } = map.unproject([x + width / 2 - left, y + height / 2 - top]);
        return degreesMinutes(lng, lat);
    }"""
    assert page.evaluate(under, cross) == told, "the cross stood there, and the map has not moved since"
    pick.click()
    expect(bar).to_be_visible()
    page.mouse.click(cross["x"] - 60, cross["y"] + 40)
    expect(where).not_to_have_value(told)
    expect(bar).to_have_count(0)
    assert "e=" not in page.url


def test_where_no_map_can_be_drawn_the_position_is_typed(open_page):
    page = open_page("/?view=list")
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    form_of(page).get_by_role("button", name="Pick on the map").click()
    expect(page.locator("#status")).to_contain_text("Type the position")
    page.get_by_label("Position or place").fill("N 59 41.5 E 024 32")
    expect(page.locator(".reading")).to_contain_text("59°41.50′N 024°32.00′E")


def test_a_name_of_two_places_asks_which_and_words_that_nobody_can_place_are_an_error(analyst):
    page = form_of(analyst())
    fill(page, "breakdown", "2026-01-05", "Utö")
    second = page.get_by_role("radio", name=re.compile("Stockholm"))
    second.check()
    expect(page.get_by_label("Give or take, km")).to_have_value("7")
    source(page, "Ledger")
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".receipt")).to_contain_text("58°54.00′N 018°21.00′E")
    page.get_by_role("button", name="Report another").click()
    fill(page, "breakdown", "2026-01-05", "beyond the rainbow")
    expect(page.locator(".found")).to_contain_text("No place is known")
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name=re.compile("^Position or place: No place")).click()
    expect(page.get_by_label("Position or place")).to_be_focused()


def test_an_event_that_is_known_is_shown_first_and_takes_the_source(analyst):
    page = form_of(analyst())
    fill(page, **KIWALA)
    expect(page.get_by_label("IMO number", exact=True)).to_have_value("9332810")
    source(page, "Observer")
    alike = page.get_by_role("region", name="Events that it may be")
    expect(alike).to_contain_text("the same ship, IMO 9332810")
    page.get_by_role("button", name="may be the same: look").click()
    expect(alike).to_be_focused()
    alike.get_by_role("listitem").filter(has_text="Estonia detains").get_by_role(
        "button", name="This is the same"
    ).click()
    expect(page.locator(".receipt-text")).to_contain_text("added to the event")
    page.get_by_role("button", name="Open the event").click()
    expect(page.locator("#card .references")).to_contain_text("Observer")


def test_a_report_that_was_sent_before_it_could_be_compared_waits_for_a_second_look(analyst):
    page = form_of(analyst())
    fill(page, **KIWALA)
    source(page, "Courier")
    page.get_by_role("button", name="Publish the event").click()
    expect(page.get_by_role("region", name="Events that it may be")).to_be_focused()
    assert page.locator(".receipt").count() == 0
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".receipt")).to_contain_text("Published")
    expect(page.locator("#list")).to_contain_text("Boarding: Kiwala, off Naissaar")


def test_a_draft_comes_back_after_the_page_was_closed_but_not_who_wrote_it(open_page):
    page = form_of(open_page("/?view=list"))
    fill(page, **KIWALA)
    page.get_by_label("Known to the").select_option("month")
    page.get_by_label("Month", exact=True).select_option("04")
    page.get_by_label("Year", exact=True).fill("2025")
    page.get_by_role("button", name="Add a source").click()
    page.get_by_role("group", name="Source 2").get_by_label("Publisher").fill("Second")
    page.get_by_label("Give or take, km").fill("3")
    page.get_by_label("Your name").fill("Aino")
    assert "Aino" not in page.evaluate("Object.values(localStorage).join()")
    page.locator("#list a").first.click()
    expect(page.locator("#card h2")).to_be_focused()
    expect(page.locator(".report-panel")).to_have_count(0)
    page.reload()
    wait_until(page, "map")
    form_of(page)
    expect(page.get_by_text("Your draft of")).to_be_visible()
    expect(page.get_by_label("Type", exact=True)).to_have_value("boarding")
    expect(page.get_by_label("Year", exact=True)).to_have_value("2025")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Kiwala")
    expect(page.get_by_role("group", name="Source 2").get_by_label("Publisher")).to_have_value("Second")
    expect(page.locator(".reading")).to_contain_text("Gulf of Finland")
    expect(page.get_by_label("Give or take, km")).to_have_value("3")
    expect(page.get_by_label("Your name")).to_have_value("")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Type", exact=True)).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_errors_of_the_service_and_ours_stand_at_their_fields(analyst, watch):
    watch.expected = ["422"]
    page = form_of(analyst())
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".error-summary li")).to_have_count(3)
    fill(page, "collision", "2026-01-05", "", "Twin")
    imo = page.get_by_label("IMO number", exact=True)
    imo.press_sequentially("9332811")
    expect(page.locator(".field", has=imo)).to_contain_text("would be 0")
    imo.fill("9332810")
    expect(page.locator(".field", has=imo)).to_contain_text("check digit agrees")
    page.get_by_label("Address of the page").fill("ftp://nowhere")
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".error-summary")).to_be_focused()
    url = page.get_by_label("Address of the page")
    expect(url).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name=re.compile("^Source 1, Address of the page")).click()
    expect(url).to_be_focused()


def test_an_answer_that_was_lost_does_not_make_two_events(analyst, watch):
    watch.expected = ["ERR_FAILED", "request"]
    page = form_of(analyst())
    fill(page, "pollution", "2026-05-01", "Ventspils")
    source(page, "Wire")
    keys = []

    def lost(route):
        if route.request.method != "POST":
            return route.continue_()
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        return route.abort() if len(keys) == 1 else route.continue_()

    page.route("**/collections/events/items", lost)
    send = page.get_by_role("button", name="Publish the event")
    send.click()
    expect(page.locator(".error-summary")).to_contain_text("draft is kept")
    send.click()
    expect(page.locator(".receipt")).to_be_visible()
    assert len(keys) == 2
    assert keys[0] == keys[1]
    count = (
        "async () => (await (await fetch('/collections/events/items?type=pollution&q=Ventspils')).json()).numberMatched"
    )
    assert page.evaluate(count) == 1


def test_hostile_texts_stay_texts_from_the_field_to_the_card(analyst):
    page = form_of(analyst())
    names = {
        "name": PAYLOADS[3],
        "lon": 20,
        "lat": 58,
        "uncertainty_m": 1000,
        "precision": "place",
        "regions": [PAYLOADS[0]],
    }
    reading = {**names, "rests_on": [PAYLOADS[2]], "jurisdiction": None}
    answer = json.dumps({"locations": [reading, {**reading, "lon": 21}]})
    page.route("**/locate*", lambda route: route.fulfill(body=answer, content_type="application/json"))
    alike = json.dumps(
        {"events": [{"id": PAYLOADS[4], "status": "published", "title": PAYLOADS[2], "reasons": PAYLOADS[:9]}]}
    )
    page.route("**/events/similar", lambda route: route.fulfill(body=alike, content_type="application/json"))
    text = " ".join(PAYLOADS[:40])[:1500]
    fill(page, "other", "2026-03-03", text[:400], text[:200])
    expect(page.locator(".choices .reading strong").first).to_have_text(PAYLOADS[3])
    expect(page.locator(".similar a")).to_contain_text(PAYLOADS[2])
    page.get_by_label("Place in words").fill(text[:400])
    for label in ("Who says so", "Title", "Summary", "The words that say so"):
        page.get_by_label(label, exact=True).fill(text[:300])
    source(page, "x")
    page.get_by_role("group", name="Source 1").get_by_label("Publisher").fill(text[:200])
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".receipt strong")).to_have_text(text[:300])
    page.get_by_role("button", name="Open the event").click()
    expect(page.locator("#card h2")).to_have_text(text[:300])
    assert page.evaluate("window.pwned") is None
    assert page.locator("script:not([src]), iframe, object, embed, base, math, [onerror], [onload]").count() == 0
    assert page.locator("img:not([src*='/static/'])").count() == 0


def test_a_proposal_is_changed_beside_its_words_and_published_with_only_what_was_changed(analyst, watch):
    watch.expected = ["412"]
    page = analyst()
    article = page.evaluate(SEND, ["/articles", {"text": SEED, "published": "2025-08-06", "title": "Tankers"}])
    page.goto(f"{page.url.split('?')[0]}?view=list&a={article['id']}")
    row = page.locator(".article-event").first
    row.get_by_role("button", name="Edit …").click()
    dialog = page.get_by_role("dialog", name="Change the event")
    words = article["events"][0]["passages"][0]["exact"]
    expect(dialog.locator("mark").first).to_have_text(words)
    dialog.get_by_label("Type", exact=True).select_option("confrontation")
    with page.expect_request("**/review") as sent:
        dialog.get_by_role("button", name="Save and publish").click()
    assert sent.value.post_data_json["changes"] == {"type": "confrontation"}
    expect(dialog).to_be_hidden()
    expect(row).to_contain_text("Published")
    expect(row).to_contain_text("Confrontation")
    expect(row).to_be_focused()

    other = page.locator(".article-event").nth(1)
    other.get_by_role("button", name="Edit …").click()
    dialog.get_by_label("Give or take, km").fill("2.5")
    path = f"/collections/events/items/{article['events'][1]['id']}"
    change = """async (path) => {
        const tag = (await fetch(path)).headers.get("ETag");
        const headers = { "Content-Type": "application/json", "X-Skerry-Page": "1", "If-Match": tag };
        await fetch(path, { method: "PATCH", headers, body: JSON.stringify({ summary: "Meanwhile." }) });
    }"""
    page.evaluate(change, path)
    dialog.get_by_role("button", name="Save the changes").click()
    expect(dialog.locator(".error-summary")).to_contain_text("changed meanwhile")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_form_on_any_screen(analyst, theme):
    panel = ".report-panel"
    page = form_of(analyst(f"/?view=list&theme={theme}"))
    faults = {"empty": found_by_axe(page, panel)}
    fill(page, **KIWALA)
    expect(page.locator(".similar")).to_be_visible()
    page.get_by_label("Position or place").fill("Utö")
    expect(page.locator(".choices .reading")).to_have_count(2)
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".error-summary")).to_be_visible()
    faults["errors"] = found_by_axe(page, panel)
    if theme == "light":
        page.get_by_role("button", name="Pick on the map").click()
        expect(page.locator(".pick-bar")).to_be_visible()
        faults["pick"] = found_by_axe(page, "#map")
        page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 640})
    body = page.locator(".report-panel .card-body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    faults["phone"] = found_by_axe(page, panel)
    page.set_viewport_size({"width": 640, "height": 400})
    page.get_by_label("Date", exact=True).fill("2026-01-01" if theme == "light" else "2026-02-01")
    source(page, "Axe")
    page.get_by_role("button", name="Publish the event").click()
    expect(page.locator(".receipt")).to_be_visible()
    faults["receipt"] = found_by_axe(page, panel)
    assert {state: found for state, found in faults.items() if found} == {}


def test_numbers_are_judged_as_the_service_judges_them(open_page):
    page = open_page("/?view=list")
    judge = """async (numbers) => {
        const base = document.querySelector("script[type=module]").src.replace("main.js", "");
        const { imoFault, mmsiFault } = await import(base + "report/numbers.js");
        return numbers.map((number) => [!imoFault(number), !mmsiFault(number)]);
    }"""
    digits = st.text("0123456789", min_size=7, max_size=9) | st.from_regex(r"[0-9a-z ]{1,10}", fullmatch=True)

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(digits, min_size=30, max_size=30))
    def check(numbers):
        assert page.evaluate(judge, numbers) == [[is_imo(each), is_mmsi(each)] for each in numbers]

    check()
