"""A vote's file counted again: its sheets or its ballots, judged on its terms."""

from __future__ import annotations

from typing import Any

from alienor.auditing.bundles import broken
from alienor.cores.voting.answers import count_answers
from alienor.cores.voting.cells import summary_of
from alienor.cores.voting.open_ballots import count_ballots
from alienor.cores.voting.recount import (
    Sheet,
    add_up,
    chosen_of,
    outcome_by_groups,
    outcome_of,
    places_left_of,
    result_of,
    standing_counts,
    tied_of,
)


def counts_in(record: dict[str, Any]) -> dict[str, int]:
    """The counts that the file of a vote makes. Errors: VotingFault."""
    options = [option["key"] for option in record["options"]]
    given = [choice["answer"] for choice in record["roll_call"]]
    if record["terms"]["channel"] == "roll_call":
        tally = count_answers(given)
        return {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain}
    if record["terms"]["channel"] == "electronic_open":
        return count_ballots(record["terms"]["method"], given, options=options)
    return add_up(standing_counts([Sheet(college="", **sheet) for sheet in record["sheets"]]))


def tie_in(record: dict[str, Any]) -> tuple[list[str], int]:
    """What is tied before anything settles it, and how many of it remain to be kept. Errors:
    VotingFault."""
    keys = [option["key"] for option in record["options"]]
    found = result_of(record["terms"], counts_in(record), options=keys)
    return tied_of(found), places_left_of(found)


def recount(record: dict[str, Any], act: dict[str, Any]) -> None:
    """The file of a vote counts to the result that it gives, and that was published.

    Errors: BundleBroken; VotingFault.
    """
    options, counts = [option["key"] for option in record["options"]], counts_in(record)
    said = summary_of(record["terms"]["method"], counts, options=options)
    if record["terms"].get("double_majority"):
        groups = record["result"].get("by_group", {})
        outcome = outcome_by_groups(record["terms"], counts, groups)
        found = {"counts": said, "outcome": outcome, "chosen": []}
        left: dict[str, object] = {"tied": []}
    else:
        result = result_of(
            record["terms"],
            counts,
            options=options,
            settlement=record["settlement"],
            arguments=record.get("objections", []),
        )
        found = {"counts": said, "outcome": outcome_of(result), "chosen": chosen_of(result)}
        left = {"tied": tied_of(result), "places_left": places_left_of(result)}
    holds = all(held[name] == found[name] for held in (act, record["result"]) for name in found)
    if not holds or any(record["result"].get(name, left[name]) != left[name] for name in left):
        raise broken("polls/{poll}.json does not count to its result", poll=record["poll"])
