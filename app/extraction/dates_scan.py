"""Where a text speaks of time: runs of words of time, in whatever order a language says them."""

import re
from dataclasses import replace
from typing import Any

from app.extraction.dates_parse import mentions
from app.extraction.dates_tables import TimeWords, time_words
from app.extraction.dates_types import Item, TimeMention
from app.extraction.sentences import dateline

_TOKEN = re.compile(
    r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*"
    r"|\d{4}-\d\d-\d\d(?!\d)|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d\d(?!\d)|\d{1,2}[.:]\d\d(?![\d°%′])"
    r"|\d{1,3}(?:[.,  ]\d{3})+(?!\d)|\d+|[–—]|-(?=\d)"
)
_ORDINAL_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b|-?(?:го|е|й)\b|:(?:nde|e|a|n)\b|\.(?=\s?[^\W\d_])")
_MEASURE = re.compile(
    r"[\s ]?(?:%|°|km|kilom|met[er]|m\b|miles?|mil|nm\b|nautical|million|milj|mln|mio|mrd|bill|knots?|solm|tonn|ton\b"
    r"|meri|sjömil|seemeil"
    r"|barrel|doll|euro|per\s?cent|prots|pros|percent|procent|тыс|млн|тонн|миль|км|метр|процент|узл|mkr|kr\b|bn\b|m³)",
    re.IGNORECASE,
)
_LONGEST_CLAUSE = 80
_CLAUSE_ENDS = re.compile(r"[,.;:!?\n]")
_YEARS = range(1990, 2041)
# Times read in one text; an article has some dozens, and what has thousands is no prose.
_MOST = 2000
_LONGEST_RUN = 40


def find_times(text: str, language: str) -> list[TimeMention]:
    """Every mention of a time in `text`, in its order; `language` is ISO 639-1. Never raises."""
    table = time_words(language)
    head = dateline(text)
    found: list[TimeMention] = []
    items = _items(text, table)
    opened = [item.end for item in reversed(items) if "until_clause" in item.kinds]
    until = -_LONGEST_CLAUSE
    for chunk in _chunks(text, language, items):
        if len(found) >= _MOST:
            break
        for mention in mentions(text, chunk, table):
            while opened and opened[-1] <= mention.start:
                until = opened.pop()
            if mention.role == "at" and _same_clause(text, until, mention.start):
                mention = replace(mention, role="until")
            inside = head is not None and head[0] <= mention.start < head[1]
            found.append(replace(mention, kind="dateline") if inside else mention)
    return found


def _same_clause(text: str, until: int, start: int) -> bool:
    """Whether a time at `start` ends what an "until" opened: "until she left the zone on Tuesday"."""
    return start - until < _LONGEST_CLAUSE and not _CLAUSE_ENDS.search(text, until, start)


def _chunks(text: str, language: str, items: list[Item]) -> list[list[Item]]:
    """Runs of words of time with nothing else between them."""
    chunks: list[list[Item]] = []
    current: list[Item] = []
    for item in items:
        if current and (
            len(current) >= _LONGEST_RUN
            or not _joined(text[current[-1].end : item.start], current[-1], text[item.start], language)
        ):
            if _speaks_of_time(current):
                chunks.append(current)
            current = []
        current.append(item)
    if current and _speaks_of_time(current):
        chunks.append(current)
    return chunks


_NOT_ALONE = frozenset(
    {"glue", "number", "digits", "ordinal", "to", "and", "since", "until", "between", "clock", "direction"}
)
_NOT_ALONE |= {"until_clause", "part", "am", "pm", "future", "day_of", "story", "relative", "direction_before", "raw"}


def _speaks_of_time(chunk: list[Item]) -> bool:
    """Whether a run has more than numbers and small words; "the twenty-sixth" may be a day."""
    return any(
        kind not in _NOT_ALONE or (kind == "ordinal" and "digits" not in item.kinds)
        for item in chunk
        for kind in item.kinds
    )


def _joined(gap: str, before: Item, after: str, language: str) -> bool:
    if len(gap) > 4 or gap.count("\n") > 1:
        return False
    stripped = gap.strip(" \n\t\u00a0,")
    if not stripped:
        return True
    if stripped in ("(", ")"):
        return True
    if stripped != ".":
        return False
    if "digits" in before.kinds:
        return language == "de" or after.islower() or after in "–—-"
    return not after.isupper() and bool({"month", "weekday", "year", "clock", "oclock"} & before.kinds.keys())


def _items(text: str, table: TimeWords) -> list[Item]:
    tokens = list(_TOKEN.finditer(text))
    items: list[Item] = []
    skip = 0
    look_up = table.look_up
    for n, match in enumerate(tokens):
        token = match.group()
        found = look_up(token)
        if found is None or n < skip:
            continue
        start, end = match.span()
        kinds, entries = found
        if entries is None:
            if token[0].isdigit():
                kinds = _number(text, start, end, token)
                items.append(Item(start, kinds.pop("end", end), kinds))
            else:
                items.append(Item(start, end, kinds))
            continue
        if kinds["raw"] in table.capital and not token[0].isupper() and not _beside_digits(tokens, n):
            continue
        width = 0
        for entry in entries:
            size = len(entry.rest)
            if size < width or not _follow(tokens, n, entry.rest):
                continue
            if size > width:
                kinds, width = {"raw": kinds["raw"]}, size
            kinds.setdefault(entry.kind, entry.value)
        if len(kinds) > 1:
            items.append(Item(start, tokens[n + width].end(), kinds))
            skip = n + width + 1
    return items


def _beside_digits(tokens: list[re.Match[str]], n: int) -> bool:
    return any(0 <= k < len(tokens) and tokens[k].group().isdigit() for k in (n - 1, n + 1))


def _follow(tokens: list[re.Match[str]], at: int, rest: tuple[str, ...]) -> bool:
    for n, word in enumerate(rest, at + 1):
        if n >= len(tokens) or tokens[n].group().lower().replace("’", "'") != word:
            return False
    return True


def _number(text: str, start: int, end: int, token: str) -> dict[str, Any]:
    if "-" in token:
        year, month, day = (int(part) for part in token.split("-"))
        return {"date": (year, month, day)} if 1 <= month <= 12 and 1 <= day <= 31 else {}
    parts = re.split(r"[./]\s?", token)
    if len(parts) == 3 and len(parts[2]) == 4 and len(parts[0]) <= 2:
        day, month, year = (int(part) for part in parts)
        return {"date": (year, month, day)} if 1 <= month <= 12 and 1 <= day <= 31 else {}
    if ":" in token or ("." in token and len(token) <= 5 and not _MEASURE.match(text, end)):
        hour, minute = (int(part) for part in re.split(r"[.:]", token)[:2])
        return {"time": (hour, minute), "colon": ":" in token} if hour < 25 and minute < 60 else {}
    if not token.isdecimal() or _MEASURE.match(text, end):
        return {}
    value = int(token)
    if len(token) == 4 and value in _YEARS:
        return {"year": value}
    if value > 99 or len(token) > 2:
        return {}
    suffix = _ORDINAL_SUFFIX.match(text, end)
    if not suffix:
        return {"number": value, "digits": True}
    return {"number": value, "digits": True, "ordinal": value} | (
        {"suffixed": True, "end": suffix.end()} if suffix[0] != "." else {}
    )
