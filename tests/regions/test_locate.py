"""Places in words, over HTTP."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def locations(service, text: str, **query) -> list[dict]:
    with service.client() as client:
        answer = client.get("/locate", params={"text": text, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()["locations"]


@pytest.mark.parametrize("text", ["59°41.0′N 24°32.0′E", "59.68333, 24.53333", "59 41 00 N, 024 32 00 E"])
def test_a_position_in_any_notation_has_its_sea_and_its_waters(service, text):
    [found] = locations(service, text)
    assert (found["lon"], found["lat"]) == pytest.approx((24.5333, 59.6833), abs=1e-3)
    assert found["regions"] == ["gulf-of-finland", "baltic-sea"]
    assert found["precision"] == "exact"
    assert found["jurisdiction"]["zone"] in ("internal-or-territorial", "beyond-12nm", "undetermined")


def test_a_name_that_two_islands_bear_gives_both_the_likelier_first(service):
    first, second = locations(service, "Utö")
    assert first["lon"] > 21 > second["lon"]
    assert "Stockholm" in second["name"]


def test_a_whole_sea_lies_in_nobodys_waters_and_its_outline_is_left_to_its_region(service):
    [found] = locations(service, "Suomenlahti", language="fi")
    assert (found["precision"], found["geometry"], found["jurisdiction"]) == ("region", None, None)
    assert found["uncertainty_m"] > 50_000


def test_what_is_not_understood_has_no_readings_and_is_no_error(service):
    assert locations(service, "somewhere over the rainbow") == []


def test_a_question_without_words_or_in_a_language_of_none_is_named(service):
    with service.client() as client:
        for query, field in (
            ({}, "text"),
            ({"text": "x" * 501}, "text"),
            ({"text": "Utö", "language": "tlh"}, "language"),
        ):
            answer = client.get("/locate", params=query)
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["field"] == field


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80).filter(lambda text: text.isprintable()))
def test_any_words_are_answered(service, text):
    for found in locations(service, text):
        assert -180 <= found["lon"] <= 180
        assert found["uncertainty_m"] >= 0
