"""Forms of one word brought together, for features that count words."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A crude stem, good enough to bring the forms of a verb together: an English ending off, at most eight letters."""
    for ending in ("ings", "ing", "edly", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:8]
