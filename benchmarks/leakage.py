"""What a public list of numbered panels tells of the people behind its ids.

    python benchmarks/leakage.py [--tries 5]

Draws from pools of the demonstration's invented city (a quarter of those who live with somebody
agree together with one of them), then reads the lists as anybody could:

* pairs who are never on one panel, as a guess of who shares a household;
* equal chances, as a guess of who has the same profile;
* an attacker who knows the profiles behind a few ids, and the public figures (quotas, how many
  agreed by value), guesses everybody else's. *Linear*: a value whose total hardly varies from
  panel to panel is one that a quota holds, so labels are sought along the directions in which
  membership varies least (ridge regression, prior covariance (C + e)^-1). *Whole*: the same, and
  for each value whose total could be the same on every panel, the people (0 or 1) who make it so
  and agree best with the linear guess, by one program in whole numbers.

Prints, for each list, the share of guesses that are right beside that of the best guess from the
public figures alone. Averages over pools and over who is known.
Takes about six minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, replace

os.environ.setdefault("ALIENOR_DIR", tempfile.mkdtemp(prefix="alienor-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")

import django
import numpy as np

FEATURES = ("sex", "age", "district", "housing", "occupation")
KNOWN = (1, 5, 10)
CASES = (
    ("poitiers-2022", 140, 100, 4),
    ("poitiers-2024", 140, 50, 4),
    ("poitiers-2022", 500, 100, 1),
)
SMALL = 10
"""Figures below this are not published."""


@dataclass(frozen=True)
class Listed:
    """A list as it is published, `on` (panels, people), and the truth that it does not say."""

    on: np.ndarray
    exact: np.ndarray
    homes: list[str]
    values: dict[str, list[str]]

    @property
    def people(self) -> int:
        return self.on.shape[1]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tries", type=int, default=5)
    tries = options.parse_args().tries
    django.setup()
    for rules, size, seats, pools in CASES:
        instances = [drawable(rules, size, seats, number) for number in range(pools)]
        for panels in (1_000, 10_000) if size < 200 else (1_000,):
            print(f"\n{size} people, {seats} seats, {panels} panels: {pools} pool(s)")
            lists = [published(instance, panels) for instance in instances]
            for listed in lists:
                pairs(listed)
            show(np.mean([attack(listed, tries=tries) for listed in lists], axis=0))
            if panels == 1_000:
                print("  without the counts of who agreed, the quotas alone:")
                told = [attack(listed, tries=tries, counted=False) for listed in lists]
                show(np.mean(told, axis=0))
                print("  the drawn panel alone:")
                alone = [replace(listed, on=listed.on[407:408]) for listed in lists]
                show(np.mean([attack(listed, tries=tries) for listed in alone], axis=0))


def show(right: np.ndarray) -> None:
    """Shares of right guesses: (known, features, 3), from public figures, linear, whole."""
    print(f"  {'known':>7}" + "".join(f"{feature:>24}" for feature in FEATURES))
    for known, row in zip(KNOWN, right, strict=True):
        cells = (" > ".join(f"{share:.2f}" for share in cell) for cell in row)
        print(f"  {known:>7}" + "".join(f"{cell:>24}" for cell in cells), flush=True)


def drawable(rules: str, size: int, seats: int, number: int):
    """A pool and quotas that some panel keeps, loosened as the desk suggests."""
    from alienor.cores.rules import load_template
    from alienor.cores.sortition import relaxed
    from alienor.demo.recruitment import profile_of
    from alienor.stages.draw.quotas import instance_of, proposed_quotas
    from alienor.stages.draw.suggestions import outlook_of

    people = pool(size, number)
    shared = Counter(one.household_id for one in people)
    instance = instance_of(
        proposed_quotas(load_template(rules).draw, seats=seats),
        [
            (_id(one.id), profile_of(one), one.household_id if shared[one.household_id] > 1 else "")
            for one in people
        ],
        seats=seats,
    )
    return relaxed(instance, outlook_of(instance).suggested)


def pool(size: int, number: int) -> list:
    """People who opened their doors and agreed, some of them with a housemate."""
    from alienor.demo import population
    from alienor.demo.population.people import household_at

    seed, chance = population.DEMO_SEED, random.Random(f"{size} {number}")
    addresses = population.addresses(seed)
    by_id = {one.id: one for one in addresses}
    wide = {"drawn": 5_000, "met": 2_400} if size > 200 else {}
    found = []
    for visit in population.doors(
        seed, addresses, campaign=f"leak {size} {number}", accepted=size, **wide
    ):
        if visit.resident is None:
            continue
        found.append(visit.resident)
        home = household_at(seed, by_id[visit.address_id], visit.dwelling)
        mates = [one for one in population.residents_of(seed, home) if one != visit.resident]
        if mates and chance.random() < 0.25:
            found.append(chance.choice(mates))
    return found[:size]


def published(instance, panels: int) -> Listed:
    """Deal the list, and write down who is on what."""
    from alienor.cores.sortition import deal

    seed = hashlib.sha256(b"leakage").digest()
    dealt = deal(instance, method="leximin", seed=seed, panels=panels)
    people = dealt.instance.by_id()
    ids = sorted(people)
    place = {one: column for column, one in enumerate(ids)}
    on = np.zeros((panels, len(ids)))
    for row, panel in enumerate(dealt.lottery.panels):
        on[row, [place[one] for one in panel]] = 1
    return Listed(
        on=on,
        exact=np.array([dealt.distribution.chances[one] for one in ids]),
        homes=[people[one].household or "" for one in ids],
        values={feature: [people[one].values[feature] for one in ids] for feature in FEATURES},
    )


def pairs(listed: Listed) -> None:
    """Never together, against living together; equal chances, against equal profiles."""
    first, second = np.triu_indices(listed.people, 1)
    never = (listed.on.T @ listed.on)[first, second] == 0
    home = np.array(listed.homes)
    mates = (home[first] == home[second]) & (home[first] != "")
    both = (never & mates).sum()
    print(f"  never together: {never.sum()} pairs, {mates.sum()} pairs of housemates, {both} both: "
          f"precision {both / never.sum():.2f}, recall {both / mates.sum():.2f}")  # fmt: skip
    profile = np.array(["|".join(one) for one in zip(*listed.values.values(), strict=True)])
    alike = profile[first] == profile[second]
    thousandths = np.rint(1000 * listed.on.mean(axis=0))
    for name, chance in (("thousandths", thousandths), ("exact", np.rint(1e6 * listed.exact))):
        same = chance[first] == chance[second]
        size = Counter(chance.tolist())
        held = sorted(size[one] for one in chance.tolist())
        print(f"  equal chances ({name}): {same.sum()} pairs, of the same profile "
              f"{(same & alike).sum() / same.sum():.3f} (any two: {alike.mean():.3f}); groups of "
              f"{held[0]} to {held[-1]}, median {held[len(held) // 2]}")  # fmt: skip


def attack(listed: Listed, *, tries: int, counted: bool = True) -> np.ndarray:
    """Everybody's values guessed from the list, for a few who are known: as `show` prints it. Those
    who are known are chosen `tries` times. `counted`: how many agreed, by value, is public; else
    the shares on an average panel are, from the quotas."""
    chance = np.random.default_rng(1)
    several = len(listed.on) > 1
    spread = np.cov(listed.on.T, bias=True) if several else np.zeros((listed.people,) * 2)
    prior = np.linalg.inv(spread + 1e-3 * np.eye(listed.people))
    rows = independent(listed.on)
    right = np.zeros((len(KNOWN), len(FEATURES), 3))
    for row, known in enumerate(KNOWN):
        for some in [chance.choice(listed.people, known, replace=False) for _ in range(tries)]:
            others = np.setdiff1d(np.arange(listed.people), some)
            for column, feature in enumerate(FEATURES):
                truth = np.unique(listed.values[feature], return_inverse=True)[1]
                counts = np.bincount(truth)
                if not counted:
                    counts = np.bincount(truth, weights=listed.on.mean(axis=0))
                share = counts / counts.sum()
                linear = guessed(prior, truth, some, share)
                totals = counts if counted else None
                whole = sharpened(linear, rows, truth, some, share, totals)
                public = np.tile(counts, (listed.people, 1))
                for place, guess in enumerate((public, linear, whole)):
                    share = (guess.argmax(1) == truth)[others].mean()
                    right[row, column, place] += share / tries
    return right


def guessed(prior: np.ndarray, truth: np.ndarray, some: np.ndarray, share: np.ndarray):
    """The linear guess: a score for each person and value."""
    known = np.eye(len(share))[truth[some]] - share
    among = prior[np.ix_(some, some)] + 0.05 * np.median(np.diag(prior)) * np.eye(len(some))
    scores = share + prior[:, some] @ np.linalg.solve(among, known)
    scores[some] = np.eye(len(share))[truth[some]]
    return scores


def sharpened(
    linear: np.ndarray,
    rows: np.ndarray,
    truth: np.ndarray,
    some: np.ndarray,
    share: np.ndarray,
    totals: np.ndarray | None,
):
    """The guess in whole numbers, where a value's total can be the same on every panel. `totals`:
    how many have each value; None where nobody says."""
    from alienor.cores.sortition.solver import Program

    found, people = linear.copy(), len(truth)
    if not len(rows):
        return found
    lines = [
        ((used := np.flatnonzero(row)).tolist(), row[used].tolist(), -1e-7, 1e-7) for row in rows
    ]
    for value in range(len(share)):
        if share[value] * people < SMALL:
            continue
        low, high = np.zeros(people), np.ones(people)
        low[some] = high[some] = truth[some] == value
        least, most = (SMALL, people - SMALL) if totals is None else (totals[value],) * 2
        program = Program(
            cost=share[value] - linear[:, value],
            lower=low,
            upper=high,
            rows=[*lines, (list(range(people)), [1.0] * people, float(least), float(most))],
            whole=True,
        )
        if (solution := program.solve()) is not None:
            found[:, value] += 10 * np.rint(solution.values)
    return found


def independent(on: np.ndarray) -> np.ndarray:
    """The differences between panels, reduced: what a total that never varies must satisfy."""
    lines = np.unique(on, axis=0)
    left = (lines - lines[0])[1:]
    rank = 0
    for column in range(on.shape[1]):
        if rank == len(left):
            break
        best = rank + int(np.abs(left[rank:, column]).argmax())
        if abs(left[best, column]) < 1e-9:
            continue
        left[[rank, best]] = left[[best, rank]]
        left[rank] /= left[rank, column]
        rest = np.arange(len(left)) != rank
        left[rest] -= np.outer(left[rest, column], left[rank])
        rank += 1
    left[np.abs(left) < 1e-9] = 0
    return left[:rank]


def _id(person: str) -> str:
    """An id that says nothing, as those of a draw."""
    return hashlib.sha256(person.encode()).hexdigest()[:10]


if __name__ == "__main__":
    main()
