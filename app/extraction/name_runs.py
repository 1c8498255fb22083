"""Where capitalised words in a row might be a ship's name; `name_evidence` weighs what speaks for it."""

from dataclasses import dataclass

from app.extraction.page import Page

_OPEN = "\"“„«‚‘'»”_*"
_CLOSE = "\"”“»’'«_*"
_PARTICLES = frozenset({"of", "de", "del", "la", "von", "van", "der", "el", "al", "da", "do", "dos", "und", "and"})
NAVAL_PREFIX = {
    "hms": "GB", "ens": "EE", "eml": "EE", "fns": "FI", "fgs": "DE", "orp": "PL", "rfs": "RU", "rfn": "RU",
    "hdms": "DK", "hswms": "SE", "uss": "US", "lvns": "LV", "lns": "LT", "knm": "NO", "hnlms": "NL", "hnoms": "NO",
    "fs": "FR", "zrms": "NL", "bns": "BE", "rfa": "GB", "kv": "NO",
}  # fmt: skip
"""Prefixes of the navies around the Baltic and North Seas."""
HULL_PREFIX = {"kbv": "SE", "sg": "PL", "pvl": "EE", "bp": "DE", "mhv": "DK"}
_LONGEST_NAME = 5


@dataclass(slots=True)
class Run:
    """Capitalised words in a row that might be a name."""

    first: int
    last: int
    quoted: bool
    evidence: float = 0.0
    kind: str = "merchant"
    alias: bool = False
    name: str | None = None
    """The name, where the words are an inflected form of it."""


def name_runs(page: Page) -> list[Run]:
    """Every run of capitalised words that might be a name."""
    runs: list[Run] = []
    for span in page.sentences:
        i = span.first
        while i < span.last:
            if not _capital(page, i) or (page.has(i, "function") and i == span.first):
                i += 1
                continue
            j = i + 1
            while j < span.last and j - i < _LONGEST_NAME and _joined(page, j) and _continues(page, j, span.last):
                j += 1
            while j > i + 1 and page.norms[j - 1] in _PARTICLES:
                j -= 1
            runs.append(Run(i, j, _quoted(page, i, j)))
            i = j
    return runs


def _capital(page: Page, i: int) -> bool:
    c = page.text[page.starts[i]]
    return c.isupper() and (page.ends[i] - page.starts[i] > 1 or c not in "AI")


def _joined(page: Page, j: int) -> bool:
    before, end = page.ends[j - 1], page.starts[j]
    return page.text[before:end] in {" ", "-", "\u00a0", ". "} and not page.possessive(j - 1)


def _continues(page: Page, j: int, last: int) -> bool:
    """Whether word j goes on with a name: a capital, a short number, or a particle before a capital."""
    c = page.text[page.starts[j]]
    if c.isupper():
        return True
    if c.isdigit():
        return page.ends[j] - page.starts[j] <= 4
    return page.norms[j] in _PARTICLES - {"and", "und"} and j + 1 < last and page.text[page.starts[j + 1]].isupper()


def _quoted(page: Page, first: int, last: int) -> bool:
    a, b = page.starts[first] - 1, page.ends[last - 1]
    return a >= 0 and b < len(page.text) and page.text[a] in _OPEN and page.text[b] in _CLOSE
