"""How well the linker finds which reports tell of one event: pairwise precision and recall on the hand-labelled pairs.

    python -m tests.benchmarks.linking [--pairs]

Entries come in as they would: the catalogue first, then the annotated reports by date of publication, each linked to
what is there already. `--pairs` lists what went wrong.
"""

import json
import re
import sys
from itertools import combinations, groupby

from app.events import linking, time
from app.events.linking import Facts
from geo import regions as sea_regions
from geo.resources import DATA

LABELS = DATA / "linking" / "clusters.json"


def main() -> None:
    """Print the measures."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    entries = read()
    found = clustered(entries)
    precision, recall, wrong, missed = measured(labels, found)
    print(f"{len(entries)} entries, pairwise precision {precision:.3f}, recall {recall:.3f}")
    if "--pairs" in sys.argv:
        facts = dict(entries)
        for title, pairs in (("wrong", wrong), ("missed", missed)):
            for one, other in sorted(pairs):
                verdict = linking.compare(facts[one], facts[other])
                print(title, one, other, f"{verdict.score:.1f}", verdict.against or verdict.reasons)


def read() -> list[tuple[str, Facts]]:
    """Catalogue and annotated reports of `train`, in the order in which they would come in."""
    catalogue = json.loads((DATA / "catalogue" / "events.json").read_text(encoding="utf-8"))
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "reports" / "train").glob("*.json")]
    entries = [(f"catalogue:{each['slug']}", _facts(each, (each["uncertainty_km"] or 0) * 1000)) for each in catalogue]
    for report in sorted(reports, key=lambda each: (each["published"][:19], each["id"])):
        entries += [
            (f"{report['id']}#{number}", _facts(each, (each["tolerance_km"] or 0) * 1000))
            for number, each in enumerate(report["events"])
        ]
    return entries


def clustered(entries: list[tuple[str, Facts]]) -> dict[str, int]:
    """Entry → number of the event that it was joined to. The catalogue's entries are events of their own."""
    events: list[tuple[int, Facts]] = []
    members: dict[str, int] = {}
    for source, group in groupby(entries, key=lambda each: re.split("[:#]", each[0])[0]):
        told = list(group)
        chosen = linking.assign([facts for _, facts in told], events if source != "catalogue" else [])
        fresh = []
        for (key, facts), choice in zip(told, chosen, strict=True):
            members[key] = choice.key if choice else len(events) + len(fresh)
            if choice is None:
                fresh.append((members[key], facts))
        events += fresh
    return members


def measured(labels: dict, found: dict[str, int]) -> tuple[float, float, set, set]:
    """Precision and recall over pairs, and the pairs that are wrong or missed."""
    undecided = set(labels["undecided"])
    right = {tuple(sorted(pair)) for each in labels["clusters"].values() for pair in combinations(each, 2)}
    groups: dict[int, list[str]] = {}
    for key, number in found.items():
        if key not in undecided:
            groups.setdefault(number, []).append(key)
    made = {tuple(sorted(pair)) for each in groups.values() for pair in combinations(each, 2)}
    return len(made & right) / len(made), len(made & right) / len(right), made - right, right - made


def _facts(entry: dict, uncertainty_m: float) -> Facts:
    t0, t1 = time.interval(entry["start"], entry["end"], entry["date_precision"]) or (None, None)
    vessels = [
        (each["role"], linking.ship(each.get("imo"), [each["name"], *each.get("aliases", [])]))
        for each in entry["vessels"]
    ]
    known = sea_regions.load()
    has_point = entry["lon"] is not None
    return Facts(
        type=entry["type"],
        modality=entry["modality"],
        date_precision=entry["date_precision"],
        location_precision=entry["location_precision"],
        t0=t0,
        t1=t1,
        lon=entry["lon"],
        lat=entry["lat"],
        uncertainty_m=uncertainty_m,
        regions=frozenset(known.at(entry["lon"], entry["lat"])) if has_point else frozenset(),
        subjects=tuple(each for role, each in vessels if role == "subject"),
        others=tuple(each for role, each in vessels if role != "subject"),
        count=entry.get("count") or 1,
    )


if __name__ == "__main__":
    main()
