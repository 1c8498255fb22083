"""How sure each run of capitalised words is a ship's name: the cues around it, its form and its company, added up."""

import re
from dataclasses import dataclass
from itertools import pairwise

from app.extraction import name_cues as cues
from app.extraction.name_context import ship_by_context
from app.extraction.name_runs import Run
from app.extraction.page import Page, Span
from app.extraction.register import KnownShip
from app.extraction.sentences import dateline

IMO = re.compile(r"\bIMO\W{0,4}(?:(?:no|nr|number|numer|номер|nro|ship identification number)\W{0,3})?(\d{7})\b", re.I)
_NOUNS_CAPITAL = frozenset({"en", "de"})
"""Languages in whose texts capitals in a row are often no name: titles, headings, nouns."""
_HEAD = 3000
"""Code points by which a text is judged to be written in capitals throughout."""


@dataclass(slots=True)
class _Form:
    """What a run looks like."""

    text: str
    span: Span
    single: bool
    place: bool
    """Whether all its words are of places."""
    body: bool
    """Whether a word is of a service, a state or an aircraft."""
    institution: bool
    shiplike: bool
    capitals: bool
    cue: str | None
    entry: KnownShip | None

    @property
    def common(self) -> bool:
        """Whether it is one word, and an institution's."""
        return self.institution and self.single


def weigh(page: Page, runs: list[Run], taken: list[tuple[int, int]]) -> None:
    """Give each run its evidence and kind; `taken` are word ranges that are places."""
    places = {i for first, last in taken for i in range(first, last)}
    wire = dateline(page.text) or (0, 0)
    head = page.text[:_HEAD]
    shouting = sum(map(str.isupper, head)) > 0.5 * max(1, sum(map(str.isalpha, head)))
    for run in runs:
        cues.trim_prefix(page, run)
        if run.first < run.last and not wire[0] <= page.starts[run.first] < wire[1]:
            form = _form(page, run, places, shouting)
            if form is not None:
                _by_cue(page, run, form)
                _by_form(run, form)
                if not form.place and not form.institution:
                    _by_company(page, run, form)
    for before, run in pairwise(runs):
        if before.evidence >= 1.0 and run.evidence < 1.0 and cues.coordinated(page, before, run, places):
            run.evidence, run.kind = 1.0, before.kind
        elif run.evidence >= 1.0 > before.evidence and cues.together(page, before, run, places):
            before.evidence, before.kind = 1.0, "merchant"


def _form(page: Page, run: Run, places: set[int], shouting: bool) -> _Form | None:
    """How the run looks; None for what can't be a ship's name."""
    span = page.sentences[page.sentence_of[run.first]]
    single = run.last - run.first == 1
    text = page.quote(run.first, run.last)
    if single and page.has(run.first, "function"):
        return None
    if text.isupper() and (len(text) == 1 or page.has(run.first, "shouted")):
        return None
    if single and not run.quoted and page.has(run.first, "shipcue"):
        return None
    if cues.of_class(page, run, span.last) or cues.pennant(page, run):
        return None
    cue = cues.cue_before(page, run, span.first)
    if cue == "alias" or cues.until(page, run, span.last):
        cue, run.alias = "alias", True
    if cue is None and run.first > span.first and page.has(run.first - 1, "titled"):
        return None
    shiplike = not single and cues.named_like_a_ship(page, run)
    body = any(page.has(i, c) for i in range(run.first, cues.first_part(page, run)) for c in cues.NO_SHIP)
    # "The Baltic Sea" is none, "the Sea Marten" may be one.
    ends = {run.last - 1} if page.norms[run.first] == "sea" else {run.first, run.last - 1}
    return _Form(
        text,
        span,
        single,
        place=all(i in places for i in range(run.first, run.last)),
        body=body,
        institution=body or (not shiplike and any(page.has(i, "institution") for i in ends)),
        shiplike=shiplike,
        capitals=text.isupper() and len(text) > 3 and not shouting and any(c.isalpha() for c in text[:2]),
        cue=cue,
        entry=cues.known_ship(page, run),
    )


def _by_cue(page: Page, run: Run, form: _Form) -> None:
    """A word for a ship before the name, quotes, a number after it, the register."""
    if form.cue in {"merchant", "warship", "outside"}:
        run.kind = form.cue
        office = form.institution and cues.titled(page, run, form.span.first)
        known = form.entry is not None and form.entry.kind == form.cue
        weak = (form.body or form.common or office) and not (run.quoted or form.shiplike or known)
        place = form.place and not (run.quoted or known)
        run.evidence += 0.2 if weak else 0.4 if place else 1.2
        if run.first == form.span.first:
            run.evidence = min(run.evidence, 0.8)
    if run.quoted and not form.common:
        run.evidence += 0.5
    end = page.ends[run.last - 1]
    if IMO.match(page.text[end : end + 40].lstrip("\"”“»’', (;")) and not cues.particular(page, run):
        run.evidence += 1.5
    entry = form.entry
    if entry is not None and form.cue is None and cues.at_place(page, run, entry):
        entry = None
    if entry is not None and not (form.place and form.single) and not (form.common and form.cue is None):
        nouns_small = page.lexicon.language not in _NOUNS_CAPITAL and run.first > form.span.first
        run.evidence += 0.6 if entry.common and not nouns_small else 1.0
        if form.cue in {None, "alias"} or (entry.kind == "warship" and cues.of_state(page, run, form.span.first)):
            run.kind = entry.kind
    if not form.body and not form.common and cues.described(page, run, form.span.first):
        run.evidence += 1.2
    if not form.body and not form.place and (run.quoted or not form.institution) and cues.is_the(page, run, form.span):
        run.evidence += 0.6
    if form.single and not form.institution and cues.of_service(page, run, form.span.first):
        run.evidence, run.kind = run.evidence + 1.0, "warship"


def _by_form(run: Run, form: _Form) -> None:
    """Several words in capitals."""
    words = form.text.casefold().split()
    institution = form.institution and form.entry is None
    named = len(set(words)) > 1 and len(words[0]) > 2 and not cues.AND & set(words)
    if named and form.capitals and not (form.body or form.place or institution):
        run.evidence += 1.0


def _by_company(page: Page, run: Run, form: _Form) -> None:
    """What the sentence says of a name that is no place's and no institution's."""
    first, last = form.span.first, form.span.last
    at_sea = cues.at_sea(page, run)
    english = page.lexicon.language == "en"
    if cues.apposed(page, run, last):
        # "The Wren, a Suezmax", while in "according to the Courier, the ship …" a new clause begins.
        run.evidence += 1.0 if cues.after_the(page, run) and page.norms[run.last] in {"a", "an"} else 0.9
    if cues.definite(page, run):
        kind = cues.kind_before_comma(page, run, first)
        if kind is not None or ship_by_context(page, run):
            run.evidence += 1.0 if at_sea else 0.6
            run.kind = kind or run.kind
    if form.capitals and form.single:
        # A full stop behind the first word of all ends a dateline.
        heading = run.first == first and page.text[page.ends[run.last - 1] :][:1] in ({".", ":"} if first else {":"})
        run.evidence += 1.0 if heading or cues.told_of(page, run, last) else 0.5
    elif run.quoted and form.single and english and cues.told_of(page, run, last):
        run.evidence += 0.5
    if form.shiplike or (run.quoted and not form.single):
        run.evidence += 0.5 if page.lexicon.language in _NOUNS_CAPITAL else 1.0
    if run.first > first:
        if page.norms[run.first - 1] == "called" and at_sea:
            run.evidence += 0.6
        if page.has(run.first - 1, "shippart") and not (form.single and page.has(run.first, "renowned")):
            run.evidence += 1.0 if at_sea else 0.5
    if cues.does(page, run, last):
        run.evidence += 1.0 if at_sea and (run.first > first or not form.single) else 0.6
