"""What is fetched is what was locked, or nothing is installed."""

import hashlib
import json

import pytest

from app.web import vendor

LOCK = json.loads((vendor.HERE / "package-lock.json").read_text("utf-8"))


def test_the_lock_names_hashes_and_no_addresses():
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "http" not in json.dumps([entry.get("resolved", "") for entry in packages.values()])


def test_maplibre_is_pinned_exactly():
    package = json.loads((vendor.HERE / "package.json").read_text("utf-8"))
    assert package["dependencies"]["maplibre-gl"] == "6.17.0"
    assert LOCK["packages"]["node_modules/maplibre-gl"]["version"] == "6.17.0"


def test_the_manifest_names_every_file_that_is_kept():
    kept = {target for files in vendor.KEEP.values() for target in files.values()}
    assert set(vendor.read_manifest()) == kept


def test_a_missing_or_altered_file_is_noticed(tmp_path):
    manifest = tmp_path / "vendor.json"
    files = tmp_path / "vendor"
    files.mkdir()
    (files / "a.css").write_bytes(b"a{}")
    manifest.write_text(json.dumps({"files": {"a.css": hashlib.sha256(b"a{}").hexdigest()}}))
    assert vendor.is_complete(files, manifest)
    (files / "a.css").write_bytes(b"b{}")
    assert not vendor.is_complete(files, manifest)
    (files / "a.css").unlink()
    assert not vendor.is_complete(files, manifest)


def test_a_package_that_differs_from_the_manifest_is_not_installed(tmp_path, monkeypatch):
    def other_bytes(build):
        for package, files in vendor.KEEP.items():
            for source in files:
                path = build / "node_modules" / package / source
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"tampered")

    monkeypatch.setattr(vendor, "_npm_ci", other_bytes)
    with pytest.raises(vendor.VendorError, match=r"differ from vendor\.json"):
        vendor.fetch(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()
