"""For everyone: keyboard alone, a screen reader's tree, both themes; checked by axe-core against WCAG 2.2 AA."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["home", "card", "filters", "empty", "legend"])
def test_axe_finds_nothing(open_page, theme, state):
    page = open_page(f"/?theme={theme}" + ("&q=no+such+ship" if state == "empty" else ""))
    if state == "card":
        page.locator("#list a").first.click()
        expect(page.locator(".passages mark").first).to_be_visible()
    if state == "filters":
        page.get_by_role("button", name="Type", exact=True).click()
    if state == "legend":
        page.locator("summary", has_text="Layers and legend").click()
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:4]) for each in found] == []


def test_an_event_is_opened_and_left_with_the_keyboard_alone(open_page):
    page = open_page("/")
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
    page = open_page("/")
    page.get_by_role("button", name="Verification", exact=True).press("Enter")
    box = page.get_by_role("checkbox", name="Confirmed")
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Confirmed")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Verification")).to_be_focused()


def test_the_count_is_told_as_it_changes(open_page):
    page = open_page("/")
    count = page.locator("#count")
    assert count.get_attribute("aria-live") == "polite"
    before = count.inner_text()
    page.get_by_role("searchbox").fill("Gotland")
    expect(count).not_to_have_text(before)
