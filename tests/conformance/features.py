"""OGC API - Features, Parts 1 and 2 (17-069r4 and 18-058r1, annexes A)."""

from datetime import UTC, datetime
from random import random

from shapely.geometry import box, shape

from tests.conformance.checks import CRS84, LATITUDE_FIRST, Subject, check, linked, relations

CORE = "ogcapi-features-1/1.0/core"
CRS = "ogcapi-features-2/1.0/crs"


@check(CORE)
def the_landing_page_leads_to_the_api_its_classes_and_its_data(subject: Subject) -> None:
    assert {"service-desc", "service-doc", "conformance", "data"} <= relations(subject.json("/"))


@check(CORE)
def the_classes_are_listed(subject: Subject) -> None:
    declared = subject.json("/conformance")["conformsTo"]
    assert all(each.startswith("http://www.opengis.net/spec/") for each in declared)
    assert len(declared) == len(set(declared))


@check(CORE)
def each_collection_is_described_alike_in_the_list_and_alone(subject: Subject) -> None:
    assert {"self", "alternate"} <= relations(subject.json("/collections"))
    for each in subject.collections:
        alone = subject.json(f"/collections/{each['id']}")
        assert {name: value for name, value in each.items() if name != "links"}.items() <= alone.items()
        assert {"self", "alternate", "items"} <= relations(alone)
        items = [link["type"] for link in each["links"] if link["rel"] == "items"]
        assert {"application/geo+json", "text/html"} <= set(items)
        for bounds in each["extent"].get("spatial", {}).get("bbox", []):
            assert len(bounds) in (4, 6)
        for interval in each["extent"].get("temporal", {}).get("interval", []):
            assert len(interval) == 2


@check(CORE)
def a_page_says_how_much_it_holds_and_where_it_goes_on(subject: Subject) -> None:
    for each in subject.collections:
        page = subject.items(each["id"], limit=5)
        assert page["type"] == "FeatureCollection"
        assert page["numberReturned"] == len(page["features"]) <= 5
        assert {"self", "alternate"} <= relations(page)
        assert ("next" in relations(page)) == (page["numberMatched"] > 5)


@check(CORE)
def the_pages_joined_are_the_whole(subject: Subject) -> None:
    for each in subject.collections:
        whole = [feature["id"] for feature in subject.items(each["id"], limit=10_000)["features"]]
        seen, address = [], f"/collections/{each['id']}/items?limit={max(1, len(whole) // 4)}"
        while address:
            page = subject.json(address)
            assert page["numberMatched"] == len(whole)
            seen += [feature["id"] for feature in page["features"]]
            address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        assert seen == whole


@check(CORE)
def a_limit_is_clamped_and_nonsense_refused(subject: Subject) -> None:
    path = "/collections/{}/items"
    for each in subject.collections:
        subject.get(path.format(each["id"]), limit=100_000_000)
        for wrong in ("0", "-1", "x", ""):
            subject.get(path.format(each["id"]), status=400, limit=wrong)


@check(CORE)
def a_box_selects_what_meets_it(subject: Subject) -> None:
    for each in subject.collections:
        for numbers in ((-180, -90, 180, 90), (22, 59, 30, 61), (8, 54, 14, 58), (5, 5, 6, 6)):
            for feature in subject.items(each["id"], bbox=",".join(map(str, numbers)), limit=1000)["features"]:
                assert box(*numbers).intersects(shape(feature["geometry"]))
        over = subject.items(each["id"], bbox="170,50,12,60", limit=1000)
        for feature in over["features"]:
            where = shape(feature["geometry"])
            assert box(170, 50, 180, 60).intersects(where) or box(-180, 50, 12, 60).intersects(where)
        for wrong in ("1,2,3", "a,b,c,d", "1,2,3,4,5", "", "0,10,0,-10", "nan,0,1,1"):
            subject.get(f"/collections/{each['id']}/items", status=400, bbox=wrong)


@check(CORE)
def a_time_may_be_an_instant_or_an_interval_open_at_either_end(subject: Subject) -> None:
    everything = subject.items("events")["numberMatched"]
    for value in ("2025-05-13", "2025-05-13T08:00:00Z", "2025-05-13T08:00:00.5+03:00"):
        assert subject.items("events", datetime=value)["numberMatched"] < everything
    whole = subject.items("events", datetime="../..")["numberMatched"]
    early, late = (subject.items("events", datetime=each)["numberMatched"] for each in ("../2025-01-01", "2025-01-02/"))
    both = subject.items("events", datetime="/2025-01-01")["numberMatched"]
    assert early == both and max(early, late) < whole <= early + late
    for wrong in ("2025-13-01", "yesterday", "2025-01-02/2025-01-01", "2025-01-01/2025-01-02/2025-01-03"):
        subject.get("/collections/events/items", status=400, datetime=wrong)


@check(CORE)
def a_parameter_that_is_not_known_is_refused(subject: Subject) -> None:
    for path in ("/conformance", "/collections", "/collections/events", "/collections/events/items"):
        subject.get(path, status=400, unknown="1")


@check(CORE)
def a_feature_stands_alone_under_its_id(subject: Subject) -> None:
    for each in subject.collections:
        for feature in subject.items(each["id"], limit=3)["features"]:
            alone = subject.get(f"/collections/{each['id']}/items/{feature['id']}")
            assert alone.headers["content-type"].startswith("application/geo+json")
            assert alone.json()["id"] == feature["id"]
            assert alone.json()["geometry"] == feature["geometry"]
            assert {"self", "alternate", "collection"} <= relations(alone.json())
        subject.get(f"/collections/{each['id']}/items/there-is-no-such", status=404)
    subject.get("/collections/there-is-no-such", status=404)


@check(CORE)
def every_link_of_ours_answers_with_the_type_that_it_promises(subject: Subject) -> None:
    root = str(subject.client.base_url)
    documents = [subject.json(path) for path in ("/", "/conformance", "/collections", "/collections/events/tiles")]
    for each in subject.collections:
        page = subject.items(each["id"], limit=2)
        documents += [each, page, subject.json(f"/collections/{each['id']}/items/{page['features'][0]['id']}")]
    promised = {
        (link["href"], link["type"])
        for document in documents
        for link in document["links"]
        if link["href"].startswith(root) and not link.get("templated")
    }
    assert len(promised) > 30
    for address, kind in promised:
        answer = subject.get(address, accept=kind)
        assert answer.headers["content-type"].partition(";")[0] == kind.partition(";")[0], address


@check(CORE)
def a_page_says_when_it_was_made(subject: Subject) -> None:
    # Nobody has asked this before: an answer that was kept tells when it was made then.
    before, new = datetime.now(UTC).replace(microsecond=0), f"-180,-90,180,{random() + 89}"
    made = datetime.fromisoformat(subject.items("events", limit=1, bbox=new)["timeStamp"])
    assert before <= made <= datetime.now(UTC)


@check(CORE)
def a_parameter_that_is_wrong_is_refused_with_problem_details(subject: Subject) -> None:
    for wrong in ({"bbox": "x"}, {"datetime": "x"}, {"limit": "x"}, {"unknown": "x"}):
        answer = subject.get("/collections/events/items", status=400, **wrong)
        assert answer.headers["content-type"].startswith("application/problem+json")


@check(CORE)
def what_no_address_has_is_not_found_and_what_no_method_may_is_refused(subject: Subject) -> None:
    subject.get("/there-is-no-such", status=404)
    for path in ("/conformance", "/collections", "/collections/events"):
        assert subject.client.delete(path).status_code == 405


@check(CORE)
def bounds_and_times_narrow_each_other(subject: Subject) -> None:
    gulf, time = {"bbox": "22,59,30,61"}, {"datetime": "2025-01-01/.."}
    here, then, both = (
        {feature["id"] for feature in subject.items("events", limit=10_000, **each)["features"]}
        for each in (gulf, time, {**gulf, **time})
    )
    assert both == here & then


@check("ogcapi-features-1/1.0/geojson")
def features_are_geojson(subject: Subject) -> None:
    for each in subject.collections:
        answer = subject.get(f"/collections/{each['id']}/items", limit=20)
        assert answer.headers["content-type"].startswith("application/geo+json")
        for feature in answer.json()["features"]:
            assert feature["type"] == "Feature"
            assert feature["geometry"] is None or shape(feature["geometry"]).is_valid
            assert isinstance(feature["properties"], dict)


@check("ogcapi-features-1/1.0/html")
def every_resource_is_a_page_too(subject: Subject) -> None:
    paths = ["/", "/conformance", "/collections"]
    for each in subject.collections:
        here = f"/collections/{each['id']}"
        feature = subject.items(each["id"], limit=1)["features"][0]["id"]
        paths += [here, f"{here}/items", f"{here}/items/{feature}"]
    for path in paths:
        for query in ({"accept": "text/html"}, {"f": "html"}):
            answer = subject.get(path, **query)
            assert answer.headers["content-type"].startswith("text/html")
            assert "<title>" in answer.text


@check("ogcapi-features-1/1.0/oas30")
def the_api_is_described_in_openapi_30(subject: Subject) -> None:
    address = linked(subject.json("/"), "service-desc")
    kind = subject.get(address).headers["content-type"]
    assert kind.replace(" ", "").startswith("application/vnd.oai.openapi+json;version=3.0")
    assert subject.api["openapi"].startswith("3.0")
    operations = [operation for path in subject.api["paths"].values() for operation in path.values()]
    assert all(operation["responses"] for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))


@check("ogcapi-features-1/1.0/oas30")
def its_parameters_are_written_as_the_standard_has_them(subject: Subject) -> None:
    shared = subject.api["components"]["parameters"]
    for path in ("/collections/events/items", "/collections/{collection_id}/items"):
        given = [
            shared[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each
            for each in subject.api["paths"][path]["get"]["parameters"]
        ]
        known = {each["name"]: each for each in given}
        for name in ("limit", "bbox", "datetime"):
            assert known[name]["in"] == "query" and not known[name]["required"]
            assert known[name]["style"] == "form" and known[name]["explode"] is False
        assert known["limit"]["schema"].items() >= {"type": "integer", "minimum": 1}.items()
        assert known["limit"]["schema"]["default"] <= known["limit"]["schema"]["maximum"]
        assert known["bbox"]["schema"]["items"] == {"type": "number"}
        assert (known["bbox"]["schema"]["minItems"], known["bbox"]["schema"]["maxItems"]) == (4, 6)
        assert known["datetime"]["schema"] == {"type": "string"}


@check(CRS)
def each_collection_names_its_systems(subject: Subject) -> None:
    for each in subject.collections:
        assert CRS84 in each["crs"] and each["storageCrs"] in each["crs"]


@check(CRS)
def an_answer_says_its_system_which_is_crs84_unless_another_is_asked_for(subject: Subject) -> None:
    for each in subject.collections:
        path = f"/collections/{each['id']}/items"
        page = subject.get(path, limit=1)
        assert page.headers["content-crs"] == f"<{CRS84}>"
        alone = f"{path}/{page.json()['features'][0]['id']}"
        assert subject.get(alone).headers["content-crs"] == f"<{CRS84}>"
        for uri in each["crs"]:
            assert subject.get(path, limit=1, crs=uri).headers["content-crs"] == f"<{uri}>"
            assert subject.get(alone, crs=uri).headers["content-crs"] == f"<{uri}>"
        subject.get(path, status=400, crs="http://www.opengis.net/def/crs/EPSG/0/0")
        subject.get(alone, status=400, crs="http://www.opengis.net/def/crs/EPSG/0/0")
        subject.get(path, status=400, bbox="0,0,1,1", bbox__crs="http://www.opengis.net/def/crs/EPSG/0/0")


@check(CRS)
def the_axes_turn_with_the_system(subject: Subject) -> None:
    for name in ("events", "places"):
        here, there = (subject.items(name, limit=50, crs=uri)["features"] for uri in (CRS84, LATITUDE_FIRST))
        for one, other in zip(here, there, strict=True):
            if one["geometry"] and one["geometry"]["type"] == "Point":
                assert one["geometry"]["coordinates"] == other["geometry"]["coordinates"][::-1]


@check(CRS)
def the_same_box_in_another_system_selects_the_same(subject: Subject) -> None:
    for each in subject.collections:
        here = subject.items(each["id"], bbox="22,59,30,61", limit=1000)["features"]
        there = subject.items(each["id"], bbox="59,22,61,30", bbox__crs=LATITUDE_FIRST, limit=1000)["features"]
        assert [feature["id"] for feature in here] == [feature["id"] for feature in there]


@check(CRS)
def a_box_may_be_written_in_any_system(subject: Subject) -> None:
    for each in subject.collections:
        lonlat, latlon = (
            {feature["id"] for feature in subject.items(each["id"], limit=10_000, **asked)["features"]}
            for asked in ({"bbox": "22,59,30,61"}, {"bbox": "59,22,61,30", "bbox__crs": LATITUDE_FIRST})
        )
        assert lonlat == latlon
