"""Events out of others' files: mapped, with evidence, row by row, and twice as good as once."""

import csv
import io
import json
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli import cli
from app.db.engine import Database
from app.errors import SkerryError
from app.events import repository
from app.events.models import Event
from app.imports import rows
from app.imports.mapping import Mapping, event
from tests.conftest import new_database

ROWS = """ref,when,what,name,lon,lat,source,words
A-1,2025-05-13,boarding,Kiwala,24.7,59.6,https://news.example.org/1,"Officials boarded her, ""briefly""."
A-2,2025-06-01,theft,Jaguar,24.8,59.7,https://news.example.org/2,
A-3,2025-06-02,detention,Eagle S,25.1,59.8,,
A-4,2025-06-03,detention,Eagle S,25.1,95,https://news.example.org/4,
A-5,2025-06-04,detention,'=Ørsted Å,25.2,59.9,,The ship was held.
A-5,2025-06-04,detention,Again,25.2,59.9,,The ship was held.
A-7,2025-06-05,detention,Too,25.2,59.9,,long,er
"""
MAP = [
    *("--map", "when=start", "--map", "what=type", "--map", "name=vessel"),
    *("--map", "source=url", "--map", "words=quote", "--key", "ref"),
]


@pytest.fixture
def database(backend: str, tmp_path: Path, monkeypatch):
    """A store of the test's own, and the command line's."""
    url = new_database(backend, tmp_path, "skerry_import_test")
    monkeypatch.setenv("SKERRY_DATABASE_URL", url)
    monkeypatch.setattr("app.commands.common.prepare", lambda settings, database, step: database.migrate())
    database = Database(url)
    database.migrate()
    yield database
    database.close()


def run(*arguments) -> tuple[int, list[dict]]:
    done = CliRunner().invoke(cli, ["import", *map(str, arguments), "--json"], catch_exceptions=False)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def stored(database) -> list[Event]:
    with database.read() as session:
        keys = session.scalars(select(Event.id).order_by(Event.source_key)).all()
        return [repository.whole(session, key) for key in keys]


def written(folder: Path, text: str = ROWS, name: str = "list.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_bad_row_names_its_line_and_its_fault_and_stops_no_other(database, tmp_path):
    code, told = run(written(tmp_path), *MAP)
    *results, summary = told
    assert code == 1 and summary["created"] == 2 and summary["refused"] == 5
    assert [each["line"] for each in results] == [2, 3, 4, 5, 6, 7, 8]
    faults = {each["line"]: each["errors"][0] for each in results if each["outcome"] == "refused"}
    assert faults[3]["column"] == "what" and "boarding" in faults[3]["allowed"]
    assert "no event without evidence" in faults[4]["message"]
    assert faults[5]["field"] == "lat"
    assert "another row" in faults[7]["message"] and "9 cells" in faults[8]["message"]
    first, second = stored(database)
    assert (first.status, first.origin, first.type, first.start) == ("proposed", "import", "boarding", "2025-05-13")
    assert first.source_key == "import:list:A-1"
    assert first.mentions[0].quote == 'Officials boarded her, "briefly".'
    assert first.mentions[0].article.url == "https://news.example.org/1"
    assert second.vessels[0].name == "=Ørsted Å"


def test_importing_twice_changes_nothing(database, tmp_path):
    path = written(tmp_path)
    run(path, *MAP)
    before = [(each.id, each.revision, len(each.mentions)) for each in stored(database)]
    _, told = run(path, *MAP)
    assert told[-1]["known"] == 2 and "created" not in told[-1]
    assert [(each.id, each.revision, len(each.mentions)) for each in stored(database)] == before


def test_without_a_key_a_row_is_what_it_says(database, tmp_path):
    path = written(tmp_path, "type,start,url\ndetention,2025-05-13,https://a.example/1\n")
    assert run(path)[1][-1]["created"] == 1
    assert run(path)[1][-1]["known"] == 1


def test_a_row_that_changed_is_said_so_and_changes_its_event_only_when_asked(database, tmp_path):
    run(written(tmp_path), *MAP)
    path = written(tmp_path, ROWS.replace("A-1,2025-05-13", "A-1,2025-05-14"))
    assert run(path, *MAP)[1][0]["outcome"] == "differs"
    assert stored(database)[0].start == "2025-05-13"
    assert run(path, *MAP, "--update")[1][0]["outcome"] == "updated"
    assert stored(database)[0].start == "2025-05-14"
    assert run(path, *MAP, "--update")[1][0]["outcome"] == "known"


def test_a_dry_run_says_the_same_and_keeps_nothing(database, tmp_path):
    path = written(tmp_path)
    _, dry = run(path, *MAP, "--dry-run")
    assert stored(database) == []
    _, wet = run(path, *MAP)
    assert [(each["line"], each["outcome"]) for each in dry[:-1]] == [
        (each["line"], each["outcome"]) for each in wet[:-1]
    ]


def test_publishing_is_asked_for(database, tmp_path):
    run(written(tmp_path), *MAP, "--publish")
    assert {each.status for each in stored(database)} == {"published"}


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson", "fgb"])
def test_a_gis_table_in_another_projection_is_taken_in_at_the_same_places(database, tmp_path, ending):
    places = [shapely.Point(24.7, 59.6), shapely.box(25, 59, 26, 60)]
    table = geopandas.GeoDataFrame(
        {
            "type": ["boarding", "detention"],
            "start": ["2025-05-13", "2025-05-14T10:00:00+03:00"],
            "imo": [9332810, 9293002],
            "vessel": ["Kiwala", "Sivas"],
            "url": ["https://a.example/1", "https://a.example/2"],
            "nonsense": [1, 2],
        },
        geometry=places,
        crs="EPSG:4326",
    )
    path = tmp_path / f"list.{ending}"
    projected = table if ending == "geojson" else table.to_crs(3301)
    projected.to_parquet(path) if ending == "parquet" else projected.to_file(path)
    code, told = run(path)
    assert code == 0, told
    assert told[-1]["ignored_columns"] == ["nonsense"]
    events = sorted(stored(database), key=lambda each: each.start)
    for each, place, imo in zip(events, places, ("9332810", "9293002"), strict=True):
        assert shapely.hausdorff_distance(shapely.from_wkb(each.geometry), place) < 1e-5
        assert each.vessels[0].vessel.imo == imo


@pytest.mark.parametrize(
    ("name", "body", "word"),
    [
        ("list.xlsx", b"PK", "ending"),
        ("list.gpkg", b"SQLite format 3\x00 and nothing", "cannot be read"),
        ("list.parquet", b"PAR1PAR1", "cannot be read"),
        ("list.geojson", b'{"type": "Feat', "no JSON"),
        ("list.geojson", b"[1, 2]", "feature collection"),
        ("list.csv", b"", "name the columns"),
        ("list.csv", b"a,a\n1,2\n", "two columns"),
    ],
)
def test_a_file_that_is_broken_is_told_so(database, tmp_path, name, body, word):
    (tmp_path / name).write_bytes(body)
    code, told = run(tmp_path / name)
    assert code == 1 and word in told[0]["error"]


def test_a_mapping_to_what_is_not_there_is_told_so(database, tmp_path):
    code, told = run(written(tmp_path), "--map", "nosuch=type")
    assert code == 1 and "nosuch" in told[0]["error"]


def test_broken_lines_of_a_sequence_are_their_own_fault(tmp_path):
    path = tmp_path / "list.geojsons"
    path.write_bytes(b'\x1e{"type":"Feature","properties":{"type":"other"},"geometry":null}\n\x1e{"ty\n[1]\n')
    assert [(row.line, row.fault) for row in rows.read(path).rows] == [
        (1, None),
        (2, "is no JSON"),
        (3, "is no GeoJSON feature"),
    ]


def test_bytes_that_are_no_utf_8_are_the_row_s_fault(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"type,title\nother,fine\nother,\xff\xfe\nother,fine\n")
    assert [row.fault for row in rows.read(path).rows] == [None, "is not UTF-8", None]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["type", "start", "lon", "lat", "wkt", "geometry", "regions", "vessels", "url", "imo", "count"]
            ),
            st.text(max_size=20)
            | st.sampled_from(["2025-05-13", "boarding", "POINT (24 59)", "[1]", '[{"name": 3}]', "24"]),
        ),
        max_size=4,
    )
)
def test_any_table_is_read_and_each_row_is_an_event_or_a_fault(tmp_path, table):
    text = io.StringIO()
    names = sorted({name for row in table for name in row}) or ["type"]
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(table)
    path = tmp_path / "any.csv"
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    for row in rows.read(path).rows:
        try:
            assert event(row, Mapping()).extra.sources
        except SkerryError as error:
            assert error.detail
