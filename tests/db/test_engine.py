"""Sessions see what they promise, on both databases."""

from sqlalchemy import func, select

from app.auth import service as auth
from app.auth.models import Token


def test_a_session_that_reads_sees_one_state_of_the_store(database):
    count = select(func.count()).select_from(Token)
    with database.read() as session, database.look_within(5) as connection:
        before = session.scalar(count), connection.scalar(count)
        with database.write() as writing:
            auth.issue(writing, name="late", role="analyst")
        assert (session.scalar(count), connection.scalar(count)) == before == (0, 0)
    with database.read() as session:
        assert session.scalar(count) == 1
