"""Gradient of agreement: how far each person goes along with a proposal, in five degrees.

It consults and decides nothing: no threshold, no average. What is read is the whole distribution:
how many support, stand between, or oppose, and the degree that more than half reach.

Source: S. Kaner, Facilitator's Guide to Participatory Decision-Making, 3rd edition, 2014, chapter
on gradients of agreement, whose eight degrees are five here: people answer by raising a hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.judgment import JudgmentTally

Degree = Literal[
    "whole_support",
    "support_with_reservations",
    "neither",
    "against_without_blocking",
    "opposed",
]
DEGREES: tuple[str, ...] = get_args(Degree)
"""From the strongest agreement to the strongest disagreement."""
SUPPORTING, OPPOSING = DEGREES[:2], DEGREES[3:]


@dataclass(frozen=True, slots=True)
class Gradient:
    """Counts by degree. Errors: VotingFault (`unknown_answer`, `negative_count`)."""

    counts: Mapping[str, int] = field(hash=False)
    invalid: int = 0

    def __post_init__(self) -> None:
        for degree, count in (*self.counts.items(), ("invalid", self.invalid)):
            if degree not in (*DEGREES, "invalid"):
                raise VotingFault("unknown_answer", answer=degree)
            if count < 0:
                raise VotingFault("negative_count", cell=degree, count=count)

    @property
    def expressed(self) -> int:
        """How many gave a degree."""
        return sum(self.counts.values())

    @property
    def cast(self) -> int:
        """All answers, invalid ones included."""
        return self.expressed + self.invalid

    @property
    def supporting(self) -> int:
        """How many support, with reservations or not."""
        return sum(self.counts.get(degree, 0) for degree in SUPPORTING)

    @property
    def opposing(self) -> int:
        """How many disagree, whether they would let it pass or not."""
        return sum(self.counts.get(degree, 0) for degree in OPPOSING)

    @property
    def between(self) -> int:
        """How many neither support nor oppose."""
        return self.expressed - self.supporting - self.opposing

    def middle(self) -> str | None:
        """The most agreeing degree that more than half reach or exceed; None without an answer."""
        if not self.expressed:
            return None
        scale = DEGREES[::-1]
        row = tuple(self.counts.get(degree, 0) for degree in scale)
        return JudgmentTally(scale=scale, counts={"": row}).median("")
