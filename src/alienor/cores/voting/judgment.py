"""Majority judgment: each ballot gives each option a grade; the median grade decides.

The grade of an option is its lower median: the best grade that more than half of the ballots give
it or exceed. Options with the same median are compared after one ballot with the median
grade is taken away from each, again and again, until they differ (the majority value). Two
options with the same counts never differ: they are tied, and the protocol that the vote declared
settles them (`selection`).

Source: M. Balinski, R. Laraki, Majority Judgment, MIT Press, 2011, chapters 1, 10 and 12.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate
from typing import Literal

from alienor.cores.voting.faults import VotingFault

Unmarked = Literal["lowest", "refused"]
"""What an option left without a grade gets: the lowest one, or the ballot is refused."""


@dataclass(frozen=True, slots=True)
class JudgmentTally:
    """`scale`: grades from worst to best; `counts`: by option, one count a grade, in that order.

    Every option has the same number of grades, `ballots`.
    Errors: VotingFault (`scale_too_short`, `no_option`, `negative_count`, `sum_mismatch`).
    """

    scale: tuple[str, ...]
    counts: Mapping[str, tuple[int, ...]] = field(hash=False)
    invalid: int = 0

    def __post_init__(self) -> None:
        _require_scale(self.scale)
        if not self.counts:
            raise VotingFault("no_option")
        for option, row in self.counts.items():
            if len(row) != len(self.scale):
                raise VotingFault(
                    "sum_mismatch", cell=option, got=len(row), expected=len(self.scale)
                )
            for count in row:
                if count < 0:
                    raise VotingFault("negative_count", cell=option, count=count)
            if sum(row) != self.ballots:
                raise VotingFault("sum_mismatch", cell=option, got=sum(row), expected=self.ballots)
        if self.invalid < 0:
            raise VotingFault("negative_count", cell="invalid", count=self.invalid)

    @property
    def ballots(self) -> int:
        """How many valid ballots graded the options."""
        return sum(next(iter(self.counts.values())))

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def median(self, option: str) -> str | None:
        """The option's lower median grade; None where there is no ballot."""
        if not self.ballots:
            return None
        return self.scale[next(_majority_value(self.counts[option]))]

    def at_least_median(self, option: str) -> Fraction:
        """The share of ballots that give the option its median grade or better; 0 if none."""
        median = self.median(option)
        if median is None:
            return Fraction(0)
        row = self.counts[option]
        return Fraction(sum(row[self.scale.index(median) :]), self.ballots)

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Options from best to worst by majority value, those with equal counts in one group."""
        rows: dict[tuple[int, ...], list[str]] = {}
        for option, row in self.counts.items():
            rows.setdefault(tuple(row), []).append(option)
        ordered = sorted(rows, key=cmp_to_key(_compare), reverse=True)
        return tuple(tuple(rows[row]) for row in ordered)


def count_judgments(
    ballots: Iterable[Mapping[str, str]],
    *,
    options: Sequence[str],
    scale: Sequence[str],
    unmarked: Unmarked = "refused",
) -> JudgmentTally:
    """The tally of ballots, each a grade by option. `scale`: from worst to best.

    Errors: VotingFault (`scale_too_short`, `no_option`, `unknown_option`, `unknown_grade`,
    `grade_missing` where unmarked options are refused).
    """
    _require_scale(tuple(scale))
    if not options or len(set(options)) != len(options):
        raise VotingFault("no_option")
    rank = {grade: position for position, grade in enumerate(scale)}
    counts = {option: [0] * len(scale) for option in options}
    for ballot in ballots:
        for option in ballot:
            if option not in counts:
                raise VotingFault("unknown_option", option=option)
        for option, row in counts.items():
            grade = ballot.get(option)
            if grade is None:
                if unmarked == "refused":
                    raise VotingFault("grade_missing", option=option)
                row[0] += 1
            elif grade in rank:
                row[rank[grade]] += 1
            else:
                raise VotingFault("unknown_grade", grade=grade)
    return JudgmentTally(
        scale=tuple(scale), counts={option: tuple(row) for option, row in counts.items()}
    )


def _majority_value(row: tuple[int, ...]) -> Iterator[int]:
    """The grades (0 is the worst) that are the median in turn, as each one is taken away.

    Taking the lower median away walks outward from the middle of the sorted grades: first to
    the lower side where their number is odd, to the upper side where it is even.
    """
    ends = list(accumulate(row))
    total = ends[-1]
    middle = (total - 1) // 2
    towards = -1 if total % 2 else 1
    for step in range(total):
        away = (step + 1) // 2
        position = middle + (towards if step % 2 else -towards) * away
        yield bisect_right(ends, position)


def _compare(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Negative where `one` is judged below `other`. The rows differ and have the same sum."""
    for left, right in zip(_majority_value(one), _majority_value(other), strict=True):
        if left != right:
            return left - right
    return 0


def _require_scale(scale: tuple[str, ...]) -> None:
    if len(scale) < 2 or len(set(scale)) != len(scale):
        raise VotingFault("scale_too_short")
