"""Chances over the linear relaxation: what fractions of people could be on an average panel.

Every mix of panels gives an average panel that keeps the quotas in fractions, so nothing that a
linear program excludes here can be had over panels. This is the bound shown beside a draw, and the
goal that panels are then mixed to.

* `leximin`: B. Flanigan, P. Gölz, A. Gupta, B. Hennig, A. D. Procaccia, "Fair algorithms for
  selecting citizens' assemblies", Nature 596 (2021), Algorithm 1, without panels;
* `nash`: the greatest product of everyone's chances, from the same paper;
* `goldilocks`: chances neither too low nor too high. C. Baharav, B. Flanigan, "Fair,
  manipulation-robust, and transparent sortition" (EC 2024, arXiv 2406.15009): the sum of the
  highest chance and of the inverse of the lowest one, each against equal chances, is least; here
  that fixes the highest chance, and under it chances are leximin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Floats, Profiles
from alienor.cores.sortition.solver import INFINITY, Program, Row, Solution

_HELD = 1e-7
"""A dual price above this holds a chance down; the prices of a stage sum to 1."""

_NOTHING = 1e-7
"""A type that the best average panel for it holds less of than this cannot be on a panel."""

_FIRST_STEP, _LAST_STEP = 0.5, 1e-8
"""How far from each chance the product of chances is looked at around it, at first and in the end,
as a share of this chance."""

_TANGENTS = 60
"""How often the inverse of the lowest chance is approached from below."""

Cut = tuple[Floats, float]


class LinearChances:
    """The average panels of an instance, `reachable` (n_types,) the types some panel can hold.

    `cuts`: weights (n_types,) and a limit that no panel exceeds, hence no average panel either.
    Chances are by type, (n_types,), 1 for seats already held, 0 for types no panel can hold.
    """

    def __init__(
        self, profiles: Profiles, *, reachable: NDArray[np.bool_], cuts: Sequence[Cut] = ()
    ) -> None:
        self.raised = profiles.drawn & reachable
        self._sizes = profiles.sizes
        self._n = len(profiles.types)
        self._seats = profiles.seats
        self._rows = panel_rows(profiles)
        for weights, limit in cuts:
            used = np.flatnonzero(weights).tolist()
            self._rows.append((used, weights[used].tolist(), -INFINITY, limit))
        self._least = profiles.least
        self._most = np.where(reachable, profiles.most, 0.0)
        self._open = np.flatnonzero(self.raised).tolist()
        self._floor: float | None = None

    def highest_floor(self) -> float:
        """The highest chance that everyone can have at once, 1 where the lot decides nothing."""
        if self._floor is None:
            solution = self._solved(self._staged(self._most)) if self._open else None
            self._floor = 1.0 if solution is None else -solution.objective
        return self._floor

    def leximin(self, *, highest: float = 1.0) -> Floats:
        """The lowest chance as high as can be, then the next lowest, and so on; none above
        `highest`, which some average panel allows."""
        most = np.where(self.raised, np.minimum(self._most, self._sizes * highest), self._most)
        program = self._staged(most)
        first = len(self._rows)
        stage = self._solved(program)
        chances = np.where(self.raised, 0.0, self._least / self._sizes)
        open_ = self.raised.copy()
        while open_.any():
            prices = np.zeros(self._n)
            prices[self._open] = stage.duals[first:]
            prices[~open_] = 0.0
            held = prices > _HELD
            if not held.any():
                held = open_ & (prices >= prices[open_].max())
            chances[held] = -stage.objective
            for row, column in enumerate(self._open, start=first):
                if held[column]:
                    program.set_coefficient(row, self._n, 0.0)
            open_ &= ~held
            if open_.any():
                stage = self._next_stage(program, first, chances, open_)
        return self._possible(chances, most)

    def nash(self) -> Floats:
        """The greatest product of everyone's chances. Chords stand for the logarithm, ever finer
        around the best chances of the chords before."""
        chances = np.where(self.raised, 0.0, self._least / self._sizes)
        if not self._open:
            return chances
        widest = self._most[self._open] / self._sizes[self._open]
        grid = np.geomspace(1e-6, 1.0, 30)
        points = np.minimum(grid[None, :], widest[:, None])
        step = _FIRST_STEP
        while True:
            best = self._on_chords(points)
            if step < _LAST_STEP:
                chances[self._open] = best
                return chances
            around = best[:, None] * (1 + step * np.linspace(-1, 1, 9)[None, :])
            points = np.minimum(np.maximum(around, 1e-9), widest[:, None])
            step *= 0.4

    def goldilocks(self) -> Floats:
        """Leximin under the highest chance for which `highest / equal + equal / lowest` is least,
        `equal` being the chance that everyone would have if chances could be equal."""
        people = float(self._sizes[self._open].sum())
        seats = self._seats - float(self._least.sum())
        if not self._open or seats <= 0:
            return self.leximin()
        equal, floor = seats / people, self.highest_floor()
        worst = equal / (1 / equal + equal / floor)  # under this, maximin would cost less
        n, low, high, inverse = self._n, self._n, self._n + 1, self._n + 2
        rows: list[Row] = list(self._rows)
        for column in self._open:
            share = 1 / float(self._sizes[column])
            rows.append(([column, low], [share, -1.0], 0.0, INFINITY))
            rows.append(([column, high], [share, -1.0], -INFINITY, 0.0))
        at = [min(equal, floor)]
        for _ in range(_TANGENTS):
            tangents: list[Row] = [
                ([inverse, low], [1.0, equal / one**2], 2 * equal / one, INFINITY) for one in at
            ]
            solution = self._solved(
                Program(
                    cost=np.concatenate([np.zeros(n), [0.0, 1 / equal, 1.0]]),
                    lower=np.concatenate([self._least, [worst, 0.0, 0.0]]),
                    upper=np.concatenate([self._most, [1.0, 1.0, INFINITY]]),
                    rows=rows + tangents,
                )
            )
            lowest = float(solution.values[low])
            if equal / lowest - float(solution.values[inverse]) < 1e-9 * equal / lowest:
                break
            at.append(lowest)
        return self.leximin(highest=min(1.0, float(solution.values[high]) + 1e-9))

    def _staged(self, most: Floats) -> Program:
        """The highest level that all chances reach at once: types, then the level."""
        floors: list[Row] = [
            ([column, self._n], [1 / float(self._sizes[column]), -1.0], 0.0, INFINITY)
            for column in self._open
        ]
        return Program(
            cost=np.append(np.zeros(self._n), -1.0),
            lower=np.append(self._least, 0.0),
            upper=np.append(most, 1.0),
            rows=self._rows + floors,
        )

    def _next_stage(
        self, program: Program, first: int, chances: Floats, open_: NDArray[np.bool_]
    ) -> Solution:
        """The next level, those settled kept at theirs; by a hair less where rounding errors of
        earlier stages would otherwise leave nothing."""
        for hair in (1e-9, 1e-8, 1e-7):
            for row, column in enumerate(self._open, start=first):
                if not open_[column]:
                    program.set_row(row, lower=float(chances[column]) - hair, upper=INFINITY)
            if (solution := self._solution(program)) is not None:
                return solution
        raise RuntimeError("the settled chances no longer hold together")

    def _possible(self, chances: Floats, most: Floats) -> Floats:
        """The nearest chances of an average panel, above rather than below: those found stage by
        stage miss it by rounding errors, which would add up over many people."""
        n = self._n
        rows: list[Row] = list(self._rows)
        for column in self._open:
            share, chance = 1 / float(self._sizes[column]), float(chances[column])
            rows.append(([column, n], [share, 1.0], chance, INFINITY))
            rows.append(([column, n], [share, -10.0], -INFINITY, chance))
        solution = self._solved(
            Program(
                cost=np.append(np.zeros(n), 1.0),
                lower=np.append(self._least, 0.0),
                upper=np.append(most, 1.0),
                rows=rows,
            )
        )
        return solution.values[:n] / self._sizes

    def _on_chords(self, points: Floats) -> Floats:
        """The best chances (n_open,) where the logarithm is linear between `points`, chances that
        rise along each row (n_open, n_points); one column for each piece of each type."""
        sizes = self._sizes[self._open]
        ends = np.column_stack([np.zeros(len(points)), points, self._most[self._open] / sizes])
        widths = np.diff(ends, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = np.diff(np.log(ends[:, 1:]), axis=1) / widths[:, 1:]
        slopes = np.column_stack([2 / points[:, 0], slopes])
        kept = widths > 1e-12
        pieces = [np.flatnonzero(row) for row in kept]
        starts = np.cumsum([0, *(len(one) for one in pieces)])
        fixed = [column for column in range(self._n) if not self.raised[column]]
        columns: dict[int, list[int]] = {
            column: list(range(int(starts[place]), int(starts[place + 1])))
            for place, column in enumerate(self._open)
        }
        total = int(starts[-1])
        columns |= {column: [total + place] for place, column in enumerate(fixed)}
        rows: list[Row] = []
        for used, weights, low, high in self._rows:
            spread = [(one, w) for column, w in zip(used, weights, strict=True)
                      for one in columns[column]]  # fmt: skip
            rows.append(([one for one, _ in spread], [w for _, w in spread], low, high))
        solution = self._solved(
            Program(
                cost=np.concatenate([-slopes[kept], np.zeros(len(fixed))]),
                lower=np.concatenate([np.zeros(total), self._least[fixed]]),
                upper=np.concatenate([(widths * sizes[:, None])[kept], self._most[fixed]]),
                rows=rows,
            )
        )
        return np.add.reduceat(solution.values[:total], starts[:-1]) / sizes

    def _solved(self, program: Program) -> Solution:
        """The solution. Errors: SortitionInvalid (`no_panel`)."""
        solution = self._solution(program)
        if solution is None:
            raise refuse("no_panel")
        return solution

    def _solution(self, program: Program) -> Solution | None:
        """The solution; None if there is none. The first rows of `program` are those of a panel."""
        return program.solve()


AIMS: dict[str, Callable[[LinearChances], Floats]] = {
    "leximin": LinearChances.leximin,
    "maximin": LinearChances.leximin,
    "nash": LinearChances.nash,
    "goldilocks": LinearChances.goldilocks,
}
"""The chances that each method aims at. Maximin asks for less than leximin: who reaches the second
has the first."""


def held_by_average_panels(profiles: Profiles) -> NDArray[np.bool_]:
    """Which types an average panel can hold, (n_types,): no panel holds the others.

    Errors: SortitionInvalid (`no_panel`).
    """
    everyone = np.ones(len(profiles.types), dtype=bool)
    if LinearChances(profiles, reachable=everyone).highest_floor() > _NOTHING:
        return everyone
    held = ~everyone
    program = Program(
        cost=np.zeros(len(held)),
        lower=profiles.least,
        upper=profiles.most,
        rows=panel_rows(profiles),
    )
    while not held.all():
        program.set_cost(-(~held).astype(float))
        solution = program.solve()
        if solution is None:
            raise refuse("no_panel")
        found = ~held & (solution.values > _NOTHING)
        if not found.any():
            break
        held |= found
    return held
