"""OpenLayers reads our tiles and features from a page of another origin, where npm can bring it."""

import shutil
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from platformdirs import user_cache_path

from tests.browser.conftest import READY

OPENLAYERS = "10.11.0"
PAGE = """<!doctype html><meta charset="utf-8"><div id="map" style="width:512px;height:512px"></div>
<script src="ol.js"></script><script>
const asked = new URLSearchParams(location.search).get("service");
const tiles = new ol.source.OGCVectorTile({
  url: asked + "/collections/events/tiles/WebMercatorQuad", format: new ol.format.MVT({ idProperty: "id" }),
});
const features = new ol.source.Vector({
  url: asked + "/collections/events/items?limit=1000", format: new ol.format.GeoJSON(),
});
window.seen = { tiles: {}, features: 0, errors: [] };
const layer = new ol.layer.VectorTile({ source: tiles });
tiles.on("tileloadend", ({ tile }) => {
  for (const each of tile.getFeatures()) seen.tiles[each.getId()] = each.get("type");
});
tiles.on("tileloaderror", () => seen.errors.push("tile"));
tiles.on("change", () => { if (tiles.getState() === "error") seen.errors.push("tile set"); });
features.on("featuresloadend", () => { seen.features = features.getFeatures().length; });
new ol.Map({
  target: "map", layers: [layer, new ol.layer.Vector({ source: features })],
  view: new ol.View({ center: ol.proj.fromLonLat([22, 58.5]), zoom: 4 }),
});
</script>"""


@pytest.fixture(scope="module")
def openlayers() -> Path:
    """The library's whole build, kept from one run to the next."""
    kept = user_cache_path("skerry-tests", appauthor=False) / f"ol-{OPENLAYERS}"
    built = kept / "node_modules" / "ol" / "dist" / "ol.js"
    npm = shutil.which("npm")
    if not built.exists():
        if npm is None:
            pytest.skip("no npm here to bring OpenLayers")
        kept.mkdir(parents=True, exist_ok=True)
        command = [
            npm,
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(kept),
            f"ol@{OPENLAYERS}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if done.returncode:
            pytest.skip(f"OpenLayers is not to be had: {done.stderr[-200:]}")
    return built


@pytest.fixture
def elsewhere(openlayers, tmp_path):
    """Another origin with a page of its own."""
    (tmp_path / "index.html").write_text(PAGE)
    shutil.copy(openlayers, tmp_path / "ol.js")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_openlayers_reads_tiles_and_features_from_another_origin(browser, served, elsewhere):
    page = browser.new_page()
    foreign = []
    page.on("request", lambda request: foreign.append(request.url) if "//127.0.0.1" not in request.url else None)
    page.goto(f"{elsewhere}/?service={served.url}")
    page.wait_for_function(
        "seen.errors.length || (seen.features && Object.keys(seen.tiles).length > 50)", timeout=READY
    )
    seen = page.evaluate("seen")
    page.close()
    with httpx.Client(base_url=served.url) as client:
        items = client.get("/collections/events/items", params={"limit": 1000}).json()
    types = {each["id"]: each["properties"]["type"] for each in items["features"]}
    assert not seen["errors"] and not foreign
    assert seen["features"] == items["numberMatched"]
    assert seen["tiles"].items() <= types.items()
