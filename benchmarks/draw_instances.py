"""Pools to draw from, invented and always the same: six features, twenty-nine values, 100 seats.

The people who answer are not the town: owners and graduates answer twice as often, the young and
social tenants half as often. Quotas are the town's shares, give or take one seat.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

SEATS = 100
SLACK = 1

SHARES: dict[str, dict[str, tuple[float, float]]] = {
    "sex": {"woman": (0.53, 1.1), "man": (0.47, 0.9)},
    "age": {
        "16-24": (0.22, 0.55), "25-34": (0.17, 0.8), "35-44": (0.15, 1.0),
        "45-59": (0.18, 1.2), "60-74": (0.17, 1.6), "75+": (0.11, 0.9),
    },
    "district": {
        f"district-{n}": (share, answers)
        for n, (share, answers) in enumerate(
            ((0.16, 1.3), (0.14, 1.1), (0.13, 0.7), (0.12, 0.6), (0.11, 1.0),
             (0.10, 1.4), (0.08, 0.8), (0.07, 1.2), (0.05, 0.9), (0.04, 1.0)), start=1)
    },
    "housing": {"owner": (0.34, 1.6), "tenant": (0.42, 0.9), "social-tenant": (0.24, 0.6)},
    "education": {
        "none": (0.21, 0.6), "vocational": (0.24, 0.7), "baccalaureate": (0.20, 0.9),
        "degree": (0.35, 1.8),
    },
    "occupation": {
        "work": (0.45, 1.0), "seeks-work": (0.11, 0.7), "studies": (0.19, 0.7),
        "retired-or-other": (0.25, 1.4),
    },
}  # fmt: skip
"""Share of the town, and how much more than others these people answer."""


def quota_rows() -> list[list[object]]:
    """`features.csv`, its header first."""
    rows: list[list[object]] = [["feature", "value", "min", "max"]]
    for feature, values in SHARES.items():
        for value, (share, _) in values.items():
            exact = round(share * SEATS, 6)
            rows.append([feature, value, math.floor(exact) - SLACK, math.ceil(exact) + SLACK])
    return rows


def people_rows(pool: int) -> list[list[object]]:
    """`respondents.csv` of that many people, its header first."""
    random = np.random.Generator(np.random.PCG64(pool))
    columns = []
    for values in SHARES.values():
        weights = np.array([share * answers for share, answers in values.values()])
        columns.append(random.choice(list(values), size=pool, p=weights / weights.sum()))
    people = zip(*columns, strict=True)
    return [["id", *SHARES], *([f"p{n:05d}", *one] for n, one in enumerate(people, start=1))]


RARE = {"16-24": 6, "social-tenant": 15, "none": 12}
"""How many people of these values an impossible pool has: fewer than their quotas ask for."""


def without_many(people: list[list[object]]) -> list[list[object]]:
    """The pool with the people of `RARE` left out but for the first few."""
    left = dict(RARE)
    kept = []
    for row in people:
        rare = [value for value in left if value in row]
        if all(left[value] > 0 for value in rare):
            kept.append(row)
            for value in rare:
                left[value] -= 1
    return kept


def write(folder: Path, pool: int, *, impossible: bool = False) -> None:
    """Both files. `impossible`: too few people have answered for three quotas."""
    people = people_rows(pool)
    if impossible:
        people = without_many(people)
    for name, rows in (("features.csv", quota_rows()), ("respondents.csv", people)):
        with Path(folder, name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
