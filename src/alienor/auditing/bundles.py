"""A bundle as it is read: its files, its register, and what is said where they do not hold.

Whoever wrote the bundle may be hostile: nothing is read but the files that its manifest names, none
larger than `LARGEST`, and each shape is checked before it is relied upon.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alienor.auditing.saying import plain, say, spoken
from alienor.cores.beacon import BeaconInvalid
from alienor.cores.sortition import SortitionInvalid
from alienor.cores.sortition.faults import fault_sentence
from alienor.cores.transparency.canonical import canonical_json, parse_canonical
from alienor.cores.transparency.checkpoint import Checkpoint, parse_note
from alienor.cores.transparency.errors import NotCanonical, TransparencyFault
from alienor.cores.transparency.merkle import leaf_hash, root_of
from alienor.cores.transparency.tiles import (
    TILE_WIDTH,
    entries_path,
    read_entry_bundle,
    tile_hashes,
    tile_widths,
    tiles_of_size,
)

LARGEST = 256 * 1024 * 1024
"""Bytes of a file of a bundle; ten thousand panels of a hundred people take eleven million."""
MANIFEST = "manifest.json"
KIND = re.compile(r"[a-z_]+/[1-9][0-9]{0,3}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was recomputed. `holds` is None for what files alone cannot tell; `detail` is
    one line that a terminal can show."""

    name: str
    holds: bool | None
    detail: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "detail", plain(self.detail))


class BundleBroken(Exception):
    """Something in the bundle does not hold."""


def broken(english: str, /, **facts: object) -> BundleBroken:
    """What does not hold, in the language spoken now."""
    return BundleBroken(say(english, **facts))


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """What the checks share, once the first ones have passed."""

    folder: Path
    manifest: dict[str, Any]
    checkpoint: Checkpoint
    note: str
    leaves: list[bytes]
    entries: list[dict[str, Any]]

    @property
    def edition(self) -> str:
        return str(self.manifest["edition"])

    def acts(self, *kinds: str) -> list[dict[str, Any]]:
        """This edition's acts of these types, in order."""
        return [
            entry["act"]
            for entry in self.entries
            if entry["type"] in kinds and entry.get("edition") == self.edition
        ]

    def read(self, path: str) -> bytes:
        """The bytes of one file of the bundle. Errors: BundleBroken where it holds no such file,
        whatever an act would have read."""
        if path not in self.manifest["files"]:
            raise broken("{path} is missing", path=path)
        return read_file(self.folder, path)

    def json(self, path: str) -> Any:
        """What a JSON file of the bundle holds. Errors: BundleBroken."""
        return read_json(path, self.read(path))

    def rows(self, path: str, columns: Sequence[str] = ()) -> list[dict[str, str]]:
        """The lines of a table of the bundle, by column; `columns`: those that it must have, any
        where none is given. Errors: BundleBroken where a line has more cells or fewer."""
        try:
            table = list(csv.reader(io.StringIO(self.read(path).decode(), newline="")))
        except (csv.Error, UnicodeDecodeError) as error:
            raise broken("{path} cannot be read as a table", path=path) from error
        header, *rows = table or [[]]
        if len(set(header)) < len(header) or (columns and header != list(columns)):
            raise broken("{path}: the columns are not those of such a table", path=path)
        for number, row in enumerate(rows, start=2):
            if len(row) != len(header):
                raise broken(
                    "{path}, line {line}: {cells} cells of {columns}",
                    path=path,
                    line=number,
                    cells=len(row),
                    columns=len(header),
                )
        return [dict(zip(header, row, strict=True)) for row in rows]

    def paths(self, prefix: str) -> list[str]:
        """The files below a folder of the bundle, in order."""
        return sorted(path for path in self.manifest["files"] if path.startswith(prefix))


BundleCheck = Callable[[Bundle], str]


def read_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`, once its manifest and its register hold together.

    Errors: BundleBroken, and whatever a file can be made to break.
    """
    return read_register(folder, read_manifest(folder))


def in_words(error: Exception) -> str:
    """What a check that failed has to say."""
    if isinstance(error, BundleBroken | TransparencyFault):
        return str(error)
    if isinstance(error, SortitionInvalid):
        return "; ".join(fault_sentence(fault, spoken()) for fault in error.faults)
    if isinstance(error, BeaconInvalid):
        return error.sentence(language=spoken())
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, MemoryError | RecursionError):
        return say("a file holds more than can be read")
    return say(
        "a file cannot be read as it should ({kind}: {error})",
        kind=type(error).__name__,
        error=error,
    )


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of a file, no larger than any file of a bundle. Errors: BundleBroken, OSError."""
    path = folder / name
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise broken("{path} is no file of its own: a bundle holds no links", path=name)
    if found.st_size > LARGEST:
        raise broken(
            "{path} is larger than any file of a bundle ({size} bytes)",
            path=name,
            size=found.st_size,
        )
    return path.read_bytes()


def read_json(path: str, data: bytes) -> Any:
    """The value of a JSON file, written as every file of a bundle is: the shortest way, each key
    once, a newline at the end. Errors: BundleBroken."""
    if not data.endswith(b"\n"):
        raise broken("{path} does not end with a newline", path=path)
    try:
        return parse_canonical(data[:-1])
    except NotCanonical as fault:
        raise broken(
            "{path} is not JSON as a bundle writes it ({fault})", path=path, fault=fault
        ) from fault


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the bundle says that it holds, once every file is what it says.

    Errors: BundleBroken, and whatever a file can be made to break.
    """
    if not (folder / MANIFEST).is_file():
        raise broken("{folder} holds no manifest.json: is it a bundle?", folder=folder)
    manifest = read_json(MANIFEST, read_file(folder, MANIFEST))
    if not _is_manifest(manifest):
        raise broken("manifest.json is not of the format alienor-bundle/1")
    found = set(_files_in(folder)) - {MANIFEST}
    listed = set(manifest["files"])
    if missing := sorted(listed - found):
        raise broken("{path} is in the manifest and not in the folder", path=missing[0])
    if foreign := sorted(found - listed):
        raise broken("{path} is in the folder and not in the manifest", path=foreign[0])
    for name, digest in manifest["files"].items():
        if hashlib.sha256(read_file(folder, name)).hexdigest() != digest:
            raise broken("{path} is not the file that the manifest names", path=name)
    return dict(manifest)


def _is_manifest(manifest: object) -> bool:
    return (
        isinstance(manifest, dict)
        and set(manifest) == {"edition", "files", "format"}
        and manifest["format"] == "alienor-bundle/1"
        and isinstance(manifest["edition"], str)
        and manifest["edition"] != ""
        and isinstance(manifest["files"], dict)
    )


def _files_in(folder: Path) -> Iterator[str]:
    """Every file below a folder; nothing else may be there but folders."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise broken("{path} is no file of its own: a bundle holds no links", path=name)
        if path.is_file():
            yield name


def read_register(folder: Path, manifest: dict[str, Any]) -> Bundle:
    """The bundle, once its register's tree and tiles follow from its entries.

    Errors: BundleBroken, and whatever a file can be made to break.
    """
    held = {name for name in manifest["files"] if name.startswith("register/")}
    if "register/checkpoint" not in held:
        raise broken("{path} is missing", path="register/checkpoint")
    note = read_file(folder, "register/checkpoint").decode()
    checkpoint, _ = parse_note(note)
    if checkpoint.size > TILE_WIDTH * len(held):
        raise broken("the checkpoint counts more entries than the files hold")
    if held != (wanted := _register_files(checkpoint.size)):
        name = min(held ^ wanted)
        raise BundleBroken(
            say(
                "{path} is no file of a register of {size} entries",
                path=name,
                size=checkpoint.size,
            )
            if name in held
            else say("{path} is missing from the register", path=name)
        )
    leaves: list[bytes] = []
    for index, width in tile_widths(size=checkpoint.size):
        path = f"register/{entries_path(index=index, width=width)}"
        leaves.extend(read_entry_bundle(read_file(folder, path)))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    if len(leaves) != checkpoint.size or root_of(hashes) != checkpoint.root:
        raise broken("the entries do not give the root that the checkpoint signs")
    for tile, data in tile_hashes(hashes).items():
        if read_file(folder, f"register/{tile.path}") != data:
            raise broken("{path} does not follow from the entries", path=f"register/{tile.path}")
    entries = [_entry(number, leaf) for number, leaf in enumerate(leaves)]
    index_: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        if slug := entry.get("edition"):
            index_.setdefault(slug, []).append(number)
    editions = "register/editions.json"
    if read_file(folder, editions) != canonical_json(index_) + b"\n":
        raise broken("{path} does not follow from the entries", path=editions)
    return Bundle(
        folder=folder,
        manifest=manifest,
        checkpoint=checkpoint,
        note=note,
        leaves=leaves,
        entries=entries,
    )


def _entry(number: int, leaf: bytes) -> dict[str, Any]:
    """An entry of the register: its type, its act, its date and, mostly, its edition."""
    try:
        entry = parse_canonical(leaf)
    except NotCanonical as fault:
        raise broken(
            "entry {entry} is not written as an entry is ({fault})", entry=number, fault=fault
        ) from fault
    if not (
        isinstance(entry, dict)
        and isinstance(entry.get("type"), str)
        and KIND.fullmatch(entry["type"])
        and isinstance(entry.get("act"), dict)
        and _is_moment(entry.get("at"))
        and isinstance(entry.get("edition", "-"), str)
        and isinstance(entry.get("rules", ""), str)
    ):
        raise broken("entry {entry} has not the type, act, date and edition of one", entry=number)
    return entry


def _is_moment(text: object) -> bool:
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _register_files(size: int) -> set[str]:
    """Every file of a register of `size` entries."""
    return {
        "register/checkpoint",
        "register/editions.json",
        "register/key",
        *(f"register/{tile.path}" for tile in tiles_of_size(size=size)),
        *(
            f"register/{entries_path(index=index, width=width)}"
            for index, width in tile_widths(size=size)
        ),
    }
