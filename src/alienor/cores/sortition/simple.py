"""A draw for a small group: twenty among those who volunteer, for instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alienor.cores.sortition.fair import fair_distribution
from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.feasibility import Relaxation, relaxed, smallest_relaxations
from alienor.cores.sortition.lottery import numbered_panels
from alienor.cores.sortition.model import Instance, Quota, Respondent, check_instance
from alienor.cores.sortition.randomness import Stream, ranked, seed_for


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleDraw:
    """Who was drawn (sorted), everyone else ranked as substitutes, everyone's chance by id, and
    for a balanced draw the quotas kept (with what had to be loosened)."""

    selected: tuple[str, ...]
    reserve: tuple[str, ...]
    chances: Mapping[str, float]
    quotas: tuple[Quota, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


def simple_draw(*, ids: Sequence[str], seats: int, seed: bytes) -> SimpleDraw:
    """`seats` people among `ids`, each with the same chance: the first of the ranking by
    SHA-256(seed of "simple", id), the others follow as the reserve.

    Errors: SortitionInvalid (`too_few_candidates`, `duplicate_id`, `empty_id`, `no_seats`).
    """
    people = tuple(Respondent(id=one, values={}) for one in ids)
    check_instance(Instance(quotas=(), respondents=people, seats=seats))
    if len(ids) < seats:
        raise refuse("too_few_candidates", count=len(ids), seats=seats)
    order = ranked(ids, seed=seed_for(seed, "simple"))
    return SimpleDraw(
        selected=tuple(sorted(order[:seats])),
        reserve=order[seats:],
        chances=dict.fromkeys(sorted(ids), seats / len(ids)),
    )


def balanced_draw(
    *, people: Sequence[Respondent], seats: int, seed: bytes, balance: Sequence[str]
) -> SimpleDraw:
    """`seats` people who mirror `people` on each feature of `balance`: each value gets its share of
    the seats, rounded down or up. Leximin chances dealt out as 1000 panels, one drawn by the seed.

    Errors: SortitionInvalid (`too_few_candidates`, faults of the people).
    """
    quotas = proportional_quotas(people=people, seats=seats, balance=balance)
    instance = Instance(quotas=quotas, respondents=tuple(people), seats=seats)
    check_instance(instance)
    if len(people) < seats:
        raise refuse("too_few_candidates", count=len(people), seats=seats)
    loosened = smallest_relaxations(instance)
    instance = relaxed(instance, loosened)
    distribution = fair_distribution(instance)
    lottery = numbered_panels(distribution, seed=seed_for(seed, "balanced"))
    selected = lottery.panels[Stream(seed_for(seed, "panel")).below(lottery.m)]
    others = {person.id for person in people} - set(selected)
    return SimpleDraw(
        selected=selected,
        reserve=ranked(others, seed=seed_for(seed, "reserve")),
        chances=lottery.chances,
        quotas=instance.quotas,
        relaxations=tuple(loosened),
    )


def proportional_quotas(
    *, people: Sequence[Respondent], seats: int, balance: Sequence[str]
) -> tuple[Quota, ...]:
    """For each value of each feature, its share of `seats` among `people`, rounded down and up.

    A person without a value for a feature counts under no value, and is a fault of the draw.
    """
    quotas: list[Quota] = []
    for feature in sorted(set(balance)):
        counts = Counter(person.values.get(feature, "") for person in people)
        for value in sorted(counts):
            if not value:
                continue
            exact = counts[value] * seats
            quotas.append(
                Quota(
                    feature=feature,
                    value=value,
                    minimum=exact // len(people),
                    maximum=-(-exact // len(people)),
                )
            )
    return tuple(quotas)
