"""What a count sheet holds for each kind of ballot, and the tally that its counts make.

Where sums by option say everything, a cell is an answer, an option, or an option and a grade
(`eau/good`). Where the method needs whole ballots, a cell is a ballot in words (`eau>bus`, or
`bus+eau` where they are not in order) and its count how many say so. Besides: `ballots` where
voters are not the sum of the cells, `blank` where ballots are counted in words, and `invalid`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from alienor.cores.voting.answers import ANSWERS
from alienor.cores.voting.approval import ApprovalTally
from alienor.cores.voting.consent import POSITIONS
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.gradient import DEGREES
from alienor.cores.voting.judgment import JudgmentTally
from alienor.cores.voting.ranking.ballots import (
    Rankings,
    rankings_from_counts,
    read_ballot,
    written,
)
from alienor.cores.voting.ranking.pairs import PairsTally, count_ranked_pairs
from alienor.cores.voting.ranking.runoff import RunoffTally, count_runoff
from alienor.cores.voting.ranking.schulze import SchulzeTally, count_schulze
from alienor.cores.voting.ranking.transfers import TransferTally, count_transfers
from alienor.cores.voting.shares import Completion, SharesTally, approval_sets, count_shares
from alienor.cores.voting.ways import Way, way_of

BALLOTS, BLANK, INVALID = "ballots", "blank", "invalid"
OF, WITH = "/", "+"
GRADES = ("reject", "poor", "fair", "fairly_good", "good", "very_good", "excellent")
"""The scale of majority judgment, from worst to best."""

Tallied = (
    ApprovalTally
    | JudgmentTally
    | SchulzeTally
    | PairsTally
    | RunoffTally
    | TransferTally
    | SharesTally
)


def fixed_cells(method: str, *, options: Sequence[str]) -> tuple[str, ...]:
    """The cells that every sheet of a method has, in the order in which they are counted.

    Errors: VotingFault (`unknown_method`).
    """
    way = way_of(method)
    return {
        "answer": (*ANSWERS, INVALID),
        "position": (*POSITIONS, INVALID),
        "degree": (*DEGREES, INVALID),
        "approval": (*options, BALLOTS, INVALID),
        "grades": (*(f"{one}{OF}{g}" for one in options for g in GRADES), BALLOTS, INVALID),
        "ranking": (BLANK, INVALID),
        "approved_set": (BLANK, INVALID),
    }[way.ballot]


def checked_counts(
    method: str,
    counts: Mapping[str, int],
    *,
    options: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Every cell of a sheet, 0 where none was given; ballots in words as they are always written,
    those that nobody cast left out. `labels`: what options are called in a fault.

    Errors: VotingFault (`unknown_answer` for a cell of another method, `negative_count`, those of
    a ballot, `approvals_exceed_ballots`, `sum_mismatch` where an option has not a grade a ballot).
    """
    way, fixed = way_of(method), fixed_cells(method, options=options)
    clean = dict.fromkeys(fixed, 0)
    for cell, count in counts.items():
        if count < 0:
            raise VotingFault("negative_count", cell=cell, count=count)
        if cell in clean:
            clean[cell] += int(count)
        elif not way.in_words:
            raise VotingFault("unknown_answer", answer=cell)
        elif count:
            said = _in_words(way, cell, options)
            clean[said or BLANK] = clean.get(said or BLANK, 0) + int(count)
    if way.ballot == "approval":
        for option in options:
            _require_fewer(clean, option, (labels or {}).get(option, option))
    if way.ballot == "grades":
        for option in options:
            got = sum(clean[f"{option}{OF}{grade}"] for grade in GRADES)
            if got != clean[BALLOTS]:
                name = (labels or {}).get(option, option)
                raise VotingFault("sum_mismatch", cell=name, got=got, expected=clean[BALLOTS])
    return clean


def _require_fewer(clean: Mapping[str, int], option: str, name: str) -> None:
    if clean[option] > clean[BALLOTS]:
        raise VotingFault(
            "approvals_exceed_ballots",
            option=name,
            approvals=clean[option],
            ballots=clean[BALLOTS],
        )


def _in_words(way: Way, cell: str, options: Sequence[str]) -> str:
    if way.ballot == "approved_set":
        (chosen,) = approval_sets([_set_of(cell)], options=options)
        return WITH.join(sorted(chosen))
    return written(read_ballot(cell, options=options, equal_places=way.equal_places))


def _set_of(cell: str) -> list[str]:
    return [code.strip() for code in cell.split(WITH)] if cell.strip() else []


def tally_of(
    terms: Mapping[str, Any], counts: Mapping[str, int], *, options: Sequence[str]
) -> Tallied:
    """The tally of the counts of a vote among options. `terms`: method, places and, where a budget
    is shared, budget, costs (by option) and completion.

    Errors: VotingFault (those of `checked_counts` and of the method).
    """
    method = terms["method"]
    way = way_of(method)
    clean = checked_counts(method, counts, options=options)
    if way.ballot == "approval":
        return ApprovalTally(
            ballots=clean[BALLOTS],
            approvals={option: clean[option] for option in options},
            invalid=clean[INVALID],
        )
    if way.ballot == "grades":
        return JudgmentTally(
            scale=GRADES,
            counts={one: tuple(clean[f"{one}{OF}{g}"] for g in GRADES) for one in options},
            invalid=clean[INVALID],
        )
    if way.ballot == "approved_set":
        return _shared(
            frozenset(sets_of(clean).items()),
            tuple((option, terms["costs"][option]) for option in options),
            terms["budget"],
            terms["completion"],
            clean[INVALID],
        )
    return _ranked(method, rankings_of(clean, options=options), places=terms["places"])


@lru_cache(maxsize=64)
def _shared(
    sets: frozenset[tuple[frozenset[str], int]],
    costs: tuple[tuple[str, int], ...],
    budget: int,
    completion: Completion,
    invalid: int,
) -> SharesTally:
    """The one count that takes seconds, kept: a page that shows it asks for it several times."""
    return count_shares(
        dict(sets), costs=dict(costs), budget=budget, completion=completion, invalid=invalid
    )


def sets_of(counts: Mapping[str, int]) -> dict[frozenset[str], int]:
    """How many ballots approve each set of options, blank ones none."""
    sets = {
        frozenset(_set_of(cell)): count
        for cell, count in counts.items()
        if cell not in (BLANK, INVALID)
    }
    return {**sets, frozenset(): counts.get(BLANK, 0)}


def _ranked(method: str, held: Rankings, *, places: int) -> Tallied:
    if method == "schulze":
        return count_schulze(held)
    if method == "ranked_pairs":
        return count_ranked_pairs(held)
    if method == "instant_runoff":
        return count_runoff(held)
    return count_transfers(held, seats=places)


def rankings_of(counts: Mapping[str, int], *, options: Sequence[str]) -> Rankings:
    """The rankings that the counts of ballots in words hold. Errors: VotingFault."""
    said = {cell: count for cell, count in counts.items() if cell not in (BLANK, INVALID)}
    return rankings_from_counts(
        {**said, "": counts.get(BLANK, 0)},
        options=options,
        equal_places=True,
        invalid=counts.get(INVALID, 0),
    )


def summary_of(method: str, counts: Mapping[str, int], *, options: Sequence[str]) -> dict[str, int]:
    """The counts as they are said: those of the sheets, or where these hold whole ballots, how many
    put each option first (every one of them, where several are), or approve it."""
    ballot = way_of(method).ballot
    if ballot == "approved_set":
        sets = sets_of(counts)
        approved = {
            option: sum(count for chosen, count in sets.items() if option in chosen)
            for option in options
        }
        ballots = {BALLOTS: sum(sets.values()), BLANK: counts.get(BLANK, 0)}
        return {**approved, **ballots, INVALID: counts.get(INVALID, 0)}
    if ballot != "ranking":
        return dict(counts)
    held = rankings_of(counts, options=options)
    first = {
        option: int(held.counts[row == 1].sum())
        for option, row in zip(held.options, held.places, strict=True)
    }
    return {**first, BALLOTS: held.ballots, BLANK: held.blank, INVALID: held.invalid}
