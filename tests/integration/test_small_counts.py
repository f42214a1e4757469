"""No entry of the register tells how few people of a college answered, came or may vote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.test_sessions import MEAL, plan

from alienor.auditing import verify_bundle
from alienor.cores import rules
from alienor.platform.acts import action, record, require
from alienor.platform.bundle.write import write_bundle
from alienor.platform.errors import NotFound
from alienor.platform.register.models import Entry
from alienor.stages.polls.conducting import open_poll
from alienor.stages.polls.queries import Electorate, published_electorate
from alienor.stages.polls.wording import draft_poll
from alienor.stages.sessions import attending, holding, preparing
from alienor.stages.sessions.earlier_acts import (
    ConvocationAnsweredByCollege,
    DepartureNotedByCollege,
    PresenceNotedByCollege,
    SessionClosedWithAll,
)
from alienor.stages.sessions.models import Session
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

OLD = (ConvocationAnsweredByCollege, PresenceNotedByCollege, DepartureNotedByCollege)


def last_act() -> dict[str, Any]:
    act: dict[str, Any] = json.loads(bytes(Entry.objects.order_by("index").last().leaf))
    return act


@pytest.fixture
def day(world: Any) -> Any:
    session = plan(world)
    preparing.set_agenda(session_id=session.pk, items=[MEAL], **world.by("joel"))
    return preparing.announce_session(session_id=session.pk, **world.by("joel"))


def test_answers_arrivals_and_departures_name_no_college(world: Any, day: Any) -> None:
    facts = {"session_id": day.pk, "person_id": world.people["driss"]}
    attending.answer_convocation(answer="unsure", **facts, **world.by("driss"))
    said = [last_act()]
    for move in (attending.check_in, attending.check_out):
        move(**facts, **world.by("helene"))
        said.append(last_act())
    attending.enter_presences(
        session_id=day.pk, person_ids=[world.people["elodie"]], **world.by("helene")
    )
    said.append(last_act())
    kinds = [one["type"].rpartition("/")[0] for one in said]
    assert kinds == [
        "convocation_answered",
        "presence_noted",
        "departure_noted",
        "presences_entered",
    ]
    assert "elected" not in json.dumps(said)
    attending.say_needs(session_id=day.pk, needs=["meal"], words="", **world.by("driss"))
    assert last_act()["by"] == ["member"]
    with pytest.raises(NotFound):
        attending.say_needs(session_id=day.pk, needs=["meal"], words="", **world.by("farid"))


def test_entries_of_before_are_read_and_verified(world: Any, day: Any, tmp_path: Path) -> None:
    @action
    def answer_as_before(*, actor: Any, clock: Any) -> None:
        """Only for this test."""
        require(actor, "sessions.welcome", on=world.edition)
        for kind in OLD:
            more = {"answer": "yes"} if kind is ConvocationAnsweredByCollege else {}
            record(kind(session=day.public_id, college="agent", **more), on=world.edition)

    answer_as_before(**world.by("helene"))
    attending.answer_convocation(
        session_id=day.pk, person_id=world.people["aicha"], answer="yes", **world.by("aicha")
    )
    lines = journal.lines(Entry.objects.filter(kind__startswith="convocation_answered"))
    assert lines[0].sentence.startswith("Une personne dit si elle vient (")
    write_bundle(edition=world.edition, out=tmp_path / "bundle", **world.by("helene"))
    assert [one for one in verify_bundle(tmp_path / "bundle") if one.holds is False] == []


def test_a_day_closed_before_is_verified_whose_register_told_few_people(
    world: Any, day: Any, tmp_path: Path
) -> None:
    facts = {"session_id": day.pk, **world.by("helene")}
    holding.open_session(**facts)
    attending.enter_presences(person_ids=[world.people["aicha"]], **facts)

    @action
    def close_as_before(*, actor: Any, clock: Any) -> None:
        """Only for this test."""
        require(actor, "sessions.chair", on=world.edition)
        Session.objects.filter(pk=day.pk).update(state="closed", closed_at=clock.now())
        record(
            SessionClosedWithAll(session=day.public_id, people=1, by_part={"residents": 1}),
            on=world.edition,
        )

    close_as_before(**world.by("helene"))
    write_bundle(edition=world.edition, out=tmp_path / "bundle", **world.by("helene"))
    assert [one for one in verify_bundle(tmp_path / "bundle") if one.holds is False] == []


def test_a_vote_that_opens_tells_colleges_of_few_people_together(world: Any) -> None:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question="Lesquelles ?",
        options=[("a", "L'une"), ("b", "L'autre")],
        step="session_2",
        **world.by("helene"),
    )
    open_poll(
        poll_id=poll.pk,
        channel="hands",
        present=set(world.people.values()),
        derogation="Pour l'essai.",
        **world.by("helene"),
    )
    act = last_act()["act"]
    assert act["entitled"] > 4
    assert act["by_college"] == {"elected_majority": 1, "elected_minority": 1}


@pytest.mark.parametrize(
    ("voters", "told"),
    [
        ({"drawn": 60, "volunteer": 12, "agent": 10}, {"drawn": 60, "volunteer": 12, "agent": 10}),
        ({"drawn": 60, "volunteer": 12, "agent": 9}, {"drawn": 60}),
        ({"drawn": 60, "volunteer": 9, "agent": 9}, {"drawn": 60}),
        ({"drawn": 60, "agent": 9, "elected_majority": 2}, {"elected_majority": 2}),
    ],
)
def test_no_small_college_comes_back_by_subtraction(
    voters: dict[str, int], told: dict[str, int]
) -> None:
    pairs = [(0, college) for college, count in voters.items() for _ in range(count)]
    electorate = Electorate(voters=pairs, attending={}, seated={}, voters_attending=0, seats=0)
    assert published_electorate(rules.load_template("poitiers-2022"), electorate) == told
