"""`python -m tests.conformance.schemathesis`: the service against its own description, in all of Schemathesis' phases.

Examples, coverage, fuzzing and stateful sequences are sent with an administrator's token to a service of our own, again
with other seeds until there were as many requests as asked for. Any answer that is a server's error, or is not as the
description says, fails.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.conformance.fuzz import service

#: What is held against every answer. Left out is that all input is taken that fits the description: whether a filter's
#: property, a region's name or an article's address exists is not said by a JSON Schema.
LEFT_OUT = "positive_data_acceptance"


def run(url: str, token: str, *, seed: int, examples: int, report: Path, phases: str = "") -> int:
    """One run; its own report goes to standard output, its figures into `report`. Returns 0 where nothing was found."""
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/openapi.json"),
        *("--header", f"Authorization: Bearer {token}"),
        *("--checks", "all", "--exclude-checks", LEFT_OUT, "--suppress-health-check", "all", "--warnings", "off"),
        *("--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure", "--no-color"),
        *("--report", "json", "--report-json-path", str(report), *(("--phases", phases) if phases else ())),
    ]
    return subprocess.run(command, cwd=report.parent).returncode


def main() -> int:
    """Print what was found and the figures; 1 if anything was found."""
    options = argparse.ArgumentParser(prog="python -m tests.conformance.schemathesis", description=__doc__)
    options.add_argument("--requests", type=int, default=20_000, help="at least so many (default: 20,000)")
    options.add_argument("--seed", type=int, default=1, help="of the first run (default: 1)")
    given = options.parse_args()
    sent = failures = runs = 0
    with tempfile.TemporaryDirectory() as folder, service(role="admin") as (url, token, process):
        report = Path(folder) / "report.json"
        while sent < given.requests:
            # About fifty operations, and as much again for what is not made at random.
            examples = max(5, (given.requests - sent) // 60)
            run(url, token, seed=given.seed + runs, examples=examples, report=report)
            found = json.loads(report.read_text())
            sent, runs = sent + found["test_cases"]["generated"], runs + 1
            failures += len(found["failures"]) + len(found["errors"])
            print(f"{sent} requests in {runs} runs, {failures} failures", flush=True)
        alive = process.poll() is None
    print(f"{sent} requests, {failures} failures, process {'alive' if alive else 'DEAD'}")
    return 1 if failures or not alive else 0


if __name__ == "__main__":
    sys.exit(main())
