"""Folding: how names and words are compared across the spellings of the seven languages."""

import re
import unicodedata

#: Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ё": "е"})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: "Åland" and "aland", "Gdańsk" and "gdansk", "Straße" and "strasse" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits, nothing else."""
    return _WORD.findall(fold(text))


def fold_name(name: str) -> str:
    """A name without spaces and punctuation too, so that "Soome  Laht" and "soome-laht" are one."""
    return "".join(words(name))
