"""Whole panels near an average panel: a linear program whose fractions are fixed a few at a time.

The best corner between the whole numbers below and above has hardly more fractions than there are
quotas. In a large pool hardly anyone of a type is on one panel: the types that expectations and
dice favour make a small program, and all of them are there where that finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alienor.cores.sortition.branching import first_whole
from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.solver import Program, Row, Solution

_FAVOURED, _MANY = 6, 18
"""Types that a panel is looked for among at first, a seat, where there are many (types a seat).
Measured at 5,000 people: 6 saves a quarter of a draw's time; 3 finds no panel every other time; 12
saves next to nothing, and nor does 6 of the 12 types a seat among 2,000 people."""

_DECIDED = 0.4
"""Fractions this near to a whole number are fixed together."""

_DIVES = 25
"""How often the fractions of one panel are fixed before branching is tried."""

_BRANCHES = 60
"""Branches that are looked at where fixing fractions came to nothing."""

_BLUR = 0.01
"""What the dice weigh beside the expectations in choosing a panel."""

_STEEP = 30.0
"""The most that a type weighs in choosing a panel."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sought:
    """What a panel lies between, and what each type costs: (n_types,) each."""

    cost: Floats
    below: Floats
    above: Floats


class WholePanels:
    """The panels of an instance that are near an average panel."""

    def __init__(self, profiles: Profiles) -> None:
        rows = panel_rows(profiles)
        self._least, self._most = profiles.least, profiles.most
        self._low = np.array([row[2] for row in rows])
        self._high = np.array([row[3] for row in rows])
        self._columns = np.array([column for row in rows for column in row[0]], dtype=np.intp)
        self._row_of = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        types, seats = len(profiles.types), profiles.seats
        self._favoured = _FAVOURED * seats if types >= _MANY * seats else types
        self._all = _Dive(rows, np.arange(types))

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

    def nearest(self, left: Floats, *, exact: float, dice: Floats) -> Counts | None:
        """A panel of whole numbers just below or above `left` (n_types,), on every bound that
        `left` reaches; None where none was found. `dice`, (n_types,) between 0 and 1, decide where
        expectations leave it open who is on it."""
        exact = max(10 * exact, 1e-7)
        below, above = np.floor(left + 1e-9), np.ceil(left - 1e-9)
        fraction = np.clip(left - below, 0.0, 1.0)
        slope = np.log((fraction + 1e-12) / (1 - fraction + 1e-12))
        cost = -(np.clip(slope, -_STEEP, _STEEP) + _BLUR * dice)
        sought = _Sought(cost=cost, below=below, above=above)
        tight, *wider = self._rooms(left, exact=exact)
        if self._favoured < len(left):
            favour = np.where(below > 0, 2.0, fraction) * (1 + dice)
            members = np.sort(np.argsort(-favour, kind="stable")[: self._favoured])
            panel = _Dive(self._rows_of(members), members).panel(sought, *tight)
            if panel is not None:
                return panel
        for lower, upper in (tight, *wider):
            panel = self._all.panel(sought, lower, upper)
            if panel is None:
                panel = self._all.searched(sought, lower, upper)
            if panel is not None:
                return panel
        return None

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

    def _rooms(self, left: Floats, *, exact: float) -> Iterator[tuple[Floats, Floats]]:
        """Bounds of each row, (n_rows,) both: the whole numbers around it, then wider ones."""
        totals = self.totals(left)
        at_low, at_high = totals < self._low + exact, totals > self._high - exact
        for room in (0.0, 1.0, np.inf):
            lower = np.maximum(self._low, np.floor(totals + exact) - room)
            upper = np.minimum(self._high, np.ceil(totals - exact) + room)
            yield np.where(at_high, self._high, lower), np.where(at_low, self._low, upper)

    def _rows_of(self, members: NDArray[np.intp]) -> list[Row]:
        """The rows of `panel_rows` over these types alone, numbered as they stand in `members`."""
        place = np.full(len(self._least), -1)
        place[members] = np.arange(len(members))
        columns = place[self._columns]
        row_of, columns = self._row_of[columns >= 0], columns[columns >= 0]
        ends = np.searchsorted(row_of, np.arange(len(self._low) + 1))
        return [
            (columns[first:last].tolist(), [1.0] * int(last - first), float(low), float(high))
            for first, last, low, high in zip(
                ends[:-1], ends[1:], self._low, self._high, strict=True
            )
        ]


class _Dive:
    """Panels over the types `members`: fractions are fixed where they are nearest to whole numbers,
    the rest is solved again. Of every other type a panel has the number just below."""

    def __init__(self, rows: Sequence[Row], members: NDArray[np.intp]) -> None:
        self.members = members.astype(np.int32)
        self._everyone = np.arange(len(members), dtype=np.int32)
        free = np.zeros(len(members))
        self._program = Program(cost=free, lower=free, upper=free, rows=rows)

    def panel(self, sought: _Sought, row_lower: Floats, row_upper: Floats) -> Counts | None:
        """A panel within these bounds of the types and of the rows (n_rows,); None if none came."""
        self._program.set_cost(sought.cost[self.members])
        self._program.set_rows(lower=row_lower, upper=row_upper)
        below, above = sought.below[self.members], sought.above[self.members]
        lower, upper = below.copy(), above.copy()
        solution = self._bounded(self._everyone, lower, upper)
        for _ in range(_DIVES):
            if solution is None:
                return None
            whole = np.rint(solution.values)
            far = np.abs(solution.values - whole)
            open_ = np.flatnonzero(far > 1e-6)
            if not len(open_):
                return self._whole(sought, whole)
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

    def searched(self, sought: _Sought, row_lower: Floats, row_upper: Floats) -> Counts | None:
        """The same, going back where a branch ends (`branching`)."""
        self._program.set_cost(sought.cost[self.members])
        self._program.set_rows(lower=row_lower, upper=row_upper)
        counts, _ = first_whole(
            self._program,
            lower=sought.below[self.members],
            upper=sought.above[self.members],
            branches=_BRANCHES,
        )
        return None if counts is None else self._whole(sought, counts)

    def _whole(self, sought: _Sought, values: Floats | Counts) -> Counts:
        panel = sought.below.astype(np.int64)
        panel[self.members] = values.astype(np.int64)
        return panel

    def _bounded(
        self, changed: NDArray[np.integer], lower: Floats, upper: Floats
    ) -> Solution | None:
        self._program.set_bounds(
            changed.astype(np.int32), lower=lower[changed], upper=upper[changed]
        )
        return self._program.solve()
