import json
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.articles.duplicates import SIZE, similar, sketch

REPORTS = [
    json.loads(path.read_text(encoding="utf-8"))["text"]
    for path in sorted((Path(__file__).parents[2] / "data/reports/train").glob("*.json"))
]
WIRE = (
    "The Estonian navy stopped the tanker Jaguar off Naissaar on Friday, the defence ministry said. "
    "The ship sailed without a flag, according to the ministry, and its master refused to let inspectors board."
)


def exact_jaccard(a, b, size=3):
    shingles = [{tuple(words[i : i + size]) for i in range(len(words) - size + 1)} for words in (a.split(), b.split())]
    return len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])


def test_a_reprint_in_other_case_and_punctuation_is_the_same():
    assert similar(sketch(WIRE), sketch(WIRE.upper().replace(",", " –"))) == 1.0


def test_a_lightly_edited_wire_text_is_near_and_an_own_report_far():
    edited = WIRE.replace("on Friday", "on 11 April").replace("according to the ministry, ", "")
    own = "Inspectors were turned away by the master of the Jaguar near Naissaar; the tanker showed no flag on Friday."
    assert similar(sketch(WIRE), sketch(edited)) > 0.5
    assert similar(sketch(WIRE), sketch(own)) < 0.1


def test_different_reports_of_the_same_subject_do_not_look_alike():
    sketches = [sketch(text) for text in REPORTS]
    worst = max(similar(a, b) for i, a in enumerate(sketches) for b in sketches[:i])
    assert worst < 0.3


def test_the_estimate_is_near_the_exact_share_for_long_texts():
    words = random.Random(1)
    base = [f"w{words.randrange(10**6)}" for _ in range(3000)]
    for changed in (50, 300, 900):
        other = base[:]
        for place in words.sample(range(len(other)), changed):
            other[place] = "changed"
        a, b = " ".join(base), " ".join(other)
        assert abs(similar(sketch(a), sketch(b)) - exact_jaccard(a, b)) < 0.15


def test_a_sketch_is_the_same_everywhere_and_fits_a_signed_64_bit_column():
    assert sketch("The tanker waited.") == (8203666718018317513,)
    assert all(0 <= value < 2**63 for value in sketch(WIRE))


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_both_ways(a, b):
    left, right = sketch(a), sketch(b)
    assert len(left) <= SIZE and list(left) == sorted(set(left))
    assert 0.0 <= similar(left, right) == similar(right, left) <= 1.0
    assert similar(left, left) == (1.0 if left else 0.0)
