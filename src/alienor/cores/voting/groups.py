"""A vote that has to carry in several groups of colleges as well: its counts group by group, its
decision, what of them may be published, and the same outcome from what was.

In an open vote every group's counts are published: hands are seen in the hall, and nobody could
check the decision otherwise. In a secret one, or on paper, those of a group of few people are not,
nor what would give them back by subtraction; then only whether each group reached its majority is,
which the rule itself makes public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from alienor.cores.voting.answers import AnswerTally, answers_from_counts
from alienor.cores.voting.breakdown import publishable_breakdown
from alienor.cores.voting.double_majority import DoubleDecision, decide_by_college
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.majority import Majority, decide
from alienor.cores.voting.quorum import QuorumCheck

OTHERS = "others"
"""Who votes and belongs to no group that the rule names."""
LEAST_IN_SECRET = 3
"""People of a group, where its vote is secret: of fewer, the outcome of the group would say how
one of them voted."""

Counts = Mapping[str, Mapping[str, int]]


def is_anonymous(terms: Mapping[str, Any]) -> bool:
    """Whether nobody knows who voted what: the rules say so, or ballots are of paper."""
    return bool(terms["secret"]) or terms["channel"] == "paper"


def group_decision(
    terms: Mapping[str, Any],
    by_group: Counts,
    *,
    majority: Majority,
    quorum: QuorumCheck | None,
) -> DoubleDecision:
    """Judge the counts of each group, and their sum, by the same majority.

    `terms["double_majority"]`: the groups (`group`, its `colleges` and, where the majority counts
    on people present or seats, its `base`). Errors: VotingFault (`college_unknown` for counts of a
    group that is none of these; those of `majority.decide`).
    """
    named = [one["group"] for one in terms["double_majority"]]
    for group in by_group:
        if group not in (*named, OTHERS):
            raise VotingFault("college_unknown", college=group)
    held = {one: answers_from_counts(by_group.get(one, {})) for one in (*named, OTHERS)}
    bases = _bases(terms, majority)
    decision = decide_by_college(
        held,
        majority=majority,
        required=named,
        present=bases if majority.base == "present" else None,
        seats=bases if majority.base == "seats" else None,
        quorum=quorum,
    )
    return replace(decision, hidden=_hidden(terms, held))


def published_groups(decision: DoubleDecision) -> dict[str, dict[str, Any]]:
    """What is published of each group that voted: whether it reached its majority, where it has to,
    and its counts where they may be shown."""
    said: dict[str, dict[str, Any]] = {}
    for group, tally in decision.tallies.items():
        if group not in decision.colleges and not tally.cast:
            continue
        said[group] = {}
        if group in decision.colleges:
            said[group]["reached"] = decision.colleges[group].adopted
        if group not in (decision.hidden or ()):
            said[group]["counts"] = tally.by_answer()
    return said


def published_outcome(
    terms: Mapping[str, Any],
    counts: Mapping[str, int],
    groups: Mapping[str, Mapping[str, Any]],
    *,
    majority: Majority,
    quorum: QuorumCheck | None,
) -> str:
    """`adopted` or `rejected`, from what was published of a vote and of its groups.

    Errors: VotingFault (`groups_do_not_hold`: a group that has to carry is missing, its counts say
    otherwise than it does, an open vote hides them, or together they are not the whole).
    """
    whole = decide(
        answers_from_counts(counts),
        majority=majority,
        present=terms["present"] or None,
        seats=terms["seats"] or None,
        entitled=terms["entitled"],
        quorum=quorum,
    )
    named = {one["group"]: one for one in terms["double_majority"]}
    shown: dict[str, AnswerTally] = {
        group: answers_from_counts(said["counts"])
        for group, said in groups.items()
        if "counts" in said
    }
    bases = _bases(terms, majority)
    holds = set(named) <= set(groups) <= {*named, OTHERS}
    holds &= is_anonymous(terms) or set(shown) == set(groups)
    for group, tally in shown.items():
        if group not in named:
            continue
        own = decide(
            tally,
            majority=majority,
            present=bases[group] if majority.base == "present" else None,
            seats=bases[group] if majority.base == "seats" else None,
        )
        holds &= own.adopted == groups[group].get("reached")
    total = AnswerTally(yes=0, no=0, abstain=0, invalid=0)
    for tally in shown.values():
        total += tally
    told, every = total.by_answer(), answers_from_counts(counts).by_answer()
    if set(shown) == set(groups):
        holds &= told == every
    holds &= all(told[cell] <= every[cell] for cell in every)
    if not holds:
        raise VotingFault("groups_do_not_hold")
    reached = all(groups[group].get("reached") is True for group in named)
    return "adopted" if whole.adopted and reached else "rejected"


def _bases(terms: Mapping[str, Any], majority: Majority) -> dict[str, int]:
    """What a majority counts on, by group, where it is people present or seats."""
    bases = {one["group"]: int(one.get("base", 0)) for one in terms["double_majority"]}
    whole = terms[majority.base] if majority.base in ("present", "seats") else 0
    return {**bases, OTHERS: max(0, int(whole) - sum(bases.values()))}


def _hidden(terms: Mapping[str, Any], held: Mapping[str, AnswerTally]) -> tuple[str, ...]:
    if not is_anonymous(terms):
        return ()
    table = {group: tally.by_answer() for group, tally in held.items()}
    return publishable_breakdown(table, least=terms["minimum_cell"]).hidden
