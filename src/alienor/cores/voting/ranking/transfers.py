"""Single transferable vote: several seats, so that a group large enough is heard in its measure.

The quota is Droop's: the smallest whole number of ballots that no more options than seats can
reach. A ballot counts for the first of its options that is neither elected nor eliminated. At each
round whoever holds the quota is elected, and the surpluses of that round are handed on together:
each ballot that counted for an elected option goes on to the next with its value times
surplus / votes held (weighted inclusive Gregory). Nobody reaches the quota: the last is eliminated
and its ballots go on at their value; options that no ballot holds go together. Once no more options
remain than seats, they are elected. Values are exact fractions.

Those last with equal votes are told apart by the latest earlier round in which their votes
differed; where none does, each is eliminated in turn (`branching`): kept under every order, an
option is elected; under some, it is tied for the seats that remain, and so are those that are last
together past the limit (`FORKS`). Ballots may be incomplete, never with equal places.

Source: N. Tideman, The single transferable vote, Journal of Economic Perspectives 9, 1995; the
Scottish Local Government Elections Order 2007, rules 45 to 52, for weighted surpluses and earlier
rounds (there surpluses go one after the other, rounded to five decimals).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ranking.ballots import Rankings
from alienor.cores.voting.ranking.branching import forked

FORKS = 300
"""Branches that are followed: each goes through the ballots again at every round."""
FEW = 20
"""Options up to which all of them are; fewer beyond."""
Ballot = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TransferRound:
    """A round: the votes of each remaining option, those `elected` with the quota or because they
    were as few as the seats (`filled`), or `eliminated` among equally `last`; `exhausted`: what
    counts for nobody any more."""

    votes: tuple[tuple[str, Fraction], ...]
    exhausted: Fraction
    elected: tuple[str, ...] = ()
    filled: bool = False
    eliminated: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TransferTally:
    """`seats` and `quota`; the `rounds` of one order of ties, the options' own; `elected` under
    every order, in the order of their election, and `tied`: under some."""

    ballots: int
    invalid: int
    options: tuple[str, ...]
    seats: int
    quota: int
    rounds: tuple[TransferRound, ...]
    elected: tuple[str, ...]
    tied: tuple[str, ...]

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """The elected one by one, those tied for the seats that remain, then all others."""
        others = tuple(one for one in self.options if one not in {*self.elected, *self.tied})
        return (
            *((one,) for one in self.elected),
            *(group for group in (self.tied, others) if group),
        )


def droop(ballots: int, seats: int) -> int:
    """The smallest whole number of ballots that at most `seats` options can reach."""
    return ballots // (seats + 1) + 1


def count_transfers(rankings: Rankings, *, seats: int) -> TransferTally:
    """Count rankings for several seats. Errors: VotingFault (`places_out_of_range`,
    `equal_places_uncounted`)."""
    options = rankings.options
    if not 1 <= seats <= len(options):
        raise VotingFault("places_out_of_range", places=seats, options=len(options))
    if rankings.with_equal_places():
        raise VotingFault("equal_places_uncounted")
    merged = rankings.merged()
    orders: dict[Ballot, int] = {}
    for column, count in zip(merged.places.T.tolist(), merged.counts.tolist(), strict=True):
        placed = sorted((place, row) for row, place in enumerate(column) if place < merged.unplaced)
        orders[tuple(row for _place, row in placed)] = count
    quota = droop(rankings.ranking, seats)
    start = _State(
        continuing=tuple(range(len(options))),
        elected=(),
        values={order: Fraction(count) for order, count in orders.items()},
        history=(),
        total=Fraction(rankings.ranking),
    )
    ends, rounds = _ends(start, seats=seats, quota=quota, options=options)
    always = set.intersection(*(set(elected) | tied for elected, tied in ends))
    sure = [one for one in always if all(one in elected for elected, _tied in ends)]
    some = set.union(*(set(elected) | tied for elected, tied in ends)) - set(sure)
    first = ends[0][0]
    return TransferTally(
        ballots=rankings.ballots,
        invalid=rankings.invalid,
        options=options,
        seats=seats,
        quota=quota,
        rounds=rounds,
        elected=tuple(options[one] for one in first if one in sure),
        tied=tuple(options[one] for one in sorted(some)),
    )


@dataclass(frozen=True, kw_only=True)
class _State:
    """Where a count stands: `values` by the options that remain on a ballot, first to last."""

    continuing: tuple[int, ...]
    elected: tuple[int, ...]
    values: Mapping[Ballot, Fraction] = field(repr=False)
    history: tuple[Mapping[int, Fraction], ...]
    total: Fraction

    def votes(self) -> dict[int, Fraction]:
        """What each remaining option holds."""
        held = dict.fromkeys(self.continuing, Fraction(0))
        for order, value in self.values.items():
            held[order[0]] += value
        return held

    def without(self, gone: tuple[int, ...], *, factors: Mapping[int, Fraction]) -> _State:
        """The same once these are gone; `factors`: what remains of the value of a ballot that
        elected one of them."""
        values: dict[Ballot, Fraction] = {}
        for order, value in self.values.items():
            left = tuple(one for one in order if one not in gone)
            passed = value * factors.get(order[0], 1)
            if left and passed:
                values[left] = values.get(left, Fraction(0)) + passed
        return _State(
            continuing=tuple(one for one in self.continuing if one not in gone),
            elected=(*self.elected, *factors),
            values=values,
            history=(*self.history, self.votes()),
            total=self.total,
        )


End = tuple[tuple[int, ...], set[int]]
"""Who is elected, in order, and who is tied for the seats that remain."""


def _ends(
    start: _State, *, seats: int, quota: int, options: tuple[str, ...]
) -> tuple[list[End], tuple[TransferRound, ...]]:
    """Every end of a count, and the rounds of the first one."""
    ends: list[End] = []
    told: tuple[TransferRound, ...] | None = None
    waiting: list[tuple[_State, int, tuple[TransferRound, ...], bool]] = [
        (start, max(1, FORKS // max(1, len(options) // FEW) ** 2), (), True)
    ]
    while waiting:
        state, room, rounds, first = waiting.pop()
        votes = state.votes()
        left = seats - len(state.elected)
        step = _step(state, votes, left=left, quota=quota, room=room)
        if first:
            rounds = (*rounds, _told(state, votes, step, quota=quota, options=options))
        if step.end is not None:
            ends.append(step.end)
            if first:
                told = rounds
            continue
        following = [
            (then, step.room, rounds if number == 0 else (), first and number == 0)
            for number, then in enumerate(step.then)
        ]
        waiting.extend(reversed(following))
    return ends, told or ()


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One round: how the count goes on (`then`, one state a way) or how it `end`s."""

    then: tuple[_State, ...] = ()
    room: int = 0
    end: End | None = None
    elected: tuple[int, ...] = ()
    filled: bool = False
    eliminated: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


def _step(
    state: _State, votes: Mapping[int, Fraction], *, left: int, quota: int, room: int
) -> _Step:
    by_votes = sorted(state.continuing, key=lambda one: -votes[one])
    if len(by_votes) <= left:
        return _Step(end=((*state.elected, *by_votes), set()), elected=tuple(by_votes), filled=True)
    reached = tuple(one for one in by_votes if votes[one] >= quota)
    if reached:
        factors = {one: (votes[one] - quota) / votes[one] for one in reached}
        then = state.without(reached, factors=factors)
        if len(reached) == left:
            return _Step(end=(then.elected, set()), elected=reached)
        return _Step(then=(then,), room=room, elected=reached)
    return _eliminating(state, votes, left=left, room=room)


def _eliminating(state: _State, votes: Mapping[int, Fraction], *, left: int, room: int) -> _Step:
    """The last goes; or the count ends, where too few others remain to say who."""
    none = tuple(one for one in state.continuing if not votes[one])
    last = none or _last(state, votes)
    ways = 0 if none else forked(room, len(last))
    if ways:
        return _Step(
            then=tuple(state.without((one,), factors={}) for one in last),
            room=ways,
            eliminated=last[:1],
            last=last,
        )
    if len(state.continuing) - len(last) >= left:
        return _Step(then=(state.without(last, factors={}),), room=room, eliminated=last, last=last)
    others = [one for one in state.continuing if one not in last]
    before = tuple(sorted(others, key=lambda one: -votes[one]))
    return _Step(end=((*state.elected, *before), set(last)), elected=before, filled=True, last=last)


def _last(state: _State, votes: Mapping[int, Fraction]) -> tuple[int, ...]:
    """Those with the fewest votes now, then at each earlier round, the latest first."""
    left = list(state.continuing)
    for held in (votes, *reversed(state.history)):
        fewest = min(held[one] for one in left)
        left = [one for one in left if held[one] == fewest]
    return tuple(left)


def _told(
    state: _State,
    votes: Mapping[int, Fraction],
    step: _Step,
    *,
    quota: int,
    options: tuple[str, ...],
) -> TransferRound:
    held = sum(votes.values(), Fraction(0))
    return TransferRound(
        votes=tuple((options[one], votes[one]) for one in state.continuing),
        exhausted=state.total - held - quota * len(state.elected),  # each keeps the quota
        elected=tuple(options[one] for one in step.elected),
        filled=step.filled,
        eliminated=tuple(options[one] for one in step.eliminated),
        last=tuple(options[one] for one in step.last),
    )
