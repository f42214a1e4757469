"""Column generation: raising everyone's chance above a floor, over all panels.

Given a floor and whom to raise, what is the largest z such that some distribution over panels
gives each type a chance of at least `floor + z * raised`?

* maximin: floor 0, everyone raised;
* whether some chances can be had at all: floor = these chances, everyone raised, z = 0 if so.

The master program mixes the panels known; its dual prices say whom panels underserve; pricing
finds the panel that serves these best. For any prices y (summing to 1 over those raised), the best
panel gives a bound: z <= max_panel y.(counts/size) - y.floor (Lagrange), so the answer comes with a
proof. Prices swing from one iteration to the next; they are smoothed towards the prices of the best
bound (P. Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming",
International Transactions in Operational Research 4, 1997).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.pricing import PanelOracle
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.solver import INFINITY, Program, Row

TOLERANCE = 1e-7
"""A chance is right to this much: a ten-thousandth of what 1000 numbered panels can tell apart."""

REFUTED = 10 * TOLERANCE
"""Chances missed by more than this cannot be had."""

_SMOOTHING = 0.5
"""How much the prices keep of those of the best bound."""

_STARTS = 3
"""From how many of the heaviest panels known the swap search starts."""


@dataclass(frozen=True, slots=True, eq=False)
class Raised:
    """The largest z found and a bound on it; `weights` of the panels known (n_panels,); `cut`: what
    proves the bound, weights (n_types,) and a limit that no panel exceeds."""

    z: float
    bound: float
    weights: Floats
    cut: tuple[Floats, float] | None = None


class Columns:
    """The panels known so far, by types, and the program that mixes them. `heard` is called at each
    turn of a search; what it raises ends it."""

    def __init__(
        self, profiles: Profiles, oracle: PanelOracle, *, heard: Callable[[], None] = lambda: None
    ) -> None:
        self._heard = heard
        self._sizes = profiles.sizes
        self._oracle = oracle
        self._n = len(profiles.types)
        self._known: set[bytes] = set()
        self.panels: list[Counts] = []
        rows: list[Row] = [([0], [-1.0], 0.0, INFINITY) for _ in range(self._n)]
        rows.append(([], [], 1.0, 1.0))
        self._master = Program(
            cost=np.array([-1.0]), lower=np.array([-2.0]), upper=np.array([2.0]), rows=rows
        )

    def add(self, panels: Iterable[Counts]) -> int:
        """Keep the panels not known yet; how many there were."""
        new = 0
        for counts in panels:
            key = counts.tobytes()
            if key in self._known:
                continue
            self._known.add(key)
            self.panels.append(counts)
            rows = np.append(np.flatnonzero(counts), self._n).astype(np.int32)
            values = np.append((counts / self._sizes)[rows[:-1]], 1.0)
            self._master.add_column(cost=0.0, rows=rows, values=values)
            new += 1
        return new

    def better(self, weights: Floats, limit: float) -> bool:
        """Whether a panel weighs more than `limit`; what is found is added. weights: (n_types,)."""
        self._heard()
        if self._climbed(weights, limit):
            return True
        panel, none_better = self._oracle.above(weights, limit)
        if panel is not None and self.add([panel]):
            return True
        if none_better:
            return False
        priced = self._oracle.best(weights)
        return priced is not None and priced.weight > limit and self.add([priced.counts]) > 0

    def aim(self, *, floor: Floats, raised: NDArray[np.bool_]) -> None:
        """Ask the question for this floor (n_types,) and those raised (n_types,)."""
        for row in range(self._n):
            self._master.set_row(row, lower=float(floor[row]), upper=INFINITY)
            self._master.set_coefficient(row, 0, -1.0 if raised[row] else 0.0)

    def raise_floor(
        self,
        *,
        floor: Floats,
        raised: NDArray[np.bool_],
        bound: float = 1.0,
        refutable: bool = False,
    ) -> Raised:
        """The largest z over all panels, to `TOLERANCE`.

        `bound`: a bound known already. `refutable`: the question is whether z reaches 0; once the
        answer is no, stop at a cut that takes away at least half of what is too much.
        """
        self.aim(floor=floor, raised=raised)
        centre: Floats | None = None
        cut: tuple[Floats, float] | None = None
        while True:
            self._heard()
            solution = self._master.solve()
            assert solution is not None
            z = -solution.objective
            prices = np.maximum(solution.duals[: self._n], 0.0)
            value = -float(solution.duals[self._n])  # weight of the panels in use, at these prices
            found = Raised(z=z, bound=max(bound, z), weights=solution.values[1:], cut=cut)
            if z >= bound - TOLERANCE or (refutable and bound < min(-REFUTED, z / 2)):
                return found
            if self._climbed(prices / self._sizes, value + TOLERANCE):
                continue
            worth, most = prices / self._sizes, value + TOLERANCE / 2
            better, none_better = self._oracle.above(worth, most)
            if better is not None and self.add([better]):
                continue
            if none_better:
                self._oracle.learn(worth, most)
                return replace(found, bound=min(found.bound, z + TOLERANCE), cut=(worth, most))
            trials = [prices]
            if centre is not None:
                trials.insert(0, _SMOOTHING * centre + (1 - _SMOOTHING) * prices)
            for trial in trials:
                priced = self._oracle.best(trial / self._sizes)
                assert priced is not None
                self._oracle.learn(trial / self._sizes, priced.bound)
                limit = priced.bound - float(trial @ floor)
                if limit < bound:
                    bound, centre, cut = limit, trial, (trial / self._sizes, priced.bound)
                new = self.add([priced.counts])
                if new and float(prices / self._sizes @ priced.counts) > value + TOLERANCE / 4:
                    break
            else:
                idle = np.zeros(len(self.panels) - len(found.weights))  # met, and worth no weight
                weights = np.concatenate([found.weights, idle])
                return replace(found, bound=max(bound, z), cut=cut, weights=weights)

    def spread(self, weights: Floats) -> Floats:
        """Other weights of the panels known, (n_panels,), with the same chances (to a tenth of
        `TOLERANCE`) and the heaviest panel as light as can be.

        An optimal mix may consist of a few panels that exclude each other; then a handful of balls
        would decide between two lists of names. Equal chances do not ask for that.
        """
        count, shares = len(self.panels), (np.array(self.panels) / self._sizes).T
        chances = shares @ weights
        everything = list(range(count))
        rows: list[Row] = [
            ((used := np.flatnonzero(row)).tolist(), row[used].tolist(), float(chance), INFINITY)
            for row, chance in zip(shares, chances - TOLERANCE / 10, strict=True)
        ]
        rows.append((everything, [1.0] * count, 1.0, 1.0))
        rows += [([panel, count], [1.0, -1.0], -INFINITY, 0.0) for panel in everything]
        solution = Program(
            cost=np.append(np.zeros(count), 1.0),
            lower=np.zeros(count + 1),
            upper=np.ones(count + 1),
            rows=rows,
        ).solve()
        return weights if solution is None else np.maximum(solution.values[:count], 0.0)

    def _climbed(self, weights: Floats, limit: float) -> int:
        """Panels found by swaps that weigh more than `limit`; how many."""
        worth = np.array(self.panels) @ weights
        starts = np.argsort(-worth, kind="stable")[:_STARTS]
        climbed = [self._oracle.improved(self.panels[start], weights) for start in starts]
        return self.add(counts for counts in climbed if float(weights @ counts) > limit)
