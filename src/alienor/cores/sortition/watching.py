"""Whoever watches a long computation: hears how far it is, may stop it, and keeps what it needs to
go on later where it stopped."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["chances", "panels", "columns", "numbers"]
"""The chances aimed at, panels mixed to them, columns generated where that is not enough, panels
numbered. `columns` cannot say how far it is."""


def _nothing_heard(stage: Stage, done: float) -> None: ...


def _nothing_kept(state: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """`told(stage, done)`: `done` from 0 to 1 within the stage; what it raises stops it there.
    `keep(state)`: a text to give back as `kept` to the same computation, which then goes on from
    there to the very same result; a text of another computation is not looked at."""

    told: Callable[[Stage, float], None] = _nothing_heard
    keep: Callable[[str], None] = _nothing_kept
    kept: str = ""


UNWATCHED = Watch()


def share_done(left: float, *, near: float) -> float:
    """How far a mix is when `left` of its weight is still to be found, down to `near`: half of the
    steps take the first nine tenths of the weight, half the rest."""
    left = min(1.0, max(left, near))
    return 0.5 * (1 - left) + 0.5 * math.log(left) / math.log(near)
