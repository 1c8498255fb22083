"""FollowTheMoney, read back by its own library where that is installed (`pip install 'skerry[ftm]'`)."""

import json
import sys

import pytest

from app.exports.formats import FORMATS
from tests.exports.conftest import QUOTE


@pytest.fixture(scope="module")
def entities(filled):
    ftm = pytest.importorskip("followthemoney", reason="FollowTheMoney is not installed: pip install 'skerry[ftm]'")
    found = {}
    for line in filled.write("ftm").splitlines():
        entity = ftm.model.get_proxy(json.loads(line))
        assert entity.to_dict() == json.loads(line)
        entity.schema.validate(entity.to_dict())
        found[entity.id] = found[entity.id].merge(entity) if entity.id in found else entity
    return found


def of(entities, schema):
    return [each for each in entities.values() if each.schema.name == schema]


def test_every_event_is_there_with_its_time_as_far_as_it_is_known(entities, filled):
    events = {each.first("recordId"): each for each in of(entities, "Event")}
    features = {each["id"]: each["properties"] for each in filled.features()}
    assert set(events) == set(features)
    for key, event in events.items():
        start = features[key]["start"]
        assert start is None or start.startswith(event.first("startDate")[:4])
        assert features[key]["type"] in event.get("keywords")
    assert {len(each.first("startDate")) for each in events.values() if each.first("startDate")} >= {4, 10}


def test_whatever_an_entity_names_is_in_the_file(entities):
    for each in entities.values():
        for prop, value in each.itervalues():
            assert prop.type.name != "entity" or value in entities


def test_a_hull_is_one_vessel_and_a_bare_name_is_its_event_s_own(entities, filled):
    ships = [ship for each in filled.features() for ship in each["properties"]["vessels"]]
    vessels = of(entities, "Vessel")
    assert [each.get("imoNumber") for each in vessels if each.has("imoNumber")] == [["IMO9332810"]]
    assert len(vessels) == 1 + sum(ship["imo"] is None for ship in ships)
    assert len(of(entities, "UnknownLink")) == len(ships)


def test_every_mention_keeps_its_words_and_leads_to_its_article(entities, filled):
    mentions = of(entities, "Documentation")
    assert len(mentions) == sum(each["properties"]["mentions_count"] for each in filled.features())
    assert {each.first("summary") for each in mentions} == {QUOTE}
    assert {entities[each.first("document")].schema.name for each in mentions} == {"Article"}


def test_without_the_library_it_is_said_what_to_install(service, monkeypatch):
    monkeypatch.setitem(sys.modules, "followthemoney", None)
    with service.client() as client:
        found = client.get("/collections/events/items", params={"f": "ftm"})
    assert found.status_code == 400
    assert "skerry[ftm]" in found.json()["detail"]


def test_a_format_without_its_package_is_not_offered():
    assert all(kind.offered for name, kind in FORMATS.items() if name != "ftm")
