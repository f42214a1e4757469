"""A gathering in whole numbers: what the search adds up.

Every cost is a whole number, far below the 2**53 up to which floats are exact: sums do not depend
on the order in which a processor adds, so a plan is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alienor.cores.seating.model import Gathering

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REPEAT = 2
"""Cost of a pair's m meetings too many: 2 (1 + 4 + ... + m²), so that no third one is worth
sparing two second ones."""

MISFIT = 6
"""Cost of one person beyond the proportional share at a table, times the weight of the field: as
much as three pairs that meet twice. Our choice."""

BROKEN = 2**20
"""Cost of one person beyond a cap, or of two people at one table who are kept apart: never worth
anything else."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """People are numbered in the order of `ids`; number n stands for an empty place.

    `traits`: (n + 1, n_traits) ones and zeros, a trait being a value of a balanced field or what a
    cap counts. `costs`: (n_tables, n_traits, largest size + 3), the cost of c people of a trait at
    a table, at place c + 1. `repulsion`: (n + 1, n + 1), cost of two people at one table, whatever
    the other rounds. `groups`: the people of each group who stay together; `grouped`, `bound`:
    (n + 1,) who is in one, who needs access. `accessible`: (n_tables,).
    """

    ids: tuple[str, ...]
    sizes: Ints
    traits: Floats
    costs: Floats
    repulsion: Floats
    groups: tuple[Ints, ...]
    grouped: NDArray[np.bool_]
    bound: NDArray[np.bool_]
    accessible: NDArray[np.bool_]


def numbers_of(gathering: Gathering) -> Numbers:
    """The gathering, its people in the order of their ids: whatever order they came in."""
    people = sorted(gathering.people, key=lambda one: one.id)
    ids = tuple(person.id for person in people)
    place = {one: number for number, one in enumerate(ids)}
    count, sizes = len(ids), np.array(gathering.sizes, dtype=np.int64)
    held: list[list[bool]] = []
    costs: list[Floats] = []
    occupied = np.arange(-1, sizes.max() + 2)
    for name, weight in sorted(gathering.balance.items()):
        for value in sorted({one.values[name] for one in people if name in one.values}):
            column = [one.values.get(name) == value for one in people]
            low, high = share_bounds(sum(column), sizes, count)
            beyond = np.maximum(low[:, None] - occupied, 0) + np.maximum(
                occupied - high[:, None], 0
            )
            held.append(column)
            costs.append(MISFIT * weight * beyond.astype(np.float64))
    for cap in gathering.caps:
        held.append([cap.holds(one) for one in people])
        excess = BROKEN * np.maximum(occupied - cap.most, 0).astype(np.float64)
        costs.append(np.tile(excess, (len(sizes), 1)))
    traits = np.zeros((count + 1, len(held)))
    traits[:count] = np.array(held, dtype=np.float64).reshape(len(held), count).T
    repulsion = np.zeros((count + 1, count + 1))
    for one, other in gathering.separated():
        repulsion[place[one], place[other]] = repulsion[place[other], place[one]] = BROKEN
    groups = tuple(np.array([place[one] for one in ids]) for ids in gathering.groups())
    grouped = np.zeros(count + 1, dtype=np.bool_)
    for group in groups:
        grouped[group] = True
    return Numbers(
        ids=ids,
        sizes=sizes,
        traits=traits,
        costs=np.stack(costs, axis=1) if costs else np.zeros((len(sizes), 0, len(occupied))),
        repulsion=repulsion,
        groups=groups,
        grouped=grouped,
        bound=np.array([*(person.needs_access for person in people), False]),
        accessible=np.array([gathering.is_accessible(table + 1) for table in range(len(sizes))]),
    )


def share_bounds(holders: int, sizes: Ints, people: int) -> tuple[Ints, Ints]:
    """The proportional share of `holders` among `people`, at tables of `sizes`, rounded down and
    up: a count between both is no misfit."""
    exact = holders * sizes
    return exact // people, -(-exact // people)


def met_in(tables: Ints) -> NDArray[np.bool_]:
    """(n, n): who shares a table, from everybody's table (n,), -1 for none."""
    there = tables >= 0
    together: NDArray[np.bool_] = tables[:, None] == tables[None, :]
    if not there.all():
        together &= there[:, None]
    np.fill_diagonal(together, val=False)
    return together


def tables_in(ids: Sequence[str], turn: Sequence[Sequence[str]]) -> Ints:
    """(n,): the table of each of `ids` in a round of a plan, from 0; -1 for who is at none."""
    at = {one: table for table, seated in enumerate(turn) for one in seated}
    return np.array([at.get(one, -1) for one in ids], dtype=np.int64)
