"""The narrow port to the optimiser (HiGHS): always minimise, one thread, a fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Row = tuple[Sequence[int], Sequence[float], float, float]
"""Columns, coefficients, lower and upper bound of a row."""

INFINITY = float("inf")

_EXACTING = 1e-9
"""By how much a row or a price may be missed."""

_DUAL, _PRIMAL = 1, 4
_AFRESH = ((_EXACTING, _DUAL), (_EXACTING, _PRIMAL), (1e-7, _DUAL), (1e-6, _PRIMAL))
"""Tolerances and simplex methods with which a program is solved anew where the solver gave up."""

_NONE = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)
_ENDS = (*_NONE, highspy.HighsModelStatus.kOptimal)
"""How a solve can end; anything else is the solver giving up."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`values` (n_columns,), `duals` of the rows (n_rows,) for a linear program; `bound`: no
    solution has a smaller objective."""

    objective: float
    bound: float
    values: Floats
    duals: Floats


class _Quiet(highspy.Highs):
    """Without the banner that HiGHS prints as it starts."""

    def enableCallbacks(self) -> None:  # noqa: N802 (HiGHS calls it while starting)
        self.setOptionValue("output_flag", False)  # noqa: FBT003 (its own signature)
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy is untyped


class Program:
    """A linear program, with whole numbers where `whole`, that is changed and solved again."""

    def __init__(
        self,
        *,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        rows: Sequence[Row],
        whole: bool = False,
    ) -> None:
        self._whole = whole
        self._columns = len(cost)
        model = highspy.HighsLp()
        model.num_col_ = len(cost)
        model.num_row_ = len(rows)
        model.col_cost_ = np.asarray(cost, dtype=float)
        model.col_lower_ = np.asarray(lower, dtype=float)
        model.col_upper_ = np.asarray(upper, dtype=float)
        model.row_lower_ = np.array([row[2] for row in rows], dtype=float)
        model.row_upper_ = np.array([row[3] for row in rows], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.cumsum([0, *(len(row[0]) for row in rows)])
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = np.array([i for row in rows for i in row[0]], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for row in rows for v in row[1]], dtype=float)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
        self._highs = _Quiet()  # type: ignore[no-untyped-call]  # highspy is untyped
        for option, value in (
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-7),
            ("simplex_strategy", _DUAL),
        ):
            self._highs.setOptionValue(option, value)
        self._tolerate(_EXACTING)
        if self._highs.passModel(model) == highspy.HighsStatus.kError:
            raise RuntimeError("the solver refuses this program")

    def set_cost(self, cost: Floats) -> None:
        """Change the objective: cost (n_columns,)."""
        columns = np.arange(self._columns, dtype=np.int32)
        self._highs.changeColsCost(self._columns, columns, np.asarray(cost, dtype=float))

    def set_bounds(self, columns: NDArray[np.int32], *, lower: Floats, upper: Floats) -> None:
        """Change the bounds of these columns."""
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def set_row(self, row: int, *, lower: float, upper: float) -> None:
        """Change the bounds of a row."""
        self._highs.changeRowBounds(row, lower, upper)

    def set_rows(self, *, lower: Floats, upper: Floats) -> None:
        """Change the bounds of every row."""
        rows = np.arange(len(lower), dtype=np.int32)
        self._highs.changeRowsBounds(  # type: ignore[attr-defined]  # not in its stub
            len(rows), rows, lower, upper
        )

    def set_coefficient(self, row: int, column: int, value: float) -> None:
        """Change one coefficient."""
        self._highs.changeCoeff(row, column, value)

    def add_column(self, *, cost: float, rows: NDArray[np.int32], values: Floats) -> None:
        """Add a column between 0 and infinity."""
        self._highs.addCol(cost, 0.0, highspy.kHighsInf, len(rows), rows, values)
        self._columns += 1

    def add_row(self, columns: NDArray[np.int32], values: Floats, *, upper: float) -> None:
        """Add a row without a lower bound."""
        self._highs.addRow(-highspy.kHighsInf, upper, len(columns), columns, values)

    def solve(self) -> Solution | None:
        """The best solution; None if there is none.

        Errors: RuntimeError if the solver gives up.
        """
        status = self._run()
        if status in _NONE:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(self._highs.modelStatusToString(status))
        solution = self._highs.getSolution()
        info = self._highs.getInfo()
        objective = float(info.objective_function_value)
        return Solution(
            objective=objective,
            bound=float(info.mip_dual_bound) if self._whole else objective,
            values=np.array(solution.col_value, dtype=float),
            duals=np.array([] if self._whole else solution.row_dual, dtype=float),
        )

    def _run(self) -> highspy.HighsModelStatus:
        """How a solve ends: of itself, or else afresh, then ever less exacting. Going on from the
        last basis, the simplex can lose its way where rows nearly repeat each other."""
        self._highs.run()
        status = self._highs.getModelStatus()
        for tolerance, strategy in _AFRESH:
            if status in _ENDS:
                break
            self._highs.clearSolver()
            self._tolerate(tolerance)
            self._highs.setOptionValue("simplex_strategy", strategy)
            self._highs.run()
            status = self._highs.getModelStatus()
            self._tolerate(_EXACTING)
            self._highs.setOptionValue("simplex_strategy", _DUAL)
        return status

    def _tolerate(self, tolerance: float) -> None:
        self._highs.setOptionValue("primal_feasibility_tolerance", tolerance)
        self._highs.setOptionValue("dual_feasibility_tolerance", tolerance)
