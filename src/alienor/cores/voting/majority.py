"""Majority: when a tally is a decision, on which base, and what a tie becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from alienor.cores.voting.answers import AnswerTally, require_within
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.quorum import QuorumCheck, people_needed
from alienor.cores.voting.selection import TieProtocol

Base = Literal["expressed", "cast", "present", "seats"]
"""What the fraction is taken of: ballots for or against; all ballots, abstentions and invalid
ones included; people present; seats that are filled."""

Reason = Literal[
    "majority_reached",
    "majority_not_reached",
    "quorum_not_reached",
    "nobody_expressed",
    "tie_rejected",
    "tie_awaits_chair",
    "tie_awaits_draw",
    "tie_awaits_revote",
    "tie_settled_by_chair",
    "tie_settled_by_draw",
    "tie_settled_by_revote",
]

_TIE_REASONS: dict[TieProtocol, Reason] = {
    "rejected": "tie_rejected",
    "chair": "tie_awaits_chair",
    "draw": "tie_awaits_draw",
    "revote": "tie_awaits_revote",
}
_SETTLED: dict[Reason, Reason] = {
    "tie_awaits_chair": "tie_settled_by_chair",
    "tie_awaits_draw": "tie_settled_by_draw",
    "tie_awaits_revote": "tie_settled_by_revote",
}


@dataclass(frozen=True, slots=True)
class Majority:
    """`fraction` of `base` that must be for; `strict`: more than it, as in "more than half".

    Errors: VotingFault (`impossible_majority`).
    """

    fraction: Fraction
    strict: bool
    base: Base = "expressed"

    def __post_init__(self) -> None:
        if not 0 < self.fraction <= 1 or (self.strict and self.fraction == 1):
            raise VotingFault("impossible_majority", fraction=str(self.fraction))

    def needed(self, base_count: int) -> int:
        """How many votes for are needed out of `base_count`; one at the very least."""
        return max(1, people_needed(self.fraction, strict=self.strict, of=base_count))


SIMPLE = Majority(fraction=Fraction(1, 2), strict=True, base="expressed")
"""More for than against."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a vote decided, with everything that makes it checkable.

    `needed` and `got`: votes for; `base_count`: how many the base holds; `percentage`: got over
    base_count, exact, 0 where the base is empty; `tie`: as many for as against, one vote short.
    """

    adopted: bool
    needed: int
    got: int
    base: Base
    base_count: int
    percentage: Fraction
    reason: Reason
    tie: bool
    tally: AnswerTally
    majority: Majority
    quorum: QuorumCheck | None = None

    @property
    def pending(self) -> bool:
        """Whether the chair, a draw or a new vote still has to settle a tie."""
        return self.reason.startswith("tie_awaits")


def decide(
    tally: AnswerTally,
    *,
    majority: Majority = SIMPLE,
    present: int | None = None,
    seats: int | None = None,
    entitled: int | None = None,
    quorum: QuorumCheck | None = None,
    tie_protocol: TieProtocol = "rejected",
) -> Decision:
    """Judge a tally by a majority.

    `present`, `seats`: required where the majority counts on them, and left aside elsewhere:
    whoever has a seat may vote from afar. `entitled`: the electorate, to refuse more ballots than
    people. A quorum that is not reached settles the matter: nothing is adopted. A tie exists where
    exactly half of the base is for and as many are against, under a majority of "more than half";
    no other majority knows ties.

    Errors: VotingFault (`base_unknown`, `counts_exceed_electorate`, `counts_exceed_present`,
    `counts_exceed_seats`).
    """
    if entitled is not None:
        require_within(tally.cast, entitled=entitled)
    base_count = _base_count(tally, base=majority.base, present=present, seats=seats)
    needed = majority.needed(base_count)
    tie = (
        majority.strict
        and majority.fraction == Fraction(1, 2)
        and base_count > 0
        and tally.yes == tally.no
        and 2 * tally.yes == base_count
    )
    reason: Reason
    if quorum is not None and not quorum.reached:
        reason = "quorum_not_reached"
    elif base_count == 0 or tally.expressed == 0:
        reason = "nobody_expressed"
    elif tie:
        reason = _TIE_REASONS[tie_protocol]
    elif tally.yes >= needed:
        reason = "majority_reached"
    else:
        reason = "majority_not_reached"
    return Decision(
        adopted=reason == "majority_reached",
        needed=needed,
        got=tally.yes,
        base=majority.base,
        base_count=base_count,
        percentage=Fraction(tally.yes, base_count) if base_count else Fraction(0),
        reason=reason,
        tie=tie,
        tally=tally,
        majority=majority,
        quorum=quorum,
    )


def settle_tie(decision: Decision, *, adopted: bool) -> Decision:
    """The decision once its tie is settled: by the chair's casting vote, the public draw, or a new
    vote, whose own decision says what was `adopted`.

    Errors: VotingFault (`no_tie`).
    """
    if not decision.pending:
        raise VotingFault("no_tie")
    return replace(decision, adopted=adopted, reason=_SETTLED[decision.reason])


def _base_count(tally: AnswerTally, *, base: Base, present: int | None, seats: int | None) -> int:
    if base == "expressed":
        return tally.expressed
    if base == "cast":
        return tally.cast
    count = present if base == "present" else seats
    if count is None:
        raise VotingFault("base_unknown", base=base)
    if base == "present" and tally.cast > count:
        raise VotingFault("counts_exceed_present", cast=tally.cast, present=count)
    if base == "seats" and tally.cast > count:
        raise VotingFault("counts_exceed_seats", cast=tally.cast, seats=count)
    return count
