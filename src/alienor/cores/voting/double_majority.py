"""Double majority: the whole assembly, and each college that the rules name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Literal

from alienor.cores.voting.answers import AnswerTally
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.majority import SIMPLE, Decision, Majority, decide
from alienor.cores.voting.quorum import QuorumCheck

DoubleReason = Literal[
    "majority_reached", "whole_not_reached", "college_not_reached", "quorum_not_reached"
]


@dataclass(frozen=True, slots=True)
class DoubleDecision:
    """`whole`: all colleges together; `colleges`: those whose own majority was asked for.

    `opposed`: the colleges asked for that did not reach it; `tallies`: every college's counts.
    Neither `colleges` nor `tallies` are to be published as they are: counts by college go through
    `breakdown.publishable_breakdown`, as `explanation.explain` does; or `hidden` says those that
    are not shown.
    """

    adopted: bool
    reason: DoubleReason
    whole: Decision
    colleges: Mapping[str, Decision] = field(hash=False)
    opposed: tuple[str, ...]
    tallies: Mapping[str, AnswerTally] = field(hash=False, repr=False)
    hidden: tuple[str, ...] | None = None


def decide_by_college(
    tallies: Mapping[str, AnswerTally],
    *,
    majority: Majority = SIMPLE,
    college_majority: Majority | None = None,
    required: Collection[str] | None = None,
    present: Mapping[str, int] | None = None,
    seats: Mapping[str, int] | None = None,
    quorum: QuorumCheck | None = None,
) -> DoubleDecision:
    """Judge a vote as a whole and in each college of `required` (all of them by default).

    `college_majority`: that of each college, the same as the whole's by default; `present`,
    `seats`: by college, where a majority counts on them. In a college or in the whole a tie is a
    majority that is not reached. A college in which nobody votes has not reached its majority.

    In a secret vote, a college of one person has no secret under this rule: the answer of the
    college is its answer.

    Errors: VotingFault (`college_unknown`, and those of `majority.decide`).
    """
    if not tallies:
        raise VotingFault("college_unknown", college="")
    asked = tuple(tallies) if required is None else tuple(required)
    for college in asked:
        if college not in tallies:
            raise VotingFault("college_unknown", college=college)
    whole = decide(
        reduce(add, tallies.values()),
        majority=majority,
        present=None if present is None else sum(present.values()),
        seats=None if seats is None else sum(seats.values()),
        quorum=quorum,
    )
    colleges = {
        college: decide(
            tallies[college],
            majority=college_majority or majority,
            present=None if present is None else present.get(college),
            seats=None if seats is None else seats.get(college),
        )
        for college in asked
    }
    opposed = tuple(college for college in asked if not colleges[college].adopted)
    reason: DoubleReason
    if whole.reason == "quorum_not_reached":
        reason = "quorum_not_reached"
    elif not whole.adopted:
        reason = "whole_not_reached"
    elif opposed:
        reason = "college_not_reached"
    else:
        reason = "majority_reached"
    return DoubleDecision(
        adopted=reason == "majority_reached",
        reason=reason,
        whole=whole,
        colleges=colleges,
        opposed=opposed,
        tallies=dict(tallies),
    )
