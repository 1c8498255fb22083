"""How filters compare text, alike on both databases: by code point, without case, without accents, by pattern."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement, GenericFunction

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


class WithoutCase(GenericFunction[str]):
    """See `without_case`."""

    name = "skerry_without_case"
    type = Text()
    inherit_cache = True


class WithoutAccents(GenericFunction[str]):
    """See `without_accents`."""

    name = "skerry_without_accents"
    type = Text()
    inherit_cache = True


class ByCodePoint(GenericFunction[str]):
    """Text that is ordered by its code points, whatever the database's language."""

    name = "skerry_by_code_point"
    type = Text()
    inherit_cache = True


class Position(GenericFunction[int]):
    """Where the second text begins in the first one, from 1; 0 if it does not."""

    name = "skerry_position"
    type = Integer()
    inherit_cache = True


class Matches(FunctionElement[bool]):
    """Whether the text has the form of the pattern, which `pattern` has written for this database."""

    name = "skerry_matches"
    type = Boolean()
    inherit_cache = True


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


@compiles(WithoutCase, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f'lower({compiler.process(element.clauses, **options)} COLLATE "und-x-icu")'


@compiles(WithoutAccents, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    bare = f"normalize({compiler.process(element.clauses, **options)}, NFD)"
    return f"translate(regexp_replace({bare}, '[\u0300-\u036f]', '', 'g'), '{_STROKED}', '{_BARE}')"


@compiles(ByCodePoint, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f'({compiler.process(element.clauses, **options)} COLLATE "C")'


@compiles(ByCodePoint, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(Position, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(Position, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(Matches, "postgresql")
def _(element: Any, compiler: Any, **options: Any) -> str:
    text, like = (compiler.process(each, **options) for each in element.clauses)
    return f"({text} LIKE {like} ESCAPE '\\')"


@compiles(Matches, "sqlite")
def _(element: Any, compiler: Any, **options: Any) -> str:
    text, like = (compiler.process(each, **options) for each in element.clauses)
    return f"({text} GLOB {like})"
