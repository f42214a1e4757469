"""Chances mixed from panels: an average panel in fractions, written as a mix of panels.

What is left to mix is a point of the linear relaxation. Take the panel nearest to it among those
that reach every bound it reaches, give this panel as much weight as leaves a point of the
relaxation, and go on with that point: each step reaches one more bound, so what is left dwindles
(the constructive proof of Carathéodory's theorem: M. Grötschel, L. Lovász, A. Schrijver, "Geometric
Algorithms and Combinatorial Optimization", 1988, theorem 6.5.11). A linear program rounds: the best
corner between the whole numbers below and above has hardly more fractions than there are quotas,
and these are fixed a few at a time.

It may come to nothing, as panels are not all that the relaxation promises: then a step is taken
back and tried otherwise, and in the end `missed` says how far the mix is from the goal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.solver import Program, Solution
from alienor.cores.sortition.watching import UNWATCHED, Watch, share_done

_HEAVIEST = 1 / 200
"""No panel weighs more where a lighter one will do: many panels, so that no handful of balls
decides between a few lists of names. Our choice."""

_DECIDED = 0.4
"""Fractions this near to a whole number are rounded together."""

_DIVES = 60
"""How often the fractions of one panel are fixed before giving up."""

_NODES = 20
"""Branches that a search for whole numbers may look at where fixing fractions came to nothing."""

_BLUR, _NOISE_SEED = 0.01, 0
"""Where chances leave it open who is on the next panel, noise decides, always the same: without it,
two panels that exclude each other could stand for all. Chances do not depend on it."""

_BLOCK = 50
"""Steps after which what was found is kept."""

_SETBACKS = 2
"""How often a step is taken back before giving up."""

_EXACT = 1e-9
"""Weight below which what is left of a type, or of a bound, counts as nothing."""

_STEEP = 30.0
"""The most that a type weighs in choosing the nearest panel."""


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """`panels` by types (n_panels, n_types), their `weights` summing to 1, and by how much anyone's
    chance misses what was wanted; `tried`: panels met on the way and not kept."""

    panels: tuple[Counts, ...]
    weights: Floats
    missed: float
    tried: tuple[Counts, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """People still expected of each type before a step (n_types,), the weight of panels they stood
    for, and the panel taken with its weight."""

    rest: Floats
    share: float
    panel: Counts
    weight: float


def mixed(profiles: Profiles, wanted: Floats, *, near: float, watch: Watch = UNWATCHED) -> Mix:
    """Panels mixed to `wanted`, people expected of each type (n_types,), so that no chance misses
    it by more than `near`, if that can be had. The same arguments give the same mix."""
    begun = _begun(profiles, wanted, watch.kept)
    steps: list[_Step] = []
    best: list[_Step] = []
    tried: list[Counts] = []
    rest, share, setbacks, missed = wanted, 1.0, 0, float("inf")
    while setbacks <= _SETBACKS:
        if not len(steps) % _BLOCK and not setbacks:
            # Each block of steps begins afresh, so that it can be begun again from what was kept.
            rounding = _Rounding(profiles)
            noise = np.random.Generator(np.random.PCG64([_NOISE_SEED, len(steps)]))
            if len(steps) >= len(begun):
                watch.keep(_kept(profiles, wanted, steps))
        exact = min(_EXACT / share, 1e-3)
        left = rounding.clean(rest / share, exact=exact)
        panel: Counts | None
        if len(steps) < len(begun):
            panel, weight = begun[len(steps)]
        else:
            watch.told("panels", share_done(share, near=near))
            blur = _BLUR * noise.random(len(left))
            panel, weight = rounding.nearest(left, exact=exact, blur=blur), 0.0
        if panel is not None:
            far = float(np.max(np.abs(rest - share * panel) / profiles.sizes, initial=0.0))
            if far < missed:
                missed, best = far, [*steps, _Step(rest, share, panel, share)]
            if far <= near:
                break
            most = share * rounding.most_weight(left, panel, exact=exact)
            weight = weight or min(most, _HEAVIEST)
            if weight > _EXACT:
                steps.append(_Step(rest, share, panel, weight))
                rest, share = rest - weight * panel, share - weight
                continue
        if not steps:
            break
        setbacks += 1
        last = steps.pop()
        tried.append(last.panel)
        rest, share = last.rest, last.share
    weights = np.array([one.weight for one in best])
    return Mix(
        panels=tuple(one.panel for one in best),
        weights=weights / weights.sum() if best else weights,
        missed=missed,
        tried=tuple(tried),
    )


def _kept(profiles: Profiles, wanted: Floats, steps: Sequence[_Step]) -> str:
    """What `_begun` reads: the panels taken and their weights, to the last bit."""
    told = [[one.panel.tolist(), one.weight.hex()] for one in steps]
    return json.dumps({"of": _fingerprint(profiles, wanted), "steps": told})


def _begun(profiles: Profiles, wanted: Floats, kept: str) -> list[tuple[Counts, float]]:
    """The steps that were kept of this same mix; none of another one's."""
    found = json.loads(kept) if kept else {}
    if found.get("of") != _fingerprint(profiles, wanted):
        return []
    return [
        (np.array(panel, dtype=np.int64), float.fromhex(weight)) for panel, weight in found["steps"]
    ]


def _fingerprint(profiles: Profiles, wanted: Floats) -> str:
    rules = repr([(row[2], row[3]) for row in panel_rows(profiles)]).encode()
    return hashlib.sha256(profiles.incidence.tobytes() + rules + wanted.tobytes()).hexdigest()


class _Rounding:
    """Whole panels near an average panel."""

    def __init__(self, profiles: Profiles) -> None:
        rows = panel_rows(profiles)
        self._least, self._most = profiles.least, profiles.most
        self._low = np.array([row[2] for row in rows])
        self._high = np.array([row[3] for row in rows])
        self._columns = np.array([column for row in rows for column in row[0]], dtype=np.intp)
        self._row_of = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        self._everyone = np.arange(len(profiles.types), dtype=np.int32)
        self._program, self._search = (
            Program(
                cost=np.zeros(len(profiles.types)),
                lower=self._least,
                upper=self._most,
                rows=rows,
                whole=whole,
                nodes=_NODES,
            )
            for whole in (False, True)
        )

    def totals(self, counts: Floats | Counts) -> Floats:
        """People in each row of `panel_rows`, added in one order whatever the machine."""
        found: Floats = np.bincount(
            self._row_of, counts[self._columns], minlength=len(self._low)
        ).astype(float)
        return found

    def clean(self, left: Floats, *, exact: float) -> Floats:
        """Without the crumbs of rounding errors."""
        left = np.clip(left, self._least, self._most)
        left = np.where(left < self._least + exact, self._least, left)
        return np.where(left > self._most - exact, self._most, left)

    def nearest(self, left: Floats, *, exact: float, blur: Floats) -> Counts | None:
        """A panel of whole numbers just below or above `left`, on every bound that `left` reaches;
        None where none was found."""
        exact = max(10 * exact, 1e-7)
        fraction = np.clip(left - np.floor(left + 1e-9), 0.0, 1.0)
        slope = np.log((fraction + 1e-12) / (1 - fraction + 1e-12))
        cost = -(np.clip(slope, -_STEEP, _STEEP) + blur)
        self._program.set_cost(cost)
        totals = self.totals(left)
        at_low, at_high = totals < self._low + exact, totals > self._high - exact
        below, above = np.floor(left + 1e-9), np.ceil(left - 1e-9)
        for room in (0.0, 1.0, np.inf):
            lower = np.maximum(self._low, np.floor(totals + exact) - room)
            upper = np.minimum(self._high, np.ceil(totals - exact) + room)
            lower, upper = np.where(at_high, self._high, lower), np.where(at_low, self._low, upper)
            self._program.set_rows(lower=lower, upper=upper)
            if (panel := self._dive(below, above)) is not None:
                return panel
        self._search.set_rows(lower=lower, upper=upper)
        self._search.set_bounds(self._everyone, lower=below, upper=above)
        self._search.set_cost(cost)
        solution = self._search.solve()
        return None if solution is None else np.rint(solution.values).astype(np.int64)

    def _dive(self, lower: Floats, upper: Floats) -> Counts | None:
        """Solve, fix the fractions nearest to whole numbers, solve again."""
        below, above = lower, upper
        lower, upper = lower.copy(), upper.copy()
        self._program.set_bounds(self._everyone, lower=lower, upper=upper)
        solution = self._program.solve()
        for _ in range(_DIVES):
            if solution is None:
                return None
            whole = np.rint(solution.values)
            far = np.abs(solution.values - whole)
            open_ = np.flatnonzero(far > 1e-6)
            if not len(open_):
                return whole.astype(np.int64)
            order = open_[np.argsort(far[open_], kind="stable")]
            near = order[: max(1, int(np.searchsorted(far[order], _DECIDED)))]
            lower[near] = upper[near] = whole[near]
            solution = self._bounded(near, lower, upper)
            if solution is None:  # too many at once, or the one the wrong way
                first, others = near[0], near[1:]
                lower[others], upper[others] = below[others], above[others]
                if not len(others):
                    lower[first] = upper[first] = below[first] + above[first] - whole[first]
                solution = self._bounded(near, lower, upper)
        return None

    def _bounded(self, changed: NDArray[np.intp], lower: Floats, upper: Floats) -> Solution | None:
        self._program.set_bounds(
            changed.astype(np.int32), lower=lower[changed], upper=upper[changed]
        )
        return self._program.solve()

    def most_weight(self, left: Floats, panel: Counts, *, exact: float) -> float:
        """The most weight that `panel` can take of `left` so that a point of the relaxation is
        left: where a bound is reached first. Bounds that `left` reaches, the panel reaches too."""
        totals, held = self.totals(left), self.totals(panel)
        ends = (
            (left - self._least, panel - self._least),
            (self._most - left, self._most - panel),
            (totals - self._low, held - self._low),
            (self._high - totals, self._high - held),
        )
        most = 1.0
        for room, used in ends:
            moved = used > 0.5
            most = min(most, float(np.min(room[moved] / used[moved], initial=1.0)))
        return max(most, 0.0)
