"""A simple stratified draw, to compare with: fill the most urgent quota, one person at a time."""

from __future__ import annotations

import numpy as np

from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.profiles import Counts, Profiles
from alienor.cores.sortition.randomness import Stream, seed_for

_RETRIES = 200
"""Dead ends allowed for each panel."""


def stratified_panels(profiles: Profiles, *, seed: bytes, panels: int) -> list[Counts]:
    """That many panels, each drawn on its own. Chances are not controlled.

    Errors: SortitionInvalid (`stratified_failed`).
    """
    stream = Stream(seed_for(seed, "stratified"))
    found: list[Counts] = []
    for _ in range(panels):
        for _ in range(_RETRIES):
            if (panel := _one(profiles, stream)) is not None:
                found.append(panel)
                break
        else:
            raise refuse("stratified_failed", attempts=_RETRIES)
    return found


def _one(profiles: Profiles, stream: Stream) -> Counts | None:
    """One panel by types, None at a dead end.

    The most urgent quota is the one with the largest share of its people still needed; a person is
    drawn among those who have that value and whom no maximum excludes.
    """
    counts = profiles.least.astype(np.int64)
    rows = profiles.incidence
    low = np.array([quota.minimum for quota in profiles.quotas], dtype=float)
    high = np.array([quota.maximum for quota in profiles.quotas], dtype=float)
    while (taken := int(counts.sum())) < profiles.seats:
        totals = rows @ counts
        free = profiles.sizes * (counts < profiles.most) * profiles.drawn
        free -= np.where(free > 0, counts * (profiles.sizes / np.maximum(profiles.most, 1)), 0)
        free[((totals >= high)[:, None] * rows).any(axis=0)] = 0
        for group, households in profiles.households:
            if counts[list(group)].sum() >= households:
                free[list(group)] = 0
        need = low - totals
        supply = rows @ free
        if (need > supply + 1e-9).any() or need.max(initial=0) > profiles.seats - taken:
            return None
        if len(need) and need.max() > 0:
            urgency = np.where(need > 0, need / np.maximum(supply, 1), -1)
            free = free * rows[int(np.argmax(urgency))]
        people = np.floor(free + 1e-9).astype(int)
        total = int(people.sum())
        if total < 1:
            return None
        pick = int(np.searchsorted(np.cumsum(people), stream.below(total), side="right"))
        counts[pick] += 1
    totals = rows @ counts
    return counts if (totals >= low).all() and (totals <= high).all() else None
