"""The read model's key: start time and a sequence number in one integer.

Newest first is `k` descending, a time window is a range of `k`, and a page's cursor is the last `k` seen.
"""

#: Added to epoch seconds so that every date from 1698 on gives a positive key; undated events sort after all others.
OFFSET = 1 << 33
#: Events that may start in one second.
SEQUENCE_BITS = 20
SEQUENCE = (1 << SEQUENCE_BITS) - 1


def first_key(t0: int | None) -> int:
    """The smallest key of the second `t0` (Unix epoch), or of the undated."""
    return 0 if t0 is None else max(1, t0 + OFFSET) << SEQUENCE_BITS


def last_key(t0: int | None) -> int:
    """The largest key of that second."""
    return first_key(t0) | SEQUENCE
