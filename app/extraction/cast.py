"""Which ships each sentence is about: named in it, meant by a pronoun or "the tanker", or named a little later."""

from dataclasses import dataclass, field

from app.extraction.page import Page
from app.extraction.ships import Ship, ShipMention

_AHEAD = 4
_BEFORE_NAME = 3
_THEM = frozenset({"they", "them", "their"})
_THESE = frozenset({"the", "these", "those", "both"})
_IS = frozenset({"was", "is", "became"})
_BEHIND = 5
"""Sentences back in which the ships stand that "the pair" means."""
_COUNTED = frozenset({"the", "these", "all", "those"})
_SIZES = {"pair": 2, "two": 2, "duo": 2, "three": 3, "trio": 3, "four": 4}
_IDENTIFY = frozenset({"she", "it", "this", "the", "is", "was", "named", "called", "identified", "as"})
_KIN = frozenset({"sister", "owner", "owners", "operator"})
_ORDINALS = frozenset({"first", "second"})
_WHICH = {"former": 0, "latter": 1, "first": 0, "second": 1}
_BUT_OF = frozenset({"last", "other"})
"""Words that mean one ship of several unless "of" stands behind them."""
_THE = frozenset({"the", "that", "same"})


@dataclass(slots=True)
class Cast:
    """The ships of one sentence."""

    subjects: list[Ship] = field(default_factory=list)
    """Merchant ships that it is about, the main one first."""
    named: bool = False
    """Whether the sentence itself names the subjects."""
    others: list[Ship] = field(default_factory=list)
    """Ships that it names beside its subjects: "she took on fuel from the Rina", "… ran into the dredger Tolmin"."""
    warships: list[Ship] = field(default_factory=list)
    fresh: bool = False
    """Whether it brings in a ship that the story does not know yet: "another tanker", "a second freighter"."""
    plural: bool = False
    """Whether it is about ships in general or in number."""
    crowd: bool = False
    """Whether those are other ships than the story's: "two gas carriers", not "the ships"."""


def cast(page: Page, mentions: list[ShipMention]) -> list[Cast]:
    """One cast for each sentence of the page."""
    by_sentence: dict[int, list[ShipMention]] = {}
    for m in mentions:
        by_sentence.setdefault(m.sentence, []).append(m)
    casts: list[Cast] = []
    story: list[Ship] = []
    before: list[Ship] = []
    introduced = -9
    for number in range(len(page.sentences)):
        here = by_sentence.get(number, [])
        if number and not story and page.sentences[number].paragraph != page.sentences[number - 1].paragraph:
            story = before
        now = _sentence(page, number, here, story, number - introduced <= 1, casts)
        casts.append(now)
        if now.named:
            introduced = number if any(s not in story for s in now.subjects) else introduced
            story = before = now.subjects
        elif now.fresh:
            story = []
    _look_ahead(page, casts)
    _look_back(page, casts, by_sentence)
    _same_warship(page, casts, by_sentence)
    return casts


def _sentence(
    page: Page, number: int, here: list[ShipMention], story: list[Ship], just_named: bool, casts: list[Cast]
) -> Cast:
    """`casts` are those of the sentences before."""
    span = page.sentences[number]
    near = number > 0 and span.paragraph == page.sentences[number - 1].paragraph
    merchants = [m for m in here if m.ship.kind == "merchant"]
    merchants = [m for m in merchants if not _akin(page, m, span.last)] or merchants
    named = list({m.ship.key: m.ship for m in merchants}.values())
    now = Cast(warships=list({m.ship.key: m.ship for m in here if m.ship.kind == "warship"}.values()))
    now.others = list({m.ship.key: m.ship for m in here if m.ship.kind == "outside"}.values())
    now.plural = page.any(span.first, span.last, "ships") or page.any(span.first, span.last, "generic")
    back = bool(merchants) and _points_back(page, span.first, merchants[0].first)
    if named:
        if back and story and story[0] not in named:
            now.subjects, now.others = story[:1], named + now.others
        else:
            now.subjects, now.named = named, True
        return now
    singular = page.any(span.first, span.last, "she") or page.any(span.first, span.last, "definite")
    if _another(page, span.first, span.last) and not just_named:
        now.fresh = True
    elif group := _of_several(page, span.first, span.last, casts):
        now.subjects = group
    elif near and (other := _that_one(page, span.first, span.last, casts[-1])):
        now.subjects = [other]
    elif page.any(span.first, span.last, "both") and len(story) > 1 and not page.any(span.first, span.last, "generic"):
        now.subjects = list(story)
    elif (now.plural and not singular) or page.any(span.first, span.last, "generic"):
        now.subjects = []
        now.crowd = not any(
            page.has(i, "ships") and page.norms[i - 1] in _THESE for i in range(span.first + 1, span.last)
        )
    elif singular or just_named:
        now.subjects = story[:1] if len(story) > 1 and page.any(span.first, span.last, "she") else list(story)
    elif page.any(span.first, span.last, "ship") and not page.any(span.first, span.last, "pronoun"):
        now.fresh = _indefinite(page, span.first, span.last)
        now.subjects = [] if now.fresh else list(story)
    elif near and casts[-1].crowd and _THEM.intersection(page.norms[span.first : span.last]):
        now.plural = now.crowd = True
    elif near or page.any(span.first, span.last, "pronoun"):
        now.subjects = list(story)
    return now


def _akin(page: Page, m: ShipMention, last: int) -> bool:
    """ "The Pelora's sister ship, the Amphora": named only to say which other ship is meant."""
    return m.last < last and page.norms[m.last] in _KIN and page.possessive(m.last - 1)


def _of_several(page: Page, first: int, last: int, casts: list[Cast]) -> list[Ship]:
    """The ships of the sentences just before that "the pair", "all three", "the latter", "the second tanker", "only the
    last" or "the other" mean; none where there are not as many."""
    said = {ship.key: ship for now in casts[-_BEHIND:] for ship in now.subjects + now.others if ship.kind == "merchant"}
    ships = list(said.values())
    for i in range(first + 1, last):
        word, before = page.norms[i], page.norms[i - 1]
        if _SIZES.get(word) == len(ships) and before in _COUNTED:
            return ships
        if len(ships) == 2 and before == "the" and word in _WHICH and _stands_alone(page, i, last):
            return [ships[_WHICH[word]]]
        if len(ships) > 1 and before == "the" and word in _BUT_OF and _stands_alone(page, i, last):
            others = [ship for ship in ships if ship not in casts[-1].subjects]
            return ships[-1:] if word == "last" else others if len(others) == 1 else []
    return []


def _that_one(page: Page, first: int, last: int, before: Cast) -> Ship | None:
    """ "That ship", behind "her manager also runs the Ivory Nine": the one that was named beside the story's."""
    beside = [ship for ship in before.others if ship.kind == "merchant"]
    said = any(page.norms[i] == "that" and page.has(i + 1, "ship") for i in range(first, last - 1))
    return beside[-1] if beside and said else None


def _stands_alone(page: Page, i: int, last: int) -> bool:
    """Whether "the former" or "the second" is a ship's: with no noun behind it, or one for a ship."""
    if i + 1 >= last or page.norms[i] == "latter":
        return True
    if page.norms[i] in _BUT_OF and page.norms[i + 1] == "of":
        return False
    ship = page.has(i + 1, "ship")
    return ship if page.norms[i] in _ORDINALS else not ship and page.has(i + 1, "function")


def _another(page: Page, first: int, last: int) -> bool:
    """Whether a different ship comes in before any word for the ship of the story."""
    if not page.any(first, last, "another"):
        return False
    for i in range(first, last):
        if page.has(i, "another"):
            return True
        if page.has(i, "she") or page.has(i, "definite"):
            return False
    return False


def _points_back(page: Page, first: int, name: int) -> bool:
    """Whether a word before the first name stands for the story's ship: "she … the Rina", not "the tanker Rina"."""
    for i in range(first, name):
        if page.has(i, "she"):  # "she was Boracay again", "she is the Bertha" say what she is called
            called = name == i + 2 or (name == i + 3 and page.norms[i + 2] == "the")
            return page.norms[i + 1] != "sister" and not (called and page.norms[i + 1] in _IS)
        if page.has(i, "definite") and not any(page.has(k, "definite") for k in range(i + 1, name)):
            if page.norms[i + 1] == "of":  # "the hull of the gas carrier Arrhenius"
                return False
            between = page.text[page.ends[i] : page.starts[name]]
            return name - i > 3 and "," not in between[:2]
    return False


def _indefinite(page: Page, first: int, last: int) -> bool:
    """Whether the first word for a ship stands after an indefinite article: "a tanker", "an oil tanker"."""
    for i in range(first, last):
        if page.has(i, "ship"):
            return any(page.norms[k] in {"a", "an", "one", "some"} for k in range(max(first, i - 4), i))
    return False


def _look_ahead(page: Page, casts: list[Cast]) -> None:
    """A lead says "a tanker" and the next sentences name it, or "her name is" said further on: give the lead the first
    name that follows."""
    ships: list[Ship] = []
    first = 0
    for number in reversed(range(len(casts))):
        now, span = casts[number], page.sentences[number]
        words = ("ship", "pronoun", "warship", "helicopter")
        unnamed = bool(ships) and number >= first and not (now.subjects or now.plural)
        if unnamed and any(page.any(span.first, span.last, w) for w in words):
            now.subjects = list(ships)
        if now.named or now.fresh:
            ships = [] if now.fresh else now.subjects
            first = 0 if names_the_story(page, number) else number - _AHEAD


def names_the_story(page: Page, number: int) -> bool:
    """Whether a sentence says how the ship is called that was told of before: "her name is …"."""
    return page.any(page.sentences[number].first, page.sentences[number].last, "naming")


def _look_back(page: Page, casts: list[Cast], named: dict[int, list[ShipMention]]) -> None:
    """ "She was the Bertha" says which ship is meant by "a tanker" in the sentence before."""
    for number in range(1, len(casts)):
        before, now = casts[number - 1], casts[number]
        span = page.sentences[number - 1]
        if now.named and not before.named and _indefinite(page, span.first, span.last):
            first = min(m.first for m in named[number] if m.ship.kind == "merchant")
            words = range(page.sentences[number].first, first)
            if len(words) > 1 and all(page.norms[i] in _IDENTIFY or page.has(i, "ship") for i in words):
                before.subjects = list(now.subjects)


def _same_warship(page: Page, casts: list[Cast], named: dict[int, list[ShipMention]]) -> None:
    """Let "the corvette" mean the warship that was brought in by that word: "the corvette Boikiy"."""
    known: dict[str, Ship] = {}
    for number, now in enumerate(casts):
        span = page.sentences[number]
        taken: set[int] = set()
        for m in named.get(number, []):
            if m.ship.kind == "warship":
                words = [i for i in range(max(span.first, m.first - _BEFORE_NAME), m.first) if page.has(i, "warship")]
                taken.update(words)
                known.update((page.norms[i], m.ship) for i in words)
        if now.warships or not known:
            continue
        for i in range(span.first + 1, span.last):
            if page.has(i, "warship") and i not in taken and page.norms[i - 1] in _THE and page.norms[i] in known:
                now.warships.append(known[page.norms[i]])
                break
