"""A panel in whole numbers by branching: fractions of people are settled one by one, the likeliest
first, going back where a branch holds none.

Where seats are few and quotas tight, hardly any swap or rounding keeps every quota, and a solver of
whole programs spends a hundred times longer on each small program, in preparing it and in cuts,
than the few dozen linear programs that are needed here.
"""

from __future__ import annotations

import numpy as np

from alienor.cores.sortition.profiles import Counts, Floats
from alienor.cores.sortition.solver import INFINITY, Program

_WHOLE = 1e-6
"""A fraction below this is none."""


def first_whole(
    program: Program,
    *,
    lower: Floats,
    upper: Floats,
    branches: int,
    limit: float = INFINITY,
) -> tuple[Counts | None, bool]:
    """A solution of `program` in whole numbers between `lower` and `upper` (n_columns,) whose
    objective is below `limit`, the first one met; and, where none was met within that many
    `branches`, whether it is certain that there is none."""
    columns = np.arange(len(lower), dtype=np.int32)
    waiting = [(lower, upper)]
    for _ in range(branches):
        lower, upper = waiting.pop()
        program.set_bounds(columns, lower=lower, upper=upper)
        solution = program.solve()
        if solution is not None and solution.objective < limit:
            fraction = solution.values - np.floor(solution.values + _WHOLE)
            column = int(np.argmax(fraction))
            if fraction[column] < _WHOLE:
                return np.rint(solution.values).astype(np.int64), False
            below = np.floor(solution.values[column])
            for least, most in ((lower[column], below), (below + 1, upper[column])):
                branch = lower.copy(), upper.copy()
                branch[0][column], branch[1][column] = least, most
                waiting.append(branch)
        if not waiting:
            return None, True
    return None, False
