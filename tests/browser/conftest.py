"""The real service (`skerry serve`, an SQLite store of its own) and one headless Chromium for all browser tests.

Every page is watched: a console error, a blocked load, a request to another host or a failed one fails its test.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from app.web.vendor import is_complete

ROOT = Path(__file__).parents[2]
#: SwiftShader by name, so that the renderer is the same on every machine.
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
READY = 30_000
"""Milliseconds that a page may take on a busy machine before its test gives up; the figures have their own limits."""
expect.set_options(timeout=READY / 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.path)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


def chromium() -> str:
    """Path of the browser; without one the test is skipped, or fails where CI promises one."""
    found = os.environ.get("SKERRY_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    missing = "no Chromium found: install the package chromium, or set SKERRY_CHROMIUM to one" if not found else None
    if not is_complete():
        missing = "the map client's browser files are missing: run `python -m app.web.vendor`"
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return str(found)


@dataclass(frozen=True)
class Served:
    """A running `skerry serve`: its address, and the link that signs in as analyst."""

    url: str
    sign_in: str


def serve(folder: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Run `skerry serve` on a free port with a store in `folder` until the generator is closed."""
    log = folder / "serve.log"
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", *arguments]
    environment = {**os.environ, **settings, "SKERRY_DATABASE_URL": f"sqlite:///{folder / 'store.sqlite3'}"}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(20)


def _address(process: subprocess.Popen[bytes], log: Path) -> Served:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        told = log.read_text("utf-8")
        address = re.search(r"listens on (http://\S+)", told)
        link = re.search(r"(http://\S+\?token=\S+)", told)
        if address and link:
            return Served(address[1], link[1])
        time.sleep(0.05)
    raise AssertionError(f"skerry serve did not start:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with the starter catalogue."""
    chromium()
    yield from serve(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield started
    started.close()


@dataclass
class Watch:
    """What a page did that it must not do."""

    host: str
    faults: list[str] = field(default_factory=list)
    #: Parts of faults that a test provokes on purpose.
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to `page`. Blocked loads show up as console errors as well as in the page's own record."""
        page.on("console", lambda message: message.type == "error" and self._add(f"console: {message.text}"))
        page.on("pageerror", lambda error: self._add(f"exception: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))

    def _add(self, fault: str) -> None:
        if not any(part in fault for part in self.expected):
            self.faults.append(fault)

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self._add(f"request to another host: {url}")

    def _failed(self, url: str, why: str | None) -> None:
        # A page that is left behind drops what it was loading.
        if why != "net::ERR_ABORTED":
            self._add(f"failed request: {url} ({why})")


Open = Callable[..., Page]


@pytest.fixture
def watch(served: Served) -> Iterator[Watch]:
    watching = Watch(urlsplit(served.url).netloc)
    yield watching
    assert watching.faults == []


@pytest.fixture
def open_page(browser: Browser, served: Served, watch: Watch) -> Iterator[Open]:
    """`open_page(path, ready="map", **context options)`: a watched page that is ready; `at` stops its clock there."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "/", *, ready: str = "map", base: str | None = None, at: str | None = None, **options
    ) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(READY)
        if at:
            page.clock.set_fixed_time(at)
        watch.over(page)
        page.goto((base or served.url) + path)
        if ready:
            wait_until(page, ready)
        return page

    yield opened
    for context in contexts:
        context.close()


def wait_until(page: Page, state: str) -> None:
    """Wait for `html[data-ready]`: a string expression would need `unsafe-eval`, which the policy forbids."""
    page.locator(f"html[data-ready={state}]").wait_for(state="attached", timeout=READY)


def settled(page: Page) -> Page:
    """Wait until the map has drawn all that it knows."""
    page.evaluate(
        """async () => {
            const map = document.getElementById("map").skerryMap;
            await document.fonts.ready;
            for (let n = 0; n < 600 && !(map.loaded() && map.areTilesLoaded()); n += 1) {
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
            await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }"""
    )
    return page
