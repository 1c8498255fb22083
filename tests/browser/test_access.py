"""For everyone: keyboard alone, a screen reader's tree, both themes; checked by axe-core against WCAG 2.2 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT

SEED = (ROOT / "tests/data/seed-article.txt").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def found_by_axe(page: Page, within: str | None = None) -> list:
    """The rules that axe finds broken, each with the first elements that break it; in the whole page or in a part."""
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:4]) for each in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_page(open_page, theme):
    page = open_page(f"/?theme={theme}")
    faults = {"home": found_by_axe(page)}
    for panel in ("Publisher", "Type", "Time"):
        page.get_by_role("button", name=panel, exact=True).click()
        faults[panel] = found_by_axe(page)
    page.locator("summary", has_text="Layers and legend").click()
    faults["legend"] = found_by_axe(page)
    page.locator("#list a").first.click()
    expect(page.locator(".passages mark").first).to_be_visible()
    faults["card"] = found_by_axe(page)
    page.get_by_role("button", name="Paste an article").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    faults["sign-in"] = found_by_axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("xyzzyx")
    expect(page.locator("#empty")).to_be_visible()
    faults["empty"] = found_by_axe(page)
    assert {state: found for state, found in faults.items() if found} == {}


@pytest.mark.parametrize("address", ["/embed?theme=dark", "/?view=list", "/collections/events/items?f=html"])
def test_axe_finds_nothing_in_the_other_pages(open_page, address):
    assert found_by_axe(open_page(address, ready="" if "f=html" in address else "map")) == []


def test_at_twice_the_size_nothing_is_cut_off_and_axe_finds_nothing(open_page):
    page = open_page("/", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Menu").click()
    page.locator("summary", has_text="Export").click()
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.locator("#list a").first.click()
    expect(page.locator(".passages mark").first).to_be_attached()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_an_event_is_opened_and_left_with_the_keyboard_alone(open_page):
    page = open_page("/?view=list")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the list of events")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    second = page.locator("#list > li:nth-child(2) > a")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()
    expect(page.locator(".passages mark").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    expect(second).to_be_focused()


def test_a_filter_keeps_the_focus_while_its_counts_change(open_page):
    page = open_page("/?view=list")
    page.get_by_role("button", name="Verification", exact=True).press("Enter")
    box = page.get_by_role("checkbox", name="Confirmed")
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Confirmed")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Verification")).to_be_focused()


def test_the_count_is_told_as_it_changes(open_page):
    page = open_page("/?view=list")
    count = page.locator("#count")
    assert count.get_attribute("aria-live") == "polite"
    before = count.inner_text()
    page.get_by_role("searchbox").fill("Gotland")
    expect(count).not_to_have_text(before)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_article_and_its_form(open_page, served, theme):
    page = open_page(served.sign_in.removeprefix(served.url))
    if theme == "dark":
        page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Paste an article").click()
    assert found_by_axe(page) == []
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("… or its text").fill(f"{SEED}\n\nRead in {theme}.")
    dialog.get_by_label("Published on").fill("2025-08-06")
    dialog.get_by_role("button", name="Find the events").click()
    expect(page.locator(".fulltext mark").first).to_be_visible()
    assert found_by_axe(page) == []
