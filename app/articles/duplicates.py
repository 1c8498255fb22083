"""How much two texts share: a sketch of their word shingles, to count independent publishers rather than reprints.

Bottom-k sketch: of the hashes of all runs of three words, the smallest k. The share of common ones among the smallest
k of both together estimates their Jaccard index, with a standard error of at most 1/(2√k), here 0.044. A passage with
fewer shingles than k is compared exactly.
"""

import re
from functools import lru_cache
from hashlib import blake2b

SHINGLE = 3  #: words
SIZE = 128  #: hashes kept

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's shingles in order, each below 2⁶³; empty for a text without words.

    Letter case, punctuation and spacing make no difference. The same on every machine and Python.
    """
    words = _WORD.findall(text.casefold())
    count = max(len(words) - SHINGLE + 1, 1 if words else 0)
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(count)}
    return tuple(sorted({_hash(shingle) for shingle in shingles})[:SIZE])


def similar(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """The estimated share of common shingles of two sketched texts, 0 to 1; 0 if either has no words."""
    if not a or not b:
        return 0.0
    # Where both are whole, all of both count; else the union is only known as far as the shorter sight reaches.
    union = set(a) | set(b)
    smallest = union if len(a) < SIZE and len(b) < SIZE else sorted(union)[:SIZE]
    common = set(a) & set(b)
    return sum(1 for value in smallest if value in common) / len(smallest)


def _hash(shingle: str) -> int:
    digest = blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
