"""Recompute everything that a bundle claims, one line a check, stopping at the first that fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alienor.cores.transparency.canonical import canonical_json, parse_canonical
from alienor.cores.transparency.checkpoint import (
    Checkpoint,
    parse_note,
    parse_verifier_key,
    verify_note,
)
from alienor.cores.transparency.commitments import commit_text
from alienor.cores.transparency.errors import TransparencyFault
from alienor.cores.transparency.merkle import leaf_hash, root_of
from alienor.cores.transparency.tiles import (
    TILE_WIDTH,
    entries_path,
    read_entry_bundle,
    tile_hashes,
    tile_widths,
    tiles_of_size,
)

WORDS = Path(__file__).with_name("words.json")
"""Which fields of which types of acts refer to texts: written by `tools/acts.py` from the types."""
MODERATION = {"contribution_hidden/1": True, "contribution_shown/1": False}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was recomputed. `holds` is None for what files alone cannot tell."""

    name: str
    holds: bool | None
    detail: str


class BundleBroken(Exception):
    """Something in the bundle does not hold."""


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
        """The bytes of one file of the bundle."""
        return (self.folder / path).read_bytes()

    def paths(self, prefix: str) -> list[str]:
        """The files below a folder of the bundle, in order."""
        return sorted(path for path in self.manifest["files"] if path.startswith(prefix))


BundleCheck = Callable[[Bundle], str]


def verify_bundle(
    folder: Path, *, key: str | None = None, since: str | None = None
) -> Iterator[Check]:
    """Check the bundle in `folder`; the last check yielded is the one that failed, if any.

    `key`: the signer's verifier key, had from elsewhere than the bundle. `since`: the text of a
    checkpoint kept from before, which the register must extend. Yields `Check`s as they are made.
    """
    from alienor.auditing.stages import STAGE_CHECKS  # they use Bundle

    try:
        manifest = _read_manifest(folder)
        yield Check(name="manifest", holds=True, detail=f"{len(manifest['files'])} files")
        bundle = _read_register(folder, manifest)
        yield Check(
            name="register",
            holds=True,
            detail=f"{bundle.checkpoint.size} entries, tree recomputed",
        )
        yield _check_signature(bundle, key)
        if since is not None:
            yield Check(name="since", holds=True, detail=_check_since(bundle, since))
        yield _check_anchored(bundle)
        checks: list[tuple[str, BundleCheck]] = [("texts", _check_texts), *STAGE_CHECKS]
        for name, check in checks:
            yield Check(name=name, holds=True, detail=check(bundle))
    except Exception as error:  # whatever a file can be made to break, the bundle does not hold
        yield Check(name="bundle", holds=False, detail=in_words(error))


def read_bundle(folder: Path) -> Bundle:
    """The bundle in `folder`, once its manifest and its register hold together.

    Errors: BundleBroken, and whatever a file can be made to break.
    """
    return _read_register(folder, _read_manifest(folder))


def in_words(error: Exception) -> str:
    """What a check that failed has to say."""
    if isinstance(error, BundleBroken | TransparencyFault):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return f"a file cannot be read as it should ({type(error).__name__}: {error})"


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise BundleBroken(f"{folder} holds no manifest.json: is it a bundle?")
    data = path.read_bytes()
    if not data.endswith(b"\n"):
        raise BundleBroken("manifest.json does not end with a newline")
    manifest = parse_canonical(data[:-1])
    if not _is_manifest(manifest):
        raise BundleBroken("manifest.json is not of the format alienor-bundle/1")
    found = set(_files_in(folder)) - {path.name}
    listed = set(manifest["files"])
    if missing := sorted(listed - found):
        raise BundleBroken(f"{missing[0]} is in the manifest and not in the folder")
    if foreign := sorted(found - listed):
        raise BundleBroken(f"{foreign[0]} is in the folder and not in the manifest")
    for name, digest in manifest["files"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise BundleBroken(f"{name} is not the file that the manifest names")
    return dict(manifest)


def _is_manifest(manifest: object) -> bool:
    return (
        isinstance(manifest, dict)
        and set(manifest) == {"edition", "files", "format"}
        and manifest["format"] == "alienor-bundle/1"
        and isinstance(manifest["edition"], str)
        and isinstance(manifest["files"], dict)
    )


def _files_in(folder: Path) -> Iterator[str]:
    """Every file below a folder; nothing else may be there but folders."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise BundleBroken(f"{name} is no file of its own: a bundle holds no links")
        if path.is_file():
            yield name


def _read_register(folder: Path, manifest: dict[str, Any]) -> Bundle:
    note = (folder / "register/checkpoint").read_text()
    checkpoint, _ = parse_note(note)
    held = {name for name in manifest["files"] if name.startswith("register/")}
    if checkpoint.size > TILE_WIDTH * len(held):
        raise BundleBroken("the checkpoint counts more entries than the files hold")
    if held != (wanted := _register_files(checkpoint.size)):
        name = min(held ^ wanted)
        raise BundleBroken(
            f"{name} is no file of a register of {checkpoint.size} entries"
            if name in held
            else f"{name} is missing from the register"
        )
    leaves: list[bytes] = []
    for index, width in tile_widths(size=checkpoint.size):
        path = f"register/{entries_path(index=index, width=width)}"
        leaves.extend(read_entry_bundle((folder / path).read_bytes()))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    if len(leaves) != checkpoint.size or root_of(hashes) != checkpoint.root:
        raise BundleBroken("the entries do not give the root that the checkpoint signs")
    for tile, data in tile_hashes(hashes).items():
        if (folder / f"register/{tile.path}").read_bytes() != data:
            raise BundleBroken(f"register/{tile.path} does not follow from the entries")
    entries = [parse_canonical(leaf) for leaf in leaves]
    index: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        if slug := entry.get("edition"):
            index.setdefault(slug, []).append(number)
    if (folder / "register/editions.json").read_bytes() != canonical_json(index) + b"\n":
        raise BundleBroken("register/editions.json does not follow from the entries")
    return Bundle(
        folder=folder,
        manifest=manifest,
        checkpoint=checkpoint,
        note=note,
        leaves=leaves,
        entries=entries,
    )


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


def _check_signature(bundle: Bundle, key: str | None) -> Check:
    own = bundle.read("register/key").decode()
    if key is not None and own != f"{key.strip()}\n":
        raise BundleBroken("register/key is not the key that was given")
    verify_note(bundle.note, vkey=own.strip())
    verifier = parse_verifier_key(own.strip())
    _, signatures = parse_note(bundle.note)
    others = sum((s.name, s.key_id) != (verifier.name, verifier.key_id) for s in signatures)
    aside = f"; {others} signature(s) by others left aside" if others else ""
    if key is None:
        detail = "the signer is not authenticated: give --key, had from elsewhere"
        return Check(name="signature", holds=None, detail=detail + aside)
    return Check(name="signature", holds=True, detail=f"signed by {verifier.name}{aside}")


def _check_since(bundle: Bundle, since: str) -> str:
    old, _ = parse_note(since)
    if old.origin != bundle.checkpoint.origin:
        raise BundleBroken(f"the older checkpoint is of another register, {old.origin}")
    if old.size > bundle.checkpoint.size:
        raise BundleBroken(f"the register has shrunk from {old.size} entries")
    if root_of([leaf_hash(leaf) for leaf in bundle.leaves[: old.size]]) != old.root:
        raise BundleBroken(f"the first {old.size} entries are not those of the older checkpoint")
    return f"extends the {old.size} entries known before"


def _check_anchored(bundle: Bundle) -> Check:
    """Whether the files are those that the register last recorded; undecided where acts of this
    edition came after, so that its files have changed in good faith."""
    content = {
        path: digest
        for path, digest in bundle.manifest["files"].items()
        if not path.startswith("register/")
    }
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    own = [entry for entry in bundle.entries if entry.get("edition") == bundle.edition]
    later = 0
    for entry in reversed(own):
        if entry["type"] != "bundle_published/1":
            later += 1
        elif entry["act"]["content"] == digest:
            detail = f"{len(content)} files are those that the register records"
            return Check(name="anchored", holds=True, detail=detail)
        else:
            break
    if not later:
        raise BundleBroken("the files are not those whose publication the register records")
    return Check(
        name="anchored",
        holds=None,
        detail=(
            f"{later} entries of this edition came since its files were last recorded: what only "
            "that record proves (see data, below) is not proven until the next, within the hour"
        ),
    )


def _check_texts(bundle: Bundle) -> str:
    """Every text that the edition's entries refer to is there as it was recorded, or hidden by an
    entry that says so; and no other."""
    texts = Texts.of(bundle)
    held = {Path(path).stem: path for path in bundle.paths("texts/")}
    if missing := sorted(set(texts.entries) - set(held)):
        number = texts.entries[missing[0]][0]
        raise BundleBroken(f"texts/{missing[0]}.json is missing: entry {number} refers to it")
    if foreign := sorted(set(held) - set(texts.entries)):
        raise BundleBroken(f"{held[foreign[0]]}: no entry of this edition refers to it")
    hidden = 0
    for digest, path in held.items():
        opened = json.loads(bundle.read(path))
        if ("hidden" in opened) != texts.is_hidden(digest):
            stands = "hidden, and no entry" if "hidden" in opened else "public, and an entry"
            raise BundleBroken(f"{path} is {stands} of the register hides it")
        if "hidden" in opened:
            hidden += 1
        elif commit_text(salt=bytes.fromhex(opened["salt"]), text=opened["text"]) != digest:
            raise BundleBroken(f"{path} is not the text that was recorded")
    said = f"{len(held)} texts are those that were recorded ({hidden} hidden, with a reason)"
    if texts.unknown:
        said += f"; this version does not know {', '.join(sorted(texts.unknown))}"
    return said


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What an edition's entries say of its texts: `entries`, where each is referred to (by
    digest); `moderated`, the last act of moderation on each entry (its number, whether it hides);
    `unknown`, the types of acts of a later version."""

    entries: dict[str, list[int]]
    moderated: dict[int, tuple[int, bool]]
    unknown: set[str]

    @classmethod
    def of(cls, bundle: Bundle) -> Texts:
        """Read the entries of the bundle's edition."""
        fields = json.loads(WORDS.read_text())
        read = cls(entries={}, moderated={}, unknown=set())
        for number, entry in enumerate(bundle.entries):
            if entry.get("edition") != bundle.edition:
                continue
            kind, act = entry["type"], entry["act"]
            if kind in MODERATION:
                read.moderated[act["entry"]] = (number, MODERATION[kind])
            if kind not in fields:
                read.unknown.add(kind)
            for name in fields.get(kind, ()):
                value = act.get(name) or ()
                for digest in (value,) if isinstance(value, str) else value:
                    read.entries.setdefault(digest, []).append(number)
        return read

    def is_hidden(self, digest: str) -> bool:
        """Whether the last act of moderation on what holds this text hides it."""
        acts = [self.moderated[n] for n in self.entries[digest] if n in self.moderated]
        return bool(acts) and max(acts)[1]
