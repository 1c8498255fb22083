"""A slice of `python -m tests.conformance.schemathesis`: the answers are those that the description promises."""

import json

import pytest

from tests.conformance import schemathesis
from tests.conftest import running


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    yield from running("sqlite", tmp_path_factory.mktemp("schemathesis"), "schemathesis")


def test_every_operation_answers_as_it_is_described(service, tmp_path):
    report = tmp_path / "report.json"
    schemathesis.run(service.url, service.tokens["admin"], seed=1, examples=3, report=report, phases="examples,fuzzing")
    found = json.loads(report.read_text())
    assert found["operations"]["tested"] == found["operations"]["total"] > 40
    assert found["test_cases"]["generated"] > 100
    assert not found["failures"] and not found["errors"]
