"""Where the data files lie: `data/` beside this package, in a checkout and in a wheel alike."""

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
