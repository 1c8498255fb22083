"""What two extractors make of one article, put side by side: who found what, and where they differ."""

from dataclasses import dataclass, replace
from typing import Any

from app.extraction.evaluation_pairs import best_pairs, judge, ships
from app.extraction.proposal import EventProposal

LEAST_TOLERANCE_KM = 5.0
"""Two places nearer than this, or than the vaguer of them is sure, are one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Each extractor's proposals, told what the other makes of them."""

    rules: list[EventProposal]
    llm: list[EventProposal]
    #: Places in `llm` of those that the rules found too.
    shared: frozenset[int]

    def both(self) -> list[EventProposal]:
        """The rules' proposals as they are, and those that only the model found, in the order of the text."""
        alone = [each for number, each in enumerate(self.llm) if number not in self.shared]
        return sorted([*self.rules, *alone], key=lambda proposal: proposal.passages[0].start)


def agree(rules: list[EventProposal], llm: list[EventProposal], model: str) -> Agreement:
    """Put side by side what the rules and the model found: two proposals are one event if their passages meet and
    their types are of one category."""
    pairs = best_pairs([_spec(each) for each in rules], [each.to_spec() for each in llm])
    ours = [replace(each, reasons=[f"only the rules found it, {model} did not"]) for each in rules]
    theirs = [replace(each, reasons=[f"only {model} found it, the rules did not"]) for each in llm]
    for i, j in pairs:
        differing = differences(rules[i], llm[j])
        ours[i] = replace(rules[i], found_by="rules+llm", reasons=[f"{model} found it too", *differing])
        theirs[j] = replace(llm[j], reasons=["the rules found it too", *differing])
    return Agreement(ours, theirs, frozenset(j for _, j in pairs))


def differences(ours: EventProposal, theirs: EventProposal) -> list[str]:
    """One sentence for each field on which the model differs from the rules, beyond what a precision leaves open."""
    tolerance = max(ours.uncertainty_m or 0.0, theirs.uncertainty_m or 0.0) / 1000
    spec = {**_spec(ours), "tolerance_km": max(LEAST_TOLERANCE_KM, tolerance)}
    wrong = judge(spec, theirs.to_spec()).wrong()
    values = {
        "type": (ours.type, theirs.type),
        "modality": (ours.modality, theirs.modality),
        "date": (ours.start, theirs.start),
        "place": (ours.place, theirs.place),
        "attribution": (ours.attributed_to, theirs.attributed_to),
    }
    found = [_difference(name, *pair) for name, pair in values.items() if name in wrong]
    if ships(spec) != ships(theirs.to_spec()):
        found.append(_difference("ships", _names(ours), _names(theirs)))
    if ours.count != theirs.count:
        found.append(_difference("count", str(ours.count), str(theirs.count)))
    return found


def _difference(name: str, ours: str | None, theirs: str | None) -> str:
    return f"{name}: {ours or 'none'} by the rules, {theirs or 'none'} by the model"


def _names(proposal: EventProposal) -> str:
    return ", ".join(f"{ship.name} ({ship.role})" for ship in proposal.vessels)


def _spec(proposal: EventProposal) -> dict[str, Any]:
    return {**proposal.to_spec(), "tolerance_km": LEAST_TOLERANCE_KM}
