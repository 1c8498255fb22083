"""Folding: how words and names are compared across the seven languages' spellings."""

import re
import unicodedata

#: Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i", "ё": "е"})
_WORD = re.compile(r"[^\W_]+")
_SHIP_PREFIX = re.compile(r"^(?:m/?[tvs]|tanker|rfs|lng/c|танкер)\s+(?=\S)")


def fold(text: str) -> str:
    """Lower case without accents: "Åland" and "aland", "Gdańsk" and "gdansk", "Straße" and "strasse" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits, nothing else."""
    return _WORD.findall(fold(text))


def fold_ship(name: str) -> str:
    """A ship's name as it is looked up: folded, without "MT", "M/V" or "tanker" before it, and without spaces."""
    return "".join(words(_SHIP_PREFIX.sub("", name.casefold().strip())))
