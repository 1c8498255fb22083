"""Filters in CQL2: the same answers as a plain evaluation, on both databases, and nothing that a filter could break."""

import json

import cql2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import BadRequest
from app.events import repository
from app.events.index import search
from app.ogc.cql2 import guard, read
from app.ogc.parameters import ItemsQuery, understand
from tests.ogc import expressions
from tests.ogc.oracle import holds

ITEMS = "/collections/events/items"


@pytest.fixture(scope="module")
def client(service):
    with service.client() as opened:
        yield opened


@pytest.fixture(scope="module")
def features(client):
    return client.get(ITEMS, params={"limit": 10_000}).json()["features"]


@pytest.fixture(scope="module")
def somewhere(features):
    """Coordinates of an event, to ask for in expressions."""
    lon, lat = next(each["geometry"]["coordinates"] for each in features if each["geometry"]["type"] == "Point")
    return {"{lon}": repr(lon), "{lat}": repr(lat)}


def concrete(expression, somewhere):
    for name, value in somewhere.items():
        expression = expression.replace(name, value)
    return expression


def ids(client, **parameters):
    answer = client.get(ITEMS, params={"limit": 10_000, **parameters})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["numberMatched"] == len(body["features"])
    return {each["id"] for each in body["features"]}


def from_store(service, text):
    """Ids of the events that a filter lets through, without the point index."""
    asked = understand(ItemsQuery(filter=text), default=10_000, maximum=10_000).wanted
    with service.database.read() as session:
        page = repository.page(session, service.database.indexes, asked, limit=10_000, after=None)
    assert page.matched == len(page.bodies)
    return {json.loads(body)["id"] for body in page.bodies}


@pytest.mark.parametrize("expression", expressions.ALL)
def test_an_expression_finds_what_the_oracle_finds_in_text_and_in_json_of_a_few_and_of_many(
    client, features, somewhere, expression, monkeypatch
):
    text = concrete(expression, somewhere)
    tree = cql2.parse_text(text).to_json()
    expected = {each["id"] for each in features if holds(tree, each) is True}
    assert ids(client, filter=text) == expected
    monkeypatch.setattr(search, "FEW", 0)
    assert ids(client, filter=json.dumps(tree), **{"filter-lang": "cql2-json"}) == expected


@pytest.mark.parametrize("expression", expressions.ALL)
def test_the_store_alone_finds_the_same_before_the_index_is_loaded(service, features, somewhere, expression):
    text = concrete(expression, somewhere)
    tree = cql2.parse_text(text).to_json()
    assert from_store(service, text) == {each["id"] for each in features if holds(tree, each) is True}


def test_the_expressions_tell_events_apart(features, somewhere):
    """Expressions that all or none of the events fulfil would prove little."""
    trees = [cql2.parse_text(concrete(each, somewhere)).to_json() for each in expressions.ALL]
    telling = [0 < sum(holds(tree, each) is True for each in features) < len(features) for tree in trees]
    assert len(telling) > 150
    assert sum(telling) > 90


def test_a_filter_joins_the_other_parameters_and_pages_like_them(client):
    whole = ids(client, filter="modality = 'occurred'", region="gulf-of-finland")
    assert whole == ids(client, filter="modality = 'occurred' AND A_CONTAINS(regions, ('gulf-of-finland'))")
    url, seen = f"{ITEMS}?filter=modality%20%3D%20%27occurred%27&region=gulf-of-finland&limit=7", []
    while url:
        body = client.get(url).json()
        seen += [each["id"] for each in body["features"]]
        url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) and set(seen) == whole


def test_statistics_and_tiles_take_the_same_filter(client):
    total = client.get("/statistics", params={"filter": "type = 'detention'"}).json()["total"]
    assert total == len(ids(client, filter="type = 'detention'"))
    tile = "/collections/events/tiles/WebMercatorQuad/0/0/0"
    assert client.get(tile, params={"filter": "type = 'detention'"}).status_code == 200
    assert client.get(tile, params={"filter": "false"}).status_code == 204


def test_an_event_is_found_by_what_it_is_after_a_change(writable):
    report = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [25, 60]},
        "properties": {
            "type": "boarding",
            "title": "Ålesund 100% [x] boarded",
            "start": "2025-05-13",
            "sources": [
                {"url": "https://news.example/a", "publisher": "A", "quote": "She was boarded on 13 May 2025."}
            ],
        },
    }
    with writable.client("analyst") as analyst:
        made = analyst.post(ITEMS, json=report, headers={"Content-Type": "application/geo+json"})
        assert made.status_code == 201, made.text
        for found, text in (
            (1, r"title LIKE '%100\% [x]%'"),
            (1, "ACCENTI(CASEI(title)) LIKE 'alesund%'"),
            (0, "title LIKE 'alesund%'"),
            (1, "start = DATE('2025-05-13') AND S_EQUALS(geometry, POINT(25 60))"),
        ):
            assert len(ids(analyst, filter=text)) == found, text
        patch = {"properties": {"title": "Other"}}
        address = made.headers["location"]
        version = {"If-Match": analyst.get(address).headers["etag"], "Content-Type": "application/merge-patch+json"}
        answer = analyst.patch(address, json=patch, headers=version)
        assert answer.status_code < 300, answer.text
        assert len(ids(analyst, filter="title = 'Other'")) == 1
        assert not ids(analyst, filter="title LIKE '%100%'")


BOMBS = {
    "parentheses": "(" * 2_000 + "count = 1" + ")" * 2_000,
    "nots": "NOT " * 1_000 + "count = 1",
    "minuses": "count = " + "-" * 4_000 + "1",
    "comparisons": "count" + "=count" * 680,
    "sums": "count" + "+count" * 580 + "=1",
    "powers": "count" + "^1" * 2_000 + "=1",
    "divisions": "count" + " div 1" * 680,
    "lists": "count" + " in (1)" * 585,
    "functions": "casei(" * 580 + "title" + ")" * 580 + "='a'",
    "long": "count = 1" + " AND count = 1" * 50_000,
    "quotes": "title = '" + "''" * 2_000,
    "json": '{"op":"not","args":[' * 200 + "true" + "]}" * 200,
    "arrays": "[" * 4_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_nesting_bomb_is_refused_and_the_service_lives(client, name):
    language = "cql2-json" if name in ("json", "arrays") else "cql2-text"
    with pytest.raises(BadRequest):
        read(BOMBS[name], language)
    if len(BOMBS[name]) < 5_000:
        query = {"filter": BOMBS[name], "filter-lang": language}
        assert client.get(ITEMS, params=query).status_code == 400
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "pg_sleep(10) = 1",
        "load_extension('x') = 1",
        "pg_read_file('/etc/passwd') = 'x'",
        "reported_by = 'x'",
        "k = 1",
        "title || 'x' = 'y'",
        "count + 1 = 2",
        "title = 1",
        "regions = 'baltic-sea'",
        "geometry = POINT(1 2)",
        "vessels IS NULL",
        "S_INTERSECTS(geometry, geometry)",
        "S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 1,1 0,0 0)))",
        "S_BUFFER(geometry, POINT(1 2))",
        "T_AFTER(start, DATE('2025-02-30'))",
        "T_AFTER(title, DATE('2025-02-03'))",
        "title LIKE '%a%b%c%d%e%f%g%h%i%'",
        "title",
        "'text'",
        "",
    ],
)
def test_what_is_not_on_the_list_is_refused_with_the_field_that_is_wrong(client, text):
    answer = client.get(ITEMS, params={"filter": text})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "filter"


@pytest.mark.parametrize("parameters", [{"filter-lang": "sql", "filter": "true"}, {"filter-crs": "EPSG:1"}])
def test_an_unknown_language_or_crs_is_refused(client, parameters):
    assert client.get(ITEMS, params=parameters).status_code == 400


def test_a_filter_s_geometries_may_be_in_another_crs(client):
    uri = "http://www.opengis.net/def/crs/EPSG/0/4326"
    here = ids(client, filter="S_INTERSECTS(geometry,BBOX(22,59,30,61))")
    assert here == ids(client, filter="S_INTERSECTS(geometry,BBOX(59,22,61,30))", **{"filter-crs": uri})


_GRAMMAR = """( ) , ' " AND OR NOT = <> < like in between is null count title start geometry 1 -1.5e3 1e999 'a' casei
accenti s_intersects t_after a_contains interval bbox point polygon date timestamp .. % [ ] ö 0 true"""
WORDS = st.sampled_from(["\x00", *_GRAMMAR.split()])


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map(" ".join)))
def test_any_text_is_understood_or_refused(text):
    try:
        read(text, "cql2-text")
    except BadRequest as error:
        assert error.errors[0].field == "filter"


_NAMES = "and or not = < like in between isNull casei s_intersects t_during a_equals x"
OPERATORS = _NAMES.split()
NODES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.none(),
        st.sampled_from(
            [{"property": "title"}, {"property": "start"}, {"property": "geometry"}, {"date": "2025-01-01"}]
        ),
        st.builds(lambda numbers: {"bbox": numbers}, st.lists(st.one_of(st.floats(), st.text(max_size=2)), max_size=6)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(OPERATORS),
            st.lists(inner, max_size=3),
        ),
        st.builds(lambda bounds: {"interval": bounds}, st.lists(inner, max_size=2)),
        st.builds(lambda at: {"type": "Polygon", "coordinates": at}, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(NODES)
def test_any_json_is_understood_or_refused(node):
    try:
        read(json.dumps(node), "cql2-json")
    except BadRequest as error:
        assert error.errors


def nested(opening, inner, closing, end=""):
    """As many within each other as are read."""
    for levels in range(guard.DEEPEST_TREE, 0, -1):
        text = opening * levels + inner + closing * levels + end
        try:
            read(text, "cql2-text")
        except BadRequest:
            continue
        return text
    raise AssertionError


ASKED = (
    "count = 1e308",
    "count = 99999999999999999999",
    "title = '\ufffd\U0001f6a2'",
    "title LIKE '\\'",
    "title LIKE ':v0 %(v0)s {}'",
    f"count IN ({','.join('1' * 2_000)})",
    f"end IN ({','.join(['end'] * 1_000)})",
    " OR ".join(["count=1"] * 370),
    nested("NOT (count = 2 OR ", "NOT A_EQUALS(regions, ('a', 'b'))", ")"),
    nested("NOT (count = 2 OR ", "NOT S_DISJOINT(geometry, POINT(25 60))", ")"),
    nested("(count = 2 OR NOT count = 3 AND ", "T_OVERLAPS(INTERVAL(start, end), INTERVAL('2025-01-01', '..'))", ")"),
    nested("casei(", "title", ")", " = 'a'"),
    nested("casei(accenti(", "title", "))", " < accenti(place)"),
    nested("NOT ", "A_EQUALS(regions, ('a', 'b'))", ""),
)


@pytest.mark.parametrize("text", ASKED)
def test_every_text_that_is_understood_can_be_asked(client, service, text):
    assert ids(client, filter=text, type="boarding,detention", q="the") <= from_store(service, text)
