"""`skerry export` writes what the items of the same parameters hold."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.export import export
from app.exports.formats import FORMATS
from app.ogc.parameters import ItemsQuery

ROOT = Path(__file__).parent.parent.parent


def run(service, *arguments: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SKERRY_DATABASE_URL": service.settings.database_url}
    command = [sys.executable, "-m", "app.cli", "export", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60)


def pages(service, query: str) -> list[dict]:
    with service.client() as client:
        return client.get(f"/collections/events/items?limit=1000&{query}").json()["features"]


def test_every_parameter_of_the_items_is_an_option():
    options = set(export.__annotations__) - {"file", "format", "json", "demo", "return"}
    assert options == set(ItemsQuery.model_fields) - {"f", "cursor", "crs", "as_of"}


def test_standard_output_is_the_file_and_nothing_else(service):
    done = run(service, "-", "--format", "csv", "--region", "Soome laht", "--datetime", "2025-01-01/..")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    expected = pages(service, "region=gulf-of-finland&datetime=2025-01-01/..")
    assert [row["id"] for row in rows] == [each["id"] for each in expected] != []


def test_the_ending_says_the_format_and_a_script_reads_what_was_done(service, tmp_path):
    done = run(service, tmp_path / "e.geojson", "--type", "detention", "--filter", "count = 1", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    written = json.loads((tmp_path / "e.geojson").read_bytes())["features"]
    assert told["events"] == len(written) > 0 and told["bytes"] == (tmp_path / "e.geojson").stat().st_size
    assert {each["properties"]["type"] for each in written} == {"detention"}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["e.xlsx"], "geoparquet"),
        (["e.csv", "--type", "theft"], "theft"),
        (["e.csv", "--filter", "no ("], "filter"),
        (["e.csv", "--filter", "a=1", "--filter-lang", "sql"], "filter-lang"),
        (["no/such/folder/e.csv"], "folder"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_no_file(service, tmp_path, arguments, word):
    done = run(service, tmp_path / arguments[0], *arguments[1:])
    assert done.returncode == 1
    assert word in done.stderr.decode() and "Traceback" not in done.stderr.decode()
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_there_stays_until_the_new_one_is_whole(service, tmp_path):
    target = tmp_path / f"events{FORMATS['csv'].ending}"
    target.write_text("before")
    assert run(service, target, "--q", "no such word anywhere").returncode == 0
    assert target.read_text().startswith("id,")
    assert [each.name for each in tmp_path.iterdir()] == [target.name]
