"""A vote that has to carry among residents and among the elected: counted apart, judged together,
published as far as nobody's ballot shows."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.integration import test_polls
from tests.integration.test_methods_of_vote import checked
from tests.integration.test_polls import EVERYBODY, RESIDENTS, Desk, draft
from tests.integration.test_vote_record import printed

from alienor.platform.errors import Invalid
from alienor.procedures.sessions import add_late_arrivals, open_vote
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import public_record
from alienor.stages.sessions.attending import check_in
from alienor.stages.sessions.queries import open_session_of

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

desk = test_polls.desk
ELECTED_VOTE = (
    'elected_majority = "none", elected_minority = "none"',
    'elected_majority = "present", elected_minority = "present"',
)
HERE = (*RESIDENTS, "claire", "driss")


def both(world: Any, *here: str, channels: str = '"hands", "paper"') -> Poll:
    """An amendment that has to carry among residents and among the elected, drafted."""
    world.change_rules(
        ("[poll.amendment]", '[poll.amendment]\ndouble_majority = ["residents", "elected"]'),
        ('channels = ["hands", "paper"]', f"channels = [{channels}]"),
        ELECTED_VOTE,
        after="[poll.amendment]",
    )
    world.open_day("session_2", *(here or HERE), number=2)
    return draft(world, "amendment", step="session_2", matter="x")


def told(poll: Poll) -> str:
    page = Client().get(reverse("public:poll", args=["essai", poll.public_id]))
    return unescape(page.content.decode()).replace("\xa0", " ")


def opened(desk: Desk, poll: Poll, channel: str = "hands") -> str:
    desk.done("office:open_poll", poll.public_id, channel=channel)
    return str(poll.public_id)


def finished(desk: Desk, poll: Poll) -> Poll:
    poll.refresh_from_db()
    if poll.state == "opened":
        desk.done("office:move_poll", poll.public_id, "clore")
    desk.done("office:move_poll", poll.public_id, "publier")
    poll.refresh_from_db()
    return poll


def test_each_group_is_counted_apart_and_both_have_to_carry(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    poll = both(world)
    vote = opened(desk, poll)
    assert "De quel collège ?" in unescape(desk.get("office:enter_count", vote))
    cells = {"count_yes": 1, "count_no": 0, "count_abstain": 0, "count_invalid": 0}
    said = desk.refused("office:enter_count", vote, status=422, sector="Salle", **cells)
    with pytest.raises(Invalid, match="group_needed"):
        counting.enter_count(poll_id=poll.pk, sector="S", counts={}, **world.by("helene"))
    assert "obligatoire" in said or "nécessaire" in said
    desk.count(poll, "Gauche", "residents", yes=4, no=1)
    desk.count(poll, "Élus", "elected", yes=1, no=1)
    finished(desk, poll)
    assert poll.result["outcome"] == "rejected"
    assert poll.result["by_group"]["elected"] == {
        "reached": False,
        "counts": {"yes": 1, "no": 1, "abstain": 0, "invalid": 0},
    }
    page = told(poll)
    assert "Ensemble : 5 pour, 2 contre" in page
    assert "non atteinte chez élues et élus (1 sur 2)" in page
    assert "il fallait l'ensemble et chaque collège" in page
    assert '<th scope="row">élues et élus</th><td>2</td><td>1</td><td>1</td>' in page
    record = printed(poll)
    assert "Et la même dans chaque collège habitantes et habitants et élues et élus" in record
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_the_whole_hall_of_one_group_leaves_room_for_the_other(world: Any, desk: Desk) -> None:
    poll = both(world)
    opened(desk, poll)
    desk.count(poll, "Salle entière", "residents", yes=4, no=1)
    desk.count(poll, "Élus", "elected", yes=2)
    assert finished(desk, poll).result["outcome"] == "adopted"


def test_a_group_has_no_more_voices_than_people_on_the_roll(world: Any, desk: Desk) -> None:
    poll = both(world)  # five residents, two elected
    opened(desk, poll)
    for group in ("elected", "others"):
        with pytest.raises(Invalid, match="count_exceeds_roll"):
            counting.enter_count(
                poll_id=poll.pk, sector="A", counts={"yes": 3}, college=group, **world.by("helene")
            )
    desk.count(poll, "Gauche", "residents", yes=2, no=1)
    desk.count(poll, "Élus, à gauche", "elected", yes=2)
    desk.count(poll, "Élus, à droite", "elected", yes=2)
    desk.done("office:move_poll", poll.public_id, "clore")
    with pytest.raises(Invalid, match="count_exceeds_roll"):
        counting.publish_result(poll_id=poll.pk, **world.by("helene"))


def test_it_carries_where_the_whole_and_each_group_do(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    poll = both(world)
    opened(desk, poll)
    desk.count(poll, "Gauche", "residents", yes=4, no=1)
    desk.count(poll, "Élus", "elected", yes=2)
    finished(desk, poll)
    assert poll.result["outcome"] == "adopted"
    assert (
        "majorité atteinte chez habitantes et habitants (4 sur 5) et élues et élus (2 sur 2)"
        in (told(poll))
    )
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_answers_given_one_by_one_go_to_the_group_of_each_voter(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    poll = both(world, channels='"hands", "electronic_open"')
    opened(desk, poll, "electronic_open")
    answers = dict.fromkeys(RESIDENTS, "yes") | {"claire": "no", "driss": "no"}
    for name, answer in answers.items():
        answer_own_roll_call(poll_id=poll.pk, answer=answer, **world.by(name))
    finished(desk, poll)
    groups = poll.result["by_group"]
    assert (groups["residents"]["counts"]["yes"], groups["elected"]["counts"]["no"]) == (5, 2)
    assert poll.result["outcome"] == "rejected"
    assert all(
        sorted(one) == ["answer", "salt", "token"] for one in public_record(poll)["roll_call"]
    )
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_on_paper_only_the_outcome_of_a_small_group_is_told(
    world: Any, desk: Desk, tmp_path: Path
) -> None:
    for number in range(3):
        world.newcomer(f"elue{number}")
        world.seat(f"elue{number}", "assembly", "elected_majority")
    poll = both(world, *HERE, "elue0", "elue1", "elue2")
    vote = opened(desk, poll, "paper")
    desk.done("office:move_poll", vote, "clore")
    desk.count(poll, "Urne A", "residents", yes=4, no=1)
    desk.count(poll, "Urne B", "elected", yes=3, no=2)
    finished(desk, poll)
    assert poll.result["outcome"] == "adopted"
    assert poll.result["by_group"] == {
        "residents": {"reached": True},
        "elected": {"reached": True},
    }
    assert {sheet["sector"] for sheet in public_record(poll)["sheets"]} == {"Urne A + Urne B"}
    public = told(poll) + printed(poll) + json.dumps(public_record(poll))
    for hidden in ("3 sur 5", "4 sur 5", "3 pour, 2 contre", "4 pour, 1 contre"):
        assert hidden not in public
    assert "7 pour, 3 contre" in public
    assert "Non publié, pour le secret du vote." in told(poll)
    assert "votes counted again" in checked(world, tmp_path / "bundle")


def test_no_paper_vote_opens_whose_group_is_too_small_for_its_secret(
    world: Any, desk: Desk
) -> None:
    poll = both(world)
    said = desk.refused("office:open_poll", poll.public_id, status=422, channel="paper")
    assert "moins de 3 personnes" in unescape(said).replace("\xa0", " ")
    with pytest.raises(Invalid, match="group_too_small"):
        open_vote(poll_id=poll.pk, channel="paper", **world.by("helene"))
    opened(desk, poll)


def test_nobody_comes_alone_of_their_group_to_a_secret_vote_that_is_open(
    world: Any, desk: Desk
) -> None:
    """Whether the group reached its majority would be their vote."""
    poll = both(world, *RESIDENTS)
    opened(desk, poll, "paper")
    day = open_session_of(world.edition, "assembly")
    assert day is not None
    check_in(session_id=day.pk, person_id=world.people["claire"], **world.by("helene"))
    with pytest.raises(Invalid, match="group_too_small"):
        add_late_arrivals(poll_id=poll.pk, **world.by("helene"))
    for number in range(2):
        world.newcomer(f"elue{number}")
        world.seat(f"elue{number}", "assembly", "elected_majority")
        person = world.people[f"elue{number}"]
        check_in(session_id=day.pk, person_id=person, **world.by("helene"))
    assert add_late_arrivals(poll_id=poll.pk, **world.by("helene")) == 3


def test_two_tellers_who_name_two_groups_are_told(world: Any, desk: Desk) -> None:
    poll = both(world)
    opened(desk, poll)
    for name, group in (("helene", "residents"), ("maelle", "elected")):
        counting.enter_count(
            poll_id=poll.pk, sector="S", college=group, counts={"yes": 1}, **world.by(name)
        )
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    with pytest.raises(Invalid, match="fault"):
        counting.publish_result(poll_id=poll.pk, **world.by("helene"))


def test_the_rules_page_says_in_which_groups_it_has_to_carry(world: Any) -> None:
    both(world, *EVERYBODY)
    page = unescape(Client().get(reverse("public:rules", args=["essai"])).content.decode())
    assert "Et la même majorité chez</dt><dd>habitantes et habitants, élues et élus</dd>" in page
