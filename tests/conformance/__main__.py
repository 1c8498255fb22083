"""`python -m tests.conformance [URL]`: check every class that a service declares; exits with 1 where one fails.

The OGC's own suites run too where `SKERRY_CITE_JARS` names them (see `cite.py`).
"""

import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conformance import cite, features, filtering, tiles  # noqa: F401 - they file their checks
from tests.conformance.checks import CHECKS, SPEC, Subject
from tests.conftest import running


@contextmanager
def service(url: str | None) -> Iterator[str]:
    """The address of the service to look at: the given one, or one of our own over the catalogue."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        started = running("sqlite", Path(folder), "conformance")
        yield next(started).url
        next(started, None)


def main(url: str | None) -> int:
    """Print what passes and what fails, class by class; returns how many checks failed."""
    passed = failed = 0
    with service(url) as address, httpx.Client(base_url=address, timeout=60) as client:
        subject = Subject(client)
        for declared in subject.json("/conformance")["conformsTo"]:
            faults = []
            for each in CHECKS[declared]:
                try:
                    each(subject)
                except Exception as error:  # whatever goes wrong is what a check is for
                    line = traceback.extract_tb(error.__traceback__)[-1].line
                    faults.append(f"    {each.__name__.replace('_', ' ')}: {str(error) or line}")
            right = len(CHECKS[declared]) - len(faults)
            print(f"{declared.removeprefix(SPEC)}: {right} passed, {len(faults)} failed", *faults, sep="\n")
            passed, failed = passed + right, failed + len(faults) + (not CHECKS[declared])
        print(f"{passed} passed, {failed} failed")
        if not cite.jars():
            print("the OGC's own suites are not at hand: SKERRY_CITE_JARS names their jars")
        return failed + cite.main(address)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1] if len(sys.argv) > 1 else None) else 0)
