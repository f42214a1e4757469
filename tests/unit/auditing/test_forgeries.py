"""An operator who holds the signing key writes register and files again: `verify` says where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.auditing.forging import KEPT, ORIGIN, Forgery

from alienor.auditing import verify_bundle
from alienor.auditing.bundles import Bundle
from alienor.auditing.facts import facts_told
from alienor.cores.transparency.canonical import canonical_json
from alienor.cores.transparency.checkpoint import Checkpoint


@pytest.fixture
def forgery(tmp_path: Path) -> Forgery:
    return Forgery(tmp_path / "bundle", KEPT / "bundle-2.zip")


def reject(forgery: Forgery) -> None:
    """Everything that the vote's file says becomes a rejection."""
    counts = {"abstain": 0, "invalid": 0, "no": 1, "yes": 0}
    for sheet in forgery.record["sheets"]:
        sheet["counts"] = counts
    forgery.record["result"] |= {"outcome": "rejected", "counts": counts}


def test_what_was_not_bent_holds(forgery: Forgery) -> None:
    assert forgery.failures() == []


def test_a_result_is_not_published_twice(forgery: Forgery) -> None:
    reject(forgery)
    forgery.append("poll_published", outcome="rejected", counts=forgery.record["result"]["counts"])
    assert "poll_published cannot follow" in forgery.failures()[0]


def test_only_a_tie_is_settled(forgery: Forgery) -> None:
    poll = forgery.record["poll"]
    entry = forgery.append("poll_published")
    entry |= {
        "type": "tie_settled/1",
        "act": {"poll": poll, "protocol": "chair", "picked": ["adopted"]},
    }
    forgery.append("poll_published")
    assert "tie_settled cannot follow" in forgery.failures()[0]


@pytest.mark.parametrize("kind", ["poll_drafted", "poll_opened", "poll_closed"])
def test_a_vote_is_opened_then_closed_then_published(forgery: Forgery, kind: str) -> None:
    forgery.withdraw(kind)
    assert "cannot follow what was done of the vote" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("majority", {"fraction": "1/10", "strict": True, "base": "expressed"}),
        ("majority", {"fraction": "1/2", "strict": False, "base": "expressed"}),
        ("majority", {"fraction": "1/2", "strict": True, "base": "entitled"}),
        ("quorum", {"fraction": "1/2", "of": "seats", "attending": 9, "total": 9}),
        ("tie", "chair"),
        ("entitled", 50),
        ("channel", "paper"),
        ("secret", True),
        ("places", 2),
        ("method", "approval"),
        ("article", "1"),
        ("minimum_cell", 0),
        ("double_majority", [{"group": "residents", "colleges": ["drawn"]}]),
    ],
)
def test_the_terms_are_those_of_the_rules_and_of_the_opening(
    forgery: Forgery, term: str, value: Any
) -> None:
    forgery.record["terms"][term] = value
    (said,) = forgery.failures()
    assert f"terms.{term} is not what the register says" in said


def counted_by(forgery: Forgery, method: str, counts: dict[str, int], outcome: str) -> None:
    """The vote is drafted, held and published by another method."""
    forgery.entry("poll_drafted")["act"]["method"] = method
    forgery.record["terms"]["method"] = method
    for sheet in forgery.record["sheets"]:
        sheet["counts"] = counts
    said = {"outcome": outcome, "counts": counts, "chosen": []}
    forgery.record["result"] |= said
    forgery.entry("poll_published")["act"] |= said


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        ("gradient_of_agreement", {"whole_support": 1, "invalid": 0}),
        ("consent_round", {"consent": 1, "invalid": 0}),
    ],
)
def test_what_consults_decides_in_no_bundle(
    forgery: Forgery, method: str, counts: dict[str, int]
) -> None:
    counted_by(forgery, method, counts, "heard")
    assert "decides by a method that only consults" in forgery.failures()[0]


def test_a_fraction_that_nobody_could_compute_is_refused_at_once(forgery: Forgery) -> None:
    forgery.record["terms"]["majority"]["fraction"] = "1e-9999999999"
    assert "is not a fraction" in forgery.failures()[0]


def test_a_vote_opens_under_the_rules_in_force(forgery: Forgery) -> None:
    forgery.entry("poll_opened")["rules"] = "0" * 64
    assert "does not cite the rules in force" in forgery.failures()[0]


def test_every_count_that_was_entered_is_in_the_file_and_no_other(forgery: Forgery) -> None:
    sheet = forgery.record["sheets"][0]
    forgery.record["sheets"].append(sheet | {"sector": "Ailleurs"})
    assert "nobody entered a count of Ailleurs" in forgery.failures()[0]
    forgery.record["sheets"].pop()
    forgery.record["sheets"] += [sheet | {"round": 2, "teller": one} for one in "AB"]
    assert "sheets is not what the register says" in forgery.failures()[0]
    del forgery.record["sheets"][2:]
    assert not forgery.failures()
    forgery.withdraw("count_entered")
    assert "was not made twice" in forgery.failures()[0]


def test_nobody_answers_a_roll_call_whose_answer_was_not_entered(forgery: Forgery) -> None:
    forgery.record["roll_call"] = [{"token": "abc", "answer": "yes"}]
    assert "roll_call is not what the register says" in forgery.failures()[0]


def test_what_a_vote_decided_is_what_its_result_says(forgery: Forgery) -> None:
    forgery.entry("proposal_decided")["act"]["outcome"] = "rejected"
    assert "proposal_decided is not what its vote decided" in forgery.failures()[0]


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("polls", ",adopted,", ",rejected,", "outcome of"),
        ("polls", ",5,", ",6,", "entitled of"),
        ("topics", ",refused,", ",admitted,", "state of"),
        ("topics", "Des bancs ?", "Des bancs", "title of"),
        ("proposals", ",adopted,", ",rejected,", "state of"),
        ("tests", ",feasible", ",unfeasible", "verdict of"),
        ("answers", ",refused,", ",accepted,", "verdict of"),
        ("answers", ",Trop cher.,", ",Plus tard.,", "reason of"),
        ("actions", ",1200", ",2200", "spent_euros of"),
        ("sessions", ",opened,", ",closed,", "state of"),
        ("sessions", ",2026-03-12T", ",2026-03-13T", "starts of"),
        ("hearings", ",qualified,", ",experienced,", "qualification of"),
        ("questions", ",true", ",false", "hidden of"),
        ("draws", ",407,", ",408,", "panel_number of"),
    ],
)
def test_open_data_contradict_no_act(
    forgery: Forgery, file: str, before: str, after: str, said: str
) -> None:
    data = forgery.files[f"data/{file}.csv"].decode()
    assert before in data
    forgery.files[f"data/{file}.csv"] = data.replace(before, after, 1).encode()
    assert f"data/{file}.csv: {said}" in forgery.failures()[0]


def without_last_row(text: str) -> str:
    return "\r\n".join(text.split("\r\n")[:-2]) + "\r\n"


def last_row_twice(text: str) -> str:
    return text + text.split("\r\n")[-2] + "\r\n"


@pytest.mark.parametrize("file", ["topics", "proposals", "polls", "hearing_citations"])
@pytest.mark.parametrize("bend", [without_last_row, last_row_twice])
def test_open_data_have_the_rows_that_acts_made_and_no_other(
    forgery: Forgery, file: str, bend: Callable[[str], str]
) -> None:
    path = f"data/{file}.csv"
    forgery.files[path] = bend(forgery.files[path].decode()).encode()
    assert f"{path}: " in forgery.failures()[0]


def test_a_table_is_not_left_out(forgery: Forgery) -> None:
    for name in ("data/topics.csv", "data/topics.schema.json"):
        del forgery.files[name]
    assert "data/topics.csv is missing" in forgery.failures()[0]


def test_the_edition_names_the_derogations_of_the_register(forgery: Forgery) -> None:
    held = json.loads(forgery.files["data/edition.json"])
    held["derogations"].pop()
    forgery.files["data/edition.json"] = canonical_json(held) + b"\n"
    assert "derogations are not those of the register" in forgery.failures()[0]


def test_columns_that_no_act_tells_of_are_named(forgery: Forgery) -> None:
    forgery.failures()
    data = next(one for one in verify_bundle(forgery.folder) if one.name == "data")
    assert "only the record of the files proves: answers (title)" in data.detail
    assert "recruitment" in data.detail


def test_a_topic_that_the_next_round_does_not_keep_is_admitted_again(forgery: Forgery) -> None:
    rounds = [["a", "b"], ["b"]]
    entries = [
        {"type": "topics_shortlisted/1", "edition": "essai", "act": {"topics": kept, "poll": "p"}}
        for kept in rounds
    ]
    bundle = Bundle(
        folder=forgery.folder,
        manifest={"edition": "essai"},
        checkpoint=Checkpoint(origin=ORIGIN, size=2, root=bytes(32)),
        note="",
        leaves=[],
        entries=entries,
    )
    states = {name: cells["state"] for (name,), cells in facts_told(bundle)["topics"].cells.items()}
    assert states == {"a": (1, "admitted"), "b": (1, "shortlisted")}


HOUR = "2099-01-01T00:00:00Z"


def insert(forgery: Forgery, after: str, kind: str, **act: Any) -> None:
    """One more act of the vote, right after the first of this kind; what hides a later entry still
    names it."""
    model = forgery.entry(after)
    place = forgery.place(model) + 1
    said = {"poll": forgery.record["poll"], **act}
    forgery.entries.insert(place, model | {"type": f"{kind}/1", "act": said})
    for hiding in forgery.all("contribution_hidden"):
        hiding["act"]["entry"] += hiding["act"]["entry"] >= place


def test_the_announced_hour_of_a_vote_binds_its_close(forgery: Forgery) -> None:
    insert(forgery, "poll_opened", "closing_announced", closes=HOUR)
    (said,) = {one for one in forgery.failures() if "hour" in one}
    assert "poll_closed does not keep to the hour" in said


def test_a_vote_closed_early_says_why_and_only_then_closes(forgery: Forgery) -> None:
    why = forgery.record["question"]
    insert(forgery, "poll_opened", "closing_announced", closes=HOUR)
    insert(forgery, "closing_announced", "poll_closed_early", reason=why)
    assert forgery.failures() == []


@pytest.mark.parametrize(
    ("announced", "kind", "act"),
    [
        ("", "poll_extended", {"closes": HOUR}),
        (HOUR, "poll_extended", {"closes": HOUR}),
        (HOUR, "poll_extended", {"closes": "2098-01-01T00:00:00Z"}),
        ("", "poll_closed_early", {}),
        ("2000-01-01T00:00:00Z", "", {}),
        (HOUR, "closing_announced", {"closes": HOUR}),
    ],
)
def test_an_hour_is_announced_once_and_moves_to_later_ones_alone(
    forgery: Forgery, announced: str, kind: str, act: dict[str, str]
) -> None:
    after = "poll_opened"
    if announced:
        insert(forgery, after, "closing_announced", closes=announced)
        after = "closing_announced"
    if kind:
        reason = {} if kind == "closing_announced" else {"reason": forgery.record["question"]}
        insert(forgery, after, kind, **act, **reason)
    failed = forgery.failures()
    assert any("does not keep to the hour announced" in one for one in failed), failed


@pytest.mark.parametrize(
    ("follows", "keeps", "holds"),
    [("", [0], True), ("", [7], False), ("autre", [0], False)],
)
def test_a_round_keeps_what_was_said_and_follows_from_a_vote_of_the_bundle(
    forgery: Forgery, follows: str, keeps: list[int], holds: bool
) -> None:
    insert(forgery, "poll_drafted", "poll_chained", follows=follows, keeps=keeps)
    failed = forgery.failures()
    assert any("does not follow from the round before" in one for one in failed) is not holds
    assert holds is (failed == [])
