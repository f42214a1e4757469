"""The lottery in two stages, for pools so large that a list of panels would say too little.

A thousand panels of a hundred among 20,000 people hold each of them five times on average: rounding
weighs more than fairness. So what is numbered is not who sits on a panel but how many people of
each type (`profiles`) do. The balls draw a composition; then, within each type, the seed ranks
people by SHA-256 and the first ones come. Everybody of a type has exactly the same chance.

Where people share a household, a class of households that look the same is ranked household by
household: its first type takes the first households it needs, the next type the next ones, and of
several people of that type in a household the first by hash comes. No household serves twice, and
within a type chances stay exactly equal, since every household of a class has each of its types as
often.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from alienor.cores.sortition.fair import Distribution
from alienor.cores.sortition.lottery import Panel, digits
from alienor.cores.sortition.profiles import Profiles
from alienor.cores.sortition.randomness import Stream, seed_for
from alienor.cores.sortition.rounding import repetitions


@dataclass(frozen=True, kw_only=True)
class TwoStage:
    """Compositions numbered from 0, people taken of each type (n_types,), each with one chance in
    m. `chances`: by id, what everyone's chance has become; `rounding_loss`: the largest change of
    anyone's chance against the distribution."""

    profiles: Profiles
    compositions: tuple[tuple[int, ...], ...]
    chances: Mapping[str, float]
    rounding_loss: float

    @property
    def m(self) -> int:
        """How many compositions."""
        return len(self.compositions)


def two_stage(distribution: Distribution, *, m: int = 1000, seed: bytes = b"") -> TwoStage:
    """The distribution dealt out as m equal compositions, in an order drawn with `seed`.

    Errors: SortitionInvalid (`number_of_panels`).
    """
    digits(m)
    profiles = distribution.profiles
    panels = np.array(distribution.panels, dtype=np.int64).reshape(-1, len(profiles.types))
    weights = np.array(distribution.weights)
    times = repetitions(panels, weights, sizes=profiles.sizes, m=m)
    dealt = [
        counts
        for counts, repeated in zip(distribution.panels, times.tolist(), strict=True)
        for _ in range(repeated)
    ]
    by_type = times @ panels / m / profiles.sizes
    chances = dict.fromkeys(distribution.chances, 0.0) | {
        person: float(by_type[index]) for person, index in profiles.type_of.items()
    }
    return TwoStage(
        profiles=profiles,
        compositions=tuple(Stream(seed_for(seed, "compositions")).shuffled(dealt)),
        chances=chances,
        rounding_loss=max(
            (abs(chances[one] - chance) for one, chance in distribution.chances.items()),
            default=0.0,
        ),
    )


def panel_within(profiles: Profiles, composition: Sequence[int], *, seed: bytes) -> Panel:
    """Who comes, once the composition is drawn: ids, sorted."""
    key = seed_for(seed, "within")
    grouped = {index for group, _ in profiles.households for index in group}
    classes = [group for group, _ in profiles.households]
    classes += [(index,) for index in range(len(profiles.types)) if index not in grouped]
    taken: list[str] = []
    for types in classes:
        homes: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for index in types:
            for person in profiles.types[index].ids:
                homes[profiles.homes[person]][index].append(person)
        order = sorted(
            homes.values(), key=lambda home: _rank(key, *chain.from_iterable(home.values()))
        )
        waiting = iter(order)
        for index in types:
            for _ in range(composition[index]):
                taken.append(min(next(waiting)[index], key=lambda one: _rank(key, one)))
    return tuple(sorted(taken))


def _rank(key: bytes, *ids: str) -> bytes:
    return hashlib.sha256(key + " ".join(sorted(ids)).encode()).digest()
