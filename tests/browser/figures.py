"""The figures that the page is held to: `python -m tests.browser.figures [--events N]` measures and prints them.

One headless Chromium with software GL at 1280 × 800, best of three; limits as in the table of issue 7. The map is given
made-up events, so that their number can be chosen; the list, the page and its transfer are those of the catalogue.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from app.web.assets import assets
from tests.browser.conftest import FLAGS, chromium, serve, settled, wait_until

RUNS = 3


@dataclass(frozen=True)
class Figure:
    """One measured value beside its limit."""

    name: str
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        verdict = "ok" if self.value <= self.limit else "OVER"
        return f"{self.name:52} {self.value:9.1f} {self.unit:3} limit {self.limit:7.1f}  {verdict}"


def cold(browser: Browser, url: str) -> dict[str, float]:
    """One cold load: milliseconds until the list reads and the map is idle, kilobytes over the wire."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="commit")
    wait_until(page, "map")
    settled(page)
    timing = page.evaluate(
        """() => ({
            idle: performance.now(),
            painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
        })"""
    )
    context.close()
    return {**timing, "transfer": sum(sizes) / 1024}


#: Puts events on the running map: clustered as the page does, returns milliseconds until all is drawn.
DRAW = """async (count) => {
    const map = document.getElementById("map").skerryMap;
    const spots = [[24.9, 59.7], [27.8, 59.9], [19.5, 57.4], [12.6, 55.9], [14.2, 54.8], [18.9, 54.9], [21.1, 58.9]];
    let seed = 7;
    const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
    const types = [["detention", "inspection"], ["naval_escort", "escort"], ["attack", "incident"]];
    const features = Array.from({ length: count }, (_, id) => {
        const [lon, lat] = spots[id % spots.length];
        const [type, category] = types[id % types.length];
        const coordinates = [lon + (random() - 0.5) * 3, lat + (random() - 0.5) * 1.2];
        const properties = { id: String(id), type, category, modality: "occurred", verification: "confirmed" };
        return { type: "Feature", properties, geometry: { type: "Point", coordinates } };
    });
    const start = performance.now();
    await map.getSource("events").setData({ type: "FeatureCollection", features });
    await new Promise((resolve) => map.once("idle", resolve));
    return performance.now() - start;
}"""

#: Moves the camera on every frame for two seconds, returns the median frame in milliseconds.
PAN = """async () => {
    const map = document.getElementById("map").skerryMap;
    const { lng, lat } = map.getCenter();
    const frames = [];
    const start = performance.now();
    let last = start;
    while (performance.now() - start < 2000) {
        map.jumpTo({ center: [lng + Math.sin((performance.now() - start) / 300), lat] });
        await new Promise((resolve) => map.once("render", () => requestAnimationFrame(resolve)));
        frames.push(performance.now() - last);
        last = performance.now();
    }
    map.jumpTo({ center: [lng, lat] });
    frames.sort((a, b) => a - b);
    return frames[Math.floor(frames.length / 2)];
}"""

#: Milliseconds from a filter to the list and the map showing it.
FILTER = """async () => {
    const map = document.getElementById("map").skerryMap;
    const start = performance.now();
    const press = new KeyboardEvent("keydown", { key: "PageUp", bubbles: true });
    document.querySelector(".handle.first").dispatchEvent(press);
    await new Promise((resolve) => map.once("idle", resolve));
    return performance.now() - start;
}"""


def best(measure: Callable[[], Any]) -> Any:
    """The least of several runs: others may be at work on the machine."""
    return min(measure() for _ in range(RUNS))


def heap(page: Page) -> float:
    """Megabytes of the page's JavaScript heap after a collection."""
    with closing(_Session(page)) as session:
        session.wire.send("HeapProfiler.collectGarbage")
        used = session.wire.send("Runtime.getHeapUsage")["usedSize"]
    return float(used) / 1024**2


class _Session:
    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)

    def close(self) -> None:
        self.wire.detach()


def figures(browser: Browser, url: str, count: int) -> list[Figure]:
    """Measure everything against the service at `url`."""
    loads = [cold(browser, url) for _ in range(RUNS)]
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto(url)
    wait_until(page, "map")
    settled(page)
    filtered = page.evaluate(FILTER)
    page.evaluate(DRAW, 0)
    empty = best(lambda: page.evaluate(PAN))
    drawn = best(lambda: page.evaluate(DRAW, count))
    full = statistics.median(page.evaluate(PAN) for _ in range(RUNS))
    return [
        Figure("own JavaScript of the first view, gzip", assets().own_script_bytes() / 1024, 40, "KB"),
        Figure("cold transfer until the map is idle", min(load["transfer"] for load in loads), 700, "KB"),
        Figure("list readable (first contentful paint)", min(load["painted"] for load in loads), 1500, "ms"),
        Figure("map idle", min(load["idle"] for load in loads), 4000, "ms"),
        Figure("time filter to list and map redrawn", filtered, 500, "ms"),
        Figure(f"draw {count:,} events, clustered", drawn, 3500, "ms"),
        Figure(f"frame while panning with {count:,} / with none", full / empty, 1.5, "×"),
        Figure("frame while panning with none (software GL)", empty, 200, "ms"),
        Figure("heap of the page", heap(page), 80, "MB"),
    ]


def main() -> int:
    """Print the table; exit code 1 if a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="made-up events to draw")
    count = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder, closing(serve(Path(folder))) as service, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=FLAGS)
        found = figures(browser, next(service).url, count)
        browser.close()
    print(*found, sep="\n")
    return int(any(each.value > each.limit for each in found))


if __name__ == "__main__":
    sys.exit(main())
