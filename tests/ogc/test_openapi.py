"""The API's description leaves nothing out: every parameter, answer and error in words, errors with an example."""

import pytest

from app.exports.formats import FORMATS
from app.ogc.described import ANSWERS


@pytest.fixture(scope="module", params=["/openapi.json", "/api"])
def document(request, service):
    with service.client() as client:
        return client.get(request.param).json()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolved(document, part):
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    return document["components"][kind][name]


def test_both_versions_are_served(service):
    with service.client() as client:
        assert client.get("/openapi.json").json()["openapi"].startswith("3.1")
        assert client.get("/api").json()["openapi"].startswith("3.0")


def test_every_operation_and_every_parameter_is_described(document):
    for name, operation in operations(document):
        assert operation["summary"] and operation["description"], name
        for part in operation.get("parameters", ()):
            parameter = resolved(document, part)
            assert parameter.get("description"), (name, parameter["name"])
            assert parameter["schema"], (name, parameter["name"])


def test_every_answer_is_described_and_every_error_has_an_example(document):
    for name, operation in operations(document):
        statuses = {*operation["responses"]}
        assert "default" in statuses and any(status[0] == "2" for status in statuses), name
        for status, part in operation["responses"].items():
            answer = resolved(document, part)
            assert answer["description"] not in ("", "Successful Response"), (name, status)
            if status[0] in "45d":
                example = answer["content"]["application/problem+json"]["example"]
                assert set(example) >= {"type", "title", "status", "detail", "instance"}
                assert status in ("default", str(example["status"]))


def test_no_operation_is_described_that_is_not_there(document):
    assert set(ANSWERS) == {name for name, _ in operations(document)}


def test_examples_of_errors_are_worded_as_errors_are(service, document):
    examples = {
        name: each["content"]["application/problem+json"]["example"]
        for name, each in document["components"]["responses"].items()
    }
    asked = {"BadRequest": "/collections/events/items?type=theft", "NotFound": "/collections/events/items/x"}
    with service.client() as client:
        for name, address in {**asked, "Unauthorized": "/tokens"}.items():
            assert client.get(address).json()["title"] == examples[name]["title"]


def test_the_files_of_items_are_among_its_media_types(document):
    content = document["paths"]["/collections/events/items"]["get"]["responses"]["200"]["content"]
    assert {each.media_type for each in FORMATS.values()} <= set(content)


def test_a_method_that_is_not_allowed_is_told_which_are(service):
    with service.client() as client:
        answer = client.request("PATCH", "/session")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, POST, DELETE"
