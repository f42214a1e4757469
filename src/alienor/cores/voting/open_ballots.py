"""Ballots of an open vote, one by one: what somebody says in it, as it is written and counted.

A ballot is written as its cells are (`cells`): an answer (`yes`), options joined by `+`, a ranking
(`eau>bus=velo`), or each option with its grade (`eau/good+bus/poor`); nothing for a blank one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alienor.cores.voting.cells import (
    BALLOTS,
    BLANK,
    GRADES,
    INVALID,
    OF,
    WITH,
    fixed_cells,
)
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.ranking.ballots import read_ballot, written
from alienor.cores.voting.shares import approval_sets
from alienor.cores.voting.ways import way_of

SPOKEN = ("answer", "approval", "approved_set", "grades", "ranking", "degree")
"""The ballots that one person can give alone: a round of consent wants its reasons said aloud."""


def written_ballot(method: str, said: str, *, options: Sequence[str]) -> str:
    """A ballot as it is always written.

    Errors: VotingFault (`unknown_answer`, `unknown_option`, `chosen_twice`, `unknown_grade`,
    `grade_missing`, those of a ranking).
    """
    way = way_of(method)
    if way.ballot not in SPOKEN:
        raise VotingFault("unknown_method", method=method)
    parts = [one.strip() for one in said.split(WITH) if one.strip()]
    if way.ballot in ("approval", "approved_set"):
        (chosen,) = approval_sets([parts], options=options)
        return WITH.join(sorted(chosen))
    if way.ballot == "grades":
        return _graded(parts, options)
    if way.ballot == "ranking":
        return written(read_ballot(said, options=options, equal_places=way.equal_places))
    if said not in fixed_cells(method, options=options) or said == INVALID:
        raise VotingFault("unknown_answer", answer=said)
    return said


def count_ballots(method: str, ballots: Iterable[str], *, options: Sequence[str]) -> dict[str, int]:
    """The counts that ballots as `written_ballot` writes them make, cell by cell.

    Errors: VotingFault, as `written_ballot`.
    """
    total = dict.fromkeys(fixed_cells(method, options=options), 0)
    for said in ballots:
        ballot = written_ballot(method, said, options=options)
        if BALLOTS in total:
            total[BALLOTS] += 1
            cells = ballot.split(WITH) if ballot else []
        else:
            cells = [ballot or BLANK]
        for cell in cells:
            total[cell] = total.get(cell, 0) + 1
    return total


def _graded(parts: Sequence[str], options: Sequence[str]) -> str:
    grades: dict[str, str] = {}
    for part in parts:
        option, _of, grade = part.partition(OF)
        if option not in options:
            raise VotingFault("unknown_option", option=option)
        if grade not in GRADES:
            raise VotingFault("unknown_grade", grade=grade)
        if option in grades:
            raise VotingFault("chosen_twice", option=option)
        grades[option] = grade
    for option in options:
        if option not in grades:
            raise VotingFault("grade_missing", option=option)
    return WITH.join(f"{option}{OF}{grades[option]}" for option in options)
