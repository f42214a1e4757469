"""The search for a plan: people of two tables change places, in many pairs of tables at once.

Round after round, with the others as they are: tables are paired at random, and in each pair one
exchange of two people, or none, is chosen with probability proportional to exp(-cost /
temperature) (heat-bath sampling; S. Kirkpatrick, C. Gelatt, M. Vecchi, "Optimization by Simulated
Annealing", Science 220, 1983). Pairs of tables share nobody, so their exchanges are exact together.
The temperature falls in a straight line, the last steps take only what is better, and the best
plan met is kept. The number of steps is fixed beforehand, never the time: a seed gives one plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alienor.cores.seating.beginning import first_tables
from alienor.cores.seating.dice import FINENESS, Dice
from alienor.cores.seating.model import Gathering, Plan, as_plan
from alienor.cores.seating.numbers import (
    REPEAT,
    Floats,
    Ints,
    Numbers,
    met_in,
    numbers_of,
    tables_in,
)
from alienor.cores.seating.wishes import check_gathering

Told = Callable[[float], bool]
"""Hears how far the search is, 0 to 1; False stops it, and the best plan met is returned."""

STEPS = 20_000
HOTTEST, COLDEST = 1700, 400
"""Temperatures in 1024ths of a unit of cost: at the first, most of the gain is won; below the
second, nothing moves any more (`benchmarks/seating.py`)."""

_STEPS_A_PERSON = 200
_STAY, _STAY_SHARE = 8, 16
"""Steps in one round before the next: 8, or one for 16 people where that is more, as coming to a
round costs as the square of the people."""

_DESCENT = 0.1
"""Share of the steps that only take what is better."""

_NEVER = 2.0**26
"""Cost of an exchange that is not one: with an empty place, or of somebody in a group."""


def steps_for(people: int) -> int:
    """How many steps a plan of that many people is worth."""
    return min(STEPS, _STEPS_A_PERSON * people)


def seat(
    gathering: Gathering,
    *,
    seed: str,
    before: Plan = (),
    steps: int | None = None,
    told: Told = lambda _: True,
) -> Plan:
    """A plan of all rounds: `before`, rounds that are over or begun, then those searched.

    Everybody sits once a round; caps, groups, separations and access hold in every round searched.
    Few pairs meet twice, counting those of `before`, and few people are beyond the proportional
    share of their table. The same arguments give the same plan, in whatever order people come.
    `steps`: how long to search. Errors: SeatingInvalid.
    """
    check_gathering(gathering)
    if len(before) >= gathering.rounds:
        return before
    numbers = numbers_of(gathering)
    dice = Dice(seed)
    bound = first_tables(gathering)
    rounds = [
        _Round.of(numbers, _filled(numbers, bound, dice))
        for _ in range(gathering.rounds - len(before))
    ]
    met = np.zeros((len(numbers.ids),) * 2)
    for turn in before:
        met += met_in(tables_in(numbers.ids, turn))
    search = _Search(numbers, rounds, met, dice)
    best = search.run(steps if steps is not None else steps_for(len(numbers.ids)), told)
    found = [
        [[numbers.ids[one] for one in table if one < len(numbers.ids)] for table in seats]
        for seats in best
    ]
    return before + as_plan(found)


@dataclass(slots=True, eq=False)
class _Round:
    """One round: `seats` (n_tables, largest size) people, n for an empty place; `at` (n,) the table
    of each; `counts` (n_tables, n_traits)."""

    seats: Ints
    at: Ints
    counts: Ints

    @classmethod
    def of(cls, numbers: Numbers, at: Ints) -> _Round:
        nobody = len(numbers.ids)
        seats = np.full((len(numbers.sizes), numbers.sizes.max()), nobody, dtype=np.int64)
        for table in range(len(seats)):
            people = np.flatnonzero(at == table)
            seats[table, : len(people)] = people
        counts = numbers.traits[seats].sum(axis=1).astype(np.int64)
        return cls(seats, at, counts)


class _Search:
    def __init__(
        self,
        numbers: Numbers,
        rounds: Sequence[_Round],
        met: Floats,
        dice: Dice,
    ) -> None:
        self._numbers, self._rounds, self._dice = numbers, rounds, dice
        self._nobody = len(numbers.ids)
        self._met = met + sum(met_in(one.at) for one in rounds)
        self._repulsion = numbers.repulsion.copy()
        tables, traits, counted = numbers.costs.shape
        self._more = (numbers.costs[:, :, 1:] - numbers.costs[:, :, :-1]).ravel()
        self._cell = (np.arange(tables)[:, None] * traits + np.arange(traits)[None, :]) * (
            counted - 1
        )
        self._fixed_seats = numbers.grouped | (np.arange(self._nobody + 1) == self._nobody)
        self._anyone_bound = bool(numbers.bound.any() and not numbers.accessible.all())
        self._anyone_apart = bool(numbers.repulsion.any())
        self._stay = max(_STAY, self._nobody // _STAY_SHARE)
        self._saved = 0.0
        """How much cheaper the plan is than at the beginning."""

    def run(self, steps: int, told: Told) -> list[Ints]:
        """The best seats met, round by round."""
        best, least = [one.seats.copy() for one in self._rounds], self._saved
        if len(self._numbers.sizes) < 2:
            return best
        visits = max(-(-steps // self._stay), len(self._rounds))
        descent = int(visits * (1 - _DESCENT))
        for visit in range(visits):
            if not told(visit / visits):
                break
            heat = 0
            if visit < descent:
                heat = HOTTEST - (HOTTEST - COLDEST) * visit // descent
            self._visit(self._rounds[visit % len(self._rounds)], heat)
            if self._saved > least:
                best, least = [one.seats.copy() for one in self._rounds], self._saved
        return best

    def _visit(self, turn: _Round, heat: int) -> None:
        """Some steps in one round, the meetings of the others as they are."""
        count = self._nobody
        self._met -= met_in(turn.at)
        between = self._repulsion[:count, :count]
        np.multiply(self._met, self._met, out=between)
        between *= REPEAT
        if self._anyone_apart:
            between += self._numbers.repulsion[:count, :count]
        for _ in range(self._stay):
            self._exchange(turn, heat)
            if self._numbers.groups:
                self._move_group(turn, heat)
        self._met += met_in(turn.at)

    def _exchange(self, turn: _Round, heat: int) -> None:
        """At most one exchange in each of many pairs of tables, chosen by heat bath."""
        seats, traits = turn.seats, self._numbers.traits
        half, size = len(seats) // 2, seats.shape[1]
        order = self._dice.order(len(seats))
        a, b = order[:half], order[half : 2 * half]
        left, right = seats[a], seats[b]
        both = np.concatenate([left, right], axis=1)
        pull = self._repulsion.take(both[:, :, None] * (self._nobody + 1) + both[:, None, :])
        to_left = pull[:, :, :size].sum(axis=2)
        gap = pull[:, :, size:].sum(axis=2) - to_left
        lose, gain = self._margins(turn)
        leaving, coming = lose[a] + gain[b], gain[a] + lose[b]
        traits_left, traits_right = traits[left], traits[right]
        # Of a trait that both have, nothing changes; else one leaves here and comes there.
        mine = gap[:, :size] + (traits_left * leaving[:, None, :]).sum(axis=2)
        theirs = coming[:, None, :] - traits_left * (leaving + coming)[:, None, :]
        cost = (
            (mine + self._stuck(left, b))[:, :, None]
            + (self._stuck(right, a) - gap[:, size:])[:, None, :]
            - 2 * pull[:, :size, size:]
            + theirs @ traits_right.transpose(0, 2, 1)
        )
        noise = self._dice.noise(half * (size * size + 1))
        flat = cost.reshape(half, size * size)
        scores = noise[:-half].reshape(flat.shape) * heat - flat * FINENESS**2
        chosen = scores.argmax(axis=1)
        pairs = np.arange(half)
        taken = np.flatnonzero(scores[pairs, chosen] > noise[-half:] * heat)
        self._saved -= float(flat[taken, chosen[taken]].sum())
        one, other = left[taken, chosen[taken] // size], right[taken, chosen[taken] % size]
        seats[a[taken], chosen[taken] // size] = other
        seats[b[taken], chosen[taken] % size] = one
        turn.at[one], turn.at[other] = b[taken], a[taken]
        change = (traits[other] - traits[one]).astype(np.int64)
        turn.counts[a[taken]] += change
        turn.counts[b[taken]] -= change

    def _margins(self, turn: _Round) -> tuple[Floats, Floats]:
        """(n_tables, n_traits): the cost of one fewer, and of one more, of a trait at a table."""
        cells = self._cell + turn.counts
        return -self._more.take(cells), self._more.take(cells + 1)

    def _stuck(self, people: Ints, tables: Ints) -> Floats:
        """(n_pairs, size): `_NEVER` for who cannot go to these tables in exchange for one."""
        stuck = self._fixed_seats[people]
        if self._anyone_bound:
            there = self._numbers.accessible[tables][:, None]
            stuck = stuck | (self._numbers.bound[people] & ~there)
        return np.where(stuck, _NEVER, 0.0)

    def _move_group(self, turn: _Round, heat: int) -> None:
        """Exchange a group for as many people of another table, whole groups among them."""
        numbers, dice = self._numbers, self._dice
        group = numbers.groups[dice.below(len(numbers.groups))]
        here = int(turn.at[group[0]])
        there = (here + 1 + dice.below(len(numbers.sizes) - 1)) % len(numbers.sizes)
        coming = self._as_many(turn, there, len(group))
        if coming is None:
            return
        for people, table in ((group, there), (coming, here)):
            if numbers.bound[people].any() and not numbers.accessible[table]:
                return
        staying = np.setdiff1d(np.flatnonzero(turn.at == here), group)
        others = np.setdiff1d(np.flatnonzero(turn.at == there), coming)
        cost = (
            self._between(group, others)
            + self._between(coming, staying)
            - self._between(group, staying)
            - self._between(coming, others)
        )
        change = (numbers.traits[coming].sum(axis=0) - numbers.traits[group].sum(axis=0)).astype(
            np.int64
        )
        for table, sign in ((here, 1), (there, -1)):
            traits = np.arange(len(change))
            before = numbers.costs[table, traits, turn.counts[table] + 1]
            after = numbers.costs[table, traits, turn.counts[table] + sign * change + 1]
            cost += float((after - before).sum())
        noise = dice.noise(2)
        if noise[0] * heat - cost * FINENESS**2 <= noise[1] * heat:
            return
        self._saved -= cost
        turn.at[group], turn.at[coming] = there, here
        turn.counts[here] += change
        turn.counts[there] -= change
        for table in (here, there):
            people = np.flatnonzero(turn.at == table)
            turn.seats[table] = self._nobody
            turn.seats[table, : len(people)] = people

    def _as_many(self, turn: _Round, table: int, count: int) -> Ints | None:
        """That many people of a table, taken at random and no group parted; None where a random
        choice does not come out even."""
        people = np.flatnonzero(turn.at == table)
        blocks = [group for group in self._numbers.groups if turn.at[group[0]] == table]
        blocks += [people[n : n + 1] for n in range(len(people))
                   if not self._numbers.grouped[people[n]]]  # fmt: skip
        taken: list[int] = []
        for place in self._dice.order(len(blocks)):
            if len(taken) + len(blocks[place]) <= count:
                taken += blocks[place].tolist()
        return np.array(taken) if len(taken) == count else None

    def _between(self, some: Ints, others: Ints) -> float:
        return float(self._repulsion[np.ix_(some, others)].sum())


def _filled(numbers: Numbers, bound: dict[str, int], dice: Dice) -> Ints:
    """(n,): everybody's table: those of `bound` there, the others anywhere."""
    at = np.array([bound.get(one, -1) for one in numbers.ids], dtype=np.int64)
    taken = np.bincount(at[at >= 0], minlength=len(numbers.sizes))
    free = np.repeat(np.arange(len(numbers.sizes)), numbers.sizes - taken)
    rest = np.flatnonzero(at < 0)
    at[rest] = free[dice.order(len(free))]
    return at
