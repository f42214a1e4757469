"""Invented pools for these tests, and oracles that share no code with the room they check."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence

import highspy
import numpy as np

from alienor.cores.sortition import Instance, Quota, Respondent

TOWN: Mapping[str, tuple[float, ...]] = {
    "activité": (0.40, 0.10, 0.25, 0.20, 0.05),
    "âge": (0.353, 0.195, 0.185, 0.163, 0.104),
    "logement": (0.270, 0.400, 0.299, 0.031),
    "quartier": (0.15, 0.12, 0.12, 0.11, 0.10, 0.10, 0.08, 0.08, 0.07, 0.07),
    "sexe": (0.518, 0.479, 0.003),
}
"""Shares of an invented town: 5 features, 27 values."""


def town(*, people: int, seats: int, seed: int = 1, bias: float = 0.15, slack: int = 4) -> Instance:
    """A pool like the demonstration's: a town that answers unevenly, some people sharing a home.

    Quotas: each value's share of the seats, `slack` people either way, never above the pool.
    """
    rng = random.Random(seed)
    pool = []
    for number in range(people):
        values = {}
        for feature, shares in TOWN.items():
            answer = [
                share * (1 + bias * ((7 * k + len(feature)) % 3 - 1))
                for k, share in enumerate(shares)
            ]
            values[feature] = f"{feature} {rng.choices(range(len(answer)), answer)[0]}"
        home = f"foyer {rng.randrange(people)}" if rng.random() < 0.2 else None
        pool.append(Respondent(id=f"p{number:04}", values=values, household=home))
    quotas = []
    for feature, shares in TOWN.items():
        for k, share in enumerate(shares):
            value = f"{feature} {k}"
            have = sum(person.values[feature] == value for person in pool)
            quotas.append(
                Quota(
                    feature=feature,
                    value=value,
                    minimum=max(0, min(int(share * seats) - slack, have)),
                    maximum=int(share * seats) + 1 + slack,
                )
            )
    return Instance(quotas=tuple(quotas), respondents=tuple(pool), seats=seats)


def tiny(rng: random.Random) -> Instance:
    """A pool small enough to list every panel, tight enough that chances differ."""
    people, seats = rng.randint(4, 9), rng.randint(2, 4)
    features = {f"f{k}": [f"v{j}" for j in range(rng.randint(2, 3))] for k in range(2)}
    pool = tuple(
        Respondent(
            id=f"n{number}",
            values={feature: rng.choice(values) for feature, values in features.items()},
            household=rng.choice([None, None, "h1", "h2"]),
        )
        for number in range(people)
    )
    quotas = tuple(
        Quota(
            feature=feature,
            value=value,
            minimum=(low := rng.choice([0, 0, 1])),
            maximum=rng.randint(max(low, 1), seats),
        )
        for feature, values in features.items()
        for value in values
    )
    return Instance(quotas=quotas, respondents=pool, seats=seats)


def exact(rng: random.Random) -> Instance:
    """A tiny pool whose quotas are those of one panel, with hardly any room or none: some people
    are on every panel or on none, and there may be one panel only."""
    people = rng.randint(4, 8)
    seats = rng.randint(1, people - 1)
    features = {
        f"f{k}": [f"v{j}" for j in range(rng.randint(2, 3))] for k in range(rng.randint(1, 5))
    }
    shared = rng.random() < 0.3
    pool = tuple(
        Respondent(
            id=f"n{number}",
            values={feature: rng.choice(values) for feature, values in features.items()},
            household=rng.choice([None, "h1", "h2", "h3"]) if shared else None,
        )
        for number in range(people)
    )
    first, second = rng.sample(pool, seats), rng.sample(pool, seats)
    room = rng.random() < 0.5
    quotas = []
    for feature, values in features.items():
        for value in values:
            counts = [
                sum(person.values[feature] == value for person in panel)
                for panel in (first, second if room else first)
            ]
            quotas.append(
                Quota(feature=feature, value=value, minimum=min(counts), maximum=max(counts))
            )
    return Instance(quotas=tuple(quotas), respondents=pool, seats=seats)


def one_panel(rng: random.Random) -> Instance:
    """A pool of some size whose quotas are exactly those of one panel."""
    people = rng.randint(14, 40)
    features = {
        f"f{k}": [f"v{j}" for j in range(rng.randint(2, 4))] for k in range(rng.randint(3, 7))
    }
    pool = tuple(
        Respondent(
            id=f"n{number:02}",
            values={feature: rng.choice(values) for feature, values in features.items()},
        )
        for number in range(people)
    )
    panel = rng.sample(pool, rng.randint(4, people // 2))
    quotas = []
    for feature, values in features.items():
        for value in values:
            count = sum(person.values[feature] == value for person in panel)
            quotas.append(Quota(feature=feature, value=value, minimum=count, maximum=count))
    return Instance(quotas=tuple(quotas), respondents=pool, seats=len(panel))


def keeps_rules(instance: Instance, panel: Sequence[str]) -> bool:
    """Whether ids are a panel: the seats, the quotas, one person a household."""
    people = {person.id: person for person in instance.respondents}
    chosen = [people[one] for one in panel]
    homes = [person.household for person in chosen if person.household]
    if len(set(panel)) != instance.seats or len(panel) != instance.seats:
        return False
    if len(set(homes)) != len(homes):
        return False
    return all(
        quota.minimum
        <= sum(person.values[quota.feature] == quota.value for person in chosen)
        <= quota.maximum
        for quota in instance.quotas
    )


def every_panel(instance: Instance) -> list[tuple[str, ...]]:
    """All panels, by listing every subset."""
    ids = sorted(person.id for person in instance.respondents)
    if len(ids) < instance.seats:
        return []
    return [
        panel
        for panel in itertools.combinations(ids, instance.seats)
        if keeps_rules(instance, panel)
    ]


def leximin_oracle(panels: Sequence[tuple[str, ...]], ids: Sequence[str]) -> list[float]:
    """Sorted leximin chances over listed panels, by the textbook way, with no dual prices.

    Each round: the highest floor for those open; then, for each one still open, whether it alone
    can have more while the others keep that floor; those who cannot are settled.
    """
    settled: dict[str, float] = {}
    while len(settled) < len(ids):
        level = _best(panels, ids, settled, None, 0.0)
        stuck = [
            one
            for one in ids
            if one not in settled and _best(panels, ids, settled, one, level) < level + 1e-6
        ]
        assert stuck
        settled |= dict.fromkeys(stuck, level)
    return sorted(settled.values())


def maximin_oracle(panels: Sequence[tuple[str, ...]], ids: Sequence[str]) -> float:
    """The highest lowest chance of `ids` over listed panels."""
    return _best(panels, ids, {}, None, 0.0)


def nash_oracle(panels: Sequence[tuple[str, ...]], ids: Sequence[str]) -> float:
    """The greatest sum of the logarithms of chances over listed panels, by multiplicative updates
    (T. Cover, "An algorithm for maximizing expected log investment return", 1984)."""
    on = np.array([[one in panel for one in ids] for panel in panels], dtype=float)
    weights = np.full(len(panels), 1 / len(panels))
    for _ in range(40_000):
        gain = on @ (1 / (weights @ on)) / len(ids)
        weights *= gain
        if gain.max() < 1 + 1e-9:
            break
    return float(np.log(weights @ on).sum())


def goldilocks_oracle(panels: Sequence[tuple[str, ...]], ids: Sequence[str], equal: float) -> float:
    """The least `highest / equal + equal / lowest` over listed panels: a search by thirds over the
    lowest chance, with the least highest chance for each."""

    def cost(lowest: float) -> float:
        highest = _least_highest(panels, ids, lowest)
        return np.inf if highest is None else highest / equal + equal / lowest

    low, high = 1e-4, maximin_oracle(panels, ids)
    for _ in range(60):
        third = (high - low) / 3
        if cost(low + third) < cost(high - third):
            high -= third
        else:
            low += third
    return min(cost(low), cost(high))


def _least_highest(
    panels: Sequence[tuple[str, ...]], ids: Sequence[str], lowest: float
) -> float | None:
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    weights = [model.addVariable(lb=0) for _ in panels]
    highest = model.addVariable(lb=0, ub=1)
    model.addConstr(sum(weights) == 1)
    for one in ids:
        chance = sum(w for w, panel in zip(weights, panels, strict=True) if one in panel)
        model.addConstr(chance >= lowest)
        model.addConstr(chance <= highest)
    model.minimize(highest)
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(model.getInfo().objective_function_value)


def _best(
    panels: Sequence[tuple[str, ...]],
    ids: Sequence[str],
    settled: Mapping[str, float],
    alone: str | None,
    level: float,
) -> float:
    """The highest floor of those open, or the highest chance of `alone` with the others at
    `level`: a linear program over the listed panels (n panels, then the floor)."""
    n = len(panels)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for _ in panels:
        solver.addVar(0.0, 1.0)
    solver.addVar(0.0, 1.0)
    solver.changeColsCost(n + 1, np.arange(n + 1, dtype=np.int32), np.array([0.0] * n + [-1.0]))
    solver.addRow(1.0, 1.0, n, np.arange(n, dtype=np.int32), np.ones(n))
    for one in ids:
        columns = [k for k, panel in enumerate(panels) if one in panel]
        values = [1.0] * len(columns)
        floor = settled.get(one, level) - 1e-9
        if one == alone or (alone is None and one not in settled):
            columns, values, floor = [*columns, n], [*values, -1.0], 0.0
        solver.addRow(
            floor, highspy.kHighsInf, len(columns), np.array(columns, dtype=np.int32), values
        )
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return -float(solver.getObjectiveValue())
