"""How likely a drafted event is right, seen in its whole article: the scorer's last word on what is proposed.

A sentence says only how likely it is to tell of an act. An article that tells of many acts for sure has more that are
told in passing; one without any sure act mostly has none at all. The table `draft` comes from `training.py`, learned
from articles that the tables for sentences had not seen, so that the odds it gives are true ones.
"""

import math

from app.extraction.reading import Reading
from app.extraction.scorer import Table, has_words, probabilities
from app.extraction.story import THRESHOLD, Draft, Told

KEEP, KEEP_WORDLESS = 0.425, 0.36
"""Least probability for an event to be proposed (cross-validation on train: type F1 is flat from 0.34 to 0.46)."""
OPEN, OPEN_WORDLESS = 0.93, 0.8
"""Least probability that an article tells of any event for its events to be proposed: articles about prices, sanctions
or manoeuvres are as wordy of ships as others (as above: of 20 English reports without events 20 stay empty, and 19 of
22 in the other languages; without it 16 and 15, and no other figure is better). Shyer weights ask for less."""
_SHORT = 5
"""Sentences of a text that is too short to be about anything but what it tells: OPEN is not asked of it."""
_ARTICLE = 2 / 3
"""Weight of the article's view against that of the sentence alone: an average of two guesses errs less than either."""
_CALIBRATION = 0.6
"""Exponent that turns a sentence's score into the share that is right in type and passage (cross-validation on train:
scores around 0.3, 0.5, 0.7, 0.9 were right in 47, 67, 84, 94 of 100)."""
_BOUND = 1e-4
_TOP = 3


def likely(reading: Reading, drafts: list[Draft], told: Told, tables: dict[str, Table]) -> list[tuple[Draft, float]]:
    """The drafts that are likely enough to be proposed, each with its probability."""
    weighed = zip(drafts, chances(reading, drafts, told, tables), strict=True)
    keep, least = (KEEP, OPEN) if has_words(reading.language) else (KEEP_WORDLESS, OPEN_WORDLESS)
    kept = [(draft, chance) for draft, chance in weighed if chance >= keep]
    tells = 1 - math.prod(1 - chance for _, chance in kept)
    if "draft" in tables and len(told.odds) > _SHORT and tells < least:
        return []
    return kept


def chances(reading: Reading, drafts: list[Draft], told: Told, tables: dict[str, Table]) -> list[float]:
    """For each draft the probability that it is an event of its article, right in type and passage."""
    alone = [draft.main.score**_CALIBRATION for draft in drafts]
    if "draft" not in tables:
        return alone
    seen = (probabilities(row, tables["draft"])["right"] for row in draft_features(reading, drafts, told))
    return [_ARTICLE * whole + (1 - _ARTICLE) * one for whole, one in zip(seen, alone, strict=True)]


def draft_features(reading: Reading, drafts: list[Draft], told: Told) -> list[dict[str, float]]:
    """What speaks for each draft of an article."""
    if not drafts:
        return []
    article = _article(reading, drafts, told)
    return [article | _own(reading, draft, drafts, told) for draft in drafts]


def _article(reading: Reading, drafts: list[Draft], told: Told) -> dict[str, float]:
    """The same for all drafts: how sure the article's sentences are of telling anything, and what it is about."""
    sure = sorted((odds.event for odds in told.odds), reverse=True)
    surest = max(d.main.score for d in drafts)
    return reading.document | {
        "1": 1.0,
        "article:mean": sum(sure) / len(sure),
        "article:share": sum(event > 0.5 for event in sure) / len(sure),
        "article:first": _logit(sure[0]),
        "article:second": _logit(sure[1] if len(sure) > 1 else 0.0),
        "article:two": sum(sure[:2]) / 2,
        "article:top": _logit(sum(sure[:_TOP]) / len(sure[:_TOP])),
        "article:surest": surest,
        "article:surest:odds": _logit(surest),
        "article:events": math.log1p(sum(d.main.score for d in drafts)),
        "article:plain": math.log1p(sum(d.main.score >= THRESHOLD for d in drafts)),
        "article:length": math.log(len(told.odds)),
        "article:named": float(bool(reading.ships)),
    }


def _own(reading: Reading, draft: Draft, drafts: list[Draft], told: Told) -> dict[str, float]:
    main, odds = draft.main, told.odds
    here = odds[main.sentence]
    rivals = [likely for kind, likely in here.types.items() if kind != draft.type]
    surer = [d for d in drafts if d is not draft and d.main.score > main.score]
    row = {
        f"type:{draft.type}": 1.0,
        "score": _logit(main.score),
        "plain": float(main.score >= THRESHOLD),
        "event": _logit(here.event),
        "type": _logit(here.types.get(main.type, 0.0)),
        "lead": here.types.get(main.type, 0.0) - max(rivals, default=0.0),
        "together": _logit(1 - math.prod(1 - t.score for t in draft.tellings)),
        "several": float(len(draft.tellings) > 1),
        "act": main.act.score if main.act else 0.0,
        "named": float(draft.named),
        "shipless": float(not draft.ships),
        "dated": float(bool(draft.times)),
        "surer:same": float(any(d.type == draft.type for d in surer)),
        "surer:here": float(any(d.main.sentence == main.sentence for d in surer)),
    }
    for kind in reading.cues[main.sentence]:
        row[f"cue:{kind}"] = 1.0
    for mark, number in (("before", main.sentence - 1), ("after", main.sentence + 1)):
        if 0 <= number < len(odds):
            row[mark] = odds[number].event
            row[f"{mark}:type"] = odds[number].types.get(main.type, 0.0)
    return row


def _logit(likely: float) -> float:
    """Log-odds, halved so that features are of one size."""
    bounded = min(max(likely, _BOUND), 1 - _BOUND)
    return math.log(bounded / (1 - bounded)) / 2
