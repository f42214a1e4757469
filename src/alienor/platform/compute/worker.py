"""The process of one watched computation: `main`.

It reads what to compute on its standard input, holds the lock it has inherited as long as it lives,
and ends by itself when somebody wants it to stop, when it is forgotten, or when its server is gone.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Any

from alienor.cores.sortition.watching import Watch
from alienor.platform.compute.place import Place

EVERY = 0.2
"""Seconds between two looks at whether to stop, and two words on how far it is."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What to compute, and where to tell of it; `seconds`: what it took before it was stopped."""

    place: Place
    function: Callable[..., Any]
    arguments: Sequence[Any]
    facts: Mapping[str, Any]
    seconds: float


class _Teller:
    """Tells how far the computation is, beside it: a solver may be busy for a long while."""

    def __init__(self, task: Task) -> None:
        self._place, self._before = task.place, task.seconds
        self._begun, self._server = time.monotonic(), os.getppid()
        self._stage, self._done = "", 0.0

    def hear(self, stage: str, done: float) -> None:
        self._stage, self._done = stage, done

    def tell(self) -> None:
        seconds = self._before + time.monotonic() - self._begun
        self._place.tell(stage=self._stage, done=self._done, seconds=seconds)

    def watch(self) -> None:
        while True:
            place = self._place
            if place.has("stop") or not place.exists or os.getppid() != self._server:
                os._exit(0)
            try:
                self.tell()
            except FileNotFoundError:  # forgotten at this very moment
                os._exit(0)
            time.sleep(EVERY)


def main() -> None:
    """Compute, and leave what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the server, whose end is seen
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301  # a pipe from the server itself
    place, teller = task.place, _Teller(task)
    Thread(target=teller.watch, daemon=True).start()
    watch = Watch(
        told=teller.hear,
        keep=lambda state: place.seal("kept", state),
        kept=place.opened("kept") or "",
    )
    try:
        place.seal("returned", task.function(*task.arguments, watch=watch, **task.facts))
    except Exception as error:
        place.seal("raised", error)
