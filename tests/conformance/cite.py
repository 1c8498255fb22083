"""The OGC's own suites against a running service, where their all-in-one jars are at hand; Java 17.

`SKERRY_CITE_JARS` names them, separated by `:` - `ets-ogcapi-features10-…-aio.jar`, `ets-ogcapi-tiles10-…-aio.jar`
(group org.opengis.cite). They are not needed for `make conformance`, which without them runs our own checks only.
"""

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

_PROPERTIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE properties SYSTEM "http://java.sun.com/dtd/properties.dtd">
<properties version="1.0">
  <entry key="iut">{url}</entry>
  <entry key="noofcollections">-1</entry>
</properties>
"""


def jars() -> list[Path]:
    """The suites that are at hand."""
    return [Path(each) for each in os.environ.get("SKERRY_CITE_JARS", "").split(":") if each]


def run(jar: Path, url: str) -> Iterator[tuple[str, str]]:
    """Name and outcome (PASS, FAIL, SKIP) of every test of a suite. Raises RuntimeError where it left no results."""
    with tempfile.TemporaryDirectory() as folder:
        properties = Path(folder) / "run.xml"
        properties.write_text(_PROPERTIES.format(url=escape(url.rstrip("/") + "/")))
        command = ["java", "-jar", str(jar), "-o", folder, str(properties)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=3_600)
        results = next(Path(folder).rglob("testng-results.xml"), None)
        if results is None:
            raise RuntimeError(f"{jar.name} left no results: {(done.stderr or done.stdout)[-500:]}")
        yield from outcomes(results)


def outcomes(results: Path) -> Iterator[tuple[str, str]]:
    """What a TestNG results file says of its tests; what only prepares them is left out."""
    for method in ET.parse(results).iter("test-method"):
        if method.get("is-config") != "true":
            yield f"{method.get('signature', '').partition('(')[0]}", method.get("status", "FAIL")


def main(url: str) -> int:
    """Print what every suite says; returns how many tests failed."""
    failed = 0
    for jar in jars():
        found = list(run(jar, url))
        counts = Counter(status for _, status in found)
        print(f"{jar.name}: {counts['PASS']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
        print(*(f"    {name}" for name, status in found if status == "FAIL"), sep="\n", end="\n" * bool(counts["FAIL"]))
        failed += counts["FAIL"] + (not found)
    return failed
