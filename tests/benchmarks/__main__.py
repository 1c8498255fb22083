"""`python -m tests.benchmarks`: run all benchmarks; with a name only that one; with `--list` say which there are.

A benchmark is a module `NAME_bench` of this folder with a function `main`, or `extraction_floor`.
"""

import pkgutil
import runpy
import sys
from pathlib import Path

BENCHMARKS = {
    found.name.removesuffix("_bench"): f"tests.benchmarks.{found.name}"
    for found in pkgutil.iter_modules([str(Path(__file__).parent)])
    if found.name.endswith(("_bench", "_floor"))
}


def main() -> None:
    """Run what is named."""
    wanted = sys.argv[1:2]
    if wanted == ["--list"]:
        print("\n".join(BENCHMARKS))
        return
    if wanted and wanted[0] not in BENCHMARKS:
        sys.exit(f"no benchmark {wanted[0]!r}; there are {', '.join(BENCHMARKS)}")
    sys.argv[1:2] = []
    for name in wanted or BENCHMARKS:
        print(f"== {name}", flush=True)
        runpy.run_module(BENCHMARKS[name], run_name="__main__")


if __name__ == "__main__":
    main()
