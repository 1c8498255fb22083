"""The files that the browser loads, our own and the vendored, under one address that names them all.

The address carries a hash of them (`/static/<hash>/…`): they may be cached for ever, and a new release is a new
address. Text is held compressed, once, at start.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

HERE = Path(__file__).parent

#: Media types of what is served; a file of another kind is not served at all.
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_COMPRESSED = {".js", ".mjs", ".css", ".json", ".svg", ".txt"}
_FOLDERS = ("css", "js", "vendor")

#: Modules that load when somebody first asks for what they do.
ON_DEMAND = frozenset({"js/ui/article.js", "js/ui/dialog.js", "js/ui/export.js", "js/ui/paste.js", "js/ui/sign-in.js"})
_ON_DEMAND_FOLDERS = ("js/report/", "js/review/")

_COMMENT_LINES = re.compile(r"^[ \t]*(?:/\*\*.*?\*/[ \t]*$|//[^\n]*$)", re.MULTILINE | re.DOTALL)
_TYPE_CAST = re.compile(r"/\*\* @type \{[^\n]*?\} \*/ ?")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes (gzip if `compressed`) and media type."""

    body: bytes
    media_type: str
    compressed: bool

    def plain(self) -> bytes:
        """The bytes as they lie on disk, for the rare client that does not take gzip."""
        return gzip.decompress(self.body) if self.compressed else self.body


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by path below `/static/<version>/`."""

    version: str
    files: dict[str, Asset]

    @property
    def has_map(self) -> bool:
        """False if the vendored files were never fetched: list and API work, the map does not."""
        return "vendor/maplibre-gl/maplibre-gl.mjs" in self.files

    def first_modules(self) -> list[str]:
        """Our own modules that the first view loads, the map's among them."""
        own = (name for name in self.files if name.endswith(".js") and not name.startswith(_ON_DEMAND_FOLDERS))
        return sorted(name for name in own if name not in ON_DEMAND)

    def own_script_bytes(self) -> int:
        """Size of `first_modules` as sent (gzip), in bytes: held to a limit by the tests."""
        return sum(len(self.files[name].body) for name in self.first_modules())


def load(root: Path = HERE) -> Assets:
    """Read every file that may be served below `root`."""
    files: dict[str, Asset] = {}
    digest = hashlib.sha256()
    for name, path in sorted(_served(root)):
        body = path.read_bytes()
        digest.update(f"{name}\0{hashlib.sha256(body).hexdigest()}\n".encode())
        files[name] = _asset(path, body)
    return Assets(digest.hexdigest()[:12], files)


@cache
def assets() -> Assets:
    """The assets of this installation, read once."""
    return load()


def lean(script: str) -> str:
    """A module without the comments that only its readers and the type checker need; every line keeps its number.

    Comments that share a line with code stay, so that no string is ever taken for one; template literals of ours end on
    the line that they begin on.
    """
    without = _COMMENT_LINES.sub(lambda match: "\n" * match[0].count("\n"), script)
    return _TYPE_CAST.sub("", without)


def _served(root: Path) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.suffix in MEDIA_TYPES and path.is_file():
                yield str(PurePosixPath(path.relative_to(root))), path


def _asset(path: Path, body: bytes) -> Asset:
    if path.suffix not in _COMPRESSED:
        return Asset(body, MEDIA_TYPES[path.suffix], compressed=False)
    if path.suffix == ".js":
        body = lean(body.decode("utf-8")).encode()
    stored = path.with_name(path.name + ".gz")
    packed = stored.read_bytes() if stored.is_file() else gzip.compress(body, 9, mtime=0)
    return Asset(packed, MEDIA_TYPES[path.suffix], compressed=True)
