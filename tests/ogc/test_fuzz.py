"""A slice of `python -m tests.conformance.fuzz`: hostile inputs are answered, and nesting is refused."""

import pytest

from tests.conformance.fuzz import REFUSED, Sender, run
from tests.conformance.hostile import MAKERS, bombs, inputs
from tests.conftest import running


@pytest.fixture(scope="module")
def sender(backend, tmp_path_factory):
    for service in running(backend, tmp_path_factory.mktemp("fuzz"), "skerry_fuzz"):
        yield Sender(service.url, service.tokens["reporter"])


def test_no_hostile_input_is_an_error_of_the_service(sender):
    found = run(sender, inputs(900, seed=20260101))
    assert not found.faults
    assert {kind for kind, status in found.statuses if status == 400} >= set(MAKERS)


@pytest.mark.parametrize("name", bombs())
def test_nesting_is_refused(sender, name):
    assert sender.status(bombs()[name]) in REFUSED
