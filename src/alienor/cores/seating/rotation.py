"""Tables that mix colleges, and a rotation that lets people meet as many others as they can.

People are put in an order that a seed fixes, college after college, and dealt to the tables like
cards: every table gets its share of each college, within one person. In round r, the k-th deal is
shifted by k times r tables. Two people of different deals then meet again only where r times the
difference of their deals comes back to the same table: never, as long as the number of tables is
prime and neither deals nor rounds are more than the tables; two people of the same deal never meet.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to be seated: any id, and the college that tables mix."""

    id: int
    college: str


Plan = tuple[tuple[tuple[int, ...], ...], ...]
"""By round, by table (the first is table 1): the ids of those who sit there."""


def rotate_tables(people: Sequence[Person], *, tables: int, rounds: int, seed: str) -> Plan:
    """Seat everybody at one table a round.

    `seed`: published with the plan, so that anybody can make it again. Sizes differ by one at
    most. Raises ValueError where there are no tables, no rounds, or fewer people than tables.
    """
    if tables < 1 or rounds < 1 or len(people) < tables:
        raise ValueError(f"{len(people)} people, {tables} tables, {rounds} rounds")
    dealt = sorted(people, key=lambda one: (one.college, _rank(seed, one.id), one.id))
    plan = []
    for turn in range(rounds):
        seated: list[list[int]] = [[] for _ in range(tables)]
        for position, one in enumerate(dealt):
            deal, place = divmod(position, tables)
            seated[(place + deal * turn) % tables].append(one.id)
        plan.append(tuple(tuple(table) for table in seated))
    return tuple(plan)


def meetings(plan: Plan) -> dict[tuple[int, int], int]:
    """How many times each pair (smaller id first) sits at one table."""
    met: Counter[tuple[int, int]] = Counter()
    for turn in plan:
        for table in turn:
            met.update(combinations(sorted(table), 2))
    return dict(met)


def _rank(seed: str, person: int) -> str:
    return hashlib.sha256(f"{seed}\n{person}".encode()).hexdigest()
