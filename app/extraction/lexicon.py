"""The lexicon of one language, read from `data/lexicon/{language}/*.toml` (format: data/lexicon/README.md)."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from app.extraction.patterns import Classes, Pattern, PatternError
from geo.resources import DATA

CUE_KINDS = frozenset(
    [
        "negation",
        "denied",
        "attempted",
        "planned",
        "ongoing",
        "unwilling",
        "hypothetical",
        "auxiliary",
        "hearsay",
        "exercise",
        "fiction",
        "policy",
        "past",
    ]
)

EARLY = ("class", "state", "actor", "stop")
"""Sections that are found before names are; the others need the names' tags."""
LATE = ("act", "cue", "source", "count")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the lexicon: what it is (`section`), its id and what the entry says."""

    section: str
    """One of EARLY or LATE."""
    id: str
    name: str = ""
    """Class name, event type, cue kind, kind of source, or the actor's name."""
    country: str | None = None
    kind: str = ""
    needs: tuple[str, ...] = ()
    near: int = 0
    weight: float = 0.6
    modality: str | None = None
    scope: str = "sentence"
    reach: int = 8
    own_voice: bool = False
    blocks: tuple[Pattern, ...] = ()
    """Patterns that silence the rule in a sentence (`unless`)."""


@dataclass
class Lexicon:
    """All rules of one language, and one automaton over the anchors of all their patterns."""

    language: str
    classes: Classes = field(default_factory=Classes)
    rules: list[Rule] = field(default_factory=list)
    patterns: list[tuple[Rule, Pattern]] = field(default_factory=list)
    automaton: AhoCorasick | None = None
    by_anchor: list[tuple[list[int], list[int], list[int]]] = field(default_factory=list)
    """Anchor's number in the automaton → the patterns of one element that it is, and longer ones that it may be in:
    those of EARLY sections and the others."""
    concepts: dict[str, str] = field(default_factory=dict)
    """Tag → name of each class that is a concept (`c-…`)."""
    early_by_tag: dict[str, list[int]] = field(default_factory=dict)
    late_by_tag: dict[str, list[int]] = field(default_factory=dict)
    """Tag → the patterns of classes alone, which no anchor announces, that it may be in."""

    def add(self, rule: Rule, find: list[str]) -> None:
        """Compile a rule's patterns. Raises PatternError."""
        self.rules.append(rule)
        self.patterns += [(rule, Pattern(source, self.classes)) for source in find]

    def build(self) -> None:
        """Build the automaton, after the last `add`."""
        self.concepts = {self.classes.tag(r.name): r.name for r in self.rules if r.name.startswith("c-")}
        users: defaultdict[str, list[int]] = defaultdict(list)
        for number, (rule, pattern) in enumerate(self.patterns):
            if not pattern.anchors:
                table = self.early_by_tag if rule.section in EARLY else self.late_by_tag
                for tag in pattern.required_tags:
                    table.setdefault(tag, []).append(number)
            for anchor in dict.fromkeys(pattern.anchors):
                users[anchor].append(number)
        for numbers in users.values():
            alone = [n for n in numbers if self.patterns[n][1].single]
            longer = [n for n in numbers if n not in alone]
            early = [n for n in longer if self.patterns[n][0].section in EARLY]
            self.by_anchor.append((alone, early, [n for n in longer if n not in early]))
        self.automaton = AhoCorasick(list(users)) if users else None


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language; an empty one where `data/lexicon/` has no folder for it. Raises PatternError."""
    built = Lexicon(language)
    for path in sorted((DATA / "lexicon" / language).glob("*.toml")) if language.isalpha() else []:
        _read(path, built)
    built.build()
    return built


def languages() -> list[str]:
    """The languages that have a lexicon."""
    return sorted(
        p.name for p in (DATA / "lexicon").iterdir() if p.is_dir() and any(p.glob("*.toml")) and len(p.name) == 2
    )


def _read(path: Path, built: Lexicon) -> None:
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entry in sections.pop("class", {}).items():
            built.add(Rule("class", f"{built.language}.class.{name}", name), entry["find"])
        for section, entries in sections.items():
            for number, entry in enumerate(entries):
                _add(section, number, entry, built)
    except (tomllib.TOMLDecodeError, PatternError, KeyError, TypeError, AttributeError) as error:
        raise PatternError(f"{path.name}: {error}") from error


def _add(section: str, number: int, entry: dict[str, Any], built: Lexicon) -> None:
    if section not in {*EARLY, *LATE} - {"class"}:
        raise PatternError(f"unknown section [[{section}]]")
    if section == "cue" and entry["kind"] not in CUE_KINDS:
        raise PatternError(f"unknown kind of cue: {entry['kind']}")
    name = {"state": "country", "actor": "name", "act": "type", "cue": "kind", "source": "kind"}.get(section, "id")
    rule = Rule(
        section=section,
        id=entry.get("id") or f"{built.language}.{section}.{number}",
        name=entry.get(name, ""),
        country=entry.get("country"),
        kind=entry.get("kind", ""),
        needs=tuple(entry.get("needs", ())),
        near=entry.get("near", 0),
        weight=entry.get("weight", 0.6),
        modality=entry.get("modality"),
        scope=entry.get("scope", "sentence"),
        reach=entry.get("reach", 8),
        own_voice=entry.get("own_voice", False),
        blocks=tuple(Pattern(source, built.classes) for source in entry.get("unless", ())),
    )
    built.add(rule, entry["find"])
