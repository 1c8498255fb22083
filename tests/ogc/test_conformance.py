"""Every class that is declared holds; `make conformance` says the same of any running service."""

import pytest

from app.ogc.conformance import CONFORMANCE
from tests.conformance import cite, features, filtering, tiles  # noqa: F401 - they file their checks
from tests.conformance.checks import CHECKS, Subject


@pytest.fixture(scope="module")
def subject(service):
    with service.client() as client:
        yield Subject(client)


CASES = [pytest.param(check, id=f"{name[29:]}: {check.__name__}") for name in CONFORMANCE for check in CHECKS[name]]


@pytest.mark.parametrize("check", CASES)
def test_a_declared_class_holds(subject, check):
    check(subject)


def test_every_declared_class_is_checked_and_no_other():
    assert {name for name, checks in CHECKS.items() if checks} == set(CONFORMANCE)


def test_what_the_ogc_s_own_suites_say_is_read(tmp_path):
    results = tmp_path / "testng-results.xml"
    results.write_text(
        '<testng-results><suite><test><class name="Core">'
        '<test-method is-config="true" status="PASS" signature="prepare()"/>'
        '<test-method status="PASS" signature="landingPage(java.net.URI)[pri:0]"/>'
        '<test-method status="FAIL" signature="collections()[pri:0]"/>'
        "</class></test></suite></testng-results>"
    )
    assert list(cite.outcomes(results)) == [("landingPage", "PASS"), ("collections", "FAIL")]
