"""The indexes of the embedded store: SQLite's own R*Tree and FTS5, no extension to load."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, text

from app.db.indexes import Bounds, key_in

#: 1e-7 degrees (a centimetre) to the integer step: `rtree_i32` keeps them to the bit, the float R*Tree does not.
SCALE = 10_000_000

_PUT_BOX = text("INSERT INTO event_box VALUES (:k, :x0, :x1, :y0, :y1)")
_DROP_BOX = text("DELETE FROM event_box WHERE k = :k")
_PUT_TEXT = text("INSERT INTO event_text (rowid, words) VALUES (:k, :words)")
_DROP_TEXT = text("DELETE FROM event_text WHERE rowid = :k")


class SqliteIndexes:
    """R*Tree over int32 boxes, and full text with the words folded before they come in."""

    newest_with_words = (
        "SELECT rowid FROM event_text WHERE event_text MATCH :words AND rowid < :below ORDER BY rowid DESC LIMIT :limit"
    )

    def one_writer(self, connection: Connection) -> None:
        """See `Indexes`. Every write session holds SQLite's own lock from its first statement on."""

    def create_spatial(self, connection: Connection) -> None:
        """See `SpatialIndex`."""
        connection.exec_driver_sql("CREATE VIRTUAL TABLE event_box USING rtree_i32(k, x0, x1, y0, y1)")

    def put_spatial(self, connection: Connection, k: int, bounds: Bounds) -> None:
        """See `SpatialIndex`."""
        connection.execute(_PUT_BOX, {"k": k, **_scaled(bounds)})

    def drop_spatial(self, connection: Connection, k: int) -> None:
        """See `SpatialIndex`."""
        connection.execute(_DROP_BOX, {"k": k})

    def within(self, bounds: Bounds) -> ColumnElement[bool]:
        """See `SpatialIndex`."""
        return key_in(
            "SELECT k FROM event_box WHERE x0 <= :x1 AND x1 >= :x0 AND y0 <= :y1 AND y1 >= :y0",
            [_scaled(part) for part in bounds.parts()],
        )

    def create_text(self, connection: Connection) -> None:
        """See `TextIndex`."""
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE event_text USING fts5("
            "words, tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3 4')"
        )

    def put_text(self, connection: Connection, k: int, words: str) -> None:
        """See `TextIndex`."""
        connection.execute(_PUT_TEXT, {"k": k, "words": words})

    def drop_text(self, connection: Connection, k: int) -> None:
        """See `TextIndex`."""
        connection.execute(_DROP_TEXT, {"k": k})

    def query(self, words: Sequence[str]) -> str:
        """See `TextIndex`. Each word is quoted, so nothing in it is read as FTS5's query language."""
        return " ".join(f'"{word}"*' for word in words)

    def having(self, words: Sequence[str]) -> tuple[str, dict[str, str]]:
        """See `TextIndex`. The index would be gone through whole: the texts are words with a space between them. They
        are read from FTS5's own table (https://sqlite.org/fts5.html, 9.3), which takes half as long as through it."""
        tests = "".join(f" AND instr(' ' || c0, :w{number})" for number in range(len(words)))
        statement = f"SELECT id FROM event_text_content WHERE id IN (SELECT value FROM json_each(:keys)){tests}"  # noqa: S608
        return statement, {f"w{number}": f" {word}" for number, word in enumerate(words)}

    def matching(self, words: Sequence[str]) -> ColumnElement[bool]:
        """See `TextIndex`."""
        return key_in("SELECT rowid AS k FROM event_text WHERE event_text MATCH :words", [{"words": self.query(words)}])


def _scaled(bounds: Bounds) -> dict[str, int]:
    return {
        "x0": round(bounds.west * SCALE),
        "x1": round(bounds.east * SCALE),
        "y0": round(bounds.south * SCALE),
        "y1": round(bounds.north * SCALE),
    }
