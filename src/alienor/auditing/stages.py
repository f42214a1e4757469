"""What each stage's public files claim, checked against the register."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from alienor.auditing.data import check_data
from alienor.auditing.draws import check_draws
from alienor.auditing.verify import Bundle, BundleBroken, BundleCheck
from alienor.cores.voting.answers import count_answers
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.recount import (
    Sheet,
    add_up,
    chosen_of,
    outcome_of,
    result_of,
    standing_counts,
)


def check_rules(bundle: Bundle) -> str:
    """Every version of the rules is the file that was adopted."""
    adopted = bundle.acts("rules_adopted/1")
    if len(adopted) != len(bundle.paths("rules/")):
        raise BundleBroken("rules/ does not hold the versions that were adopted")
    for act in adopted:
        path = f"rules/{act['version']}.toml"
        if hashlib.sha256(bundle.read(path)).hexdigest() != act["sha256"]:
            raise BundleBroken(f"{path} is not the version that was adopted")
    return f"{len(adopted)} version(s) of the rules, as adopted"


def check_polls(bundle: Bundle) -> str:
    """Every published vote counts again to the result that was published."""
    published = {act["poll"]: act for act in bundle.acts("poll_published/1")}
    paths = bundle.paths("polls/")
    if sorted(published) != sorted(Path(path).stem for path in paths):
        raise BundleBroken("polls/ does not hold the votes that were published")
    for path in paths:
        data = bundle.read(path)
        act = published[Path(path).stem]
        if hashlib.sha256(data).hexdigest() != act["sha256"]:
            raise BundleBroken(f"{path} is not the result that was published")
        try:
            record = json.loads(data)
            _recount(record, act)
            _check_settlement(record, published)
        except VotingFault as fault:
            raise BundleBroken(f"{path}: {fault.sentence('en')}") from fault
    return f"{len(paths)} votes counted again to the same results"


def check_annulled(bundle: Bundle) -> str:
    """What was counted in every vote that was annulled is what it was then."""
    digests = {act["poll"]: act["sha256"] for act in bundle.acts("poll_annulled/2")}
    found = {Path(path).stem: bundle.read(path) for path in bundle.paths("annulled/")}
    for poll, digest in digests.items():
        if digest != (hashlib.sha256(found[poll]).hexdigest() if poll in found else ""):
            raise BundleBroken(f"annulled/{poll}.json is not what was counted before")
    if alone := set(found) - set(digests) - {act["poll"] for act in bundle.acts("poll_annulled/1")}:
        raise BundleBroken(f"annulled/{min(alone)}.json is of no vote that was annulled")
    return f"{len(found)} annulled vote(s), as they had been counted"


def _recount(record: dict[str, Any], act: dict[str, Any]) -> None:
    if record["terms"]["channel"] == "roll_call":
        tally = count_answers(choice["answer"] for choice in record["roll_call"])
        counts = {"yes": tally.yes, "no": tally.no, "abstain": tally.abstain}
    else:
        sheets = [Sheet(college="", **sheet) for sheet in record["sheets"]]
        counts = add_up(standing_counts(sheets))
    result = result_of(
        record["terms"],
        counts,
        options=[option["key"] for option in record["options"]],
        settlement=record["settlement"],
    )
    found = (counts, outcome_of(result), chosen_of(result))
    if found != (act["counts"], act["outcome"], act["chosen"]):
        raise BundleBroken(f"polls/{record['poll']}.json does not count to its result")


def _check_settlement(record: dict[str, Any], published: dict[str, dict[str, Any]]) -> None:
    """A tie that was voted again is settled as the new vote fell."""
    settlement = record["settlement"]
    if settlement is None or settlement["protocol"] != "revote":
        return
    again = published.get(settlement["revote"])
    if again is None:
        raise BundleBroken(
            f"polls/{record['poll']}.json is settled by a vote that is not published"
        )
    picked = ["adopted"] if again["outcome"] == "adopted" else again["chosen"]
    if settlement["picked"] != picked:
        raise BundleBroken(f"polls/{record['poll']}.json is not settled as its new vote fell")


STAGE_CHECKS: list[tuple[str, BundleCheck]] = [
    ("rules", check_rules),
    ("polls", check_polls),
    ("annulled", check_annulled),
    ("draws", check_draws),
    ("data", check_data),
]
