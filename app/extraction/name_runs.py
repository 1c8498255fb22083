"""Where capitalised words might be a ship's name, and what speaks for it: cues, quotes, numbers, the register."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.extraction.page import Page
from app.extraction.register import KnownShip, name_key, name_words, register
from app.extraction.ship_forms import base_names

IMO = re.compile(r"\bIMO\W{0,4}(?:(?:no|nr|number|numer|номер|nro|ship identification number)\W{0,3})?(\d{7})\b", re.I)
_OPEN = "\"“„«‚‘'»”_*"
_CLOSE = "\"”“»’'«_*"
_PARTICLES = frozenset({"of", "de", "del", "la", "von", "van", "der", "el", "al", "da", "do", "dos", "und", "and"})
_AND = frozenset({"and", "und", "och", "ja", "ning", "sekä", "i", "oraz", "и"})
_MERCHANT_PREFIX = frozenset({"mt", "mv", "ms", "m/t", "m/v"})
NAVAL_PREFIX = {
    "hms": "GB", "ens": "EE", "eml": "EE", "fns": "FI", "fgs": "DE", "orp": "PL", "rfs": "RU", "rfn": "RU",
    "hdms": "DK", "hswms": "SE", "uss": "US", "lvns": "LV", "lns": "LT", "knm": "NO", "hnlms": "NL", "hnoms": "NO",
    "fs": "FR", "zrms": "NL", "bns": "BE", "rfa": "GB", "kv": "NO",
}  # fmt: skip
"""Prefixes of the navies around the Baltic and North Seas."""
_LEFT_OUT = frozenset({"rfs", "rfn", "fgs", "eml", "orp"})
"""Prefixes that annotators leave out of the name: "Bayreuth", but "HMS Severn"."""
HULL_PREFIX = {"kbv": "SE", "sg": "PL", "pvl": "EE", "bp": "DE", "mhv": "DK"}
_LONGEST_NAME = 5
_LETTERED = re.compile(r"[^\W\d_]|[IVX]{1,4}")
_NOUNS_CAPITAL = frozenset({"en", "de"})
"""Languages in whose texts capitals in a row are often no name: titles, headings, nouns."""
_NO_SHIP = ("actor", "navy", "state", "authority", "aircraft")
"""Classes whose words are no part of a ship's name unless a cue stands before them."""


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
    return page.text[before:end] in {" ", "-", "\u00a0", ". "} and page.text[max(0, before - 2) : before] not in {
        "'s",
        "’s",
    }


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


def weigh(page: Page, runs: list[Run], taken: list[tuple[int, int]]) -> None:
    """Give each run its evidence and kind; `taken` are word ranges that are places."""
    places = {i for first, last in taken for i in range(first, last)}
    head = page.text[:3000]
    shouting = sum(map(str.isupper, head)) > 0.5 * max(1, sum(map(str.isalpha, head)))
    for run in runs:
        span = page.sentences[page.sentence_of[run.first]]
        norms = page.norms[run.first : run.last]
        _trim_prefix(page, run, norms)
        if run.first >= run.last:
            continue
        place = all(i in places for i in range(run.first, run.last))
        single = run.last - run.first == 1
        body = any(page.has(i, c) for i in range(run.first, run.last) for c in _NO_SHIP)
        shiplike = not single and _named_like_a_ship(page, run)
        institution_first = page.has(run.first, "institution") and not shiplike
        institution = body or page.has(run.last - 1, "institution") or institution_first
        if page.has(run.first, "function") and run.last - run.first == 1:
            continue
        cue = _cue_before(page, run, span.first)
        if cue == "alias":
            run.alias = True
        entry = _known(page, run)
        if cue in {"merchant", "warship", "outside"}:
            run.kind = cue
            weak = (body or (institution and single)) and not run.quoted
            whole = all(i in places for i in range(run.first, run.last))
            run.evidence += 0.2 if weak else 0.4 if whole and not run.quoted else 1.2
            if run.first == span.first:
                run.evidence = min(run.evidence, 0.8)
        if run.quoted and not (institution and single):
            run.evidence += 0.5
        if IMO.match(page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 40].lstrip("\"”“»’', (;")):
            run.evidence += 1.5
        text = page.quote(run.first, run.last)
        capitals = text.isupper() and len(text) > 3 and not shouting and any(c.isalpha() for c in text[:2])
        if entry is not None and not (place and single) and not (institution and single and cue is None):
            nouns_small = page.lexicon.language not in {"en", "de"} and run.first > span.first
            run.evidence += 0.6 if entry.common and not nouns_small else 1.0
            run.kind = entry.kind if cue is None or cue == "alias" else run.kind
        if _described(page, run, span.first) and not body and not (institution and single):
            run.evidence += 1.2
        if (
            capitals
            and not body
            and not place
            and not (institution_first and entry is None)
            and len(set(norms)) > 1
            and len(norms[0]) > 2
        ):
            run.evidence += 1.0
        if not place and not institution:
            if _apposed(page, run, span.last):
                run.evidence += 0.9
            if _definite(page, run):
                run.evidence += 1.0 if _at_sea(page, run) else 0.6
            if capitals and single:
                run.evidence += (
                    1.0
                    if page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 1] in {".", ":"}
                    and run.first == span.first
                    else 0.5
                )
            if shiplike or (run.quoted and not single):
                run.evidence += 0.5 if page.lexicon.language in _NOUNS_CAPITAL else 1.0
            if run.first > span.first and page.norms[run.first - 1] == "called" and _at_sea(page, run):
                run.evidence += 0.6
    for before, run in pairwise(runs):
        if before.evidence >= 1.0 and run.evidence < 1.0 and _coordinated(page, before, run, places):
            run.evidence, run.kind = 1.0, before.kind


def _named_like_a_ship(page: Page, run: Run) -> bool:
    """ "Okeana Pearl", "Daina B": of several words, the last (in whatever case) a usual one of ships, or a letter."""
    if any(page.starts[i + 1] - page.ends[i] > 1 for i in range(run.first, run.last - 1)):
        return False
    text = page.quote(run.first, run.last)
    head, _, tail = text.replace("-", " ").rpartition(" ")
    if _LETTERED.fullmatch(tail) and len(head) > 2:
        return True
    bases = {tail, *base_names(text, page.lexicon.language)}
    return any(name_key(base).rpartition(" ")[2] in name_words() for base in bases)


def _coordinated(page: Page, before: Run, run: Run, places: set[int]) -> bool:
    """ "the Okeana Pearl and Tiber": a name beside a ship's, with nothing but "and" between."""
    if not before.first < before.last == run.first - 1 < run.last - 1 or page.norms[run.first - 1] not in _AND:
        return False
    if page.text[page.ends[before.last - 1] : page.starts[run.first]].strip() != page.quote(before.last, run.first):
        return False
    words = range(run.first, run.last)
    return not any(i in places or any(page.has(i, c) for c in (*_NO_SHIP, "institution", "person")) for i in words)


def _known(page: Page, run: Run) -> KnownShip | None:
    """The register's ship whose name, in whatever case, the run is."""
    known, text = register(), page.quote(run.first, run.last)
    entry = known.get(name_key(text))
    if entry is None and page.lexicon.language != "en":
        bases = base_names(text, page.lexicon.language)
        entry = next((known[k] for b in sorted(bases, key=lambda b: -bases[b]) if (k := name_key(b)) in known), None)
    return entry


def _at_sea(page: Page, run: Run) -> bool:
    """Whether the sentence of a name or one beside it has a word for a ship."""
    number = page.sentence_of[run.first]
    around = page.sentences[max(0, number - 1) : number + 2]
    return any(page.any(s.first, s.last, c) for s in around for c in ("ship", "ships", "she", "definite", "warship"))


def _described(page: Page, run: Run, first: int) -> bool:
    """ "the inbound Marathon", "the Maltese-registered Aster Gulf"."""
    i = run.first - 1
    if page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 1] == "-":
        return False
    return (
        i > first
        and page.has(i, "shipadj")
        and any(page.norms[k] in {"the", "a", "an"} for k in range(max(first, i - 3), i))
    )


def _trim_prefix(page: Page, run: Run, norms: list[str]) -> None:
    """Drop MT, MV and the like from the head of a name; naval prefixes settle the kind."""
    if run.last - run.first < 2:
        return
    if norms[0] in _MERCHANT_PREFIX:
        run.first += 1
        run.evidence += 1.5
    elif norms[0] in NAVAL_PREFIX or (norms[0] in HULL_PREFIX and page.norms[run.first + 1].isdigit()):
        run.kind = "warship"
        run.evidence += 1.5
        if norms[0] in _LEFT_OUT:
            run.first += 1
    elif page.has(run.first, "shipcue") or page.has(run.first, "warship") or page.has(run.first, "function"):
        if page.has(run.first, "warship"):
            run.kind = "warship"
        if not page.has(run.first, "function"):
            run.evidence += 1.2
        run.first += 1


def _cue_before(page: Page, run: Run, first: int) -> str | None:
    """What the words straight before a name say of it: a ship word, or that it is another name of the last ship."""
    if page.lexicon.language != "en":
        return _cue_straight_before(page, run, first)
    i, skipped = run.first - 1, 0
    while i >= first and skipped <= 2:
        gap = page.text[page.ends[i] : page.starts[i + 1]]
        if any(c in gap for c in ".;:!?"):
            return None
        if page.has(i, "exname"):
            return "alias"
        if page.has(i, "warship"):
            return "warship"
        if page.has(i, "outside"):
            return "outside"
        if page.has(i, "shipcue"):
            return "merchant"
        if not (
            page.has(i, "function")
            or page.norms[i] in {"named", "called", "flag"}
            or page.text[page.starts[i]].isupper()
        ):
            return None
        if page.text[page.starts[i]].isupper() and "," not in gap and page.norms[i + 1] not in _AND:
            skipped += 1
        elif page.norms[i] in {
            "in",
            "on",
            "at",
            "off",
            "from",
            "to",
            "by",
            "of",
            "near",
            "for",
            "with",
            "into",
            "under",
            "between",
            "as",
            "was",
            "is",
        }:
            return None
        i -= 1
        skipped += 1
    return None


def _cue_straight_before(page: Page, run: Run, first: int) -> str | None:
    """The same where the ship word stands next to the name, or to the first of several joined by commas and "and"."""
    i, listed = run.first - 1, False
    while i >= max(first, run.first - 12):
        gap = page.text[page.ends[i] : page.starts[i + 1]]
        if any(c in gap for c in ".;:!?()"):
            return None
        for name, cue in (("exname", "alias"), ("warship", "warship"), ("outside", "outside"), ("shipcue", "merchant")):
            if page.has(i, name):
                return cue
        if page.norms[i] in _AND or "," in gap:
            listed = True
        if page.norms[i] not in _AND and not (listed and page.text[page.starts[i]].isupper()):
            return None
        i -= 1
    return None


def _apposed(page: Page, run: Run, last: int) -> bool:
    """ ", a 244-metre tanker", "(tanker", " -säiliöalus": a ship word in apposition after the name."""
    after = page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 3].lstrip("\"”“»’'")
    if not after or after[0] not in ",(-–—":
        if run.last < last and page.has(run.last, "shipcue") and not page.has(run.last, "function"):
            return after.startswith((" -", "-"))
        return False
    for i in range(run.last, min(last, run.last + 9)):
        if i > run.last and any(c in page.text[page.ends[i - 1] : page.starts[i]] for c in ",.;:)"):
            return False
        if page.has(i, "ship") or page.has(i, "shipcue"):
            return (
                i - run.last <= 1
                or page.norms[run.last] in {"a", "an", "the", "another", "one", "also", "then", "now"}
                or after[0] == "("
            )
    return False


def _definite(page: Page, run: Run) -> bool:
    """English "the Jazz": an article before a capital that is no institution, place or person."""
    first = page.sentences[page.sentence_of[run.first]].first
    if run.first == first or page.norms[run.first - 1] != "the" or page.lexicon.language != "en":
        return False
    last = page.sentences[page.sentence_of[run.first]].last
    end = page.ends[run.last - 1]
    following = page.text[end : end + 1]
    if following == "-":
        return False
    if (
        run.last < last
        and following == " "
        and (
            page.has(run.last, "institution")
            or page.has(run.last, "navy")
            or page.has(run.last, "setting")
            or page.has(run.last, "haven")
            or page.has(run.last, "authority")
        )
    ):
        return False
    return (
        not page.quote(run.first, run.last).isupper()
        or run.last - run.first > 1
        or page.ends[run.first] - page.starts[run.first] > 3
    )
