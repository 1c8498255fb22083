"""The indexes of the multi-user store: PostGIS' GiST and PostgreSQL's own full text."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, text

from app.db.indexes import Bounds, key_in

#: Advisory lock of who writes the read model; the number only has to be ours.
READ_MODEL_LOCK = 0x536B6572

_LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
_PUT_BOX = text("INSERT INTO event_box VALUES (:k, ST_MakeEnvelope(:w, :s, :e, :n, 4326))")
_DROP_BOX = text("DELETE FROM event_box WHERE k = :k")
_PUT_TEXT = text("INSERT INTO event_text VALUES (:k, to_tsvector('simple', :words))")
_DROP_TEXT = text("DELETE FROM event_text WHERE k = :k")


class PostgresIndexes:
    """Boxes as PostGIS geometries, and words as a tsvector of the `simple` configuration over folded text."""

    newest_with_words = (
        "SELECT k FROM event_text WHERE words @@ to_tsquery('simple', :words) AND k < :below "
        "ORDER BY k DESC LIMIT :limit"
    )

    def one_writer(self, connection: Connection) -> None:
        """See `Indexes`."""
        connection.execute(_LOCK, {"lock": READ_MODEL_LOCK})

    def create_spatial(self, connection: Connection) -> None:
        """See `SpatialIndex`."""
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
        connection.exec_driver_sql(
            "CREATE TABLE event_box (k bigint PRIMARY KEY, box geometry(Polygon, 4326) NOT NULL)"
        )
        connection.exec_driver_sql("CREATE INDEX ix_event_box ON event_box USING gist (box)")

    def put_spatial(self, connection: Connection, k: int, bounds: Bounds) -> None:
        """See `SpatialIndex`."""
        corners = {"w": bounds.west, "s": bounds.south, "e": bounds.east, "n": bounds.north}
        connection.execute(_PUT_BOX, {"k": k, **corners})

    def drop_spatial(self, connection: Connection, k: int) -> None:
        """See `SpatialIndex`."""
        connection.execute(_DROP_BOX, {"k": k})

    def within(self, bounds: Bounds) -> ColumnElement[bool]:
        """See `SpatialIndex`."""
        return key_in(
            "SELECT k FROM event_box WHERE box && ST_MakeEnvelope(:w, :s, :e, :n, 4326)",
            [{"w": part.west, "s": part.south, "e": part.east, "n": part.north} for part in bounds.parts()],
        )

    def create_text(self, connection: Connection) -> None:
        """See `TextIndex`."""
        connection.exec_driver_sql("CREATE TABLE event_text (k bigint PRIMARY KEY, words tsvector NOT NULL)")
        connection.exec_driver_sql("CREATE INDEX ix_event_text ON event_text USING gin (words)")

    def put_text(self, connection: Connection, k: int, words: str) -> None:
        """See `TextIndex`."""
        connection.execute(_PUT_TEXT, {"k": k, "words": words})

    def drop_text(self, connection: Connection, k: int) -> None:
        """See `TextIndex`."""
        connection.execute(_DROP_TEXT, {"k": k})

    def query(self, words: Sequence[str]) -> str:
        """See `TextIndex`. Words are letters and digits only (app/words.py), so nothing in them is an operator."""
        return " & ".join(f"{word}:*" for word in words)

    def having(self, words: Sequence[str]) -> tuple[str, dict[str, str]]:
        """See `TextIndex`."""
        statement = "SELECT k FROM event_text WHERE k = ANY(:keys) AND words @@ to_tsquery('simple', :words)"
        return statement, {"words": self.query(words)}

    def matching(self, words: Sequence[str]) -> ColumnElement[bool]:
        """See `TextIndex`."""
        return key_in(
            "SELECT k FROM event_text WHERE words @@ to_tsquery('simple', :words)", [{"words": self.query(words)}]
        )
