"""One writer at a time, before the first read that a decision rests on."""

from sqlalchemy.orm import Session

from app.db.indexes import Indexes


def serialize(session: Session) -> None:
    """Wait until every other writer has committed, and keep others off until this transaction ends.

    What is read before may be stale by then, so it comes first. SQLite's writers are alone from their beginning.
    """
    transaction = session.get_transaction()
    if session.info.get("serialized") is not transaction:
        indexes: Indexes = session.info["indexes"]
        indexes.one_writer(session.connection())
        session.info["serialized"] = transaction
