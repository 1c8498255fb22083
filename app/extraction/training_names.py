"""Learns the words around ships' names (`name_context.py`) from annotated reports."""

from collections.abc import Iterable
from typing import Any

from app.extraction import name_cues as cues
from app.extraction.lexicon import lexicon
from app.extraction.name_context import context
from app.extraction.name_evidence import IMO
from app.extraction.name_runs import Run, name_runs
from app.extraction.page import Page, read
from app.extraction.register import name_key
from app.extraction.regression import Row


def examples(reports: Iterable[dict[str, Any]], language: str) -> list[tuple[Row, bool]]:
    """Every run of capitals after "the", the plainest "the Baltic" too, and whether a ship of an event has that name.

    A ship of no event is not annotated: runs that a word for a ship or the register tells to be one are left out.
    """
    found = []
    for report in reports:
        page = read(report["text"], lexicon(language))
        ships = {name_key(ship["name"]) for event in report["events"] for ship in event["vessels"]}
        for run in name_runs(page):
            if cues.after_the(page, run):
                ship = name_key(page.quote(run.first, run.last)) in ships
                if ship or not _told(page, run):
                    found.append((context(page, run), ship))
    return found


def _told(page: Page, run: Run) -> bool:
    """Whether something but the context tells that a run is a ship's name."""
    first = page.sentences[page.sentence_of[run.first]].first
    end = page.ends[run.last - 1]
    return (
        run.quoted
        or cues.cue_before(page, run, first) is not None
        or cues.known_ship(page, run) is not None
        or IMO.match(page.text[end : end + 40].lstrip("\"”“»’', (;")) is not None
    )
