"""How filters compare text, alike on both databases: by code point, without case, without accents, by pattern."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: The combining diacritical marks of Unicode, which canonical decomposition takes off a letter.
_MARKS = dict.fromkeys(range(0x300, 0x370))
#: Letters of the Baltic's languages that do not decompose.
_STROKED, _BARE = "łŁøØđĐ", "lLoOdD"
_LETTERS = str.maketrans(_STROKED, _BARE)


def without_case(text: str) -> str:
    """Lower case as Unicode has it, whatever the language."""
    return text.lower()


def without_accents(text: str) -> str:
    """The letters without diacritical marks: "Åland" → "Aland", "Łódź" → "Lodz"; case stays."""
    return unicodedata.normalize("NFD", text).translate(_MARKS).translate(_LETTERS)


def register(connection: sqlite3.Connection) -> None:
    """Give an SQLite connection the functions that it lacks."""
    for name, function in (("skerry_without_case", without_case), ("skerry_without_accents", without_accents)):
        connection.create_function(name, 1, _passing_null(function), deterministic=True)


def _passing_null(function: Any) -> Any:
    return lambda value: None if value is None else function(value)


@dataclass(frozen=True, slots=True)
class Comparing:
    """How a database compares text: SQL with `{}` for each argument, which is SQL itself."""

    #: See `without_case`.
    without_case: str
    #: See `without_accents`.
    without_accents: str
    #: Text that is ordered by its code points, whatever the database's language.
    by_code_point: str
    #: Where the second text begins in the first one, from 1; 0 if it does not.
    position: str
    #: Whether the text has the form of the pattern, which `pattern` has written for this database.
    matches: str


#: By dialect.
COMPARING = {
    "sqlite": Comparing(
        without_case="skerry_without_case({})",
        without_accents="skerry_without_accents({})",
        by_code_point="{}",
        position="instr({}, {})",
        matches="{} GLOB {}",
    ),
    "postgresql": Comparing(
        without_case='lower({} COLLATE "und-x-icu")',
        without_accents="translate(regexp_replace(normalize({}, NFD), '[\u0300-\u036f]', '', 'g'), "
        f"'{_STROKED}', '{_BARE}')",
        by_code_point='({} COLLATE "C")',
        position="strpos({}, {})",
        matches=r"{} LIKE {} ESCAPE '\'",
    ),
}


def pattern(like: str, dialect: str) -> str:
    r"""A pattern of CQL2's LIKE (`%` any text, `_` a character, `\` before either itself) as the database reads it."""
    sqlite = dialect == "sqlite"
    return "".join(_glob(part, wild) if sqlite else _like(part, wild) for part, wild in _parts(like))


def _parts(like: str) -> Iterator[tuple[str, bool]]:
    """Characters, and whether each stands for others."""
    rest = iter(like)
    for character in rest:
        if character == "\\":
            yield next(rest, "\\"), False
        else:
            yield character, character in "%_"


def _glob(part: str, wild: bool) -> str:
    if wild:
        return "*" if part == "%" else "?"
    return f"[{part}]" if part in "*?[" else part


def _like(part: str, wild: bool) -> str:
    return part if wild or part not in "%_\\" else "\\" + part
