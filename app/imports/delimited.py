"""Rows of CSV: UTF-8, a line of names first, separated by commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Unprocessable
from app.exports.delimited import restored
from app.imports.rows import Row, Table, whole

if TYPE_CHECKING:
    import _csv

#: Characters of one cell; a quotation mark that is never closed ends here, not at the end of the file.
LONGEST = 100_000
DELIMITERS = (",", ";", "\t")


def read(path: Path) -> Table:
    """The rows; what our own export put before a cell that begins like a formula is taken off again.

    Raises Unprocessable for a file without a line of names.
    """
    csv.field_size_limit(LONGEST)
    text = whole(path).decode("utf-8-sig", errors="surrogateescape")
    head = text[: text.find("\n") + 1 or len(text)]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    try:
        names = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Unprocessable(f"{path.name}: {error}") from None
    if not any(names) or _broken(*names):
        raise Unprocessable(f"{path.name}: the first line must name the columns, in UTF-8")
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise Unprocessable(f"{path.name}: two columns are called {min(twice)!r}")
    return Table(tuple(filter(None, names)), _rows(reader, names), text.count("\n"))


def _rows(reader: "_csv.Reader", names: list[str]) -> Iterator[Row]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, fault=str(error))
            continue
        if not any(cells):
            continue
        if len(cells) > len(names):
            yield Row(line, fault=f"has {len(cells)} cells, and there are {len(names)} columns")
        elif _broken(*cells):
            yield Row(line, fault="is not UTF-8")
        else:
            yield Row(line, {name: restored(cell) for name, cell in zip(names, cells, strict=False) if name})


def _broken(*cells: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for cell in cells if not cell.isascii() for character in cell)
