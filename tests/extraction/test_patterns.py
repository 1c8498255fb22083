"""The pattern language of the lexicon, as its README promises it."""

import pytest

from app.extraction.lexicon import Lexicon, Rule, languages, lexicon
from app.extraction.page import look, read
from app.extraction.patterns import PatternError


def matches(text: str, *patterns: str) -> list[str]:
    built = Lexicon("en")
    built.add(Rule("class", "ship", "ship"), ["tanker", "vessel"])
    built.add(Rule("act", "act", "boarding"), list(patterns))
    built.build()
    page = read(text, built)
    look(page)
    return [page.quote(f.first, f.last) for f in page.found["act"]]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("detained", "It was Detained, not detains.", ["Detained"]),
        ("detain*", "They detain; the detention of a detainee.", ["detain", "detainee"]),
        ("*laiva", "Säiliölaiva ja laivat", ["Säiliölaiva"]),
        ("went aboard|on_board", "He went on board; she went aboard; it went on.", ["went on board", "went aboard"]),
        ("took [the] helm", "took the helm and took helm", ["took the helm", "took helm"]),
        ("took ... custody", "took the old ship into custody", ["took the old ship into custody"]),
        ("took ...1 custody", "took the old ship into custody", []),
        ("held <ship>", "held tanker, held man", ["held tanker"]),
        ("follow-up", "a follow up", ["follow up"]),
        ("ship", "the ship's bell", ["ship's"]),
    ],
)
def test_a_pattern_matches_what_its_readme_says(pattern: str, text: str, found: list[str]) -> None:
    assert matches(text, pattern) == found


def test_a_pattern_never_crosses_a_sentence_end() -> None:
    assert matches("They took it. Custody came later.", "took ... custody") == []


@pytest.mark.parametrize("pattern", ["... held", "held ...", "held ...99 ship", "[a", "x[the]y", "|", ""])
def test_a_pattern_that_cannot_be_read_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(PatternError):
        matches("text", pattern)


def test_every_language_has_a_lexicon_that_loads_with_all_its_patterns() -> None:
    for language in languages():
        for _, pattern in lexicon(language).patterns:
            assert pattern.regex
