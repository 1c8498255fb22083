"""`python -m tests.benchmarks.extraction_bench`: articles a second on one core, every article relevant."""

import json
import time
from datetime import datetime

from app.extraction import extract
from geo.resources import DATA

TARGET = 200
_SECONDS = 5.0


def main() -> None:
    """Read every report of train and dev once to warm up, then over and over for some seconds of processor time."""
    reports = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((DATA / "reports").glob("*/*.json"))]
    reports = [r for r in reports if r["events"]]
    for group in ("all", "en", "other"):
        chosen = [r for r in reports if group in ("all", r["language"] if r["language"] == "en" else "other")]
        rounds, words, begun = 0, 0, 0.0
        for turn in range(1000):
            if turn == 1:
                begun = time.process_time()
            for r in chosen:
                extract(r["text"], language=r["language"], published=datetime.fromisoformat(r["published"]))
                if turn:
                    words += len(r["text"].split())
            rounds = turn
            if turn and time.process_time() - begun > _SECONDS:
                break
        spent = time.process_time() - begun
        rate = rounds * len(chosen) / spent
        print(f"{group}: {rate:.0f} articles/s/core ({words / spent:.0f} words/s; target {TARGET})")


if __name__ == "__main__":
    main()
