"""Which acts a sentence may tell of: the lexicon's matches, checked for what they need and weighed."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.extraction.page import Found, Page

_SHIP_LIKE = ("ship", "ships", "pronoun", "definite")


@dataclass(slots=True)
class Act:
    """What speaks for one type in one sentence."""

    type: str
    score: float = 0.0
    """Noisy-or of the rules' weights, 0 to 1."""
    rules: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    modality: str | None = None
    """Set where the words themselves say so ("broke off the boarding")."""

    @property
    def word(self) -> int:
        """The first word of the strongest match."""
        return max(self.found, key=lambda f: f.rule.weight).first


@dataclass(slots=True)
class SentenceActs:
    """All that was found in one sentence."""

    acts: dict[str, Act] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)
    """Ids of rules whose words are there, but not what they need."""


def sentence_acts(page: Page) -> list[SentenceActs]:
    """For each sentence of the page its acts, by type."""
    result = [SentenceActs() for _ in page.sentences]
    stops: defaultdict[int, list[Found]] = defaultdict(list)
    for f in page.found.get("stop", []):
        stops[f.sentence].append(f)
    streams: dict[int, str] = {}
    for f in page.found.get("act", []):
        if any(s.first <= end < s.last for s in stops[f.sentence] for end in (f.first, f.last - 1)):
            continue
        if f.rule.blocks and _blocked(page, f, streams):
            continue
        here = result[f.sentence]
        if not _met(page, f):
            if f.rule.id not in here.unmet:
                here.unmet.append(f.rule.id)
            continue
        act = here.acts.setdefault(f.rule.name, Act(f.rule.name))
        act.found.append(f)
        if f.rule.id not in act.rules:
            act.rules.append(f.rule.id)
            act.score = 1 - (1 - act.score) * (1 - f.rule.weight)
            act.modality = act.modality or f.rule.modality
    return result


def _blocked(page: Page, f: Found, streams: dict[int, str]) -> bool:
    stream = streams.get(f.sentence)
    if stream is None:
        span = page.sentences[f.sentence]
        stream = streams[f.sentence] = page.stream(span)
    return any(p.regex.search(stream) for p in f.rule.blocks)


def _met(page: Page, f: Found) -> bool:
    """Whether something that the rule needs stands near enough (a pronoun or "the vessel" may stand for a ship)."""
    if not f.rule.needs:
        return True
    span = page.sentences[f.sentence]
    near = f.rule.near or len(page.norms)
    first, last = max(span.first, f.first - near), min(span.last, f.last + near)
    for need in f.rule.needs:
        for name in _SHIP_LIKE if need == "ship" else (need,):
            if page.any(first, last, name):
                return True
    return False
