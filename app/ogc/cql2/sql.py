"""Conditions as SQL text, made for every question anew: a tree of expression objects takes ten times as long."""

from collections.abc import Iterable

#: A value, or a condition that may stand beside AND, OR and NOT as it is.
Sql = str

ALWAYS: Sql = "1 = 1"
NEVER: Sql = "1 = 0"
#: Conditions that are joined at once: SQLite counts each as a level and takes 1,000 of them.
_AT_ONCE = 100


def all_of(conditions: Iterable[Sql]) -> Sql:
    """All of them; without any it always holds."""
    return _joined(" AND ", conditions) or ALWAYS


def any_of(conditions: Iterable[Sql]) -> Sql:
    """One of them at least; without any it never holds."""
    return _joined(" OR ", conditions) or NEVER


def negated(condition: Sql) -> Sql:
    """Its contrary; what is unknown stays so."""
    return f"NOT {condition}"


def _joined(word: str, conditions: Iterable[Sql]) -> Sql:
    parts = list(conditions)
    while len(parts) > 1:
        groups = (parts[start : start + _AT_ONCE] for start in range(0, len(parts), _AT_ONCE))
        parts = [f"({word.join(group)})" for group in groups]
    return parts[0] if parts else ""
