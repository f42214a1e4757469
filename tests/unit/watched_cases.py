"""Computations that a process of its own can be given."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from alienor.cores.sortition import Dealt, Instance, deal
from alienor.cores.sortition.watching import Stage, Watch


def count(steps: int, *, watch: Watch) -> tuple[int, int]:
    """Count slowly; what it returns says from where it went on, and its process."""
    first = int(watch.kept or 0)
    for step in range(first, steps):
        watch.keep(str(step))
        watch.told("panels", step / steps)
        time.sleep(0.02)
    return first, os.getpid()


def process_of(*, watch: Watch) -> None:
    """Say one's process as what is kept, and never end."""
    watch.keep(str(os.getpid()))
    time.sleep(60)


def slow_deal(instance: Instance, *, watch: Watch, **facts: Any) -> Dealt:
    """The very same panels, at a pace at which they can be stopped."""

    def told(stage: Stage, done: float) -> None:
        watch.told(stage, done)
        time.sleep(0.02)

    return deal(instance, watch=replace(watch, told=told), **facts)


HELD_UNTIL = "HELD_UNTIL"


def held_deal(instance: Instance, *, watch: Watch, **facts: Any) -> Dealt:
    """The same, held in its second stage until the file that `HELD_UNTIL` names is there: whoever
    reads a page has the time that they need, on a slow machine too."""
    go_on = Path(os.environ[HELD_UNTIL])

    def told(stage: Stage, done: float) -> None:
        watch.told(stage, done)
        while stage in ("panels", "columns") and not go_on.exists():
            time.sleep(0.05)
            watch.told(stage, done)  # where it is told to stop

    return deal(instance, watch=replace(watch, told=told), **facts)
