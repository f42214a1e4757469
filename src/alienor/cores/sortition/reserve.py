"""The ranked reserve, and who takes the seat of a panel member who leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.feasibility import Bound
from alienor.cores.sortition.model import Instance, Respondent, check_instance
from alienor.cores.sortition.profiles import home_of
from alienor.cores.sortition.randomness import ranked, seed_for

ReplacementCode = Literal["keeps_quotas", "least_breach", "reserve_empty"]
PassedCode = Literal["declined", "household", "breach", "more_breach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A quota not kept: `count` people where the `bound` is `limit`. For a minimum, seats still
    empty are counted as if they could fill it."""

    feature: str
    value: str
    bound: Bound
    limit: int
    count: int

    @property
    def amount(self) -> int:
        """People too few or too many."""
        return abs(self.count - self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Someone higher on the reserve who was passed over, and why: `declined`, `household` (a
    housemate is on the panel), `breach` (a quota would not be kept, someone lower keeps all),
    `more_breach` (someone lower breaks the quotas less)."""

    id: str
    why: PassedCode
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Who takes the seat, and why.

    `code`: `keeps_quotas`, the first of the reserve with whom every quota is kept; `least_breach`,
    nobody keeps them all and this person breaks them least; `reserve_empty`, nobody is left
    (`person` None). `breaches`: what is broken once the seat is filled, or left empty; `before`:
    what was broken before anyone left; `passed`: those higher on the reserve.
    """

    person: str | None
    leaving: str
    code: ReplacementCode
    breaches: tuple[Breach, ...]
    before: tuple[Breach, ...]
    passed: tuple[Passed, ...]


def rank_reserve(
    *, pool: Iterable[str], panel: Collection[str], seed: bytes, alternates: Collection[str] = ()
) -> tuple[str, ...]:
    """Everyone of the pool who is not on the panel, its alternates first; both by
    SHA-256(seed of "reserve", id)."""
    others = set(pool) - set(panel) - set(alternates)
    key = seed_for(seed, "reserve")
    return (*ranked(alternates, seed=key), *ranked(others, seed=key))


def replacement(
    *,
    instance: Instance,
    panel: Collection[str],
    leaving: str,
    reserve: Sequence[str],
    declined: Collection[str] = (),
) -> Replacement:
    """The next person for the seat of `leaving`.

    `instance`: with the quotas as they apply, relaxed ones included; `panel`: those on it now,
    `leaving` among them. Those who left before or declined are in `declined`: they do not return.

    Errors: SortitionInvalid (`not_on_panel`, `not_a_respondent`, faults of the instance).
    """
    check_instance(instance)
    people = instance.by_id()
    for one in (*panel, *reserve):
        if one not in people:
            raise refuse("not_a_respondent", id=one)
    if leaving not in panel:
        raise refuse("not_on_panel", id=leaving)
    staying = [people[one] for one in sorted(panel) if one != leaving]
    before = breaches(instance, [*staying, people[leaving]])
    homes = {home_of(person) for person in staying}
    refused = {*declined, leaving, *(person.id for person in staying)}
    passed: list[tuple[int, Passed]] = []
    candidates: list[tuple[int, int, str, tuple[Breach, ...]]] = []
    for rank, one in enumerate(reserve):
        if one in refused:
            passed.append((rank, Passed(id=one, why="declined")))
            continue
        if home_of(people[one]) in homes:
            passed.append((rank, Passed(id=one, why="household")))
            continue
        broken = breaches(instance, [*staying, people[one]])
        if not broken:
            over = [
                (r, Passed(id=other, why="breach", breaches=b)) for _, r, other, b in candidates
            ]
            return Replacement(
                person=one,
                leaving=leaving,
                code="keeps_quotas",
                breaches=(),
                before=before,
                passed=_in_order([*passed, *over], rank),
            )
        candidates.append((sum(breach.amount for breach in broken), rank, one, broken))
    if not candidates:
        return Replacement(
            person=None,
            leaving=leaving,
            code="reserve_empty",
            breaches=breaches(instance, staying, empty_seats=False),
            before=before,
            passed=_in_order(passed, len(reserve)),
        )
    _, first, person, broken = min(candidates)
    over = [(r, Passed(id=other, why="more_breach", breaches=b)) for _, r, other, b in candidates]
    return Replacement(
        person=person,
        leaving=leaving,
        code="least_breach",
        breaches=broken,
        before=before,
        passed=_in_order([*passed, *over], first),
    )


def breaches(
    instance: Instance, panel: Iterable[Respondent], *, empty_seats: bool = True
) -> tuple[Breach, ...]:
    """The quotas that these people do not keep; sorted by feature, value.

    `empty_seats`: whether seats still empty may serve a minimum.
    """
    present = list(panel)
    open_seats = max(0, instance.seats - len(present)) if empty_seats else 0
    found: list[Breach] = []
    counts = Counter(
        (feature, value) for person in present for feature, value in person.values.items()
    )
    for quota in sorted(instance.quotas, key=lambda one: (one.feature, one.value)):
        count = counts[quota.feature, quota.value]
        if count + open_seats < quota.minimum:
            bound: Bound = "minimum"
            limit = quota.minimum
        elif count > quota.maximum:
            bound, limit = "maximum", quota.maximum
        else:
            continue
        found.append(
            Breach(feature=quota.feature, value=quota.value, bound=bound, limit=limit, count=count)
        )
    return tuple(found)


def _in_order(passed: list[tuple[int, Passed]], below: int) -> tuple[Passed, ...]:
    """Those ranked above place `below`, in the order of the reserve."""
    return tuple(one for rank, one in sorted(passed, key=lambda pair: pair[0]) if rank < below)
