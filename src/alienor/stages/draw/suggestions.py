"""Which bounds to loosen so that there is a panel, and a lot that decides something.

The smallest loosenings that let a panel exist may leave one single composition: nobody would be
drawn, everybody would be computed. So they are widened, evenly, until nobody is left without a
chance and the lowest chance is half of what equal chances would be (our choice, from no paper).
Where a panel exists already, values of which everybody would be taken are loosened to three
quarters of those who accepted (our choice as well). Nothing is suggested that would change nobody's
chance, by the chances hoped for: a loosening is public for ever.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from alienor.cores.sortition import (
    Instance,
    PoolReport,
    Quota,
    Relaxation,
    Respondent,
    SortitionInvalid,
    check_pool,
    fair_distribution,
    hoped_chances,
    keep_everyone,
    relaxed,
)
from alienor.platform.compute import ComputationStopped, compute, compute_within

WIDEST = 6
"""People by which loosened bounds are widened at most."""

SAME = 1e-3
"""Chances that differ by no more are the same: one panel in a thousand."""

MANY = 800
"""People in a pool above whom chances are those hoped for: panels all but reach them there, and
looking for panels would take long for a page."""

PATIENCE = 10
"""Seconds after which a page does not wait for panels either: few seats with quotas that leave next
to no room can take long among few people too."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What can be drawn, what to loosen, and what chances the quotas as they are would give:
    `lowest` chance, the `bound` above which no method lifts everybody, how many are `certain` to be
    drawn, how many `left_out` of every panel (None where the lot decides nothing or there is no
    panel yet). `average`: people of each (feature, value) on the average panel, which is the sum of
    their chances; None where there is no panel."""

    report: PoolReport
    suggested: tuple[Relaxation, ...]
    lowest: float | None = None
    bound: float | None = None
    certain: int | None = None
    left_out: int | None = None
    average: Mapping[tuple[str, str], float] | None = None


def outlook_of(instance: Instance) -> Outlook:
    """The outlook of an instance; the last ones are kept, since each takes seconds.

    Errors: SortitionInvalid.
    """
    key = json.dumps(
        [
            instance.seats,
            [[q.feature, q.value, q.minimum, q.maximum] for q in instance.quotas],
            [[one.id, dict(one.values), one.household] for one in instance.respondents],
        ]
    )
    return _outlook(key)


@lru_cache(maxsize=16)
def _outlook(key: str) -> Outlook:
    seats, quotas, people = json.loads(key)
    instance = Instance(
        seats=seats,
        quotas=tuple(
            Quota(feature=feature, value=value, minimum=least, maximum=most)
            for feature, value, least, most in quotas
        ),
        respondents=tuple(
            Respondent(id=one, values=values, household=home) for one, values, home in people
        ),
    )
    report = check_pool(instance)
    if report.outcome == "infeasible":
        return Outlook(report=report, suggested=_widened(instance, report.relaxations))
    if report.outcome == "everyone_kept":
        by_person, _ = _foreseen(keep_everyone(instance))
        return Outlook(report=report, suggested=(), average=_average(instance, by_person))
    by_person, bound = _foreseen(instance)
    chances = by_person.values()
    return Outlook(
        report=report,
        suggested=_scarce(instance),
        lowest=min(chances),
        bound=bound,
        certain=sum(chance > 1 - 1e-6 for chance in chances),
        left_out=sum(chance < 1e-6 for chance in chances),
        average=_average(instance, by_person),
    )


def _foreseen(instance: Instance) -> tuple[Mapping[str, float], float]:
    """Everyone's chance by these quotas, and a bound that no lowest chance exceeds."""
    if len(instance.respondents) > MANY:
        return compute(hoped_chances, instance)
    try:
        found = compute_within(PATIENCE, fair_distribution, instance)
    except ComputationStopped as stopped:
        if stopped.params["seconds"] is None:
            raise
        return compute(hoped_chances, instance)
    return found.chances, found.certificate.proven_bound


def _average(instance: Instance, chances: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """How many people of each value the average panel holds."""
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for one in instance.respondents:
        for pair in one.values.items():
            expected[pair] += chances[one.id]
    return dict(expected)


def _widened(instance: Instance, smallest: Sequence[Relaxation]) -> tuple[Relaxation, ...]:
    """The smallest loosenings, widened until the lot decides something."""
    wanted = 0.5 * instance.seats / len(instance.respondents)
    found = tuple(smallest)
    for margin in range(WIDEST + 1):
        found = tuple(_by(one, margin, instance.seats) for one in smallest)
        if min(_chances(relaxed(instance, found))) >= wanted:
            break
    return _worthwhile(instance, found, otherwise=smallest)


def _by(one: Relaxation, margin: int, seats: int) -> Relaxation:
    if one.bound == "minimum":
        return replace(one, to=max(0, one.to - margin))
    return replace(one, to=min(seats, one.to + margin))


def _scarce(instance: Instance) -> tuple[Relaxation, ...]:
    """Minimums that take everybody of a value, where the other quotas do not."""
    counts = _counts(instance)
    found = tuple(
        Relaxation(
            feature=quota.feature,
            value=quota.value,
            bound="minimum",
            from_=quota.minimum,
            to=3 * counts[quota.feature, quota.value] // 4,
        )
        for quota in instance.quotas
        if 0 < counts[quota.feature, quota.value] <= quota.minimum
    )
    return _worthwhile(instance, found, otherwise=[None] * len(found))


def _worthwhile(
    instance: Instance, found: Sequence[Relaxation], *, otherwise: Sequence[Relaxation | None]
) -> tuple[Relaxation, ...]:
    """Each loosening that changes somebody's chance among the others; in place of one that does
    not, what there is `otherwise`."""
    kept: list[Relaxation | None] = list(found)
    if not kept:
        return ()
    chances = _hoped(instance, kept)
    for place, less in enumerate(otherwise):
        tried = [*kept[:place], less, *kept[place + 1 :]]
        if tried != kept and _same(_hoped(instance, tried), chances):
            kept = tried
    return tuple(one for one in kept if one is not None)


def _hoped(instance: Instance, found: Sequence[Relaxation | None]) -> Mapping[str, float]:
    """Everyone's chance by the quotas so loosened; nobody's where no panel keeps them."""
    loosened = relaxed(instance, [one for one in found if one is not None])
    try:
        return compute(hoped_chances, loosened)[0]
    except SortitionInvalid:
        return {}


def _same(some: Mapping[str, float], others: Mapping[str, float]) -> bool:
    return some.keys() == others.keys() and all(
        abs(chance - others[person]) <= SAME for person, chance in some.items()
    )


def _counts(instance: Instance) -> Counter[tuple[str, str]]:
    return Counter(pair for one in instance.respondents for pair in one.values.items())


def _chances(instance: Instance) -> list[float]:
    try:
        return list(_foreseen(instance)[0].values())
    except SortitionInvalid:
        return [0.0]
