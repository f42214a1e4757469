"""Chances over panels themselves: the programs of `relaxation`, with panels mixed in the place of
average panels. Panels enter as columns while one is worth more than those known; when an exact
search finds none, what was found is the best over all panels.

For the few instances, of few seats and quotas without room, where cuts do not come to an end.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.columns import TOLERANCE, Columns
from alienor.cores.sortition.profiles import Profiles
from alienor.cores.sortition.relaxation import LinearChances
from alienor.cores.sortition.solver import Program, Row, Solution


class PanelChances(LinearChances):
    """As `LinearChances`, of mixes of panels: exact to `TOLERANCE` of each program's objective.
    Panels found are added to `columns`, which must hold one at least."""

    def __init__(
        self,
        profiles: Profiles,
        *,
        reachable: NDArray[np.bool_],
        columns: Columns,
    ) -> None:
        super().__init__(profiles, reachable=reachable)
        self._columns = columns
        self._entered: WeakKeyDictionary[Program, int] = WeakKeyDictionary()
        # People of each type, as the mix of panels has them; then the weights of panels, 1 in all.
        self._rows: list[Row] = [([one], [-1.0], 0.0, 0.0) for one in range(self._n)]
        self._rows.append(([], [], 1.0, 1.0))

    def _solution(self, program: Program) -> Solution | None:
        self._enter(program)
        while (solution := program.solve()) is not None:
            weights, worth = solution.duals[: self._n], -float(solution.duals[self._n])
            if not self._columns.better(weights, worth + TOLERANCE * max(1.0, abs(worth))):
                return solution
            self._enter(program)
        return None

    def _enter(self, program: Program) -> None:
        """Panels that this program does not hold yet become columns of it."""
        known = self._columns.panels
        for counts in known[self._entered.get(program, 0) :]:
            rows = np.append(np.flatnonzero(counts), self._n).astype(np.int32)
            values = np.append(counts[rows[:-1]], 1.0)
            program.add_column(cost=0.0, rows=rows, values=values)
        self._entered[program] = len(known)
