"""The review queue: by keyboard, many at once, merged, undone."""

from datetime import date, timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until
from tests.browser.test_access import found_by_axe
from tests.browser.test_article import SEND

#: Ships, each off its place; in each test on another day, so that none is what another test has rejected.
SHIPS = [("Osprey Dawn", "Naissaar"), ("Heron Light", "Rügen"), ("Tern Bay", "Gotland")]
NUMBERS = count()
FRIDAYS = (date(2020, 1, 3) + timedelta(weeks=week) for week in count())


@pytest.fixture
def review(open_page, served) -> Page:
    """The queue of a signed-in analyst, with three proposals of this test's own and no others."""
    page = open_page(served.sign_in.removeprefix(served.url), ready="list")
    word = f"quarantia{next(NUMBERS)}"
    for number, (ship, place) in enumerate(SHIPS):
        text = f"The coast guard boarded the tanker {ship} off {place} on Friday ({word}). The ship was detained."
        day = str(next(FRIDAYS))
        body = {"text": text, "published": day, "title": f"Tanker {number}", "publisher": "A paper", "language": "en"}
        page.evaluate(SEND, ["/articles", body])
    page.goto(f"{served.url}/review?q={word}")
    wait_until(page, "review")
    assert len(titles(page)) == 3
    return page


def titles(page: Page) -> list[str]:
    return page.locator("#queue .row-title").all_inner_texts()


def test_proposals_are_decided_with_the_keyboard_and_taken_back(review):
    page, before = review, titles(review)
    expect(page.locator("#card .passages mark").first).to_contain_text("Osprey Dawn")
    page.keyboard.press("j")
    expect(page.locator("#card-title")).to_have_text(before[1])
    page.keyboard.press("k")
    expect(page.locator("#card-title")).to_have_text(before[0])
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Published")
    expect(page.locator("#queue li")).to_have_count(len(before) - 1)
    expect(page.locator("#card-title")).to_have_text(before[1])
    page.get_by_label("Reason").fill("hearsay")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("#queue li")).to_have_count(len(before) - 2)
    page.locator("#card").click()
    page.keyboard.press("u")
    expect(page.locator("#queue li")).to_have_count(len(before) - 1)
    page.keyboard.press("u")
    expect(page.locator("#queue li")).to_have_count(len(before))
    assert sorted(titles(page)) == sorted(before)


def test_many_are_decided_in_one_step(review):
    page, before = review, titles(review)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("About 2 events at once")).to_be_visible()
    expect(page.get_by_role("button", name="Merge")).to_have_count(0)
    page.keyboard.press("t")
    expect(page.locator("#queue li").first).to_contain_text("with local sign-in")
    page.keyboard.press("r")
    expect(page.locator("#queue li")).to_have_count(len(before) - 2)
    page.get_by_label("Status").select_option("rejected")
    expect(page.locator("#queue li")).to_have_count(2)
    assert set(titles(page)) == set(before[:2])
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def test_an_event_is_corrected_before_it_is_published(review):
    page, before = review, titles(review)
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Change the event")
    dialog.get_by_label("Type", exact=True).select_option("boarding")
    dialog.get_by_role("button", name="Save the changes").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#queue li").first).to_contain_text("Boarding")
    expect(page.locator("#card .kind")).to_have_text("Boarding")
    page.keyboard.press("e")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#queue li")).to_have_count(len(before) - 1)


def test_an_event_is_merged_after_a_look_at_both(review):
    page, before = review, titles(review)
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Merge into another event")
    dialog.get_by_label("Another event, by its words").fill("Kiwala")
    choice = dialog.get_by_role("radio").first
    choice.check()
    expect(dialog.get_by_role("columnheader", name="Goes into it")).to_be_visible()
    expect(dialog.locator("tr.differs").first).to_be_visible()
    assert found_by_axe(page) == []
    dialog.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("status")).to_contain_text("merged")
    expect(page.locator("#queue li")).to_have_count(len(before) - 1)
    page.keyboard.press("u")
    expect(page.locator("#queue li")).to_have_count(len(before))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_queue(review, theme):
    review.emulate_media(color_scheme=theme)
    assert found_by_axe(review) == []
    review.keyboard.press("?")
    expect(review.get_by_role("dialog", name="Keys")).to_be_visible()
    assert found_by_axe(review) == []


def test_a_visitor_is_asked_to_sign_in(open_page):
    page = open_page("/review", ready="review")
    expect(page.get_by_text("Only analysts see what awaits review.")).to_be_visible()
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_queue_fits_a_phone(review):
    review.set_viewport_size({"width": 360, "height": 740})
    assert review.evaluate("document.documentElement.scrollWidth") <= 360
    expect(review.get_by_role("button", name="Publish")).to_be_in_viewport()
