"""Content coding: what the client likes best, readable by decoders that are not ours, and nothing for small answers."""

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.compression import FLOOR, choose, compress

LARGE = 100_000


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("br", "br"),
        ("GZIP;Q=0.5, br;q=0.8", "br"),
        ("zstd;q=0, gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0.5, identity", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=nan", None),
        ("gzip;q=7", None),
        ("deflate", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accept, coding):
    assert choose(accept, LARGE) == coding


def test_a_small_answer_is_sent_as_it_is():
    assert choose("gzip", FLOOR - 1) is None


@given(st.text(max_size=80))
def test_no_header_breaks_the_choice(accept):
    assert choose(accept, LARGE) in (None, "gzip", "zstd", "br")


@given(st.lists(st.binary(max_size=3_000), max_size=6), st.sampled_from(("gzip", "zstd", "br")))
def test_compressed_pieces_joined_are_one_stream_of_the_whole(pieces, coding):
    packed = b"".join(compress(coding, pieces))
    match coding:
        case "gzip":
            whole = gzip.decompress(packed)
        case "zstd":
            whole = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
        case "br":
            whole = brotli.decompress(packed)
    assert whole == b"".join(pieces)


def test_items_are_sent_in_the_coding_that_is_asked_for_and_say_so(service):
    with service.client() as client:
        plain = client.get("/collections/events/items?limit=50", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for coding in ("gzip", "zstd", "br"):
            packed = client.get("/collections/events/items?limit=50", headers={"Accept-Encoding": coding})
            assert packed.headers["content-encoding"] == coding
            assert "Accept-Encoding" in packed.headers["vary"]
            assert packed.json()["features"] == plain.json()["features"]
            assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
