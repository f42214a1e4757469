"""The folder of one rehearsal: what its process writes there, every server process reads.

    plan.json       what it is made from: rules, programme, votes, numbers of people; no name
    instance.json   says that it is a rehearsal, and under which address it is reached
    lock            held by its process as long as it lives: a dead one cannot pretend
    progress.json   {"done", "of"}: how far its day is prepared
    failed          it could not be prepared: the error, for the server's own log
    day.json        {"day", "left_out"}: the public id of the day that is rehearsed, once it can be
                    entered, and how many of what could not be taken over
    socket          where it is served
    stop, again     somebody wants it to end, or to begin again
    db.sqlite3 ...  its own instance, its own keys

Whoever holds the key (22 letters, digits, - and _) is in: it is 128 random bits.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ADDRESS = "/repetition/"
"""Where rehearsals are reached, on the site."""

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_GONE = ".gone-"
_LONGEST_SOCKET = 100
"""Bytes of a path that every system lets a socket have."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The folder of one rehearsal, there or not."""

    folder: Path

    @property
    def key(self) -> str:
        """What its address is made with."""
        return self.folder.name

    @property
    def address(self) -> str:
        """Its address on the site, without a slash at the end."""
        return ADDRESS + self.key

    @property
    def exists(self) -> bool:
        """Whether it was begun and has not ended."""
        return (self.folder / "plan.json").exists()

    @property
    def is_ready(self) -> bool:
        """Whether its day can be entered."""
        return (self.folder / "socket").exists()

    @property
    def has_failed(self) -> bool:
        """Whether it could not be prepared."""
        return (self.folder / "failed").exists()

    @property
    def runs(self) -> bool:
        """Whether its process lives."""
        try:
            descriptor = os.open(self.folder / "lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    @property
    def begun_at(self) -> datetime:
        """When somebody asked for it."""
        return datetime.fromtimestamp((self.folder / "plan.json").stat().st_mtime, UTC)

    def make(self, *, plan: Mapping[str, Any], marker: Mapping[str, Any]) -> int:
        """Make the folder, and return its lock, held, as a descriptor that a process inherits."""
        self.folder.mkdir(parents=True, mode=0o700)
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.write("instance.json", marker)
        self.write("plan.json", plan)  # the last: from here on it exists
        return descriptor

    def read(self, name: str) -> dict[str, Any]:
        """What one of its files says; nothing where there is no such file."""
        try:
            found: dict[str, Any] = json.loads((self.folder / name).read_bytes())
        except FileNotFoundError:
            return {}
        return found

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write one of its files, all or nothing."""
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_text(json.dumps(content))
        draft.replace(self.folder / name)

    def ask(self, what: str) -> None:
        """Ask its process to `stop`, or to begin `again`: it sees it within a moment."""
        with contextlib.suppress(FileNotFoundError):  # it has just ended
            (self.folder / what).touch()

    def asked(self, what: str) -> bool:
        """Whether somebody asked that."""
        return (self.folder / what).exists()

    def clear(self) -> None:
        """Remove what the rehearsal made, and keep what it is made from."""
        for path in self.folder.iterdir():
            if path.name not in ("plan.json", "instance.json", "lock"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def remove(self) -> None:
        """Remove the folder, in one step by another name: nobody finds half of it."""
        gone = self.folder.with_name(f"{_GONE}{secrets.token_hex(8)}")
        with contextlib.suppress(FileNotFoundError):
            self.folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    @contextmanager
    def socket(self) -> Iterator[str]:
        """The path of its socket, by another way where it is too long for the system."""
        path = str(self.folder / "socket")
        if len(os.fsencode(path)) <= _LONGEST_SOCKET:
            yield path
            return
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield f"/proc/self/fd/{descriptor}/socket"
        finally:
            os.close(descriptor)


def new_place(instance: Path) -> Place:
    """Where a new rehearsal of the instance in this folder will be: nobody guesses its key."""
    return Place(folder=instance / "rehearsals" / secrets.token_urlsafe(16))


def place_of(instance: Path, key: str) -> Place | None:
    """The rehearsal with this key, begun and not ended; None where there is none."""
    if not _KEY.fullmatch(key):
        return None
    place = Place(folder=instance / "rehearsals" / key)
    return place if place.exists else None


def places_in(instance: Path) -> list[Place]:
    """Every rehearsal of an instance, the oldest first; what dead ones left included."""
    try:
        found = [Place(folder=one) for one in (instance / "rehearsals").iterdir()]
    except FileNotFoundError:
        return []
    there = [one for one in found if _KEY.fullmatch(one.key) and one.exists]
    return sorted(there, key=lambda one: one.begun_at)
