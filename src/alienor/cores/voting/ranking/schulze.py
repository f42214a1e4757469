"""Schulze: the strongest chain of victories from one option to another decides between them.

A chain is as strong as its weakest victory. One option comes before another where its strongest
chain to it is stronger than the strongest chain back. That order is transitive, so some option
comes after none.

Victories are compared by winning votes: more ballots for, then fewer against. A duel without a
winner makes no chain. Places: first the options that come after none; then the same among the
others. Options placed together are tied, and the protocol of the rules chooses.

Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and
Condorcet-consistent single-winner election method, Social Choice and Welfare 36, 2011, sections
2.2 and 2.3.1 (the algorithm), relation ">_win" of example 4 in 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from alienor.cores.voting.ranking.ballots import Rankings
from alienor.cores.voting.ranking.duels import Duels, DuelTally, Strength, duels_of

NO_CHAIN: Strength = (-1, 0)
Chains = tuple[tuple[Strength, ...], ...]
"""The strongest chain from each option (row) to each other, `NO_CHAIN` where there is none."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SchulzeTally(DuelTally):
    """`chains`: the strongest one between every two options."""

    chains: Chains


def count_schulze(rankings: Rankings) -> SchulzeTally:
    """Count rankings, complete or not, with equal places or not, by Schulze's method."""
    duels = duels_of(rankings)
    chains = strongest_chains(duels)
    return SchulzeTally(
        ballots=rankings.ballots,
        invalid=rankings.invalid,
        duels=duels,
        chains=chains,
        groups=_groups(duels.options, chains),
    )


def strongest_chains(duels: Duels) -> Chains:
    """The strongest chain between every two options (Floyd and Warshall's algorithm)."""
    size = range(len(duels.options))
    chains = [[NO_CHAIN for _ in size] for _ in size]
    for strength, one, other in duels.victories():
        chains[one][other] = strength
    for middle in size:
        onwards = chains[middle]
        for row in chains:
            into = row[middle]
            if into == NO_CHAIN or row is onwards:
                continue
            for end in size:
                through = min(into, onwards[end])
                row[end] = max(row[end], through)
    for at in size:
        chains[at][at] = NO_CHAIN
    return tuple(tuple(row) for row in chains)


def _groups(options: tuple[str, ...], chains: Chains) -> tuple[tuple[str, ...], ...]:
    left, groups = list(range(len(options))), []
    while left:
        first = [
            one
            for one in left
            if not any(chains[other][one] > chains[one][other] for other in left)
        ]
        groups.append(tuple(options[one] for one in first))
        left = [one for one in left if one not in first]
    return tuple(groups)
