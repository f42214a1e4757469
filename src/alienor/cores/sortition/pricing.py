"""Pricing: the panel of most weight. A quick swap search proposes, an exact solver settles.

Weights are the dual prices of the master program (see `columns`), so a panel of more weight than
the panels already known can improve the distribution. The search alone is no proof: where it finds
nothing, a mixed-integer program gives the best panel and a bound that nothing exceeds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alienor.cores.sortition.branching import first_whole
from alienor.cores.sortition.profiles import Counts, Floats, Profiles
from alienor.cores.sortition.solver import Program, Row

_SWAPS_CONSIDERED = 64
"""Of the types that could leave or enter, how many the swap search looks at each time."""

_BRANCHES = 2000
"""Branches that the first search for a panel of more weight looks at, most of them in less than a
millisecond: with tight quotas it needs a tenth of the time of a solver of whole programs."""

_NO_WEIGHT = 1e-9
"""A weight that counts as nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A panel by types (n_types,), its weight, and a weight that no panel exceeds."""

    counts: Counts
    weight: float
    bound: float


def panel_rows(profiles: Profiles) -> list[Row]:
    """What makes a panel, as rows over types: the seats, each quota, each group of households."""
    everyone = list(range(len(profiles.types)))
    rows: list[Row] = [
        (everyone, [1.0] * len(everyone), float(profiles.seats), float(profiles.seats))
    ]
    for quota, members in zip(profiles.quotas, profiles.incidence, strict=True):
        columns = np.flatnonzero(members).tolist()
        rows.append((columns, [1.0] * len(columns), float(quota.minimum), float(quota.maximum)))
    for group, households in profiles.households:
        rows.append((list(group), [1.0] * len(group), 0.0, float(households)))
    return rows


class PanelOracle:
    """Finds panels of much weight in one instance."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._program = Program(
            cost=np.zeros(len(profiles.types)),
            lower=profiles.least,
            upper=profiles.most,
            rows=panel_rows(profiles),
            whole=True,
        )
        self._search = SwapSearch(profiles)
        self._fractions = Program(
            cost=np.zeros(len(profiles.types)),
            lower=profiles.least,
            upper=profiles.most,
            rows=panel_rows(profiles),
        )

    def best(self, weights: Floats) -> Priced | None:
        """The panel of most weight, proven; None if there is no panel. weights: (n_types,)."""
        self._program.set_cost(-weights)
        solution = self._program.solve()
        if solution is None:
            return None
        counts = np.rint(solution.values).astype(np.int64)
        return Priced(counts=counts, weight=float(weights @ counts), bound=-solution.bound)

    def learn(self, weights: Floats, limit: float) -> None:
        """No panel weighs more than `limit`: searches to come are shorter for it."""
        used = np.flatnonzero(weights > _NO_WEIGHT).astype(np.int32)
        for program in (self._program, self._fractions):
            program.add_row(used, weights[used], upper=limit + _NO_WEIGHT)

    def above(self, weights: Floats, limit: float) -> tuple[Counts | None, bool]:
        """A panel of more weight than `limit`, mostly of nearly the most; where a search of some
        length finds none, whether it is certain that there is none. weights: (n_types,)."""
        self._fractions.set_cost(-weights)
        return first_whole(
            self._fractions,
            lower=self._profiles.least,
            upper=self._profiles.most,
            branches=_BRANCHES,
            limit=-limit,
        )

    def improved(self, start: Counts, weights: Floats) -> Counts:
        """A panel of at least the weight of `start`, by swaps; nothing is proven."""
        return self._search.climb(start, weights)


class SwapSearch:
    """Replaces one panel member by another while that adds weight and the panel stays one."""

    def __init__(self, profiles: Profiles) -> None:
        self._least = profiles.least.astype(np.int64)
        self._most = profiles.most.astype(np.int64)
        shared = np.zeros((len(profiles.households), len(profiles.types)))
        for row, (group, _) in enumerate(profiles.households):
            shared[row, list(group)] = 1
        self._rows = np.vstack([profiles.incidence, shared])
        self._low = np.array([q.minimum for q in profiles.quotas] + [0] * len(shared), dtype=float)
        self._high = np.array(
            [q.maximum for q in profiles.quotas] + [h for _, h in profiles.households], dtype=float
        )

    def climb(self, start: Counts, weights: Floats) -> Counts:
        """The end of a steepest climb from a panel: (n_types,) to (n_types,)."""
        counts = start.copy()
        totals = self._rows @ counts
        while True:
            leaving = np.flatnonzero(counts > self._least)
            entering = np.flatnonzero(counts < self._most)
            leaving = leaving[np.argsort(weights[leaving], kind="stable")][:_SWAPS_CONSIDERED]
            entering = entering[np.argsort(-weights[entering], kind="stable")]
            entering = entering[:_SWAPS_CONSIDERED]
            if not len(leaving) or not len(entering):
                return counts
            out, into = self._rows[:, leaving], self._rows[:, entering]
            full = (totals >= self._high)[:, None]
            scarce = (totals <= self._low)[:, None]
            broken = (full * (1 - out)).T @ into + (scarce * out).T @ (1 - into)
            gain = weights[entering][None, :] - weights[leaving][:, None]
            gain[broken > 0] = -np.inf
            place = int(np.argmax(gain))
            a, b = divmod(place, len(entering))
            if gain[a, b] <= 1e-9:
                return counts
            counts[leaving[a]] -= 1
            counts[entering[b]] += 1
            totals += into[:, b] - out[:, a]
