"""Who is to be seated, at which tables, and what the organisers wish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

HEAVIEST = 9
"""The largest weight of a field."""

Plan = tuple[tuple[tuple[str, ...], ...], ...]
"""By round, by table (the first is table 1): the ids of those who sit there, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to be seated: any id, and their value in each field, where they have one.
    `needs_access`: only an accessible table will do."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)
    needs_access: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `most` people who have one of `values` in `field` at any table."""

    field: str
    values: tuple[str, ...]
    most: int

    def holds(self, person: Person) -> bool:
        """Whether this person counts for the cap."""
        return person.values.get(self.field) in self.values


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Everything that a plan is made from.

    `sizes`: how many sit at each table, the same every round; they add up to the people.
    `balance`: the weight, 1 to 9, of each field whose values tables share out. `caps`, `together`
    (the same table every round), `apart` (never at one table) and access are kept, or there is no
    plan. `accessible`: numbers of tables, from 1; empty where all of them are.
    """

    people: tuple[Person, ...]
    sizes: tuple[int, ...]
    rounds: int
    balance: Mapping[str, int] = field(default_factory=dict)
    caps: tuple[Cap, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    accessible: frozenset[int] = frozenset()

    def ids(self) -> frozenset[str]:
        """Everybody to be seated."""
        return frozenset(person.id for person in self.people)

    def is_accessible(self, table: int) -> bool:
        """Whether table number `table`, from 1, suits somebody who needs access."""
        return not self.accessible or table in self.accessible

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Who stays together: lists that share somebody are one group. Sorted, two people at
        least in each."""
        group_of: dict[str, set[str]] = {}
        for ids in self.together:
            merged = set(ids).union(*(group_of.get(one, set()) for one in ids))
            for one in merged:
                group_of[one] = merged
        found = {tuple(sorted(group)) for group in group_of.values() if len(group) > 1}
        return tuple(sorted(found))

    def separated(self) -> frozenset[tuple[str, str]]:
        """Pairs that never share a table, the smaller id first."""
        return frozenset(
            (one, other) for ids in self.apart for one in ids for other in ids if one < other
        )


def table_sizes(*, people: int, tables: int, accessible: Iterable[int] = ()) -> tuple[int, ...]:
    """How many sit at each of `tables` tables: as many everywhere, within one. The larger ones are
    accessible ones first. Raises ValueError where there are fewer people than tables."""
    if not 1 <= tables <= people:
        raise ValueError(f"{people} people, {tables} tables")
    size, more = divmod(people, tables)
    reachable = set(accessible)
    order = sorted(range(tables), key=lambda place: (place + 1 not in reachable, place))
    larger = set(order[:more])
    return tuple(size + (place in larger) for place in range(tables))


def as_plan(rounds: Iterable[Sequence[Iterable[str]]]) -> Plan:
    """A plan from its tables, each sorted."""
    return tuple(tuple(tuple(sorted(table)) for table in turn) for turn in rounds)
