"""A city that holds the database and the key bends a vote and writes everything again so that it
follows: `alienor verify` says what does not, from the public files alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.integration import test_polls, test_running, test_sessions
from tests.integration.test_polls import RESIDENTS, Desk, draft
from tests.integration.test_vote_rounds import next_of, proposals, topics
from tests.integration.test_voting_by_phone import HERE, by_phone, published
from tests.unit.auditing.forging import Forgery

from alienor.cores.transparency.canonical import canonical_json
from alienor.platform.actors import OPERATOR
from alienor.platform.acts import SystemClock
from alienor.platform.bundle import write_bundle
from alienor.procedures.votes import draft_option_vote, draft_revote
from alienor.stages.polls import conducting, counting

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

desk, day, opened = test_polls.desk, test_sessions.day, test_sessions.opened
assert test_running


def bent(world: Any, tmp_path: Path) -> Forgery:
    """The bundle of the world as it is, to bend; unbent, it holds."""
    write_bundle(
        edition=world.edition, out=tmp_path / "honest", actor=OPERATOR, clock=SystemClock()
    )
    forgery = Forgery(tmp_path / "bent", tmp_path / "honest")
    shutil.rmtree(tmp_path / "honest")
    forgery.path = ""  # each test says which file it bends
    assert forgery.failures() == []
    return forgery


def record(forgery: Forgery, poll: Any, under: str = "polls") -> dict[str, Any]:
    held: dict[str, Any] = json.loads(forgery.files[f"{under}/{poll.public_id}.json"])
    return held


def put(forgery: Forgery, poll: Any, held: dict[str, Any], under: str = "polls") -> None:
    """Write a vote's file, and what its publication said of it."""
    forgery.files[f"{under}/{poll.public_id}.json"] = canonical_json(held) + b"\n"
    for entry in forgery.all("poll_published"):
        if entry["act"]["poll"] == poll.public_id and "result" in held:
            entry["act"] |= {name: held["result"][name] for name in ("outcome", "counts", "chosen")}


def of(forgery: Forgery, kind: str, poll: Any) -> list[dict[str, Any]]:
    return [one for one in forgery.all(kind) if one["act"]["poll"] == poll.public_id]


def only(forgery: Forgery) -> str:
    (said,) = forgery.failures()
    return said


@pytest.fixture
def counted(world: Any, desk: Desk) -> Any:
    """A vote by hands between a morning and an evening, counted 3 to 1."""
    world.open_day("session_1", *RESIDENTS)
    return desk.hold(draft(world), ballots=4, o1=3, o2=1)


def test_both_counts_of_a_sector_changed_alike_after_they_were_entered(
    world: Any, counted: Any, tmp_path: Path
) -> None:
    forgery = bent(world, tmp_path)
    held = record(forgery, counted)
    for sheet in held["sheets"]:
        sheet["counts"] |= {"o1": 1, "o2": 3}
    held["result"] |= {"chosen": ["o2"]}
    held["result"]["counts"] |= {"o1": 1, "o2": 3}
    put(forgery, counted, held)
    assert "a count of Salle is not the one that was entered" in only(forgery)
    for sheet in held["sheets"]:
        del sheet["salt"]
    put(forgery, counted, held)
    assert "a count of Salle is not the one that was entered" in only(forgery)


def test_what_is_called_by_one_key_is_called_by_another_once_counted(
    world: Any, counted: Any, tmp_path: Path
) -> None:
    forgery = bent(world, tmp_path)
    held = record(forgery, counted)
    keys = [option["key"] for option in held["options"]]
    for option, key in zip(held["options"], keys[::-1], strict=True):
        option["key"] = key
    put(forgery, counted, held)
    assert "keys is not what the register says" in only(forgery)


@pytest.mark.parametrize("term", ["present", "seats"])
def test_how_many_were_there_is_said_after_the_count(
    world: Any, counted: Any, tmp_path: Path, term: str
) -> None:
    forgery = bent(world, tmp_path)
    held = record(forgery, counted)
    held["terms"][term] += 1
    put(forgery, counted, held)
    assert "its terms are not those on which it opened" in only(forgery)


def test_a_ballot_given_by_telephone_is_changed_before_it_is_published(
    world: Any, opened: Any, tmp_path: Path
) -> None:
    poll = by_phone(world, opened, "approval")
    for name, choice in zip(HERE[:3], ("o1", "o1", "o2"), strict=True):
        counting.answer_roll_call(
            poll_id=poll.pk, person_id=world.people[name], answer=choice, **world.by("helene")
        )
    published(world, poll)
    forgery = bent(world, tmp_path)
    held = record(forgery, poll)
    changed = next(given for given in held["roll_call"] if given["answer"] == "o1")
    changed["answer"] = "o2"
    held["result"] |= {"chosen": ["o2"], "counts": held["result"]["counts"] | {"o1": 1, "o2": 2}}
    put(forgery, poll, held)
    assert f"the answer of {changed['token']} is not the one that was given" in only(forgery)


def test_one_name_answers_twice(world: Any, opened: Any, tmp_path: Path) -> None:
    poll = by_phone(world, opened, "approval")
    counting.answer_roll_call(
        poll_id=poll.pk, person_id=world.people["aicha"], answer="o1", **world.by("helene")
    )
    published(world, poll)
    forgery = bent(world, tmp_path)
    held = record(forgery, poll)
    held["roll_call"] *= 2
    held["result"]["counts"] |= {"o1": 2, "ballots": 2}
    put(forgery, poll, held)
    cast = forgery.entry("open_ballot_cast")
    forgery.entries.insert(forgery.place(cast), json.loads(json.dumps(cast)))
    assert "nobody answers a vote twice" in only(forgery)


def test_a_count_that_displeased_is_annulled_and_hidden(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    desk.done("office:move_poll", poll.public_id, "clore")
    desk.count(poll, ballots=4, o1=3, o2=1)
    conducting.annul_poll(poll_id=poll.pk, reason="Il faisait chaud.", **world.by("helene"))
    forgery = bent(world, tmp_path)
    said = forgery.said("annulled")
    assert f"the vote {poll.public_id} was annulled once something was counted" in said
    assert "Il faisait chaud." in said
    held = record(forgery, poll, "annulled")
    for sheet in held["sheets"]:
        sheet["counts"] |= {"o1": 1, "o2": 3}
    put(forgery, poll, held, "annulled")
    assert "a count of Salle is not the one that was entered" in only(forgery)
    for sheet in held["sheets"]:
        sheet["round"] = 7
    put(forgery, poll, held, "annulled")
    assert "a count of Salle is not the one that was entered" in only(forgery)
    del forgery.files[f"annulled/{poll.public_id}.json"]
    of(forgery, "poll_annulled", poll)[0]["act"]["sha256"] = ""
    assert "is missing, and something had been counted" in only(forgery)
    annulled = of(forgery, "poll_annulled", poll)[0]
    annulled["type"] = "poll_annulled/1"
    del annulled["act"]["sha256"]
    assert "1 acts are of earlier versions" in forgery.said("versions")
    later = json.loads(json.dumps(annulled)) | {"type": "poll_annulled/2", "edition": "autre"}
    forgery.entries.insert(0, later)
    assert "poll_annulled came back after later versions" in only(forgery)


def test_a_result_that_is_kept_back_is_said(world: Any, desk: Desk, tmp_path: Path) -> None:
    world.open_day("session_1", *RESIDENTS)
    poll = draft(world)
    desk.done("office:open_poll", poll.public_id, channel="hands")
    desk.done("office:move_poll", poll.public_id, "clore")
    desk.count(poll, ballots=4, o1=3, o2=1)
    forgery = bent(world, tmp_path)
    assert f"1 vote(s) closed without a result, nor annulled: {poll.public_id}" in (
        forgery.said("polls")
    )


def test_a_topic_that_lost_gets_on_the_next_ballot(world: Any, desk: Desk, tmp_path: Path) -> None:
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    second = next_of(first)
    desk.hold(second, ballots=5, **dict(zip(names[:3], (1, 4, 0), strict=True)))
    forgery = bent(world, tmp_path)
    titles = {one["act"]["topic"]: one["act"]["title"] for one in forgery.all("topic_submitted")}
    for chained in of(forgery, "poll_chained", second):  # nobody says that it is a round
        forgery.entries.remove(chained)
    lost, out = names[4], names[2]
    for entry in (*of(forgery, "poll_drafted", second), *of(forgery, "poll_opened", second)):
        act = entry["act"]
        act["options"] = [titles[lost] if one == titles[out] else one for one in act["options"]]
        if "keys" in act:
            act["keys"] = [lost if one == out else one for one in act["keys"]]
    held = record(forgery, second)
    for option in held["options"]:
        if option["key"] == out:
            option |= {"key": lost, "text": titles[lost]}
    text = json.dumps(held).replace(out, lost)
    put(forgery, second, json.loads(text))
    for sheet, entry in zip(
        json.loads(text)["sheets"], of(forgery, "count_entered", second), strict=True
    ):
        entry["type"], _figures = "count_entered/1", entry["act"].pop("figures")
        assert sheet["salt"]
    said = forgery.failures()[0]
    assert "came back after later versions" in said
    for entry in forgery.all("count_entered"):
        entry["type"] = "count_entered/1"
        entry["act"].pop("figures", "")
    assert "is not among the topics that were in the running" in only(forgery)


def test_two_votes_follow_one_round_and_the_better_one_stands(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    names = topics(world)
    first = desk.done("office:begin_topic_rounds")
    assert first is not None
    desk.hold(first, ballots=5, **dict(zip(names, (5, 4, 3, 1, 0), strict=True)))
    second = next_of(first)
    desk.hold(second, ballots=5, **dict(zip(names[:3], (1, 4, 0), strict=True)))
    forgery = bent(world, tmp_path)
    text = json.dumps(
        [one for one in forgery.entries if one["act"].get("poll") == second.public_id]
    )
    again = json.loads(text.replace(second.public_id, "autre"))
    kinds = ("poll_drafted", "poll_chained", "poll_announced", "poll_opened", "poll_closed")
    place = forgery.place(of(forgery, "topics_shortlisted", first)[0]) + 1
    forgery.entries[place:place] = [one for one in again if one["type"].partition("/")[0] in kinds]
    assert "does not follow from the round before" in only(forgery)


def test_a_tie_is_settled_by_a_vote_that_was_about_something_else(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    world.change_rules(('tie = "rejected"', 'tie = "revote"'), after="[poll.indicative]")
    world.open_day("session_1", *RESIDENTS)
    first = desk.hold(draft(world), ballots=4, o1=2, o2=2)
    again = draft_revote(poll_id=first.pk, question="Encore ?", **world.by("helene"))
    desk.hold(again, ballots=4, o1=1, o2=3)
    other = desk.hold(draft(world), ballots=4, o1=4, o2=0)
    forgery = bent(world, tmp_path)
    held = record(forgery, first)
    held["settlement"] |= {"revote": other.public_id, "picked": ["o1"]}
    held["result"] |= {"chosen": ["o1"]}
    of(forgery, "tie_settled", first)[0]["act"]["picked"] = ["o1"]
    put(forgery, first, held)
    published_again = of(forgery, "poll_published", first)
    published_again[0]["act"] |= {"outcome": "tied", "chosen": []}
    assert "is settled by a vote that is not about its tie" in only(forgery)


def test_a_proposal_is_decided_by_the_vote_on_another(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    names = proposals(world, count=2)
    votes = []
    for number, row in enumerate(world.edition.proposals.order_by("number")):
        poll = draft_option_vote(
            proposal_id=row.pk, question=f"{number} ?", step="session_2", **world.by("helene")
        )
        desk.hold(poll, yes=4 * number, no=4 - 4 * number)
        votes.append(poll.public_id)
    forgery = bent(world, tmp_path)
    for entry in forgery.all("proposal_decided"):
        entry["act"]["proposal"] = names[1 - names.index(entry["act"]["proposal"])]
    assert "proposal_decided is not what its vote decided" in forgery.failures()[0]
    forgery.entries = [
        one
        for one in forgery.entries
        if one["type"] != "proposal_decided/1" or one["act"]["outcome"] != "adopted"
    ]
    decided = forgery.entry("proposal_decided")["act"]
    decided["proposal"] = names[1 - names.index(decided["proposal"])]
    assert f"the vote {votes[1]} decided nothing of what it was about" in only(forgery)


def test_minutes_of_one_text_do_not_come_back(world: Any, counted: Any, tmp_path: Path) -> None:
    """Whoever approved them would have approved other words."""
    forgery = bent(world, tmp_path)
    published_on = forgery.entry("poll_published")
    for kind in ("minutes_drafted", "minutes_written"):
        act = {"session": "jour", "version": 1, "text": "0" * 64}
        forgery.entries.insert(-1, published_on | {"type": f"{kind}/1", "act": act})
    assert "minutes_written came back after later versions" in only(forgery)


def test_a_count_is_by_no_teller_that_the_register_knows(
    world: Any, counted: Any, tmp_path: Path
) -> None:
    forgery = bent(world, tmp_path)
    held = record(forgery, counted)
    for sheet, teller in zip(held["sheets"], "CD", strict=True):
        sheet["teller"] = teller
        sheet["counts"] |= {"o1": 1, "o2": 3}
    held["result"] |= {"chosen": ["o2"]}
    held["result"]["counts"] |= {"o1": 1, "o2": 3}
    put(forgery, counted, held)
    assert "a count of Salle is not the one that was entered" in only(forgery)


@pytest.mark.parametrize(
    ("kind", "field", "instead"),
    [
        ("poll_opened", "terms", ""),
        ("poll_opened", "terms", None),
        ("poll_opened", "keys", None),
        ("poll_opened", "about", None),
        ("count_entered", "figures", ""),
        ("count_entered", "figures", "A" * 64),
    ],
)
def test_an_act_commits_to_nothing_of_what_its_version_does(
    world: Any, counted: Any, tmp_path: Path, kind: str, field: str, instead: str | None
) -> None:
    forgery = bent(world, tmp_path)
    for one in of(forgery, kind, counted):
        del one["act"][field]
        if instead is not None:
            one["act"][field] = instead
    assert f"{field} of {kind} is not what such an act holds" in forgery.failures()[0]


@pytest.mark.parametrize("version", ["", "x", "3/4", "²", "9" * 5000])
def test_a_version_that_is_no_number_is_a_fault_of_the_register(
    world: Any, counted: Any, tmp_path: Path, version: str
) -> None:
    forgery = bent(world, tmp_path)
    opened = of(forgery, "poll_opened", counted)[0]
    opened["type"] = f"poll_opened/{version}"
    del opened["act"]["terms"]
    [said] = forgery.failures()
    assert "entry" in said
    assert "has not the type" in said or "terms of poll_opened is not what such an act" in said
