"""Alternates: who is asked to hold themselves ready, chosen with each panel before the balls fall.

Some of those drawn will not come. Whoever takes their place should leave the quotas kept, so the
first of the reserve are chosen for that: over many likely drop-outs, those who most often fill a
seat and meet what the quotas then lack. A. Assos, C. Baharav, B. Flanigan, A. D. Procaccia,
"Alternates, Assemble! Selecting Optimal Alternates for Citizens' Assemblies" (EC 2025), choose
alternates by the losses of sampled drop-outs; here one after the other, the one that helps in most
samples first. Nobody's chance of being drawn depends on it. Which drop-outs are likely is not known
of anyone, so everybody is as likely to drop out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from alienor.cores.sortition.lottery import Panel
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.randomness import Stream, seed_for

SHARE = 1 / 5
"""Alternates for each seat, where the pool has as many: one for five."""

DROP_OUT = 0.15
"""How likely each panel member drops out, in the samples: our choice."""

_SAMPLES = 60
"""Sampled drop-outs for each composition of a panel."""

_MOST_TYPES = 400
"""Types looked at for each composition: a sample of them where there are more."""


def alternates(
    profiles: Profiles, panels: Sequence[Panel], *, seed: bytes, share: float = SHARE
) -> tuple[Panel, ...]:
    """Alternates for each of these panels, ids sorted, none of them on the panel or a housemate of
    somebody on it; at most `share` of the seats, fewer where there is nobody else.

    `seed`: 32 bytes fixed before, as for `numbered_panels`. The same arguments give the same lists.
    """
    chooser = _Chooser(profiles, seed=seed, wanted=math.ceil(share * profiles.seats))
    return tuple(chooser.people(panel) for panel in panels)


class _Chooser:
    """Chooses types for a composition, then people whose turn it is within these types."""

    def __init__(self, profiles: Profiles, *, seed: bytes, wanted: int) -> None:
        self._profiles = profiles
        self._wanted = wanted
        self._low = np.array([quota.minimum for quota in profiles.quotas], dtype=float)
        self._high = np.array([quota.maximum for quota in profiles.quotas], dtype=float)
        self._order = [
            Stream(seed_for(seed, f"alternates {index}")).shuffled(one.ids)
            for index, one in enumerate(profiles.types)
        ]
        self._noise = np.random.Generator(
            np.random.PCG64(int.from_bytes(seed_for(seed, "alternates"), "big"))
        )
        self._known: dict[bytes, list[int]] = {}

    def people(self, panel: Panel) -> Panel:
        """Alternates of one panel."""
        counts = self._profiles.counts(panel)
        key = counts.tobytes()
        if key not in self._known:
            self._known[key] = self._types(counts)
        homes = {self._profiles.homes[one] for one in panel}
        taken: list[str] = []
        for index in self._known[key]:
            if len(taken) == self._wanted:
                break
            queue = self._order[index]
            free = next((one for one in queue if self._profiles.homes[one] not in homes), None)
            if free is not None:
                queue.remove(free)
                queue.append(free)
                homes.add(self._profiles.homes[free])
                taken.append(free)
        return tuple(sorted(taken))

    def _types(self, counts: Counts) -> list[int]:
        """Types of alternates, the most useful first, an entry a person; twice as many as wanted,
        since housemates may shut some out."""
        left = np.where(self._profiles.drawn, self._profiles.sizes - counts, 0).astype(int)
        types = np.flatnonzero(left > 0)
        if len(types) > _MOST_TYPES:
            types = np.sort(self._noise.permutation(types)[:_MOST_TYPES])
        left = left[types]
        rows = self._profiles.incidence[:, types]
        totals, open_ = self._drop_outs(counts)
        chosen: list[int] = []
        for _ in range(min(2 * self._wanted, int(left.sum()))):
            lacks = (totals < self._low).astype(float) @ rows
            full = (totals >= self._high).astype(float) @ rows
            help_ = np.where((full == 0) & (open_[:, None] > 0), 1 + lacks, 0.0)
            worth = help_.sum(axis=0) + self._noise.random(len(types))
            worth[left <= 0] = -1.0
            best = int(np.argmax(worth))
            used = help_[:, best] > 0
            totals[used] += rows[:, best]
            open_[used] -= 1
            left[best] -= 1
            chosen.append(int(types[best]))
        return chosen

    def _drop_outs(self, counts: Counts) -> tuple[Floats, Floats]:
        """Sampled drop-outs: people left by quota (n_samples, n_quotas), seats left empty."""
        seated = np.repeat(np.arange(len(counts)), counts)
        gone = self._noise.random((_SAMPLES, len(seated))) < DROP_OUT
        totals = (~gone).astype(float) @ self._profiles.incidence[:, seated].T
        return totals, gone.sum(axis=1).astype(float)
