"""Ships in running text: names with their cues, numbers, former names, and which words point back to which ship."""

import re
from dataclasses import dataclass, field

from app.extraction.page import Page
from app.extraction.register import KnownShip, imo_valid, name_key, register
from app.extraction.ship_forms import base_names, names_of

_IMO = re.compile(r"\bIMO\W{0,4}(?:(?:no|nr|number|numer|номер|nro|ship identification number)\W{0,3})?(\d{7})\b", re.I)
_MMSI = re.compile(r"\bMMSI\W{0,4}(?:(?:no|nr|number)\W{0,3})?(\d{9})\b", re.I)
_OPEN = "\"“„«‚‘'»”_*"
_CLOSE = "\"”“»’'«_*"
_PARTICLES = frozenset({"of", "de", "del", "la", "von", "van", "der", "el", "al", "da", "do", "dos", "und", "and"})
_AND = frozenset({"and", "und", "och", "ja", "ning", "sekä", "i", "oraz", "и"})
_MERCHANT_PREFIX = frozenset({"mt", "mv", "ms", "m/t", "m/v"})
_NAVAL_PREFIX = {
    "hms": "GB", "ens": "EE", "eml": "EE", "fns": "FI", "fgs": "DE", "orp": "PL", "rfs": "RU", "rfn": "RU",
    "hdms": "DK", "hswms": "SE", "uss": "US", "lvns": "LV", "lns": "LT", "knm": "NO", "hnlms": "NL", "hnoms": "NO",
    "fs": "FR", "zrms": "NL", "bns": "BE", "rfa": "GB", "kv": "NO",
}  # fmt: skip
"""Prefixes of the navies around the Baltic and North Seas; the Russian ones are journalists', no part of the name."""
_HULL_PREFIX = {"kbv": "SE", "sg": "PL", "pvl": "EE", "bp": "DE", "mhv": "DK"}
_LONGEST_NAME = 5
_NO_SHIP = ("actor", "navy", "state", "authority", "aircraft")
"""Classes whose words are no part of a ship's name unless a cue stands before them."""


@dataclass(slots=True)
class Ship:
    """A ship of this article."""

    name: str
    key: str
    kind: str
    """merchant | warship | outside (a yacht, a tug: none of our concern)."""
    imo: str | None = None
    mmsi: str | None = None
    flag: str | None = None
    country: str | None = None
    """Of a warship: the state of the nearest adjective, ISO 3166-1 alpha-2."""
    aliases: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ShipMention:
    """Words `first` to `last` of the page name `ship`."""

    ship: Ship
    sentence: int
    first: int
    last: int


@dataclass(slots=True)
class _Run:
    """Capitalised words in a row that might be a name."""

    first: int
    last: int
    quoted: bool
    evidence: float = 0.0
    kind: str = "merchant"
    alias: bool = False
    name: str | None = None
    """The name, where the words are an inflected form of it."""


def find_ships(page: Page, taken: list[tuple[int, int]]) -> list[ShipMention]:
    """All ships named in the page, in order; tags their words `ship`, `warship` or `outside`.

    `taken`: word ranges that are places, which need a cue to be a ship's name.
    """
    runs = _runs(page)
    _weigh(page, runs, taken)
    _uninflect(page, runs)
    ships: dict[str, Ship] = {}
    for run in sorted(runs, key=lambda r: -r.evidence):
        if run.evidence >= 1.0:
            _establish(page, run, ships)
    mentions = _all_mentions(page, runs, ships)
    _numbers(page, mentions)
    _countries(page, mentions)
    for m in mentions:
        page.tag(m.first, m.last, {"merchant": "ship", "warship": "warship"}.get(m.ship.kind, "outside"))
        for name in ("state", "installation", "terminal", "haven", "navy", "authority", "actor", "drone", "number"):
            page.untag(m.first, m.last, name)
    return mentions


def _uninflect(page: Page, runs: list[_Run]) -> None:
    """Give each run the name that its form stands for: Fitburgin is a form of Fitburg."""
    language, known = page.lexicon.language, register()
    likely = [run for run in runs if run.first < run.last and run.evidence >= 0.5]
    keys = {base for run in likely for base in base_names(page.quote(run.first, run.last), language)}
    forms = [q for run in runs if run.first < run.last and (q := page.quote(run.first, run.last))]
    related = [q for q in forms if any(base in keys for base in base_names(q, language))]
    names = names_of(related, language, lambda name: name_key(name) in known)
    for run in runs:
        if run.first < run.last:
            run.name = names.get(page.quote(run.first, run.last))


def _runs(page: Page) -> list[_Run]:
    runs: list[_Run] = []
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
            runs.append(_Run(i, j, _quoted(page, i, j)))
            i = j
    return runs


def _capital(page: Page, i: int) -> bool:
    c = page.text[page.starts[i]]
    return c.isupper() and (page.ends[i] - page.starts[i] > 1 or c not in "AI")


def _joined(page: Page, j: int) -> bool:
    return page.text[page.ends[j - 1] : page.starts[j]] in {" ", "-", "\u00a0", ". "} and not page.text[
        : page.ends[j - 1]
    ].endswith(("'s", "’s"))


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


def _weigh(page: Page, runs: list[_Run], taken: list[tuple[int, int]]) -> None:
    places = {i for first, last in taken for i in range(first, last)}
    shouting = sum(c.isupper() for c in page.text[:3000]) > 0.5 * max(1, sum(c.isalpha() for c in page.text[:3000]))
    for run in runs:
        span = page.sentences[page.sentence_of[run.first]]
        norms = page.norms[run.first : run.last]
        _trim_prefix(page, run, norms)
        if run.first >= run.last:
            continue
        place = all(i in places for i in range(run.first, run.last))
        single = run.last - run.first == 1
        body = any(page.has(i, c) for i in range(run.first, run.last) for c in _NO_SHIP)
        institution = body or page.has(run.last - 1, "institution") or page.has(run.first, "institution")
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
        if _IMO.match(page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 40].lstrip("\"”“»’', (;")):
            run.evidence += 1.5
        institution_first = page.has(run.first, "institution") and entry is None
        text = page.quote(run.first, run.last)
        capitals = text.isupper() and len(text) > 3 and not shouting and any(c.isalpha() for c in text[:2])
        if entry is not None and not (place and single) and not (institution and single and cue is None):
            nouns_small = page.lexicon.language not in {"en", "de"} and run.first > span.first
            run.evidence += 0.6 if entry.common and not nouns_small else 1.0
            run.kind = entry.kind if cue is None or cue == "alias" else run.kind
        if _described(page, run, span.first) and not body and not (institution and single):
            run.evidence += 1.2
        if capitals and not body and not place and not institution_first and len(set(norms)) > 1 and len(norms[0]) > 2:
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


def _known(page: Page, run: _Run) -> KnownShip | None:
    """The register's ship whose name, in whatever case, the run is."""
    known, text = register(), page.quote(run.first, run.last)
    entry = known.get(name_key(text))
    if entry is None and page.lexicon.language != "en":
        bases = base_names(text, page.lexicon.language)
        entry = next((known[k] for b in sorted(bases, key=lambda b: -bases[b]) if (k := name_key(b)) in known), None)
    return entry


def _at_sea(page: Page, run: _Run) -> bool:
    """Whether the sentence of a name or one beside it has a word for a ship."""
    number = page.sentence_of[run.first]
    around = page.sentences[max(0, number - 1) : number + 2]
    return any(page.any(s.first, s.last, c) for s in around for c in ("ship", "ships", "she", "definite", "warship"))


def _described(page: Page, run: _Run, first: int) -> bool:
    """ "the inbound Marathon", "the Maltese-registered Aster Gulf"."""
    i = run.first - 1
    if page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 1] == "-":
        return False
    return (
        i > first
        and page.has(i, "shipadj")
        and any(page.norms[k] in {"the", "a", "an"} for k in range(max(first, i - 3), i))
    )


def _trim_prefix(page: Page, run: _Run, norms: list[str]) -> None:
    """Drop MT, MV and the like from the head of a name; naval prefixes settle the kind."""
    if run.last - run.first < 2:
        return
    if norms[0] in _MERCHANT_PREFIX:
        run.first += 1
        run.evidence += 1.5
    elif norms[0] in _NAVAL_PREFIX or (norms[0] in _HULL_PREFIX and page.norms[run.first + 1].isdigit()):
        run.kind = "warship"
        run.evidence += 1.5
        if norms[0] in {"rfs", "rfn"}:
            run.first += 1
    elif page.has(run.first, "shipcue") or page.has(run.first, "warship") or page.has(run.first, "function"):
        if page.has(run.first, "warship"):
            run.kind = "warship"
        if not page.has(run.first, "function"):
            run.evidence += 1.2
        run.first += 1


def _cue_before(page: Page, run: _Run, first: int) -> str | None:
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


def _cue_straight_before(page: Page, run: _Run, first: int) -> str | None:
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


def _apposed(page: Page, run: _Run, last: int) -> bool:
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


def _definite(page: Page, run: _Run) -> bool:
    """English "the Jazz": an article before a capital that is no institution, place or person."""
    first = page.sentences[page.sentence_of[run.first]].first
    if run.first == first or page.norms[run.first - 1] != "the" or page.lexicon.language != "en":
        return False
    last = page.sentences[page.sentence_of[run.first]].last
    following = page.text[page.ends[run.last - 1] :][:1]
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


def _establish(page: Page, run: _Run, ships: dict[str, Ship]) -> Ship:
    name = run.name or page.quote(run.first, run.last)
    key = name_key(name)
    entry: KnownShip | None = register().get(key)
    ship = ships.get(key)
    if ship is None:
        ship = ships[key] = Ship(name, key, run.kind)
        if entry is not None and entry.kind == run.kind:
            ship.flag = entry.flag
    return ship


def _all_mentions(page: Page, runs: list[_Run], ships: dict[str, Ship]) -> list[ShipMention]:
    """Every capitalised run that holds an established name, cue or no cue; aliases stand for the ship before them."""
    mentions: list[ShipMention] = []
    alias_of: dict[str, Ship] = {}
    heads = {key.split(" ")[0]: key for key in ships}
    for run in runs:
        if run.first >= run.last:
            continue
        key = name_key(run.name or page.quote(run.first, run.last))
        ship = alias_of.get(key) or ships.get(key)
        first, last = run.first, run.last
        if ship is None:
            for a in range(run.first, run.last):
                head = heads.get(name_key(page.norms[a]))
                if head is None:
                    continue
                b = a + len(head.split(" "))
                if b <= run.last and name_key(page.quote(a, b)) == head:
                    ship, first, last = ships[head], a, b
                    break
        if (
            run.alias
            and mentions
            and mentions[-1].sentence == page.sentence_of[run.first]
            and (ship is None or ship is not mentions[-1].ship)
        ):
            owner = mentions[-1].ship
            owner.aliases.add(page.quote(run.first, run.last))
            alias_of[key] = owner
            ship, first, last = owner, run.first, run.last
        if ship is not None:
            mentions.append(ShipMention(ship, page.sentence_of[first], first, last))
    return mentions


def _countries(page: Page, mentions: list[ShipMention]) -> None:
    """The state of each warship: of its prefix, of the register, or of the nearest adjective before it."""
    states = page.found.get("state", [])
    for m in mentions:
        if m.ship.kind != "warship" or m.ship.country:
            continue
        head = page.norms[m.first]
        before = page.norms[m.first - 1] if m.first else ""
        m.ship.country = _NAVAL_PREFIX.get(head) or _HULL_PREFIX.get(head) or _NAVAL_PREFIX.get(before)
        if m.ship.country is None:
            entry = register().get(m.ship.key)
            m.ship.country = entry.flag if entry is not None and entry.kind == "warship" else None
        if m.ship.country is None:
            near = [f for f in states if f.sentence == m.sentence and 0 < m.first - f.first <= 8]
            m.ship.country = near[-1].rule.country if near else None


def _numbers(page: Page, mentions: list[ShipMention]) -> None:
    """Give IMO and MMSI numbers to the ship named last before them, in the same paragraph."""
    for pattern, name in ((_IMO, "imo"), (_MMSI, "mmsi")):
        for m in pattern.finditer(page.text):
            number = m.group(1)
            if name == "imo" and not imo_valid(number):
                continue
            word = page.word_at(m.start())
            if word < 0:
                continue
            paragraph = page.sentences[page.sentence_at(m.start())].paragraph
            near = [
                s
                for s in mentions
                if s.first <= word and page.sentences[s.sentence].paragraph == paragraph and s.ship.kind == "merchant"
            ]
            if near and getattr(near[-1].ship, name) is None:
                setattr(near[-1].ship, name, number)
