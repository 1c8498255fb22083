"""Whether two sentences say the same in the same words, but for a copy editor's touch.

The test is a closed list of harmless differences, not a likeness: "released" for "detained" scores 94 of 100 and says
the opposite. Numbers, names, weekdays and every word that tells what happened are therefore equal by construction.
Harmless are: commas, where nothing is negated; dashes, and hyphen or space inside a compound; two neighbouring letters
swapped; and in English articles, doubled letters, and British or American spelling.
"""

import re
from itertools import zip_longest

#: Words, numbers with sign and inner punctuation, and marks; dashes between words are none.
_TOKEN = re.compile(r"(?<!\w)-?\d+(?:[.,:/'-]\d+)*|\d+(?:[.,:/'-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s-]|_")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,8}")
_ARTICLES = frozenset({"the", "a", "an"})
_NEGATIONS = frozenset(
    {
        *("no", "not", "nor", "never", "none", "without", "neither", "nicht", "kein", "keine", "keinen", "nie", "ohne"),
        *("ei", "en", "eivät", "eikä", "ilman", "älä", "pole", "mitte", "ära", "nē", "nav", "bez", "nėra", "ne"),
        *("inte", "ej", "ingen", "inga", "aldrig", "ikke", "brak", "не", "нет", "ни", "без", "никогда"),
    }
)
#: Words that a swap or a doubling turns into others: "united" and "untied", "barred" and "bared".
_CONFUSABLE = frozenset(
    {
        *("united", "untied", "trail", "trial", "quite", "quiet", "causal", "casual", "sacred", "scared", "scarred"),
        *("martial", "marital", "later", "latter", "barred", "bared", "robed", "robbed", "filing", "filling"),
        *("planing", "planning", "striped", "stripped", "desert", "dessert", "fined", "finned", "hoping", "hopping"),
        *("taping", "tapping", "baring", "barring", "staring", "starring", "holy", "holly", "canon", "cannon"),
    }
)
_SHORTEST_TYPO = 5  #: letters; shorter words are too close to each other

_OUR = re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|able)?\Z)")
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations)\Z)")
_WHOLE_WORDS = {
    **{"defence": "defense", "offence": "offense", "licence": "license", "centre": "center", "metres": "meters"},
    **{"centres": "centers", "metre": "meter", "litres": "liters", "kilometres": "kilometers", "fibre": "fiber"},
    **{"programme": "program", "programmes": "programs", "manoeuvre": "maneuver", "manoeuvres": "maneuvers"},
}
_DOUBLED = re.compile(r"(.)\1")


def same_wording(before: str, after: str, *, language: str | None = None) -> bool:
    """Whether two folded sentences (`typography.fold`) differ at most harmlessly; `language` is an ISO 639 code."""
    english = language == "en"
    old, new = _tokens(before, english), _tokens(after, english)
    for left, right in zip_longest(old, new):
        if left != right and (left is None or right is None or not _same_word(left, right, english)):
            return False
    return bool(old)


def _tokens(sentence: str, english: bool) -> list[str]:
    """The words and marks that must agree; the first word as it would stand behind an article that is left out."""
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), sentence)
    words = _TOKEN.findall(text)
    if not english:
        return words if _is_negated(words) else [word for word in words if word != ","]
    if words and words[0] not in ("The", "A", "An") and words[0][1:].islower():
        words[0] = words[0][0].lower() + words[0][1:]
    negated = _is_negated(words)
    return [word for word in words if (negated or word != ",") and word.lower() not in _ARTICLES]


def _is_negated(words: list[str]) -> bool:
    return any(word.lower() in _NEGATIONS or word.endswith("n't") for word in words)


def _same_word(left: str, right: str, english: bool) -> bool:
    """Whether one lower-case word is the other misspelt, or spelt in the other English."""
    if not (left.isalpha() and right.isalpha() and left.islower() and right.islower()):
        return False
    if min(len(left), len(right)) < _SHORTEST_TYPO or left in _CONFUSABLE or right in _CONFUSABLE:
        return False
    return _swapped(left, right) or (english and _spelling(left) == _spelling(right))


def _swapped(left: str, right: str) -> bool:
    """Two neighbouring letters inside the word in the wrong order."""
    if len(left) != len(right) or left[0] != right[0]:
        return False
    different = [index for index, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(different) != 2 or different[1] != different[0] + 1:
        return False
    first, second = different
    return left[first] == right[second] and left[second] == right[first]


def _spelling(word: str) -> str:
    """A form in which British and American spellings, and doubled letters, agree."""
    word = _WHOLE_WORDS.get(word, word)
    return _DOUBLED.sub(r"\1", _ISE.sub("iz", _OUR.sub("or", word)))
