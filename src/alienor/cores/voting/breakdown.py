"""What may be shown of a secret vote by college without giving anyone's vote away.

The whole result and the number of voters of each college are public. A college's answers are
shown from ten voters on. What is hidden must not come back by subtraction: hidden colleges
together count ten voters or more, and none of their cells is fixed by the totals. Where needed,
further colleges are hidden, smallest first (complementary suppression).

What this cannot prevent: a college (or a whole assembly) that answers with one voice shows how
each of its voters voted.

Source: bounds of a cell between known margins, after M. Fréchet; complementary cell suppression
as in A. Hundepool et al., Statistical Disclosure Control, Wiley, 2012, chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from alienor.cores.voting.faults import VotingFault

LEAST_VOTERS = 10

Why = Literal["shown", "no_voter", "too_few", "protects_another"]


@dataclass(frozen=True, slots=True)
class CollegeRow:
    """One college: its `voters`, and its `counts` by answer where they may be shown."""

    college: str
    voters: int
    counts: Mapping[str, int] | None = field(hash=False)
    why: Why


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`rows`: every college, in the order given; `together`: the answers of all the hidden ones
    in one line, None where nothing is hidden; `totals`: the whole vote."""

    rows: tuple[CollegeRow, ...]
    together: Mapping[str, int] | None = field(hash=False)
    totals: Mapping[str, int] = field(hash=False)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The colleges whose answers are not shown."""
        return tuple(row.college for row in self.rows if row.counts is None)


def publishable_breakdown(
    counts: Mapping[str, Mapping[str, int]],
    *,
    voters: Mapping[str, int] | None = None,
    least: int = LEAST_VOTERS,
) -> Breakdown:
    """What may be published of `counts`: by college, how many gave each answer.

    `voters`: people of each college, where a ballot may approve several options; else each person
    gave one answer. Errors: VotingFault (`negative_count`).
    """
    answers = list(dict.fromkeys(answer for row in counts.values() for answer in row))
    table: dict[str, dict[str, int]] = {}
    for college, row in counts.items():
        for answer, count in row.items():
            if count < 0:
                raise VotingFault("negative_count", cell=f"{college}, {answer}", count=count)
        table[college] = {answer: row.get(answer, 0) for answer in answers}
    if voters is None:
        voters = {college: sum(row.values()) for college, row in table.items()}
    totals = _sum(table.values(), answers=answers)
    few = {college for college, number in voters.items() if 0 < number < least}
    hidden = set(few)
    shown = sorted(
        (college for college, number in voters.items() if number >= least),
        key=lambda college: (voters[college], college),
    )
    while (
        hidden and shown and _leaks(hidden, table=table, voters=voters, totals=totals, least=least)
    ):
        hidden.add(shown.pop(0))
    rows = []
    for college, number in voters.items():
        why: Why = "shown"
        if number == 0:
            why = "no_voter"
        elif college in few:
            why = "too_few"
        elif college in hidden:
            why = "protects_another"
        cells = None if college in hidden else table[college]
        rows.append(CollegeRow(college=college, voters=number, counts=cells, why=why))
    together = _sum((table[name] for name in hidden), answers=answers) if hidden else None
    return Breakdown(rows=tuple(rows), together=together, totals=totals)


def _leaks(
    hidden: set[str],
    *,
    table: Mapping[str, Mapping[str, int]],
    voters: Mapping[str, int],
    totals: Mapping[str, int],
    least: int,
) -> bool:
    """Whether the totals give away a hidden cell, or a group below the threshold.

    A cell is between max(0, voters + answers - all) and min(voters, answers) of the hidden group;
    it is given away where both are equal. An answer that nobody gave at all, or that everybody
    gave, is given away by the result itself, whatever is hidden.
    """
    margin = _sum((table[name] for name in hidden), answers=totals)
    everyone = sum(voters.values())
    group = sum(voters[name] for name in hidden)
    if len(hidden) < 2 or group < least:
        return True
    for college in hidden:
        number = voters[college]
        for answer, given in margin.items():
            if totals[answer] in (0, everyone):
                continue
            if max(0, number + given - group) == min(number, given):
                return True
    return False


def _sum(rows: Iterable[Mapping[str, int]], *, answers: Iterable[str]) -> dict[str, int]:
    total = dict.fromkeys(answers, 0)
    for row in rows:
        for answer, count in row.items():
            total[answer] += count
    return total
