"""A few pictures of the page as it should look: they catch a layout that has come apart, not a pixel that has moved.

Shots are halved and compared with a tolerance, since fonts are drawn a little differently on each machine.
`SKERRY_GOLDEN=write pytest tests/browser/test_golden.py` takes them anew; look at each before it is committed.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, chromium, serve, settled

GOLDEN = Path(__file__).parent / "golden"
#: A pixel differs from here on, of 255; this share of them may.
FAR, SHARE = 60, 0.02
#: The timeline ends today: the pictures are of this day.
TODAY = "2026-11-23T12:00:00Z"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service whose store no other test has written to."""
    chromium()
    yield from serve(tmp_path_factory.mktemp("golden"))


def home(page: Page) -> None:
    settled(page)


def listed(page: Page) -> None:
    """On a phone the map waits until it is asked for."""
    page.evaluate("async () => { await document.fonts.ready; }")


def card(page: Page) -> None:
    page.get_by_role("link", name="Estonia detains flagless tanker Kiwala off Aegna").click()
    expect(page.locator(".passages mark").first).to_be_visible()
    settled(page)


def legend(page: Page) -> None:
    page.locator("summary", has_text="Layers and legend").click()
    settled(page)


def report(page: Page) -> None:
    page.get_by_role("button", name="Report an incident").click()
    expect(page.get_by_role("heading", name="Report an incident")).to_be_visible()
    settled(page)


@pytest.mark.parametrize(
    ("name", "address", "viewport", "steps"),
    [
        ("home-light", "/?theme=light", WIDE, home),
        ("home-dark", "/?theme=dark", WIDE, legend),
        ("card", "/?theme=light&region=gulf-of-finland", WIDE, card),
        ("phone", "/?theme=light", PHONE, listed),
        ("report", "{sign_in}", WIDE, report),
    ],
)
def test_the_page_looks_as_it_should(name, address, viewport, steps, open_page, fresh, watch):
    watch.host = fresh.url.split("//")[1]
    path = address.replace("{sign_in}", fresh.sign_in.removeprefix(fresh.url))
    page = open_page(path, base=fresh.url, viewport=viewport, at=TODAY)
    steps(page)
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shot = shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.BOX)
    if os.environ.get("SKERRY_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        shot.quantize(128).save(GOLDEN / f"{name}.png", optimize=True)
        pytest.skip("taken anew")
    wanted = Image.open(GOLDEN / f"{name}.png").convert("RGB")
    assert shot.size == wanted.size
    away = np.abs(np.asarray(shot, np.int16) - np.asarray(wanted, np.int16)).max(axis=2)
    assert (away > FAR).mean() < SHARE
