"""The code lists of `data/codes.json`: one file that the API, the map, the docs and the tests all read."""

import json
from functools import cache
from typing import Any

from geo.resources import DATA


@cache
def code_lists() -> dict[str, Any]:
    """The file as it stands: list name → entries with `code`, `label`, `definition`."""
    lists: dict[str, Any] = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))
    return lists


@cache
def codes(name: str) -> tuple[str, ...]:
    """The codes of one list in its order; raises KeyError for a list that is not there."""
    return tuple(entry["code"] for entry in code_lists()[name])


@cache
def labels(name: str) -> dict[str, str]:
    """Code → English label of one list."""
    return {entry["code"]: entry["label"] for entry in code_lists()[name]}


@cache
def category_of() -> dict[str, str]:
    """Event type → the category that it rolls up to."""
    return {entry["code"]: entry["category"] for entry in code_lists()["types"]}
