"""Whatever the moment at which the service is killed: what it acknowledged is there, whole, and once."""

import pytest

from tests.events.crash import check, forker, rounds

#: `python -m tests.events.crash` kills fifty times.
KILLS = 6


@pytest.fixture(scope="module")
def servers():
    with forker() as started:
        yield started


def test_no_acknowledged_write_is_lost_when_the_service_is_killed(writable, servers):
    told = rounds(servers, writable.database, writable.settings.database_url, writable.tokens["analyst"], KILLS)
    assert told.created and told.changed
    check(writable, told)
