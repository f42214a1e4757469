"""Duels: how many ballots prefer each option to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from alienor.cores.voting.ranking.ballots import Rankings

Strength = tuple[int, int]
"""How strong a victory is: ballots for it, then (fewer is stronger) the opposite of those
against: M. Schulze's "winning votes"."""


@dataclass(frozen=True, eq=False)
class Duels:
    """`preferred`: (n, n) integers, how many ballots put the row's option before the column's; the
    others give them the same place or give none to both."""

    options: tuple[str, ...]
    preferred: NDArray[np.int64] = field(repr=False)

    def beats(self, one: int, other: int) -> bool:
        """Whether more ballots prefer one option (by its row) than the other."""
        return bool(self.preferred[one, other] > self.preferred[other, one])

    def strength(self, one: int, other: int) -> Strength:
        """How strong the victory of `one` is."""
        return int(self.preferred[one, other]), -int(self.preferred[other, one])

    def victories(self) -> Iterator[tuple[Strength, int, int]]:
        """Every duel that is won: its strength, who wins, who loses."""
        for one in range(len(self.options)):
            for other in range(len(self.options)):
                if one != other and self.beats(one, other):
                    yield self.strength(one, other), one, other

    def condorcet_winner(self) -> str | None:
        """The option that wins every duel, if there is one."""
        for one, option in enumerate(self.options):
            if all(self.beats(one, other) for other in range(len(self.options)) if other != one):
                return option
        return None


@dataclass(frozen=True, eq=False, kw_only=True)
class DuelTally:
    """What methods that count duels find: `ballots` that were counted, their `duels`, and
    `groups`: options from first to last, those that nothing separates together."""

    ballots: int
    invalid: int
    duels: Duels
    groups: tuple[tuple[str, ...], ...]

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Options from first to last, those that nothing separates in one group."""
        return self.groups


def duels_of(rankings: Rankings) -> Duels:
    """Every duel of these ballots. Cost: one pass over the ballots for each pair of options."""
    size, places, counts = len(rankings.options), rankings.places, rankings.counts
    preferred = np.zeros((size, size), dtype=np.int64)
    alike = bool(counts.size) and int(counts.max()) == 1
    weights = counts.astype(np.float64)  # exact: sums stay below 2**53
    for one in range(size):
        for other in range(size):
            if one == other:
                continue
            before = places[one] < places[other]
            preferred[one, other] = (
                np.count_nonzero(before) if alike else round(float(before @ weights))
            )
    return Duels(options=rankings.options, preferred=preferred)
