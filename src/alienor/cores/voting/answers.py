"""Yes, no, abstain: the tally on which majorities are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from alienor.cores.voting.faults import VotingFault

Answer = Literal["yes", "no", "abstain"]
ANSWERS: tuple[str, ...] = get_args(Answer)


@dataclass(frozen=True, slots=True)
class AnswerTally:
    """Counts of ballots, one each: `yes`, `no`, `abstain` (with blank ones), `invalid`.

    Errors: VotingFault (`negative_count`).
    """

    yes: int
    no: int
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self) -> None:
        for cell, count in self.by_answer().items():
            if count < 0:
                raise VotingFault("negative_count", cell=cell, count=count)

    @property
    def expressed(self) -> int:
        """Ballots for or against."""
        return self.yes + self.no

    @property
    def cast(self) -> int:
        """All ballots: for, against, abstentions, invalid."""
        return self.yes + self.no + self.abstain + self.invalid

    def by_answer(self) -> dict[str, int]:
        """The four counts by name, in the order in which they are said."""
        return {
            "yes": self.yes,
            "no": self.no,
            "abstain": self.abstain,
            "invalid": self.invalid,
        }

    def __add__(self, other: AnswerTally) -> AnswerTally:
        return AnswerTally(
            yes=self.yes + other.yes,
            no=self.no + other.no,
            abstain=self.abstain + other.abstain,
            invalid=self.invalid + other.invalid,
        )


def count_answers(ballots: Iterable[str]) -> AnswerTally:
    """The tally of single answers. Errors: VotingFault (`unknown_answer`)."""
    counts = dict.fromkeys(ANSWERS, 0)
    for answer in ballots:
        if answer not in counts:
            raise VotingFault("unknown_answer", answer=answer)
        counts[answer] += 1
    return AnswerTally(yes=counts["yes"], no=counts["no"], abstain=counts["abstain"])


def answers_from_counts(counts: Mapping[str, int]) -> AnswerTally:
    """The tally of counts by name (`yes`, `no`, `abstain`, `invalid`; absent ones are 0).

    Errors: VotingFault (`unknown_answer`, `negative_count`).
    """
    for answer in counts:
        if answer not in (*ANSWERS, "invalid"):
            raise VotingFault("unknown_answer", answer=answer)
    return AnswerTally(
        yes=counts.get("yes", 0),
        no=counts.get("no", 0),
        abstain=counts.get("abstain", 0),
        invalid=counts.get("invalid", 0),
    )


def require_within(cast: int, *, entitled: int) -> None:
    """Refuse more ballots than people entitled. Errors: `counts_exceed_electorate`."""
    if cast > entitled:
        raise VotingFault("counts_exceed_electorate", cast=cast, entitled=entitled)
