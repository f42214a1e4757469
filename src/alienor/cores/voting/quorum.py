"""Quorum: how many must be there for a vote to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from alienor.cores.voting.faults import VotingFault

QuorumBase = Literal["seats", "entitled"]


@dataclass(frozen=True, slots=True)
class Quorum:
    """`fraction` of the `of` (seats, or people entitled to vote) who must take part.

    `strict`: more than the fraction, as a municipal council asks of half its members.
    Errors: VotingFault (`impossible_quorum`).
    """

    fraction: Fraction
    of: QuorumBase = "seats"
    strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.fraction <= 1 or (self.strict and self.fraction == 1):
            raise VotingFault("impossible_quorum", fraction=str(self.fraction))

    def needed(self, total: int) -> int:
        """How many people the quorum asks for out of `total`."""
        return people_needed(self.fraction, strict=self.strict, of=total)


@dataclass(frozen=True, slots=True)
class QuorumCheck:
    """A quorum put to the facts: `attending` people out of `total`, `needed` of them required."""

    quorum: Quorum
    attending: int
    total: int
    needed: int
    reached: bool


def check_quorum(quorum: Quorum, *, attending: int, total: int) -> QuorumCheck:
    """Whether `attending` people make the quorum of `total` seats or people entitled.

    Attendance may exceed the seats where people without a seat take part.
    Errors: VotingFault (`negative_count`).
    """
    for cell, count in (("attending", attending), ("total", total)):
        if count < 0:
            raise VotingFault("negative_count", cell=cell, count=count)
    needed = quorum.needed(total)
    return QuorumCheck(
        quorum=quorum,
        attending=attending,
        total=total,
        needed=needed,
        reached=attending >= needed,
    )


def check_quorum_by_college(
    quorum: Quorum, *, attending: Mapping[str, int], totals: Mapping[str, int]
) -> dict[str, QuorumCheck]:
    """The same quorum asked of each college of `totals`; nobody attends where none is given.

    Errors: VotingFault (`college_unknown` for attendance without a total, `negative_count`).
    """
    for college in attending:
        if college not in totals:
            raise VotingFault("college_unknown", college=college)
    return {
        college: check_quorum(quorum, attending=attending.get(college, 0), total=total)
        for college, total in totals.items()
    }


def people_needed(fraction: Fraction, *, strict: bool, of: int) -> int:
    """The smallest whole number that reaches the fraction of `of`, or exceeds it if strict."""
    exact = fraction * of
    whole = exact.numerator // exact.denominator
    return whole + 1 if strict or exact.denominator > 1 else whole
