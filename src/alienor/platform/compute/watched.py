"""A long computation that people watch, stop, and go on with (docs/adr/0012).

One at a time for each key. It runs in a process of its own, so that stopping it stops nothing else;
what it tells is in files that every server process reads.
"""

from __future__ import annotations

import hmac
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from django.conf import settings

from alienor.platform.compute.place import GONE, Place, name_of
from alienor.platform.compute.pool import ComputationStopped
from alienor.platform.compute.worker import Task, main

State = Literal["running", "stopped", "died", "failed", "done"]
FORGOTTEN = 3600
"""Seconds after its last word when a computation that does not run is forgotten."""

PATIENCE = 5.0
"""Seconds that a process is given to see that it is to stop: it looks five times a second."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How a computation stands. `stage` and `done` (0 to 1 within the stage) as its `Watch` was
    told, `seconds`: how long it has computed. `stopped`: somebody stopped it; `died`: its process
    was ended from outside; begun again, both go on from there. `failed`: it raised `error`."""

    state: State
    stage: str
    done: float
    seconds: float
    place: Place

    @property
    def note(self) -> Any:
        """What its beginner left with it. Errors: ComputationStopped where it is forgotten."""
        return self._there("note")

    @property
    def result(self) -> Any:
        """What it returned. Errors: what it raised; ComputationStopped where it has not ended."""
        if self.error is not None:
            raise self.error
        return self._there("returned")

    @property
    def error(self) -> Exception | None:
        """What it raised; None where it did not."""
        found: Exception | None = self.place.opened("raised")
        return found

    def _there(self, name: str) -> Any:
        if not self.place.has(name):
            raise ComputationStopped
        return self.place.opened(name)


def begin(key: str, function: Callable[..., Any], *arguments: Any, note: Any, **facts: Any) -> bool:
    """Begin to compute `function(*arguments, watch=..., **facts)` beside the server; where it was
    stopped or has died, go on from what it kept. False where it runs or is done already: its note
    and its result stay, whoever asks sees the same computation.

    `function` is a module's own function of `alienor.cores`: it and its arguments travel, through
    a pipe. `note` is kept with it, encrypted, for every server process.
    """
    forget_old()
    place = _place(key)
    lock = place.take()
    if lock is None:
        return False
    try:
        if place.has("returned"):
            return False
        task = Task(
            place=place,
            function=function,
            arguments=arguments,
            facts=facts,
            seconds=place.told()["seconds"],
        )
        place.remove("stop", "raised")
        place.seal("note", note)
        process = subprocess.Popen(  # noqa: S603  # this very interpreter, on our own module
            [sys.executable, "-c", f"from {main.__module__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=(lock,),
        )
    finally:
        os.close(lock)
    Thread(target=_feed, args=(process, pickle.dumps(task)), daemon=True).start()
    return True


def look(key: str) -> Seen | None:
    """How this computation stands; None where none was begun, or it is forgotten."""
    place = _place(key)
    runs = place.runs  # asked first: what ends after this question leaves its outcome
    if not place.exists:
        return None
    state: State = "stopped" if place.has("stop") else "died"
    if place.has("returned"):
        state = "done"
    elif place.has("raised"):
        state = "failed"
    elif runs:
        state = "running"
    return Seen(state=state, place=place, **place.told())


def stop(key: str) -> None:
    """Stop it and wait until its process is gone; nothing where it does not run."""
    place = _place(key)
    with suppress(FileNotFoundError):  # forgotten at this very moment
        if place.runs and place.exists:
            _stop(place)


def forget(key: str) -> None:
    """Forget it and what it found; its process, if it runs, ends first: what is begun after that is
    another one."""
    place = _place(key)
    with suppress(FileNotFoundError):  # somebody else forgets it too
        if not place.forget():
            _stop(place)
            place.forget()


def forget_old() -> None:
    """Forget what nobody has used for an hour."""
    for folder in _root().glob("*"):
        if folder.name.startswith(GONE):  # its server ended in the middle of removing it
            shutil.rmtree(folder, ignore_errors=True)
            continue
        with suppress(FileNotFoundError):  # another server forgets too
            Place(folder=folder, key=b"").forget(unused_for=FORGOTTEN)


def _stop(place: Place) -> None:
    """Ask its process to stop, and wait for its end. Errors: FileNotFoundError once forgotten."""
    place.ask_to_stop()
    end = time.monotonic() + PATIENCE
    while place.runs and time.monotonic() < end:
        time.sleep(0.05)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Hand over the task once the process reads, and see it off when it ends."""
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(data)
    process.wait()


def _root() -> Path:
    folder: Path = settings.INSTANCE.folder
    return folder / "computations"


def _place(key: str) -> Place:
    secret = settings.INSTANCE.secrets.raw("wrapping")
    return Place(
        folder=_root() / name_of(key), key=hmac.digest(secret, b"alienor computations 1", "sha256")
    )
