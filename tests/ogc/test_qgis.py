"""QGIS itself, where it is installed (see `tests/conformance/qgis.py`)."""

import pytest

from tests.conformance import qgis
from tests.conftest import running


@pytest.fixture(scope="module")
def desktop():
    started = qgis.command()
    if started is None:
        pytest.skip(qgis.MISSING)
    return started


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    yield from running("sqlite", tmp_path_factory.mktemp("qgis"), "qgis")


def test_qgis_reads_filters_adds_changes_and_deletes(desktop, service):
    done = qgis.session(desktop, service)
    assert done.returncode == 0, done.stderr
    with service.client("analyst") as client:
        assert client.get("/collections/events/items", params={"q": "QGIS"}).json()["numberMatched"] == 0
        assert client.get("/changes", params={"since": 0}).json()["changes"][-1]["action"] == "deleted"


def test_location_has_the_capital_that_qgis_of_debian_13_looks_for(writable):
    event = {"type": "boarding", "start": "2025-05-13", "summary": "Seen from the shore."}
    with writable.client("analyst") as client:
        for _ in ("made", "answered again"):
            found = client.post("/collections/events/items", json=event, headers={"Idempotency-Key": "once"})
            assert found.status_code == 201 and b"Location" in dict(found.headers.raw)
