"""Whether capitalised words after "the" are a ship's name, by the words around: "met the Kiwala", "the Duma said"."""

from app.extraction.name_cues import named_like_a_ship
from app.extraction.name_runs import Run
from app.extraction.page import Page
from app.extraction.scorer import names, worth
from app.extraction.stems import stem

LEAST = -2.0
"""Least log-odds for a ship: in cross-validation on train 91 % of ships' names are above it, 16 % of other words."""
_BESIDE = ("ship", "ships", "she", "definite", "warship", "shipdoes", "shippart", "haven", "authority", "installation",
           "number", "function", "papers", "speaks")  # fmt: skip
_AROUND = ("ship", "ships", "she", "warship")


def ship_by_context(page: Page, run: Run) -> bool:
    """Whether the words around a run after "the" are such as a ship's name has; True where none have been learned."""
    table = names(page.lexicon.language)
    return not table or worth(context(page, run), table, "ship") >= LEAST


def context(page: Page, run: Run) -> dict[str, float]:
    """Features of a run after "the": the two words before that, the two after it, its form; none of its own meaning."""
    span = page.sentences[page.sentence_of[run.first]]
    concepts = page.lexicon.concepts
    row = {"1": 1.0, f"length:{min(3, run.last - run.first)}": 1.0}

    def word(mark: str, i: int, weight: float) -> None:
        if not span.first <= i < span.last:
            row[f"w:{mark}:#"] = weight
            return
        name = page.text[page.starts[i]].isupper()
        row[f"w:{mark}:{'<name>' if name else stem(page.norms[i])}"] = weight
        row.update({f"c:{mark}:{c}": 1.0 for c in _BESIDE if page.has(i, c)})
        row.update({f"c:{mark}:{concepts[tag]}": 1.0 for tag in page.tags[i] if tag in concepts})

    word("-1", run.first - 2, 1.0)
    word("-2", run.first - 3, 0.5)
    after = _after(page, run, span.last)
    row[f"after:{after}"] = 1.0
    if after != "end":
        word("1", run.last, 1.0)
        word("2", run.last + 1, 0.5)
    if run.first - 1 == span.first:
        row["opens"] = 1.0
    if run.last - run.first > 1 and named_like_a_ship(page, run):
        row["like"] = 1.0
    row.update({f"around:{c}": 1.0 for c in _AROUND if page.any(span.first, span.last, c)})
    last = page.norms[run.last - 1]
    row.update({f"w:ends:{last[-k:]}": 0.5 for k in (2, 3)})
    return row


_MARKS = {"": "space", ",": "comma", "(": "bracket", "'": "possessive", "’": "possessive"}


def _after(page: Page, run: Run, last: int) -> str:
    """What stands between the run and the next word of its sentence."""
    if run.last >= last:
        return "end"
    mark = page.text[page.ends[run.last - 1] : page.starts[run.last]].strip()[:1]
    return _MARKS.get(mark, "other")
