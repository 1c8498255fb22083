"""What the list shows leaves the page as a file."""

import csv
import io
import json
from pathlib import Path


def saved(page, label: str) -> str:
    with page.expect_download() as download:
        page.locator("summary", has_text="Export").click()
        page.get_by_role("button", name=label).click()
    return Path(download.value.path()).read_text("utf-8-sig")


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
    table = page.evaluate(
        """async () => {
            const base = document.querySelector("script[type=module]").src.replace("main.js", "");
            const { csv } = await import(base + "ui/export.js");
            const title = '=HYPERLINK("http://evil.example")';
            const properties = { title, place: "-1+2", type: "@x", regions: ["a,b"] };
            return csv([{ id: "1", lat: -5.5, lon: 1, properties }], "https://example.org/");
        }"""
    )
    [row] = csv.DictReader(io.StringIO(table, newline=""))
    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["place"], row["type"], row["regions"], row["lat"]) == ("'-1+2", "'@x", "a,b", "-5.5")
