"""Approval: each ballot approves as many options as it likes, or as the rule allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alienor.cores.voting.faults import VotingFault


@dataclass(frozen=True, slots=True)
class ApprovalTally:
    """`ballots`: how many were counted (blank ones too); `approvals`: by option, 0..ballots.

    Errors: VotingFault (`no_option`, `negative_count`, `approvals_exceed_ballots`).
    """

    ballots: int
    approvals: Mapping[str, int] = field(hash=False)
    invalid: int = 0

    def __post_init__(self) -> None:
        if not self.approvals:
            raise VotingFault("no_option")
        for cell, count in (("ballots", self.ballots), ("invalid", self.invalid)):
            if count < 0:
                raise VotingFault("negative_count", cell=cell, count=count)
        for option, count in self.approvals.items():
            if count < 0:
                raise VotingFault("negative_count", cell=option, count=count)
            if count > self.ballots:
                raise VotingFault(
                    "approvals_exceed_ballots",
                    option=option,
                    approvals=count,
                    ballots=self.ballots,
                )

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Options from most to least approved, those with equal counts in one group.

        Within a group the order is that of `approvals`, and means nothing.
        """
        by_count: dict[int, list[str]] = {}
        for option, count in self.approvals.items():
            by_count.setdefault(count, []).append(option)
        return tuple(tuple(by_count[count]) for count in sorted(by_count, reverse=True))


def count_approvals(
    ballots: Iterable[Collection[str]], *, options: Sequence[str], most: int | None = None
) -> ApprovalTally:
    """The tally of ballots, each the options it approves; an empty one is blank, and counts.

    `most`: how many options a ballot may approve, where the rule says so.
    Errors: VotingFault (`no_option`, `unknown_option`, `chosen_twice`, `too_many_choices`).
    """
    if not options or len(set(options)) != len(options):
        raise VotingFault("no_option")
    approvals = dict.fromkeys(options, 0)
    counted = 0
    for ballot in ballots:
        if most is not None and len(ballot) > most:
            raise VotingFault("too_many_choices", chosen=len(ballot), most=most)
        seen: set[str] = set()
        for option in ballot:
            if option not in approvals:
                raise VotingFault("unknown_option", option=option)
            if option in seen:
                raise VotingFault("chosen_twice", option=option)
            seen.add(option)
            approvals[option] += 1
        counted += 1
    return ApprovalTally(ballots=counted, approvals=approvals)
