"""No filter reads a whole table: what the databases themselves say of how they would answer (EXPLAIN)."""

import json
import re

import pytest
from sqlalchemy import func, select, text

from app.db.engine import Database
from app.db.indexes import Bounds
from app.db.types import utcnow, uuid7
from app.events import repository
from app.events.index.matching import TOP
from app.events.index.postings import CARRYING
from app.events.models import Change, EventPoint
from app.events.repository import Filter
from tests.benchmarks.loading import load
from tests.conftest import new_database

TERMS = (
    ("type", "pollution"),
    ("category", "escort"),
    ("modality", "denied"),
    ("verification", "retracted"),
    ("region", "gulf-of-riga"),
    ("country", "GA"),
    ("vessel", "synthia0007"),
    ("actor", "nobody"),
    ("publisher", "synthetic gazette 7"),
)
FILTERS = {
    "bbox": Filter(Bounds(24.0, 59.5, 24.4, 59.7)),
    "two boxes": Filter(Bounds(179.0, 50.0, -179.0, 60.0)),
    "datetime": Filter(since=1_700_000_000, until=1_701_000_000),
    "since": Filter(since=1_790_000_000),
    "until": Filter(until=1_620_000_000),
    "q": Filter(words=("synthia", "0007")),
    "updated": Filter(updated_since=utcnow()),
    **{kind: Filter(terms=((kind, (term,)),)) for kind, term in TERMS},
    "all": Filter(
        Bounds(24.0, 59.5, 24.4, 59.7),
        since=1_700_000_000,
        until=1_701_000_000,
        terms=(("type", ("pollution",)),),
        words=("synthia",),
    ),
}
#: Our own tables; the virtual ones of R*Tree and FTS5 can only be asked through their indexes.
OURS = ("event_point", "event_term", "event_feature", "event_text", "event_box", "change")


@pytest.fixture(scope="module")
def database(backend, tmp_path_factory):
    url = new_database(backend, tmp_path_factory.mktemp("planner"), "skerry_planner")
    load(url, 4_000)
    opened = Database(url)
    with opened.write() as session:
        session.execute(Change.__table__.insert(), [{"event_id": uuid7(), "action": "created"} for _ in range(4_000)])
    with opened.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    yield opened
    opened.close()


def scans(database, statement: str, parameters: dict) -> list[str]:
    """What of the plan reads a table from one end to the other."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.execute(text("EXPLAIN QUERY PLAN " + statement), parameters).all()
            steps = [row[3] for row in rows]
            return [step for step in steps if re.match(rf"SCAN ({'|'.join(OURS)})(?! VIRTUAL)", step)]
        plan = connection.execute(text("EXPLAIN (FORMAT JSON) " + statement), parameters).scalar_one()
        return list(_whole(plan[0]["Plan"] if isinstance(plan, list) else json.loads(plan)[0]["Plan"]))


def _whole(node: dict):
    name = node.get("Relation Name")
    if name in OURS and "Bitmap" not in node["Node Type"] and "Index Cond" not in node:
        yield f"{node['Node Type']} on {name}"
    for child in node.get("Plans", ()):
        yield from _whole(child)


def compiled(database, query) -> tuple[str, dict]:
    made = query.compile(database.engine, compile_kwargs={"render_postcompile": True})
    names = re.sub(r"%\((\w+)\)s(::\w+)?", r":\1", str(made))
    if made.positiontup:
        for name in made.positiontup:
            names = names.replace("?", f":{name}", 1)
    return names, dict(made.params)


@pytest.mark.parametrize("name", FILTERS)
def test_no_filter_scans_a_table(database, name):
    conditions = repository.sql_conditions(FILTERS[name], database.indexes)
    assert scans(database, *compiled(database, select(func.count()).select_from(EventPoint).where(*conditions))) == []


def test_the_check_knows_a_scan_when_it_sees_one(database):
    assert scans(database, "SELECT count(*) FROM event_point WHERE flag = 'RU'", {})


def test_the_index_s_own_statements_scan_nothing(database):
    having, words = database.indexes.having(("papers", "asked"))
    statements = [
        (CARRYING, {"kind": "publisher", "term": "synthetic gazette 7", "below": TOP, "limit": 100}),
        (database.indexes.newest_with_words, {"words": database.indexes.query(("papers",)), "below": TOP, "limit": 9}),
        (having, {**words, "keys": "[1, 2]" if database.engine.dialect.name == "sqlite" else [1, 2]}),
        ("SELECT max(seq) FROM change", {}),
        ("SELECT seq, was, k FROM change WHERE seq > :seen ORDER BY seq LIMIT 9", {"seen": 4}),
    ]
    for statement, parameters in statements:
        assert scans(database, statement, parameters) == []
