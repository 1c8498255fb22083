"""Ships in running text: names with their cues, numbers, former names, and which words point back to which ship."""

import re
from dataclasses import dataclass, field

from app.extraction.name_cues import of_class
from app.extraction.name_evidence import IMO, weigh
from app.extraction.name_runs import HULL_PREFIX, NAVAL_PREFIX, Run, name_runs
from app.extraction.page import Page
from app.extraction.register import KnownShip, imo_valid, name_key, register
from app.extraction.ship_forms import base_names, names_of

_MMSI = re.compile(r"\bMMSI\W{0,4}(?:(?:no|nr|number)\W{0,3})?(\d{9})\b", re.I)

_POSSESSIVE = re.compile(r"['’]s\Z")
_REACH = 4
"""Sentences from a ship's name to "the tanker, which used to be called …"."""


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
    escorts: bool = False
    """Of a warship: whether the story tells of it as an escort."""


@dataclass(frozen=True, slots=True)
class ShipMention:
    """Words `first` to `last` of the page name `ship`."""

    ship: Ship
    sentence: int
    first: int
    last: int


def find_ships(page: Page, taken: list[tuple[int, int]]) -> list[ShipMention]:
    """All ships named in the page, in order; tags their words `ship`, `warship` or `outside`.

    `taken`: word ranges that are places, which need a cue to be a ship's name.
    """
    runs = name_runs(page)
    weigh(page, runs, taken)
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


def _uninflect(page: Page, runs: list[Run]) -> None:
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


def _establish(page: Page, run: Run, ships: dict[str, Ship]) -> Ship:
    name = run.name or _POSSESSIVE.sub("", page.quote(run.first, run.last))
    key = name_key(name)
    entry: KnownShip | None = register().get(key)
    ship = ships.get(key)
    if ship is None:
        ship = ships[key] = Ship(name, key, run.kind)
        if entry is not None and entry.kind == run.kind:
            ship.flag = entry.flag
    return ship


def _all_mentions(page: Page, runs: list[Run], ships: dict[str, Ship]) -> list[ShipMention]:
    """Every capitalised run that holds an established name, cue or no cue; aliases stand for the ship before them."""
    mentions: list[ShipMention] = []
    alias_of: dict[str, Ship] = {}
    heads = {key.split(" ")[0]: key for key in ships}
    for run in runs:
        if run.first >= run.last or of_class(page, run, page.sentences[page.sentence_of[run.first]].last):
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
            and _owns(page, mentions[-1], run)
            and (ship is None or ship is not mentions[-1].ship)
        ):
            owner = mentions[-1].ship
            owner.aliases.add(page.quote(run.first, run.last))
            alias_of[key] = owner
            ship, first, last = owner, run.first, run.last
        if ship is not None:
            mentions.append(ShipMention(ship, page.sentence_of[first], first, last))
    return mentions


def _owns(page: Page, before: ShipMention, run: Run) -> bool:
    """Whether another name in a sentence is that of the ship named before: "she", "the tanker, once the Rina"."""
    number = page.sentence_of[run.first]
    first = page.sentences[number].first
    points_back = page.any(first, run.first, "she") or page.any(first, run.first, "definite")
    return before.sentence == number or (
        points_back and number - before.sentence <= _REACH and before.ship.kind == "merchant"
    )


def _countries(page: Page, mentions: list[ShipMention]) -> None:
    """The state of each warship: of its prefix, of the register, or of the nearest adjective before it."""
    states = page.found.get("state", [])
    for m in mentions:
        if m.ship.kind != "warship" or m.ship.country:
            continue
        head = page.norms[m.first]
        before = page.norms[m.first - 1] if m.first else ""
        m.ship.country = NAVAL_PREFIX.get(head) or HULL_PREFIX.get(head) or NAVAL_PREFIX.get(before)
        if m.ship.country is None:
            entry = register().get(m.ship.key)
            m.ship.country = entry.flag if entry is not None and entry.kind == "warship" else None
        if m.ship.country is None:
            near = [f for f in states if f.sentence == m.sentence and 0 < m.first - f.first <= 8]
            m.ship.country = near[-1].rule.country if near else None


def _numbers(page: Page, mentions: list[ShipMention]) -> None:
    """Give IMO and MMSI numbers to the ship named last before them, in the same paragraph."""
    for pattern, name in ((IMO, "imo"), (_MMSI, "mmsi")):
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
