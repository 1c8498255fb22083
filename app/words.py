"""How words and ships' names are compared."""

import re

from geo.folding import fold, fold_name, words

__all__ = ["fold", "fold_ship", "words"]

_SHIP_PREFIX = re.compile(r"^(?:m/?[tvs]|tanker|rfs|lng/c|танкер)\s+(?=\S)")


def fold_ship(name: str) -> str:
    """A ship's name as it is looked up: folded, without "MT", "M/V" or "tanker" before it, and without spaces."""
    return fold_name(_SHIP_PREFIX.sub("", name.casefold().strip()))
