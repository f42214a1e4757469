"""Chances over the linear relaxation: what fractions of people could be on an average panel.

Every mix of panels gives an average panel that keeps the quotas in fractions, so nothing that a
linear program excludes here can be had over panels. This is the bound shown beside a draw.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Floats, Profiles
from alienor.cores.sortition.solver import INFINITY, Program, Row, Solution

_HELD = 1e-7
"""A dual price above this holds a chance down; the prices of a stage sum to 1."""


class LinearChances:
    """The average panels of an instance, `reachable` (n_types,) the types some panel can hold.

    `cuts`: weights (n_types,) and a limit that no panel exceeds, hence no average panel either.
    """

    def __init__(
        self,
        profiles: Profiles,
        *,
        reachable: NDArray[np.bool_],
        cuts: Sequence[tuple[Floats, float]] = (),
    ) -> None:
        self._sizes = profiles.sizes
        self._n = len(profiles.types)
        self._raised = profiles.drawn & reachable
        rows = panel_rows(profiles)
        for weights, limit in cuts:
            used = np.flatnonzero(weights).tolist()
            rows.append((used, weights[used].tolist(), -INFINITY, limit))
        self._first = len(rows)
        floors: list[Row] = [
            ([column, self._n], [1 / self._sizes[column], -float(self._raised[column])], 0.0,
             INFINITY)
            for column in range(self._n)
        ]  # fmt: skip
        self._program = Program(
            cost=np.append(np.zeros(self._n), -1.0),
            lower=np.append(profiles.least, 0.0),
            upper=np.append(np.where(reachable, profiles.most, 0.0), 1.0),
            rows=rows + floors,
        )
        self._stage = self._solved()

    def highest_floor(self) -> float:
        """The highest chance that everyone can have at once."""
        return -self._stage.objective

    def leximin(self) -> Floats:
        """The leximin chances by type: (n_types,). Changes this object: ask once.

        Stages as in Algorithm 1 of the paper named in `fair`, without panels.
        """
        chances = np.zeros(self._n)
        open_ = self._raised.copy()
        while open_.any():
            prices = np.where(open_, self._stage.duals[self._first :], 0.0)
            held = prices > _HELD
            if not held.any():
                held = open_ & (prices >= prices[open_].max())
            level = -self._stage.objective
            for column in np.flatnonzero(held).tolist():
                chances[column] = level
                self._program.set_coefficient(self._first + column, self._n, 0.0)
            open_ &= ~held
            if open_.any():
                self._stage = self._next_stage(chances, ~open_ & self._raised)
        return chances

    def _next_stage(self, chances: Floats, settled: NDArray[np.bool_]) -> Solution:
        """The next level, those settled kept at theirs; by a hair less where rounding errors of
        earlier stages would otherwise leave nothing."""
        for hair in (1e-9, 1e-8, 1e-7):
            for column in np.flatnonzero(settled).tolist():
                self._program.set_row(
                    self._first + column, lower=float(chances[column]) - hair, upper=INFINITY
                )
            if (solution := self._program.solve()) is not None:
                return solution
        raise RuntimeError("the settled chances no longer hold together")

    def _solved(self) -> Solution:
        solution = self._program.solve()
        assert solution is not None, "a panel exists, so does an average panel"
        return solution
