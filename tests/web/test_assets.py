"""The files that the browser loads, and the base map under them."""

import gzip
import json
import re

import pytest
import shapely
from fastapi import FastAPI
from shapely.geometry import shape
from starlette.testclient import TestClient

from app.web import assets as web_assets
from app.web.basemap import basemap, layer
from app.web.endpoints import router
from app.web.world import polygons


@pytest.fixture(scope="module")
def client():
    app = FastAPI()
    app.include_router(router)
    return TestClient(app)


def test_our_own_scripts_stay_below_40_kilobytes():
    assert 5_000 < web_assets.assets().own_script_bytes() <= 40 * 1024


def test_a_module_is_served_for_ever_under_its_version_and_not_kept_under_another(client):
    version = web_assets.assets().version
    answer = client.get(f"/static/{version}/js/main.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/static/000000000000/js/main.js").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["js/../pages.py", "vendor.py", "package.json", "templates/home.html", "js/types.d.ts", "%2e%2e/pages.py", "js"],
)
def test_nothing_but_the_browsers_files_is_served(client, path):
    assert client.get(f"/static/x/{path}").status_code == 404


def test_a_client_without_gzip_gets_the_same_bytes(client):
    path = f"/static/{web_assets.assets().version}/css/base.css"
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


def test_a_changed_file_changes_the_address_of_all(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a{}")
    before = web_assets.load(tmp_path)
    (tmp_path / "css" / "a.css").write_text("b{}")
    assert web_assets.load(tmp_path).version != before.version
    assert not before.has_map


def test_every_module_that_is_imported_is_there():
    files = web_assets.assets().files
    for name, asset in files.items():
        if not name.endswith(".js"):
            continue
        for target in re.findall(r'(?:from|import)\s*\(?"(\.[^"]+)"', asset.plain().decode()):
            parts = name.split("/")[:-1]
            for part in target.split("/"):
                parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
            assert "/".join(parts) in files, (name, target)


def test_no_script_or_style_of_ours_parses_markup_or_names_another_host():
    for name, asset in web_assets.assets().files.items():
        if name.startswith(("js/", "css/")):
            text = asset.plain().decode()
            assert not re.search(
                r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function", text
            ), name
            hosts = set(re.findall(r"https?://([\w.-]+)", text))
            # Names of XML vocabularies, which nobody fetches.
            assert hosts <= {"www.w3.org", "www.opengis.net"}, name


def test_every_message_that_is_asked_for_exists():
    files = web_assets.assets().files
    known = set(json.loads(files["js/messages/en.json"].plain()))
    for name, asset in files.items():
        if name.endswith(".js"):
            asked = set(re.findall(r'\bt\("([\w.-]+)"', asset.plain().decode()))
            assert asked <= known, name


def test_tiles_cover_the_gulf_of_finland_and_are_not_invented_elsewhere(client):
    found = basemap()
    assert found is not None
    assert len(found) > 3000
    tile = client.get("/basemap/8/145/74.mvt", headers={"accept-encoding": "gzip"})
    assert tile.status_code == 200
    assert tile.headers["content-encoding"] == "gzip"
    assert b"land" in tile.content
    assert gzip.decompress(found.tile(8, 145, 74)) == tile.content
    for address in ("8/0/0", "40/1/1", "8/-1/5", "8/300/5", "0/0/0"):
        assert client.get(f"/basemap/{address}.mvt").status_code == 204, address


def test_layers_are_geojson_with_an_entity_tag_and_unknown_ones_are_not_found(client):
    answer = client.get("/basemap/labels.geojson")
    names = {feature["properties"]["name"] for feature in answer.json()["features"]}
    assert {"Tallinn", "Helsinki"} <= names
    again = client.get("/basemap/labels.geojson", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/basemap/../secrets.geojson").status_code == 404
    assert client.get("/basemap/unknown.geojson").status_code == 404


def test_regions_are_small_enough_to_be_drawn_on_demand(client):
    drawn = layer("regions")
    assert drawn is not None
    assert len(drawn.body) < 20_000
    codes = {feature["properties"]["code"] for feature in json.loads(gzip.decompress(drawn.body))["features"]}
    listed = {region["code"] for region in client.get("/basemap/regions.json").json()}
    assert codes <= listed
    assert "gulf-of-finland" in listed


def test_a_module_is_sent_without_its_comments_and_with_its_line_numbers():
    source = "/** Says. */\nconst a = 1; // kept\n  /**\n   * @param {x} y\n   */\n  // why\n"
    source += "const b = /** @type {any} */ (a);\n"
    assert web_assets.lean(source) == "\nconst a = 1; // kept\n\n\n\n\nconst b = (a);\n"


def test_template_literals_end_on_their_line_so_that_no_text_is_taken_for_a_comment():
    for path in (web_assets.HERE / "js").rglob("*.js"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            code = re.sub(r"/\*\*.*?\*/|^\s*(?:\*|//|/\*\*).*", "", line)
            assert code.count("`") % 2 == 0, (path.name, number)


def test_land_around_the_base_map_is_there_for_events_far_away_and_none_within_it(client):
    features = client.get("/basemap/world.geojson").json()["features"]
    land = shapely.union_all([shape(feature["geometry"]) for feature in features])
    assert land.contains(shapely.Point(-16.9, 14.8))  # inland of Dakar
    assert land.contains(shapely.Point(60.0, 66.5))  # the northern Urals
    assert not land.intersects(shapely.Point(51.0, 41.0))  # the Caspian Sea
    assert not land.intersects(shapely.Point(104.8, 1.7))  # South China Sea
    assert not land.contains(shapely.Point(25.5, 62.0))  # Finland: the tiles draw it
    assert len(client.get("/basemap/world.geojson", headers={"accept-encoding": "gzip"}).content) < 3_000_000


def test_topojson_arcs_are_walked_both_ways():
    topology = {
        "transform": {"scale": [1, 1], "translate": [10, 50]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0, -2]]}]}},
    }
    [square] = polygons(topology)
    assert square.bounds == (10, 50, 12, 52)
    assert square.area == 4
