"""OGC API - Features, Parts 3 to 5, and CQL2 (19-079r2, 20-002r1, 23-058r2, 21-065r2)."""

import json

import cql2

from tests.conformance.checks import CRS84, LATITUDE_FIRST, Subject, check, linked
from tests.ogc import expressions

_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/"
_ITEMS = "/collections/events/items"
#: Classes of CQL2 → expressions that they ask for (tests/ogc/test_cql2.py compares each with an oracle).
_GROUPS = {
    "basic-cql2": expressions.BASIC,
    "advanced-comparison-operators": expressions.ADVANCED,
    "case-insensitive-comparison": tuple(each for each in expressions.FOLDED if "CASEI" in each),
    "accent-insensitive-comparison": tuple(each for each in expressions.FOLDED if "ACCENTI" in each),
    "basic-spatial-functions": expressions.SPATIAL[:2],
    "basic-spatial-functions-plus": expressions.SPATIAL[2:11],
    "spatial-functions": expressions.SPATIAL[11:],
    "temporal-functions": expressions.TEMPORAL,
    "array-functions": expressions.ARRAYS,
    "property-property": expressions.PROPERTIES,
}


def _ids(subject: Subject, **parameters: str) -> set[str]:
    return {each["id"] for each in subject.items("events", limit=10_000, **parameters)["features"]}


@check("ogcapi-features-3/1.0/queryables")
def the_queryables_are_a_json_schema(subject: Subject) -> None:
    address = linked(subject.json("/collections/events"), _RELATION + "queryables")
    answer = subject.get(address, accept="application/schema+json")
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith("/collections/events/queryables")
    assert schema["type"] == "object"
    for name, each in schema["properties"].items():
        assert "type" in each or each["format"].startswith("geometry-"), name


@check("ogcapi-features-3/1.0/filter")
def a_filter_is_text_unless_its_language_is_named(subject: Subject) -> None:
    text = "type = 'detention'"
    asked = _ids(subject, filter=text)
    assert asked == _ids(subject, filter=text, filter__lang="cql2-text")
    tree = json.dumps(cql2.parse_text(text).to_json())
    assert asked == _ids(subject, filter=tree, filter__lang="cql2-json")


@check("ogcapi-features-3/1.0/filter")
def a_filter_that_is_wrong_is_refused(subject: Subject) -> None:
    for wrong in ("", "type =", "unknown_property = 1", "unknown_function(type) = 1", "type = 1"):
        subject.get(_ITEMS, status=400, filter=wrong)
    subject.get(_ITEMS, status=400, filter="true", filter__lang="unknown")
    subject.get(_ITEMS, status=400, filter="true", filter__crs="http://www.opengis.net/def/crs/EPSG/0/0")


@check("ogcapi-features-3/1.0/features-filter")
def a_filter_narrows_what_the_other_parameters_select(subject: Subject) -> None:
    both = _ids(subject, filter="type = 'detention'", bbox="22,59,30,61")
    assert both == _ids(subject, filter="type = 'detention'") & _ids(subject, bbox="22,59,30,61")


@check("ogcapi-features-3/1.0/features-filter")
def its_geometries_are_crs84_unless_their_system_is_named(subject: Subject) -> None:
    box = _ids(subject, bbox="22,59,30,61")
    assert box == _ids(subject, filter="S_INTERSECTS(geometry,BBOX(22,59,30,61))", filter__crs=CRS84)
    assert box == _ids(subject, filter="S_INTERSECTS(geometry,BBOX(59,22,61,30))", filter__crs=LATITUDE_FIRST)


@check("cql2/1.0/cql2-text")
def text_is_understood(subject: Subject) -> None:
    for each in ("true", "type = 'it''s'", "(((count = 1)))", "\"end\" > DATE('2025-01-01')", "count = -1.5e3"):
        subject.get(_ITEMS, filter=each, limit=1)


@check("cql2/1.0/cql2-json")
def json_is_understood(subject: Subject) -> None:
    for each in (True, {"op": "=", "args": [{"property": "count"}, 1]}, {"op": "not", "args": [False]}):
        subject.get(_ITEMS, filter=json.dumps(each), filter__lang="cql2-json", limit=1)


def _group(name: str) -> None:
    @check(f"cql2/1.0/{name}")
    def every_expression_or_its_negation_holds(subject: Subject) -> None:
        everything = _ids(subject)
        place = subject.items("events", limit=1)["features"][0]["geometry"]["coordinates"]
        for each in _GROUPS[name]:
            text = each.replace("{lon}", str(place[0])).replace("{lat}", str(place[1]))
            yes, no = _ids(subject, filter=text), _ids(subject, filter=f"NOT ({text})")
            assert not yes & no and yes | no <= everything, text


for _name in _GROUPS:
    _group(_name)


@check("ogcapi-features-4/1.0/create-replace-delete")
@check("ogcapi-features-4/1.0/update")
@check("ogcapi-features-4/1.0/features")
def what_may_be_written_is_said_and_writing_needs_a_token(subject: Subject) -> None:
    event = subject.items("events", limit=1)["features"][0]["id"]
    for path in (_ITEMS, f"{_ITEMS}/{event}", f"{_ITEMS}/unknown_id"):
        answer = subject.client.options(path)
        assert answer.status_code == 200
        assert {"GET", "OPTIONS"} <= {each.strip() for each in answer.headers["allow"].split(",")}
    feature = {"type": "Feature", "geometry": None, "properties": {"type": "detention"}}
    for method, path in (("POST", _ITEMS), ("PUT", f"{_ITEMS}/{event}"), ("DELETE", f"{_ITEMS}/{event}")):
        assert subject.client.request(method, path, json=feature).status_code == 401


@check("ogcapi-features-5/1.0/schemas")
def each_collection_has_a_schema(subject: Subject) -> None:
    for each in subject.collections:
        answer = subject.get(linked(each, _RELATION + "schema"), accept="application/schema+json")
        assert answer.headers["content-type"] == "application/schema+json"
        schema = answer.json()
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["type"] == "object" and schema["$id"].endswith(f"/collections/{each['id']}/schema")
        for feature in subject.items(each["id"], limit=100)["features"]:
            assert set(feature["properties"]) <= set(schema["properties"])


@check("ogcapi-features-5/1.0/core-roles-features")
def the_schema_says_what_is_the_id_the_geometry_and_the_time(subject: Subject) -> None:
    schema = subject.json("/collections/events/schema")["properties"]
    roles = {each["x-ogc-role"]: name for name, each in schema.items() if "x-ogc-role" in each}
    expected = {
        "id": "id",
        "primary-geometry": "geometry",
        "primary-interval-start": "start",
        "primary-interval-end": "end",
    }
    assert expected.items() <= roles.items()
