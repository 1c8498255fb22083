"""What the list shows leaves the page as a file."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image


def file(page, label: str) -> Path:
    with page.expect_download() as download:
        page.locator("summary", has_text="Export").click()
        page.get_by_role("button", name=label).click()
    return Path(download.value.path())


def saved(page, label: str) -> str:
    return file(page, label).read_text("utf-8-sig")


def call(page, module: str, body: str):
    """The value of a function body that has one of the page's modules as `module`."""
    return page.evaluate(
        f"""async () => {{
            const base = document.querySelector("script[type=module]").src.replace("main.js", "");
            const module = await import(base + "{module}");
            {body}
        }}"""
    )


def test_a_table_holds_the_events_of_the_list_in_its_order(open_page, served):
    page = open_page("/?view=list&region=gulf-of-finland&type=detention")
    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV table"), newline="")))
    titles = page.locator("#list .row-title").all_inner_texts()
    assert [row["title"] for row in rows] == titles
    assert all(row["type"] == "detention" for row in rows)
    assert rows[0]["address"].startswith(f"{served.url}/?e=")
    assert all(59 < float(row["lat"]) < 61 for row in rows)


def test_geojson_says_which_view_it_is_of(open_page):
    page = open_page("/?view=list&type=boarding")
    collection = json.loads(saved(page, "GeoJSON"))
    assert "type=boarding" in collection["source"]
    assert len(collection["features"]) == page.locator("#list > li").count()


def test_no_cell_begins_as_a_formula(open_page):
    page = open_page("/?view=list")
    table = call(
        page,
        "ui/export.js",
        """
        const title = '=HYPERLINK("http://evil.example")';
        const properties = { title, place: "-1+2", type: "@x", regions: ["a,b"] };
        return module.csv([{ id: "1", lat: -5.5, lon: 1, properties }], "https://example.org/");
        """,
    )
    [row] = csv.DictReader(io.StringIO(table, newline=""))
    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["place"], row["type"], row["regions"], row["lat"]) == ("'-1+2", "'@x", "a,b", "-5.5")


def test_kml_has_a_placemark_for_each_event_of_the_list(open_page):
    page = open_page("/?view=list&region!=gulf-of-finland&type=detention")
    document = etree.fromstring(saved(page, "KML").encode())
    names = document.findall(".//{*}Placemark/{*}name")
    assert [name.text for name in names] == page.locator("#list .row-title").all_inner_texts()
    assert "region!=gulf-of-finland" in document.findtext(".//{*}Document/{*}description")
    assert all(-25 < float(each.text.split(",")[0]) < 60 for each in document.findall(".//{*}Point/{*}coordinates"))


def test_no_text_breaks_a_kml_file(open_page):
    page = open_page("/?view=list")
    text = call(
        page,
        "ui/export.js",
        r"""
        const title = "]]><script>\u0001\uFFFF\uD800 & \u{1F6A2}";
        return module.kml([{ id: "1", geometry: null, properties: { title, place: "</value>" } }], "</kml>", "x");
        """,
    )
    document = etree.fromstring(text.encode())
    assert document.findtext(".//{*}Placemark/{*}name") == "]]><script> & \U0001f6a2"
    assert document.findtext(".//{*}Data[@name='place']/{*}value") == "</value>"


@pytest.mark.parametrize("view", ["/?type=boarding&theme=dark", "/?view=list&type=boarding"])
def test_a_picture_holds_the_map_and_says_below_it_what_it_is(open_page, view):
    page = open_page(view)
    picture = np.asarray(Image.open(file(page, "PNG")).convert("RGB"))
    colours = {tuple(colour) for colour in picture[:-70:4, ::4].reshape(-1, 3)}
    assert ((13, 24, 34) if "dark" in view else (213, 227, 236)) in colours  # the sea
    assert len(colours) > 20
    below = picture[-60:].astype(int).sum(axis=2)
    assert 0.01 < (np.abs(below - np.median(below)) > 200).mean() < 0.3


def test_a_bibtex_entry_stands_whatever_a_title_holds(open_page):
    page = open_page("/?view=list")
    entry = call(
        page,
        "ui/citation.js",
        r"""
        const title = "50% of {oil \\input{x} & $1_0 ~^# }}} @misc{";
        const time = { start: "2025-04-11", date_precision: "day", updated: "2026-01-05T00:00:00Z" };
        return module.bibtex({ id: "0194", properties: { title, revision: 2, ...time } }, "http://h/?q={%7D}\\");
        """,
    )
    assert entry.startswith("@misc{skerry-0194,\n  title = {{50\\% of ")
    depths = np.cumsum([{"{": 1, "}": -1}.get(sign, 0) for sign in entry.strip()])
    assert depths[-1] == 0
    assert (depths[6:-1] > 0).all()
    assert "revision 2" in entry and "year = {2026}" in entry
