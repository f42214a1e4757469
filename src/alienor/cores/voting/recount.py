"""From count sheets to a result: the poll's facts in, a plain JSON result out.

The same function recounts a published poll from its public file (`auditing`), so it takes plain
data and touches no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from alienor.cores.voting.answers import AnswerTally, answers_from_counts, require_within
from alienor.cores.voting.cells import INVALID, tally_of
from alienor.cores.voting.consent import ConsentRound, consent_from_counts
from alienor.cores.voting.double_majority import DoubleDecision
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.gradient import Gradient
from alienor.cores.voting.groups import Counts, group_decision, published_outcome
from alienor.cores.voting.majority import Decision, Majority, decide, settle_tie
from alienor.cores.voting.quorum import Quorum, QuorumCheck, check_quorum
from alienor.cores.voting.selection import (
    Shortlist,
    TieProtocol,
    settle_shortlist,
    shortlist,
)
from alienor.cores.voting.shares import SharesTally
from alienor.cores.voting.ways import way_of

YES_NO = "yes_no_abstain"
Heard = ConsentRound | Gradient
Found = Decision | DoubleDecision | Shortlist | Heard
_FRACTION = re.compile(r"[0-9]{1,4}(/[1-9][0-9]{0,3})?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One count of one sector: who counted (any label that tells two people apart), and what.

    `salt`: in hexadecimal, what opens the commitment made to it; empty where it stays closed.
    """

    sector: str
    college: str
    round: int
    teller: str
    counts: Mapping[str, int]
    salt: str = ""


def standing_counts(sheets: Sequence[Sheet]) -> dict[str, Mapping[str, int]]:
    """The agreed counts of each sector's last round.

    Errors: VotingFault (`tellers` where a sector's last round has not two different people's
    counts, `recount_needed` where they differ).
    """
    return {
        sector: _standing(sector, sheets)
        for sector in dict.fromkeys(sheet.sector for sheet in sheets)
    }


def count_faults(sheets: Sequence[Sheet]) -> dict[str, VotingFault]:
    """What stands against each sector's count, by sector; empty where all of them stand."""
    found: dict[str, VotingFault] = {}
    for sector in dict.fromkeys(sheet.sector for sheet in sheets):
        try:
            _standing(sector, sheets)
        except VotingFault as fault:
            found[sector] = fault
    return found


def agreed_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The counts of the sectors that stand, whatever stands against the others."""
    faults = count_faults(sheets)
    return [sheet for sheet in sheets if sheet.sector not in faults]


def _standing(sector: str, sheets: Sequence[Sheet]) -> Mapping[str, int]:
    counted = [sheet for sheet in sheets if sheet.sector == sector]
    last = max(sheet.round for sheet in counted)
    pair = [sheet for sheet in counted if sheet.round == last]
    if len(pair) != 2 or pair[0].teller == pair[1].teller:
        raise VotingFault("tellers", sector=sector, count=len(pair), round=last)
    if pair[0].counts != pair[1].counts:
        raise VotingFault("recount_needed", sector=sector)
    return pair[0].counts


def add_up(sectors: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """All sectors together, count by count."""
    total: dict[str, int] = {}
    for counts in sectors.values():
        for cell, count in counts.items():
            total[cell] = total.get(cell, 0) + count
    return total


def result_of(
    terms: Mapping[str, Any],
    counts: Mapping[str, int],
    *,
    options: Sequence[str],
    settlement: Mapping[str, Any] | None = None,
    arguments: Sequence[str] = (),
    by_group: Counts | None = None,
) -> Found:
    """Judge the counts by the terms on which the poll was opened.

    `by_group`: the counts of each group of colleges in which it has to carry too, where it has.

    `terms`: method, places, majority, quorum, tie, entitled, present, seats, as published.
    `arguments`: what the objections of a round of consent say.
    Errors: VotingFault.
    """
    way = way_of(terms["method"])
    if terms.get("double_majority") and way.ballot == "answer":
        require_within(answers_from_counts(counts).cast, entitled=terms["entitled"])
        return group_decision(
            terms, by_group or {}, majority=_majority(terms), quorum=_quorum(terms)
        )
    if way.ballot == "answer":
        return _decision(terms, answers_from_counts(counts), settlement=settlement)
    if not way.has_options:
        heard = _heard(way.ballot, counts, arguments=arguments)
        require_within(heard.cast, entitled=terms["entitled"])
        return heard
    tally = tally_of(terms, counts, options=options)
    require_within(tally.cast, entitled=terms["entitled"])
    if isinstance(tally, SharesTally):
        return _bought(tally, protocol=terms["tie"], settlement=settlement)
    if way.one and terms["places"] != 1:
        raise VotingFault("one_place_only")
    result = shortlist(tally, places=terms["places"], protocol=terms["tie"])
    if settlement and result.pending:
        return settle_shortlist(result, picked=settlement["picked"])
    return result


def _bought(
    tally: SharesTally, *, protocol: TieProtocol, settlement: Mapping[str, Any] | None
) -> Shortlist:
    """What a budget buys; a tie that leaves nothing to buy is no tie."""
    tied = tally.places_left > 0
    result = Shortlist(
        places=len(tally.bought) + tally.places_left,
        chosen=tally.bought,
        tied=tally.tied if tied and protocol != "rejected" else (),
        places_left=tally.places_left if protocol != "rejected" else 0,
        protocol=protocol,
        tally=tally,
        settled_by=protocol if tied and protocol == "rejected" else None,
    )
    if not settlement or not result.pending:
        return result
    result = settle_shortlist(result, picked=settlement["picked"])
    if sum(tally.costs[option] for option in result.chosen) > tally.budget:
        raise VotingFault("beyond_budget", budget=tally.budget)
    return result


def _heard(ballot: str, counts: Mapping[str, int], *, arguments: Sequence[str]) -> Heard:
    if ballot == "position":
        return consent_from_counts(counts, arguments=tuple(arguments))
    degrees = {cell: count for cell, count in counts.items() if cell != INVALID}
    return Gradient(counts=degrees, invalid=counts.get(INVALID, 0))


def fraction_of(written: str) -> Fraction:
    """A fraction as rules write it, or a whole number. Errors: VotingFault (`bad_fraction`): what
    Python reads besides, such as 1e-9999999999, would never be computed."""
    if not _FRACTION.fullmatch(written):
        raise VotingFault("bad_fraction", fraction=written[:20])
    return Fraction(written)


def tied_of(result: Found) -> list[str]:
    """The options among which a tie remains to be settled; none for a yes or no."""
    return list(result.tied) if isinstance(result, Shortlist) else []


def places_left_of(result: Found) -> int:
    """How many of the tied options remain to be picked."""
    return result.places_left if isinstance(result, Shortlist) else 0


def outcome_of(result: Found) -> str:
    """`adopted`, `rejected`, `chosen`, `tied`, or `heard` where nothing is decided."""
    if isinstance(result, ConsentRound | Gradient):
        return "heard"
    if isinstance(result, DoubleDecision):
        return "adopted" if result.adopted else "rejected"
    if result.pending:
        return "tied"
    if isinstance(result, Decision):
        return "adopted" if result.adopted else "rejected"
    return "chosen"


def chosen_of(result: Found) -> list[str]:
    """The options kept, best first; none for a yes or no."""
    return list(result.chosen) if isinstance(result, Shortlist) else []


def _decision(
    terms: Mapping[str, Any], tally: AnswerTally, *, settlement: Mapping[str, Any] | None
) -> Decision:
    decision = decide(
        tally,
        majority=_majority(terms),
        present=terms["present"] or None,
        seats=terms["seats"] or None,
        entitled=terms["entitled"],
        quorum=_quorum(terms),
        tie_protocol=terms["tie"],
    )
    if settlement and decision.pending:
        return settle_tie(decision, adopted=bool(settlement["picked"]))
    return decision


def outcome_by_groups(
    terms: Mapping[str, Any], counts: Mapping[str, int], groups: Mapping[str, Mapping[str, Any]]
) -> str:
    """The outcome of a double majority from what was published of its groups. Errors: VotingFault
    (as `groups.published_outcome`)."""
    return published_outcome(
        terms, counts, groups, majority=_majority(terms), quorum=_quorum(terms)
    )


def _majority(terms: Mapping[str, Any]) -> Majority:
    majority = terms["majority"]
    return Majority(
        fraction=fraction_of(majority["fraction"]),
        strict=majority["strict"],
        base=majority["base"],
    )


def _quorum(terms: Mapping[str, Any]) -> QuorumCheck | None:
    quorum = terms["quorum"]
    if quorum is None:
        return None
    return check_quorum(
        Quorum(fraction=fraction_of(quorum["fraction"])),
        attending=quorum["attending"],
        total=quorum["total"],
    )
