"""Bundles to bend: entries and files are changed at will, then hashed and signed as honest ones."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from alienor.auditing import Check, verify_bundle
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.checkpoint import (
    Checkpoint,
    public_key_of,
    sign_checkpoint,
    verifier_key,
)
from alienor.cores.transparency.merkle import leaf_hash, root_of
from alienor.cores.transparency.tiles import (
    entries_path,
    entry_bundle,
    read_entry_bundle,
    tile_hashes,
    tile_widths,
)

KEPT = Path(__file__).parents[2] / "data"
ORIGIN, KEY = "alienor/00000000", bytes(32)
FILES = ("quotas", "commitments", "panels", "alternates", "certificate")


class Forgery:
    """A bundle to bend: its entries, its files but the register's, and its first vote. `kept`: an
    archive, or the folder of a bundle that was just written."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder = folder
        every = _files_of(kept)
        self.files = {
            name: data
            for name, data in every.items()
            if not name.startswith("register/") and name != "manifest.json"
        }
        size = int(every["register/checkpoint"].split(b"\n")[1])
        self.entries: list[dict[str, Any]] = [
            json.loads(leaf)
            for index, width in tile_widths(size=size)
            for leaf in read_entry_bundle(
                every[f"register/{entries_path(index=index, width=width)}"]
            )
        ]
        self.path = next((name for name in self.files if name.startswith("polls/")), "")
        self.record: dict[str, Any] = json.loads(self.files[self.path]) if self.path else {}

    def all(self, kind: str, draw: str = "") -> list[dict[str, Any]]:
        """The entries of a type, its version left aside; of one draw, where it is named."""
        return [
            one
            for one in self.entries
            if str(one["type"]).startswith(f"{kind}/")
            and (not draw or one["act"].get("draw") == draw)
        ]

    def entry(self, kind: str, draw: str = "") -> dict[str, Any]:
        """The first of them."""
        return self.all(kind, draw)[0]

    def withdraw(self, kind: str, draw: str = "") -> None:
        """Take an entry out of the edition: numbers of the others stay."""
        entry = self.entry(kind, draw)
        entry["edition"] = "autre"
        others = json.dumps([one for one in self.entries if one.get("edition") == "essai"])
        for text in entry["act"].values():
            if str(text) not in others:
                self.files.pop(f"texts/{text}.json", None)

    def append(self, kind: str, **changes: Any) -> dict[str, Any]:
        """An entry more, like the first of its type but for `changes`, before the record."""
        return self.insert(len(self.entries) - 1, kind, **changes)

    def insert(self, place: int, kind: str, **changes: Any) -> dict[str, Any]:
        """The same, at its place."""
        entry: dict[str, Any] = json.loads(json.dumps(self.entry(kind)))
        entry["act"] |= changes
        self.entries.insert(place, entry)
        return entry

    def place(self, entry: dict[str, Any]) -> int:
        """Where an entry stands."""
        return next(place for place, one in enumerate(self.entries) if one is entry)

    def json(self, path: str, **changes: Any) -> dict[str, Any]:
        """What a file holds, changed and written again."""
        held: dict[str, Any] = json.loads(self.files[path]) | changes
        self.files[path] = canonical_json(held) + b"\n"
        return held

    def failures(self) -> list[str]:
        """What `verify` finds wrong with the bundle, written as an honest one is."""
        return [check.detail for check in self.checks() if check.holds is False]

    def said(self, name: str) -> str:
        """What one check says."""
        return next(check.detail for check in self.checks() if check.name == name)

    def checks(self) -> list[Check]:
        """The bundle written as an honest one is, and verified."""
        self.write()
        return list(verify_bundle(self.folder))

    def write(self) -> None:
        """Every hash follows what was bent: those of acts, the tree, the signature, the manifest."""
        if self.path:
            self.files[self.path] = canonical_json(self.record) + b"\n"
        results = {entry["act"]["poll"]: entry["act"] for entry in self.all("poll_published")}
        annulled = {entry["act"]["poll"]: entry["act"] for entry in self.all("poll_annulled")}
        for under, acts in (("polls", results), ("annulled", annulled)):
            for poll, act in acts.items():
                if f"{under}/{poll}.json" in self.files:
                    act["sha256"] = digest(self.files[f"{under}/{poll}.json"])
        for frozen in self.all("draw_frozen"):
            self._hash_draw(frozen["act"])
        content = {name: digest(data) for name, data in self.files.items()}
        self.entry("bundle_published")["act"]["content"] = digest(canonical_json(content))
        leaves = [canonical_json(entry) for entry in self.entries]
        hashes = [leaf_hash(leaf) for leaf in leaves]
        head = Checkpoint(origin=ORIGIN, size=len(leaves), root=root_of(hashes))
        index: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            if "edition" in entry:
                index.setdefault(entry["edition"], []).append(number)
        own = verifier_key(name=ORIGIN, public_key=public_key_of(KEY))
        files = self.files | {
            "register/checkpoint": sign_checkpoint(head, name=ORIGIN, private_key=KEY).encode(),
            "register/key": f"{own}\n".encode(),
            "register/editions.json": canonical_json(index) + b"\n",
        }
        files |= {f"register/{tile.path}": data for tile, data in tile_hashes(hashes).items()}
        for start, width in tile_widths(size=len(leaves)):
            some = leaves[start * 256 : start * 256 + width]
            files[f"register/{entries_path(index=start, width=width)}"] = entry_bundle(some)
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.list_files()

    def list_files(self) -> None:
        """The manifest of what stands in the folder."""
        listed = {
            path.relative_to(self.folder).as_posix(): digest(path.read_bytes())
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        manifest = {"edition": "essai", "files": listed, "format": "alienor-bundle/1"}
        (self.folder / "manifest.json").write_bytes(canonical_json(manifest) + b"\n")

    def _hash_draw(self, act: dict[str, Any]) -> None:
        """The hashes of a draw's files, in its acts and its transcript."""
        folder = f"draws/{act['number']}"
        for name in FILES:
            for path in (f"{folder}/{name}{end}" for end in (".csv", ".txt", ".json")):
                if name in act and path in self.files:
                    act[name] = digest(self.files[path])
        path = f"{folder}/transcript.json"
        if path in self.files:
            with suppress(ValueError, KeyError, TypeError, RecursionError):  # hostile bytes stay
                said = json.loads(self.files[path])
                said["sha256"] = {
                    file: act.get(file.partition(".")[0], old)
                    for file, old in said["sha256"].items()
                }
                self.files[path] = canonical_json(said) + b"\n"
            for published in self.all("draw_published", act["draw"]):
                published["act"]["sha256"] = digest(self.files[path])


def _files_of(kept: Path) -> dict[str, bytes]:
    if kept.is_dir():
        return {
            path.relative_to(kept).as_posix(): path.read_bytes()
            for path in kept.rglob("*")
            if path.is_file()
        }
    with zipfile.ZipFile(kept) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
