"""What must hold of a filter before it is parsed: the parser of the `cql2` package recurses, and ends the process where
the stack does (SIGSEGV at about 200 parentheses in a thread of 1 MB)."""

import re
from typing import Any

from app.errors import BadRequest

#: Bytes of a filter in UTF-8.
LONGEST = 4_096
#: Parentheses within each other, and brackets and braces of JSON (an operator takes one of each).
DEEPEST, DEEPEST_JSON = 32, 64
#: Operators within each other, however they are written: SQLite's own parser ends at a hundred symbols, of which an
#: operator takes three, a function at the bottom fifteen and the question around it twenty.
DEEPEST_TREE = 20
#: Operators that may stand within each other: `NOT NOT …`, `- - …`, `a + a + …`, those around parentheses included.
MOST = 64

#: Quoted text and names, numbers (whose sign or exponent is no operator), words, and single characters.
_TOKEN = re.compile(
    r"'(?:[^']|'')*+'?|\"[^\"]*+\"?|[0-9.]++(?:[eE][+-]?+[0-9]++)?|[^\W\d][\w.:$]*+|\s++|[^\s\w]|.", re.DOTALL
)
_NESTING = frozenset({"not", "in", "like", "between", "is", "div", *"=<>+-*/^%!~|&"})
_FLAT = frozenset({"and", "or", ","})
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]|[^"\[\]{}]++', re.DOTALL)


def text(value: str) -> None:
    """Raises BadRequest for a CQL2 text that is too long or nests too deeply; in time linear in its length."""
    _length(value)
    levels = [0]
    total = 0
    for match in _TOKEN.finditer(value):
        part = match[0].lower()
        if part == "(":
            levels.append(0)
        elif part == ")" and len(levels) > 1:
            total -= levels.pop()
        elif part in _FLAT:
            total -= levels[-1]
            levels[-1] = 0
        elif part in _NESTING:
            levels[-1] += 1
            total += 1
        if len(levels) > DEEPEST or total > MOST:
            raise _deep(DEEPEST)


def json(value: str) -> None:
    """Raises BadRequest for a CQL2 JSON that is too long or nests too deeply; in time linear in its length."""
    _length(value)
    depth = 0
    for match in _JSON_TOKEN.finditer(value):
        if match[0] in "[{":
            depth += 1
        elif match[0] in "]}":
            depth -= 1
        if depth > DEEPEST_JSON:
            raise _deep(DEEPEST_JSON)


def tree(node: Any) -> None:
    """Raises BadRequest for a filter's JSON whose operators nest too deeply."""
    level = [node]
    for _ in range(DEEPEST_TREE + 1):
        operators = [each for each in level if isinstance(each, dict) and isinstance(each.get("args"), list)]
        arguments = [argument for each in operators for argument in each["args"]]
        level = [inner for each in arguments for inner in (each if isinstance(each, list) else [each])]
        if not level:
            return
    raise _deep(DEEPEST_TREE)


def _length(value: str) -> None:
    if len(value.encode(errors="replace")) > LONGEST:
        raise BadRequest.field("filter", f"is longer than {LONGEST} bytes; ask in parts")


def _deep(levels: int) -> BadRequest:
    return BadRequest.field("filter", f"nests more deeply than {levels} levels")
