"""The folder of one watched computation: what its process writes there, every server reads.

Files, because any process of the site can read them, a process that dies tears none of them, and
they are in no backup. What says anything about people is encrypted with a key of the instance.

    lock        held by whoever begins, forgets or computes it, the process as long as it lives: a
                dead one cannot pretend
    progress    {"stage", "done", "seconds"}
    note        what its beginner wants to find again (encrypted)
    kept        what it needs to go on from there (encrypted)
    returned    its result, or
    raised      the error that ended it (both encrypted)
    stop        somebody wants it to stop

Whoever holds the lock alone may take the folder away, and does so in one step, by another name.
Whoever gets a lock therefore makes sure that it is still this folder's: if not, it was forgotten in
between, and the lock is nobody's.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pickle
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from alienor.platform.locks import is_held

GONE = ".gone-"
"""Before the name of a folder that was taken away, until its files are removed."""

_NONCE = 12
_TRIES = 20  # whoever only looks whether the lock is held holds it for an instant


@dataclass(frozen=True, kw_only=True)
class Place:
    """One computation's folder and the key (32 bytes) of what is encrypted in it."""

    folder: Path
    key: bytes = field(repr=False)

    def take(self) -> int | None:
        """The lock of the folder, made where it is not there, as a descriptor that a process may
        inherit; None where one runs already."""
        for _ in range(_TRIES):
            with suppress(FileExistsError):  # another took it away in between: it is made next time
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if (descriptor := self._locked()) is not None:
                return descriptor
            time.sleep(0.01)
        return None

    def _locked(self) -> int | None:
        """One try at the lock; None where another holds it, or the folder was taken away."""
        try:
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), (self.folder / "lock").stat()):
                return descriptor
        except (BlockingIOError, FileNotFoundError):
            pass
        os.close(descriptor)
        return None

    @property
    def runs(self) -> bool:
        """Whether its process lives."""
        return is_held(self.folder / "lock")

    @property
    def exists(self) -> bool:
        """Whether it was begun and not forgotten."""
        return (self.folder / "note").exists()

    def has(self, name: str) -> bool:
        """Whether it has this file."""
        return (self.folder / name).exists()

    def remove(self, *names: str) -> None:
        """Remove files that may not be there."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def tell(self, *, stage: str, done: float, seconds: float) -> None:
        """Say how far it is."""
        told = {"stage": stage, "done": done, "seconds": seconds}
        self._write("progress", json.dumps(told).encode())

    def told(self) -> dict[str, Any]:
        """How far it was when it last said so."""
        try:
            found: dict[str, Any] = json.loads((self.folder / "progress").read_bytes())
        except FileNotFoundError:
            return {"stage": "", "done": 0.0, "seconds": 0.0}
        return found

    def seal(self, name: str, value: Any) -> None:
        """Write something that only the site can read."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self.key).encrypt(nonce, pickle.dumps(value), self._context(name))
        self._write(name, nonce + sealed)

    def opened(self, name: str) -> Any:
        """What `seal` was given; None where there is no such file."""
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        plain = AESGCM(self.key).decrypt(data[:_NONCE], data[_NONCE:], self._context(name))
        return pickle.loads(plain)  # noqa: S301  # authenticated: the site itself wrote it

    def ask_to_stop(self) -> None:
        """Its process sees it within a moment."""
        (self.folder / "stop").touch()

    def forget(self, *, unused_for: float = 0.0) -> bool:
        """Remove everything, unless its process runs, or some file was written in the last
        `unused_for` seconds; whether there is nothing left."""
        if not self.folder.exists():
            return True
        if (descriptor := self._locked()) is None:
            return not self.folder.exists()
        try:
            newest = max(one.stat().st_mtime for one in self.folder.iterdir() if one.name != "lock")
        except ValueError:  # nothing but the lock
            newest = (self.folder / "lock").stat().st_mtime
        try:
            if unused_for and time.time() - newest < unused_for:
                return False
            gone = self.folder.with_name(f"{GONE}{uuid4().hex}")
            self.folder.rename(gone)
        finally:
            os.close(descriptor)
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def _write(self, name: str, data: bytes) -> None:
        """All or nothing."""
        draft = self.folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        draft.replace(self.folder / name)

    def _context(self, name: str) -> bytes:
        return f"computation\n{self.folder.name}\n{name}".encode()


def name_of(key: str) -> str:
    """The name of the folder of the computation `key`."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
