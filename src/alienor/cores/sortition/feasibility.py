"""Is there a panel at all? If not, the least that must give; if the pool is thin, what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from alienor.cores.sortition.model import Instance, Quota, check_instance, with_bounds
from alienor.cores.sortition.pricing import panel_rows
from alienor.cores.sortition.profiles import Profiles, merge
from alienor.cores.sortition.solver import Program, Row

Bound = Literal["minimum", "maximum"]
Outcome = Literal["drawable", "everyone_kept", "infeasible"]

THIN = 1.5
"""A pool below this many households a seat is called thin: our choice, from no paper. There, the
lot leaves fewer than one household in three aside."""

_BEYOND_FLEX = 1000.0
"""What one person beyond the flexibility allowed weighs against one within it."""

_TIE = 1e-3
"""Among equal totals, the largest bounds give first: one person is a smaller share of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One bound to loosen, from `from_` to `to` people; `beyond_flex`: further than the quota's
    flexibility allows, because nothing within it is enough."""

    feature: str
    value: str
    bound: Bound
    from_: int
    to: int
    beyond_flex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A value of which the pool has too few people: `have` respondents, `minimum` asked for."""

    feature: str
    value: str
    have: int
    minimum: int

    @property
    def shortfall(self) -> int:
        """People missing."""
        return self.minimum - self.have


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Between how many and how many people of a value a panel from this pool can hold, whatever
    the quotas say of other values."""

    feature: str
    value: str
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinPool:
    """Hardly more people than seats: the lot leaves `left_aside` people aside, so it balances
    within `room` and no further."""

    people: int
    households: int
    seats: int
    left_aside: int
    room: tuple[Room, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolReport:
    """What can be drawn from a pool.

    `drawable`: there is a panel that keeps the quotas. `everyone_kept`: no more households than
    seats, so the lot decides nothing but who comes from a household with several people. In both
    other cases than `drawable`, `missing` says who is missing. `infeasible`: `relaxations` says
    what to loosen.
    """

    outcome: Outcome
    missing: tuple[Missing, ...]
    relaxations: tuple[Relaxation, ...]
    thin: ThinPool | None


def is_feasible(instance: Instance) -> bool:
    """Whether some panel keeps every quota. Errors: SortitionInvalid."""
    check_instance(instance)
    return _has_panel(merge(instance))


def smallest_relaxations(instance: Instance) -> list[Relaxation]:
    """The bounds to loosen so that a panel exists, with the least people in total; empty if one
    exists already or if the pool has fewer households than seats (no bound helps then).

    Flexibility (`min_flex`, `max_flex`) is kept if it can be. Sorted by feature, value.
    Errors: SortitionInvalid.
    """
    check_instance(instance)
    profiles = merge(instance)
    if _most_people(profiles) < instance.seats or _has_panel(profiles):
        return []
    return _least_loosening(profiles)


def relaxed(instance: Instance, relaxations: Sequence[Relaxation]) -> Instance:
    """The instance with these bounds loosened."""
    to = {(one.feature, one.value, one.bound): one.to for one in relaxations}
    quotas = [
        with_bounds(
            quota,
            minimum=to.get((quota.feature, quota.value, "minimum"), quota.minimum),
            maximum=to.get((quota.feature, quota.value, "maximum"), quota.maximum),
        )
        for quota in instance.quotas
    ]
    return replace(instance, quotas=tuple(quotas))


def keep_everyone(instance: Instance) -> Instance:
    """The draw for a pool of no more households than seats: no quota, one seat a household."""
    return replace(instance, quotas=(), seats=_most_people(merge(replace(instance, quotas=()))))


def check_pool(instance: Instance) -> PoolReport:
    """What can be drawn, and what the organisers should know first. Errors: SortitionInvalid."""
    check_instance(instance)
    profiles = merge(instance)
    households = _most_people(profiles)
    missing = _missing(instance)
    if households <= instance.seats:
        return PoolReport(outcome="everyone_kept", missing=missing, relaxations=(), thin=None)
    thin = None
    if households < THIN * instance.seats:
        thin = ThinPool(
            people=len(instance.respondents),
            households=households,
            seats=instance.seats,
            left_aside=len(instance.respondents) - instance.seats,
            room=_room(profiles),
        )
    if _has_panel(profiles):
        return PoolReport(outcome="drawable", missing=(), relaxations=(), thin=thin)
    return PoolReport(
        outcome="infeasible",
        missing=missing,
        relaxations=tuple(_least_loosening(profiles)),
        thin=thin,
    )


def _has_panel(profiles: Profiles) -> bool:
    program = Program(
        cost=np.zeros(len(profiles.types)),
        lower=profiles.least,
        upper=profiles.most,
        rows=panel_rows(profiles),
        whole=True,
    )
    return bool(profiles.types) and program.solve() is not None


def _most_people(profiles: Profiles) -> int:
    """People a panel could hold at most, with no quota: one a household still open."""
    grouped = {index for group, _ in profiles.households for index in group}
    alone = sum(one.most for index, one in enumerate(profiles.types) if index not in grouped)
    return alone + sum(households for _, households in profiles.households)


def _least_loosening(profiles: Profiles) -> list[Relaxation]:
    """Columns: types, then for each quota its loosening within the flexibility and beyond it."""
    n, seats = len(profiles.types), profiles.seats
    cost, upper = [0.0] * n, profiles.most.tolist()
    rows: list[Row] = []
    base = panel_rows(profiles)
    rows.append(base[0])
    for quota, (columns, ones, low, high) in zip(profiles.quotas, base[1:], strict=False):
        first = len(cost)
        down, up = _flex(quota, seats)
        for within, bound in ((down, quota.minimum), (up, quota.maximum)):
            tie = _TIE / (1 + bound)
            cost += [1 + tie, _BEYOND_FLEX * (1 + tie)]
            upper += [float(within), float(seats + quota.maximum)]
        rows.append(([*columns, first, first + 1], [*ones, 1.0, 1.0], low, float("inf")))
        rows.append(([*columns, first + 2, first + 3], [*ones, -1.0, -1.0], -float("inf"), high))
    rows += base[1 + len(profiles.quotas) :]
    program = Program(
        cost=np.array(cost),
        lower=np.concatenate([profiles.least, np.zeros(len(cost) - n)]),
        upper=np.array(upper),
        rows=rows,
        whole=True,
    )
    solution = program.solve()
    assert solution is not None, "there are enough households: some loosening is enough"
    values = np.rint(solution.values[n:]).astype(int).reshape(len(profiles.quotas), 4)
    found: list[Relaxation] = []
    for quota, (less, far_less, more, far_more) in zip(
        profiles.quotas, values.tolist(), strict=True
    ):
        if less + far_less:
            found.append(
                Relaxation(
                    feature=quota.feature,
                    value=quota.value,
                    bound="minimum",
                    from_=quota.minimum,
                    to=quota.minimum - less - far_less,
                    beyond_flex=far_less > 0,
                )
            )
        if more + far_more:
            found.append(
                Relaxation(
                    feature=quota.feature,
                    value=quota.value,
                    bound="maximum",
                    from_=quota.maximum,
                    to=quota.maximum + more + far_more,
                    beyond_flex=far_more > 0,
                )
            )
    return found


def _flex(quota: Quota, seats: int) -> tuple[int, int]:
    down = quota.minimum - (0 if quota.min_flex is None else quota.min_flex)
    up = (seats if quota.max_flex is None else quota.max_flex) - quota.maximum
    return down, max(0, up)


def _missing(instance: Instance) -> tuple[Missing, ...]:
    found = []
    for quota in sorted(instance.quotas, key=lambda one: (one.feature, one.value)):
        have = sum(person.values[quota.feature] == quota.value for person in instance.respondents)
        if have < quota.minimum:
            found.append(
                Missing(feature=quota.feature, value=quota.value, have=have, minimum=quota.minimum)
            )
    return tuple(found)


def _room(profiles: Profiles) -> tuple[Room, ...]:
    """For each value, the fewest and most a panel holds when only seats and households count."""
    free = replace(profiles, quotas=())
    program = Program(
        cost=np.zeros(len(profiles.types)),
        lower=profiles.least,
        upper=profiles.most,
        rows=panel_rows(free),
        whole=True,
    )
    rooms = []
    for quota, members in zip(profiles.quotas, profiles.incidence, strict=True):
        ends = []
        for sign in (1.0, -1.0):
            program.set_cost(sign * members)
            solution = program.solve()
            assert solution is not None
            ends.append(round(sign * solution.objective))
        rooms.append(Room(feature=quota.feature, value=quota.value, least=ends[0], most=ends[1]))
    return tuple(rooms)
