"""Instant runoff: the option that is first on the fewest ballots is eliminated, again and again.

At each round a ballot counts for the first of its options that remain; one that ranks none of them
counts no more. An option first on more than half of the ballots that still count is elected; a lone
one is elected anyway. Else the last is eliminated; options that no ballot puts first go at once.

Where several are last with the same count, each is eliminated in turn (`branching`) and whoever is
elected under one order at least is a winner; past the limit there, those that are last together
are eliminated together. Ballots may be incomplete, never with equal places: who would they count
for?

Source: N. Tideman, Collective Decisions and Voting, 2006, chapter 13 ("alternative vote"); ties,
M. Wang et al., Practical algorithms for multi-stage voting rules with parallel universes
tiebreaking, AAAI 2019.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ranking.ballots import Counts, Places, Rankings
from alienor.cores.voting.ranking.branching import BRANCHES, forked

Remaining = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RunoffRound:
    """A round of the count: how many ballots have each remaining option first, how many count no
    more (`exhausted`), who is `eliminated` (together), among which equally `last`, or `elected`."""

    votes: tuple[tuple[str, int], ...]
    exhausted: int
    eliminated: tuple[str, ...]
    last: tuple[str, ...]
    elected: str | None


@dataclass(frozen=True, eq=False)
class RunoffTally:
    """`ballots` that were counted; the `rounds` of one order of ties, the options' own; `winners`
    under one order of ties at least, `options` all of them."""

    ballots: int
    invalid: int
    options: tuple[str, ...]
    rounds: tuple[RunoffRound, ...]
    winners: tuple[str, ...]

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """The winner, or those a tie leaves; then all others, whose order means nothing."""
        others = tuple(option for option in self.options if option not in self.winners)
        return (self.winners, others) if others else (self.winners,)


def count_runoff(rankings: Rankings) -> RunoffTally:
    """Count rankings by instant runoff. Errors: VotingFault (`equal_places_uncounted`)."""
    if rankings.with_equal_places():
        raise VotingFault("equal_places_uncounted")
    count = _Count(rankings)
    everybody = tuple(range(len(rankings.options)))
    winners = count.winners(everybody)
    names = rankings.options
    return RunoffTally(
        ballots=rankings.ballots,
        invalid=rankings.invalid,
        options=names,
        rounds=tuple(count.rounds(everybody)),
        winners=tuple(names[one] for one in sorted(winners)),
    )


class _Count:
    """The rounds of one count, by what remains."""

    def __init__(self, rankings: Rankings) -> None:
        self.options = rankings.options
        self.places: Places = rankings.places
        self.counts: Counts = rankings.counts
        self.unplaced = rankings.unplaced
        self.ranking = rankings.ranking
        everybody = tuple(range(len(rankings.options)))
        self.known: dict[Remaining, tuple[int, ...]] = {}
        self.tops = {everybody: self._tops(self.places)}

    def _tops(self, places: Places) -> Places:
        """By ballot, the row of the option that it puts first, one more row where none."""
        if not places.shape[1]:
            return np.zeros(0, dtype=np.intp)
        best, tops = places[0].copy(), np.zeros(places.shape[1], dtype=np.uint8)
        for row in range(1, len(places)):
            before = places[row] < best
            tops[before] = row
            np.minimum(best, places[row], out=best)
        tops[best == self.unplaced] = len(places)
        return tops

    def votes(self, remaining: Remaining) -> tuple[int, ...]:
        """How many ballots have each remaining option first."""
        if remaining not in self.known:
            tops = self.tops[remaining]
            held = np.bincount(tops, weights=self.counts, minlength=len(self.options) + 1)
            self.known[remaining] = tuple(round(float(held[one])) for one in remaining)
        return self.known[remaining]

    def without(self, remaining: Remaining, gone: tuple[int, ...]) -> Remaining:
        """What remains, with the ballots of those that go moved to their next option."""
        then = tuple(one for one in remaining if one not in gone)
        if then not in self.tops:
            before = self.tops[remaining]
            tops = before.copy()
            moved = (
                np.flatnonzero(np.isin(before, gone))
                if len(gone) > 1
                else np.flatnonzero(before == gone[0])
            )
            held = self.places[list(then)][:, moved] if len(moved) else None
            if held is not None:
                rows = np.array([*then, len(self.options)], dtype=np.uint8)
                tops[moved] = rows[self._tops(held)]
            self.tops[then] = tops
        return then

    def elected(self, remaining: Remaining) -> int | None:
        """Who is elected at this round."""
        votes = self.votes(remaining)
        best = max(votes)
        if len(remaining) == 1 or 2 * best > sum(votes):
            return remaining[votes.index(best)]
        return None

    def last(self, remaining: Remaining) -> tuple[int, ...]:
        """Those that are first on the fewest ballots."""
        votes = self.votes(remaining)
        fewest = min(votes)
        return tuple(one for one, held in zip(remaining, votes, strict=True) if held == fewest)

    def winners(self, everybody: Remaining) -> set[int]:
        """Whoever is elected under one order of ties at least."""
        found: set[int] = set()
        rooms = {everybody: BRANCHES}
        waiting = [everybody]
        while waiting:
            remaining = waiting.pop()
            if (elected := self.elected(remaining)) is not None:
                found.add(elected)
                continue
            last = self.last(remaining)
            if len(last) == len(remaining) and not any(self.votes(remaining)):
                found.update(last)
                continue
            room = forked(rooms[remaining], len(last))
            together = len(last) > 1 and (not room or not min(self.votes(remaining)))
            if together and len(last) == len(remaining):
                found.update(last)
                continue
            for gone in [last] if together else [(one,) for one in last]:
                then = self.without(remaining, gone)
                left = rooms[remaining] if together else room
                if left > rooms.get(then, -1):
                    rooms[then] = left
                    waiting.append(then)
            if remaining != everybody:
                self._forget(remaining, waiting)
        return found

    def _forget(self, remaining: Remaining, waiting: list[Remaining]) -> None:
        """Let go of where ballots stand once nothing follows from it."""
        if remaining not in waiting and len(self.tops) > 64:
            self.tops.pop(remaining, None)

    def rounds(self, everybody: Remaining) -> Iterator[RunoffRound]:
        """One order of ties, the options' own: the first of those that are last goes."""
        remaining = everybody
        names = self.options
        while True:
            votes = self.votes(remaining)
            elected, last = self.elected(remaining), self.last(remaining)
            over = elected is not None or len(last) == len(remaining)
            gone = () if over else last if not min(votes) else last[:1]
            yield RunoffRound(
                votes=tuple((names[one], held) for one, held in zip(remaining, votes, strict=True)),
                exhausted=self.ranking - sum(votes),
                eliminated=tuple(names[one] for one in gone),
                last=tuple(names[one] for one in last),
                elected=None if elected is None else names[elected],
            )
            if over:
                return
            if remaining not in self.tops:
                self.tops[remaining] = self._restart(remaining)
            remaining = self.without(remaining, gone)

    def _restart(self, remaining: Remaining) -> Places:
        rows = np.array([*remaining, len(self.options)], dtype=np.uint8)
        again: Places = rows[self._tops(self.places[list(remaining)])]
        return again
