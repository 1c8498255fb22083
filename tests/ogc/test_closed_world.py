"""What is asked never becomes SQL: values are bound, and no function is known but those of CQL2."""

import json

import pytest
from sqlalchemy import event

ITEMS = "/collections/events/items"
#: Reads files, waits, tells of the store or of the system, runs code: on SQLite, on PostgreSQL, on PostGIS.
FUNCTIONS = """
load_extension readfile writefile edit eval fts3_tokenizer randomblob zeroblob sqlite_version sqlite_source_id
sqlite_compileoption_get last_insert_rowid changes total_changes printf format hex quote json_each json_extract
pg_sleep pg_sleep_for pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file pg_terminate_backend pg_reload_conf
pg_advisory_lock lo_import lo_export dblink dblink_connect query_to_xml database_to_xml xpath current_setting set_config
version current_user session_user inet_server_addr has_table_privilege generate_series repeat md5 regexp_replace
st_astext st_buffer st_asmvt st_union st_geomfromtext postgis_full_version coalesce cast length lower upper abs
"""

MARKED = [
    ("title = 'zq7marker'", "zq7marker"),
    ("title LIKE 'zq7marker%'", "zq7marker"),
    ("CASEI(title) IN (CASEI('Zq7Marker'), 'a')", "zq7marker"),
    ("count = 918273", "918273"),
    ("uncertainty_m BETWEEN 918273.5 AND 918274.5", "918273"),
    ("updated > TIMESTAMP('2019-03-07T01:02:03Z')", "2019-03-07"),
    ("NOT S_INTERSECTS(geometry, POINT(17.918273 58.1))", "918273"),
    ("S_WITHIN(geometry, POLYGON((17.918273 58,18 58,18 59,17.918273 58)))", "918273"),
    ("A_CONTAINS(regions, ('zq7marker'))", "zq7marker"),
    ("title = '''; DROP TABLE zq7marker; --'", "zq7marker"),
]


@pytest.fixture
def statements(service, monkeypatch):
    """Every statement that the service runs while a test does, by SQLAlchemy and by its own reader."""
    seen = []
    kind, engine = type(service.database.reader), service.database.engine
    for name in ("rows", "batches"):
        original = getattr(kind, name)

        def heard(self, statement, *arguments, _original=original, **parameters):
            seen.append(str(statement))
            return _original(self, statement, *arguments, **parameters)

        monkeypatch.setattr(kind, name, heard)

    def executed(connection, cursor, statement, parameters, context, executemany):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", executed)
    yield seen
    event.remove(engine, "before_cursor_execute", executed)


@pytest.mark.parametrize(("text", "marker"), MARKED)
def test_a_value_is_bound_and_never_written_into_the_statement(service, statements, text, marker):
    with service.client() as client:
        answer = client.get(ITEMS, params={"filter": text})
    assert answer.status_code == 200, answer.text
    assert statements
    assert not [each for each in statements if marker in each.lower()]


@pytest.mark.parametrize("parameter", ["q", "vessel", "actor", "publisher"])
def test_a_parameter_is_bound_too(service, statements, parameter):
    with service.client() as client:
        assert client.get(ITEMS, params={parameter: "zq7marker"}).status_code == 200
    assert statements
    assert not [each for each in statements if "zq7marker" in each.lower()]


def test_no_function_is_known_but_those_of_the_standard(service):
    with service.client() as client:
        for name in FUNCTIONS.split():
            for text in (f"{name}('x') = 'x'", f"{name.upper()}(title, 1) = 1", f"NOT {name}()"):
                answer = client.get(ITEMS, params={"filter": text})
                assert answer.status_code == 400, (text, answer.text)
            asked = {"op": "=", "args": [{"op": name, "args": [{"property": "title"}]}, "x"]}
            query = {"filter": json.dumps(asked), "filter-lang": "cql2-json"}
            assert client.get(ITEMS, params=query).status_code == 400, name
