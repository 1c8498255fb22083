"""Reading events over HTTP: filters, paging, formats, errors."""

import httpx
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.codes import codes
from app.ogc.parameters import moment
from geo import regions as sea_regions

ITEMS = "/collections/events/items"


def get(service, query: str = "", **headers) -> httpx.Response:
    with service.client() as client:
        return client.get(f"{ITEMS}?{query}", headers=headers)


def features(service, query: str = "") -> list[dict]:
    answer = get(service, f"limit=1000&{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["features"]


def test_the_gulf_of_finland_has_at_least_25_events_and_all_lie_inside(service):
    found = features(service, "region=gulf-of-finland")
    assert len(found) >= 25
    for each in found:
        if each["properties"]["location_precision"] != "region":
            assert "gulf-of-finland" in sea_regions.load().at(*each["geometry"]["coordinates"])


@pytest.mark.parametrize("name", ["Soome laht", "Suomenlahti", "Финский залив", "Sea of Finland", "GULF OF FINLAND"])
def test_a_region_answers_to_each_of_its_names(service, name):
    assert ids(features(service, f"region={name}")) == ids(features(service, "region=gulf-of-finland"))


def test_a_region_holds_what_its_parts_hold(service):
    assert ids(features(service, "region=gulf-of-finland")) < ids(features(service, "region=baltic-sea"))


def test_a_box_gives_the_events_whose_point_lies_in_it_and_no_other(service):
    box = (22.5, 59.2, 30.3, 60.8)
    inside = {
        each["id"]
        for each in features(service)
        if each["geometry"] and shapely.box(*box).intersects(shapely.geometry.shape(each["geometry"]))
    }
    assert inside
    assert ids(features(service, f"bbox={','.join(map(str, box))}")) == inside


def test_a_box_across_the_antimeridian_is_two_boxes(service):
    around_the_back = features(service, "bbox=30,-90,-5,90")
    assert {each["id"] for each in features(service) if -5 < each["geometry"]["coordinates"][0] < 30}.isdisjoint(
        ids(around_the_back)
    )
    assert around_the_back


def test_a_time_filter_meets_events_at_their_precision(service):
    for each in features(service, "datetime=2025-05-01/2025-05-31"):
        start, end = each["properties"]["start"], each["properties"]["end"] or each["properties"]["start"]
        assert start[:7] <= "2025-05" <= end[:7] or each["properties"]["date_precision"] in ("year", "week")


def test_an_event_of_a_month_is_found_by_a_day_of_that_month(service):
    month = next(each for each in features(service) if each["properties"]["date_precision"] == "month")
    day = month["properties"]["start"][:7] + "-20"
    assert month["id"] in ids(features(service, f"datetime={day}"))


@pytest.mark.parametrize("interval", ["../2024-12-31", "/2024-12-31", "0000-01-01T00:00:00Z/2024-12-31T23:59:60Z"])
def test_open_ends_and_the_calendar_s_ends_are_understood(service, interval):
    assert ids(features(service, f"datetime={interval}")) == {
        each["id"] for each in features(service) if (each["properties"]["start"] or "9") < "2025"
    }


@pytest.mark.parametrize(
    ("parameter", "name"), [("type", "types"), ("modality", "modalities"), ("verification", "verifications")]
)
def test_a_code_filter_gives_just_the_events_of_that_code(service, parameter, name):
    everything = features(service)
    for code in codes(name):
        expected = {each["id"] for each in everything if each["properties"][parameter] == code}
        assert ids(features(service, f"{parameter}={code}")) == expected


def test_a_ship_is_found_by_number_and_by_former_name(service):
    jaguar = features(service, "vessel=9293002")
    assert jaguar
    assert ids(features(service, "vessel=MT%20Jaguar")) >= ids(jaguar)


def test_words_are_found_whatever_their_case_accents_and_endings(service):
    assert ids(features(service, "q=ESTLINK")) == ids(features(service, "q=éstlin")) != set()
    assert ids(features(service, "q=estlink nosuchword")) == set()


def test_filters_compose(service):
    both = ids(features(service, "region=gulf-of-finland&type=detention"))
    assert both == ids(features(service, "region=gulf-of-finland")) & ids(features(service, "type=detention"))


def test_pages_joined_are_the_whole_and_nothing_comes_twice(service):
    with service.client() as client:
        url, seen, pages = f"{ITEMS}?limit=17&region=baltic-sea", [], 0
        while url:
            answer = client.get(url)
            body = answer.json()
            seen += [each["id"] for each in body["features"]]
            assert body["numberReturned"] == len(body["features"])
            url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
            assert ('rel="next"' in answer.headers["link"]) == (url is not None)
            pages += 1
    assert pages > 3
    assert len(seen) == len(set(seen)) == body["numberMatched"]
    assert set(seen) == ids(features(service, "region=baltic-sea"))


def test_newest_first_and_the_undated_last(service):
    starts = [each["properties"]["start"] for each in features(service)]
    dated = [start[:10] for start in starts if start]
    assert dated == sorted(dated, reverse=True)


def test_a_larger_limit_than_the_maximum_is_clamped(service):
    assert get(service, "limit=999999999").status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=0,60,10,50", "bbox"),
        ("bbox=200,0,210,10", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("datetime=yesterday", "datetime"),
        ("datetime=2025-02-30", "datetime"),
        ("datetime=2025-06-01/2025-05-01", "datetime"),
        ("region=atlantis", "region"),
        ("type=piracy", "type"),
        ("category=war", "category"),
        ("modality=maybe", "modality"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("cursor=%C3%A4", "cursor"),
        ("q=%20", "q"),
        ("f=xml", "f"),
    ],
)
def test_bad_input_is_a_problem_that_names_the_field(service, query, field):
    answer = get(service, query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_an_unknown_region_is_answered_with_those_that_there_are(service):
    assert "gulf-of-finland" in get(service, "region=atlantis").json()["errors"][0]["allowed"]


def test_a_single_event_has_its_quotes_to_the_letter_and_its_sources(service):
    with service.client() as client:
        listed = features(service, "vessel=9293002")[0]
        whole = client.get(f"{ITEMS}/{listed['id']}").json()
        mentions = whole["properties"].pop("mentions")
        whole["properties"].pop("differences")
        jurisdiction = whole["properties"].pop("jurisdiction")
        assert jurisdiction is None or jurisdiction.items() >= listed["properties"]["jurisdiction"].items()
        del listed["properties"]["jurisdiction"]
        assert whole["properties"] == listed["properties"]
        quotes = [each for each in mentions if each["exact"]]
        assert " ".join(each["exact"] for each in quotes) == listed["properties"]["summary"]
        assert all(each["article"]["kind"] == "digest" for each in quotes)
        references = [each for each in mentions if each["state"] == "reference"]
        assert references
        assert all(each["article"]["url"].startswith("http") for each in references)


@pytest.mark.parametrize("wrong", ["nothing", "00000000-0000-7000-8000-000000000000"])
def test_an_event_that_there_is_none_of_is_not_found(service, wrong):
    with service.client() as client:
        answer = client.get(f"{ITEMS}/{wrong}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_same_question_again_is_answered_with_304(service):
    first = get(service, "region=gulf-of-riga")
    again = get(service, "region=gulf-of-riga", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    item = f"{ITEMS}/{first.json()['features'][0]['id']}" if first.json()["features"] else ITEMS
    with service.client() as client:
        tag = client.get(item).headers["etag"]
        assert client.get(item, headers={"If-None-Match": tag}).status_code == 304


def test_a_browser_gets_a_page_and_head_gets_no_body(service):
    page = get(service, "region=gulf-of-finland", Accept="text/html,*/*;q=0.8")
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    with service.client() as client:
        head = client.head(f"{ITEMS}?limit=1")
    assert (head.status_code, head.content) == (200, b"")


def test_any_web_page_may_read_and_none_may_write(service):
    assert get(service, "limit=1", Origin="https://example.org").headers["access-control-allow-origin"] == "*"
    with service.client() as client:
        preflight = client.options(
            "/articles", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
        )
    assert preflight.status_code == 400


@given(st.datetimes(timezones=st.just(None)), st.integers(-14 * 60, 14 * 60))
def test_any_rfc_3339_time_is_read_as_python_reads_it(value, offset):
    sign, minutes = "+-"[offset < 0], abs(offset)
    printed = value.replace(microsecond=0).isoformat() + f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    from datetime import UTC, datetime, timedelta

    expected = (value.replace(microsecond=0, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) - timedelta(minutes=offset)
    assert moment("datetime", printed)[0] == expected.total_seconds()


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40), st.sampled_from(["bbox", "datetime", "region", "q", "vessel", "limit", "cursor", "updated"])
)
def test_no_value_of_a_parameter_breaks_the_service(service, value, parameter):
    with service.client() as client:
        assert client.get(ITEMS, params={parameter: value, "limit": "1"} | {parameter: value}).status_code in (200, 400)


def ids(found: list[dict]) -> set[str]:
    return {each["id"] for each in found}


@pytest.mark.parametrize("field", ["publisher", "actor", "vessel", "region", "country"])
def test_a_name_that_no_store_can_hold_is_refused_by_every_store(service, field):
    with service.client() as client:
        answer = client.get(f"/collections/events/items?{field}=a%00b")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
