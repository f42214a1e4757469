"""Ranked pairs: victories are kept from the strongest on, but those that would close a circle.

A victory is kept unless the victories kept before it lead from its loser to its winner already.
Who loses no victory that is kept comes first.

Victories are compared by winning votes: more ballots for, then fewer against; a duel without a
winner keeps nothing. Among equally strong victories every order is followed (`branching`), and who
comes first under one of them is first; past the limit there, those of the equally strong that
circle among themselves or with the ones kept are all left out. The next place is given by the same
count among the others; where nothing is tied, that is the order of the victories kept.

Source: T. N. Tideman, Independence of clones as a criterion for voting rules, Social Choice and
Welfare 4, 1987; the limit on time, M. Brill, F. Fischer, The price of neutrality for the ranked
pairs method, AAAI 2012.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from alienor.cores.voting.ranking.ballots import Rankings
from alienor.cores.voting.ranking.branching import BRANCHES, forked
from alienor.cores.voting.ranking.duels import Duels, DuelTally, Strength, duels_of

FEW = 10
"""Options up to which the whole limit serves; it shrinks with the cube of their number, as the
work of each branch grows."""
Reach = tuple[int, ...]
"""For each option, the set (as bits) of those that the victories kept lead to."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Victory:
    """A duel that is won, and whether it was `kept` (False: in no order of equally strong ones)."""

    winner: str
    loser: str
    votes: int
    against: int
    kept: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class PairsTally(DuelTally):
    """`victories`: from the strongest on."""

    victories: tuple[Victory, ...]


def count_ranked_pairs(rankings: Rankings) -> PairsTally:
    """Count rankings, complete or not, with equal places or not, by ranked pairs."""
    duels = duels_of(rankings)
    options = duels.options
    everybody = tuple(range(len(options)))
    ends, kept = _keep(duels, everybody)
    victories = tuple(
        Victory(
            winner=options[one],
            loser=options[other],
            votes=strength[0],
            against=-strength[1],
            kept=(one, other) in kept,
        )
        for strength, one, other in sorted(duels.victories(), key=lambda v: (v[0], v[2], v[1]))[
            ::-1
        ]
    )
    groups, left = [], everybody
    while left:
        first = _first(ends, left)
        groups.append(tuple(options[one] for one in first))
        left = tuple(one for one in left if one not in first)
        if left and len(ends) > 1:  # with one end, nothing that comes after changes
            ends, _kept = _keep(duels, left)
    return PairsTally(
        ballots=rankings.ballots,
        invalid=rankings.invalid,
        duels=duels,
        victories=victories,
        groups=tuple(groups),
    )


def _keep(duels: Duels, among: Sequence[int]) -> tuple[set[Reach], set[Pair]]:
    """Where victories lead in the end, under every order of equally strong ones, and the pairs
    that were kept under one of them."""
    allowed = set(among)
    won = [one for one in duels.victories() if {one[1], one[2]} <= allowed]
    won.sort(key=lambda one: one[0], reverse=True)
    room = max(1, BRANCHES // max(1, len(among) // FEW) ** 3)
    states: dict[Reach, int] = {tuple(1 << one for one in range(len(duels.options))): room}
    kept: set[Pair] = set()
    for _strength, group in groupby(won, key=_strength_of):
        equal = [(one, other) for _s, one, other in group]
        following: dict[Reach, int] = {}
        for reach, room in states.items():
            for then, left in _followed(reach, equal, room, kept):
                following[then] = max(left, following.get(then, 0))
        states = following
    return set(states), kept


def _strength_of(victory: tuple[Strength, int, int]) -> Strength:
    return victory[0]


def _followed(
    reach: Reach, equal: Sequence[Pair], room: int, kept: set[Pair]
) -> Iterable[tuple[Reach, int]]:
    """Every end of keeping equally strong victories, in whichever order."""
    kept.update((a, b) for a, b in equal if reach[a] >> b & 1)
    open_pairs = [(a, b) for a, b in equal if not (reach[b] >> a | reach[a] >> b) & 1]
    whole = reach
    for pair in open_pairs:
        whole = _with(whole, pair)
    sure = [(a, b) for a, b in open_pairs if not whole[b] >> a & 1]
    circling = [pair for pair in open_pairs if pair not in sure]
    for pair in sure:
        reach = _with(reach, pair)
        kept.add(pair)
    left = forked(room, max(1, len(circling)))
    if not circling or not left:
        return [(reach, room)]
    ends: list[tuple[Reach, int]] = []
    seen: set[Reach] = set()
    for pair in circling:
        kept.add(pair)
        then = _with(reach, pair)
        if then in seen:
            continue
        seen.add(then)
        rest = [other for other in circling if other != pair]
        ends.extend(_followed(then, rest, left, kept))
    return ends


def _with(reach: Reach, pair: Pair) -> Reach:
    """The same once a victory is kept."""
    one, other = pair
    gained = reach[other]
    return tuple(row | gained if row >> one & 1 else row for row in reach)


def _first(ends: Iterable[Reach], among: Sequence[int]) -> tuple[int, ...]:
    """Who loses no victory that is kept, under one order at least."""
    first = {
        one
        for reach in ends
        for one in among
        if not any(reach[other] >> one & 1 for other in among if other != one)
    }
    return tuple(sorted(first))
