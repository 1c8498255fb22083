"""Cues in the words around a name and in its own that it is a ship's; `name_evidence` adds them up."""

import re

from app.extraction.name_runs import HULL_PREFIX, NAVAL_PREFIX, Run
from app.extraction.page import Page, Span
from app.extraction.register import KnownShip, name_key, name_words, register
from app.extraction.ship_forms import base_names

AND = frozenset({"and", "und", "och", "ja", "ning", "sekä", "i", "oraz", "и"})
_MERCHANT_PREFIX = frozenset({"mt", "mv", "ms", "m/t", "m/v"})
_LEFT_OUT = frozenset({"rfs", "rfn", "fgs", "eml", "orp"})
"""Prefixes that annotators leave out of the name: "Bayreuth", but "HMS Severn"."""
_LETTERED = re.compile(r"[^\W\d_]|[IVX]{1,4}")
_PENNANT = re.compile(r"[A-Z]{1,2}[- ]?\d{2,4}")
_CLASS = frozenset({"class", "klassi", "luokan", "luokkaa", "klass", "klassen", "klasse"})
_MEASURES = frozenset({"m", "metre", "metres", "meter", "meters", "dwt", "tonnes", "tons", "gt"})
_AT, _FROM = frozenset({"in", "at", "near", "off", "via", "outside"}), frozenset({"from", "to", "for", "of"})
"""Words that a place stands behind; behind those of the second set a ship may be, too."""
_ANY_SHIP = frozenset({"ship", "ships", "vessel", "vessels"})
_APPOSED = 6
"""Words back from a comma to look for the word that a name is in apposition to."""
_BRACKET = 200
"""Code points back from a number to look for the bracket that it stands in."""
_COMPASS = frozenset({"north", "south", "east", "west"})
_NO_NAME_BEFORE = ("institution", "navy", "setting", "haven", "authority", "afterplace")
"""Classes of nouns of which a name after "the" is a part: "the Kadet Channel", "the Silja boat"."""
NO_SHIP = ("actor", "navy", "state", "authority", "aircraft")
"""Classes whose words are no part of a ship's name unless a cue stands before them."""


def told_of(page: Page, run: Run, last: int) -> bool:
    """Whether a word of no class stands in a sentence with a word for a ship, or with "she" in it or close behind."""
    first = page.sentences[page.sentence_of[run.first]].first
    if page.tags[run.first]:
        return False
    return page.any(first, last + 3, "she") or page.any(first, last, "ship") or page.any(first, last, "ships")


def until(page: Page, run: Run, last: int) -> bool:
    """ "(IMO 9990466, was DELFIN GREY until Sept)", "(IMO 9990466; the Delfin Grey until 2023)"."""
    if run.first < 2 or run.last >= last or page.norms[run.last] not in {"until", "till"}:
        return False
    if page.norms[run.first - 1] == "the":
        return page.text[page.ends[run.first - 2] : page.starts[run.first - 1]].strip() in {";", "("}
    return page.norms[run.first - 1] in {"was", "called", "named"}


def pennant(page: Page, run: Run) -> bool:
    """ "The patrol vessel Diana (P520)", "with her pennant, F363": a number that a warship bears beside her name."""
    a, b = page.starts[run.first], page.ends[run.last - 1]
    if not _PENNANT.fullmatch(page.text[a:b]):
        return False
    bracketed = page.text[a - 1 : a] == "(" and page.text[b : b + 1] == ")"
    return bracketed or (run.first > 0 and page.norms[run.first - 1] == "pennant")


def particular(page: Page, run: Run) -> bool:
    """ "Clementine Rose (built 2003, Liberia, IMO 9256145)": one of the things that a bracket behind a name says."""
    begun = page.text.rfind("(", max(0, page.starts[run.first] - _BRACKET), page.starts[run.first])
    if begun < 0 or run.first == 0 or ")" in page.text[begun : page.starts[run.first]]:
        return False
    named = page.word_at(begun - 1)
    alone = page.text[page.ends[run.first - 1] : page.starts[run.first]].strip() in {",", ";", "("}
    return alone and named >= 0 and page.ends[named] <= begun and page.text[page.starts[named]].isupper()


def first_part(page: Page, run: Run) -> int:
    """The end of a name's first part: of "Spirit of Riga" the word "Spirit"."""
    return next((i for i in range(run.first + 1, run.last) if page.norms[i] == "of"), run.last)


def does(page: Page, run: Run, last: int) -> bool:
    """ "Kiwala was boarded", "“Kiwala” ran aground": what follows at once is done by a ship or to one."""
    if run.last >= last or not page.has(run.last, "shipdoes"):
        return False
    return page.text[page.ends[run.last - 1] : page.starts[run.last]].strip(" \"”“»’'") == ""


def kind_before_comma(page: Page, run: Run, first: int) -> str | None:
    """The kind of ship that "the" and a name are in apposition to: "a fishing boat from Öregrund, the Ejdern"."""
    comma = run.first - 2
    if comma < first or "," not in page.text[page.ends[comma] : page.starts[comma + 1]]:
        return None
    for i in range(comma, max(first - 1, comma - _APPOSED), -1):
        for name in ("outside", "warship"):
            if page.has(i, name):
                return name
        if page.has(i, "ship") or page.has(i, "shipcue"):
            return "merchant"
    return None


def named_like_a_ship(page: Page, run: Run) -> bool:
    """ "Okeana Pearl", "Daina B": of several words, the last (in whatever case) a usual one of ships, or a letter."""
    if any(page.starts[i + 1] - page.ends[i] > 1 for i in range(run.first, run.last - 1)):
        return False
    text = page.quote(run.first, run.last)
    head, _, tail = text.replace("-", " ").rpartition(" ")
    if _LETTERED.fullmatch(tail) and len(head) > 2:
        return True
    bases = {tail, *base_names(text, page.lexicon.language)}
    return any(name_key(base).rpartition(" ")[2] in name_words() for base in bases)


def coordinated(page: Page, before: Run, run: Run, places: set[int]) -> bool:
    """ "the Okeana Pearl and Tiber": a name beside a ship's, with nothing but "and" between."""
    if not before.first < before.last == run.first - 1 < run.last - 1 or page.norms[run.first - 1] not in AND:
        return False
    if page.text[page.ends[before.last - 1] : page.starts[run.first]].strip() != page.quote(before.last, run.first):
        return False
    return _of_nothing_else(page, run, places)


def together(page: Page, before: Run, run: Run, places: set[int]) -> bool:
    """ "The Mighty Zeus and the reefer Nadezhda": a name of several words after "the", and a ship's after "and"."""
    between = range(before.last, run.first)
    if before.last - before.first < 2 or not 2 <= len(between) <= _APPOSED or not after_the(page, before):
        return False
    if page.norms[between[0]] not in AND or page.norms[between[1]] != "the":
        return False
    if any(page.text[page.ends[i - 1] : page.starts[i]].strip() for i in between):
        return False
    return any(page.has(i, "shipcue") for i in between) and _of_nothing_else(page, before, places)


def _of_nothing_else(page: Page, run: Run, places: set[int]) -> bool:
    """Whether no word of a run is a place's, a service's, an institution's or a person's."""
    words = range(run.first, run.last)
    return not any(i in places or any(page.has(i, c) for c in (*NO_SHIP, "institution", "person")) for i in words)


def is_the(page: Page, run: Run, span: Span) -> bool:
    """ "It was the “Mr Bell”", "identified the ship as the Wren"."""
    i = run.first - 2
    if i < span.first or not after_the(page, run):
        return False
    if page.norms[i] == "as":
        return any(page.norms[k] in {"identified", "named"} for k in range(span.first, i))
    return page.norms[i] in {"was", "is"} and i == span.first + 1 and page.norms[span.first] in {"it", "she", "this"}


def known_ship(page: Page, run: Run) -> KnownShip | None:
    """The register's ship whose name, in whatever case, the run is."""
    known, text = register(), page.quote(run.first, run.last)
    entry = known.get(name_key(text))
    if entry is None and page.lexicon.language != "en":
        bases = base_names(text, page.lexicon.language)
        entry = next((known[k] for b in sorted(bases, key=lambda b: -bases[b]) if (k := name_key(b)) in known), None)
    return entry


def at_place(page: Page, run: Run, entry: KnownShip) -> bool:
    """ "A spokesperson in Bad Bramstedt", "from Severomorsk": a place after which a warship is named."""
    if entry.kind != "warship" or run.first == 0:
        return False
    return page.norms[run.first - 1] in (_AT | _FROM if entry.common else _AT)


def of_service(page: Page, run: Run, first: int) -> bool:
    """English "the Coast Guard's Bergen": a ship of the service that is named before."""
    i = run.first - 1
    if i < first or not page.possessive(i):
        return False
    return (page.has(i, "navy") or page.has(i, "authority")) and at_sea(page, run)


def of_state(page: Page, run: Run, first: int) -> bool:
    """ "The German vessels Potsdam and Bamberg": a state's, by a word that may mean any ship."""
    i = run.first - 1
    while i > first and (page.norms[i] in AND or page.text[page.starts[i]].isupper()):
        i -= 1
    return i > first and page.norms[i] in _ANY_SHIP and page.has(i - 1, "state")


def at_sea(page: Page, run: Run) -> bool:
    """Whether the sentence of a name or one beside it has a word for a ship."""
    number = page.sentence_of[run.first]
    around = page.sentences[max(0, number - 1) : number + 2]
    return any(page.any(s.first, s.last, c) for s in around for c in ("ship", "ships", "she", "definite", "warship"))


def described(page: Page, run: Run, first: int) -> bool:
    """ "the inbound Marathon", "the Maltese-registered Aster Gulf"."""
    i = run.first - 1
    if page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 1] == "-":
        return False
    return (
        i > first
        and page.has(i, "shipadj")
        and any(page.norms[k] in {"the", "a", "an"} for k in range(max(first, i - 3), i))
    )


def trim_prefix(page: Page, run: Run) -> None:
    """Drop MT, MV and the like from the head of a name; naval prefixes settle the kind."""
    if page.has(run.first, "state") and _names_warship(page, run):
        run.first += 1
    if run.last - run.first < 2:
        return
    norms = page.norms[run.first : run.last]
    if norms[0] in _MERCHANT_PREFIX:
        run.first += 1
        run.evidence += 1.5
    elif norms[0] in NAVAL_PREFIX or (norms[0] in HULL_PREFIX and page.norms[run.first + 1].isdigit()):
        run.kind = "warship"
        run.evidence += 1.5
        if norms[0] in _LEFT_OUT:
            run.first += 1
    elif run.quoted or (page.has(run.first, "shipcue") and _named_so(page, run)):
        return
    elif page.has(run.first, "shipcue") or page.has(run.first, "warship") or page.has(run.first, "function"):
        if page.has(run.first, "warship"):
            run.kind = "warship"
        title = page.has(run.last - 1, "institution")  # "the Vessel Traffic Service"
        if not page.has(run.first, "function") and not title:
            run.evidence += 1.2
        run.first += 1


def _names_warship(page: Page, run: Run) -> bool:
    """Whether what follows the first word of a run is a warship's name: "the Polish ORP Kormoran", "Finnish Turva"."""
    rest = Run(run.first + 1, run.last, run.quoted)
    if rest.first >= rest.last:
        return False
    if rest.last - rest.first > 1 and page.norms[rest.first] in NAVAL_PREFIX | HULL_PREFIX:
        return True
    entry = known_ship(page, rest)
    return entry is not None and entry.kind == "warship"


def _named_so(page: Page, run: Run) -> bool:
    """Whether the word for a ship that a name begins with is part of it: "the tanker Aframax River"."""
    before = run.first - 1
    if page.ends[run.first] - page.starts[run.first] == 1 or before < page.sentences[page.sentence_of[run.first]].first:
        return False
    return page.has(before, "shipcue")


def cue_before(page: Page, run: Run, first: int) -> str | None:
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
        if page.text[page.starts[i]].isupper() and "," not in gap and page.norms[i + 1] not in AND:
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
        if page.norms[i] in AND or "," in gap:
            listed = True
        if page.norms[i] not in AND and not (listed and page.text[page.starts[i]].isupper()):
            return None
        i -= 1
    return None


def apposed(page: Page, run: Run, last: int) -> bool:
    """ ", a 244-metre tanker", "(tanker", " -säiliöalus": a ship word in apposition after the name."""
    after = page.text[page.ends[run.last - 1] : page.ends[run.last - 1] + 3].lstrip("\"”“»’'")
    if not after or after[0] not in ",(-–—":
        if run.last < last and page.has(run.last, "shipcue") and not page.has(run.last, "function"):
            return after.startswith((" -", "-"))
        return False
    for i in range(run.last, min(last, run.last + 9)):
        if i > run.last and any(c in page.text[page.ends[i - 1] : page.starts[i]] for c in ",.;:)"):
            return False
        if i == run.last + 1 and page.has(run.last, "number") and page.norms[i] in _MEASURES:
            return True
        if page.has(i, "ship") or page.has(i, "shipcue"):
            return (
                i - run.last <= 1
                or page.norms[run.last] in {"a", "an", "the", "another", "one", "also", "then", "now"}
                or after[0] == "("
            )
    return False


def of_class(page: Page, run: Run, last: int) -> bool:
    """ "A patrol ship of the Diana class", "a Steregushchiy-class corvette": ships are named after another one."""
    return run.last < last and page.norms[run.last] in _CLASS


def titled(page: Page, run: Run, first: int) -> bool:
    """Whether the word for a ship before a name is itself part of a title: "the Vessel Traffic Service"."""
    i = run.first - 1
    return i > first and page.text[page.starts[i]].isupper()


def after_the(page: Page, run: Run) -> bool:
    """Whether English "the" stands before a run."""
    first = page.sentences[page.sentence_of[run.first]].first
    return run.first > first and page.norms[run.first - 1] == "the" and page.lexicon.language == "en"


def definite(page: Page, run: Run) -> bool:
    """English "the Jazz": an article before a capital that is no institution, place or person."""
    if not after_the(page, run):
        return False
    last = page.sentences[page.sentence_of[run.first]].last
    end = page.ends[run.last - 1]
    following = page.text[end : end + 1]
    if following == "-":
        return False
    goes_on = run.last < last and following == " " and page.norms[run.last] not in _COMPASS
    if goes_on and any(page.has(run.last, c) for c in _NO_NAME_BEFORE):
        return False
    if page.has(run.last - 1, "renowned") and (run.last - run.first == 1 or not named_like_a_ship(page, run)):
        return False
    letters = page.ends[run.first] - page.starts[run.first]
    return run.last - run.first > 1 or letters > 3 or (letters > 1 and not page.quote(run.first, run.last).isupper())
