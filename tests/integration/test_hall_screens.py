"""The screens of the hall around a vote: how one votes, that it is closed, then its result."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration import test_sessions
from tests.integration.test_running import begin, desk, read
from tests.integration.test_voting_by_phone import by_phone

from alienor.procedures.sessions import open_vote
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("second_factor"),
]

day, opened = test_sessions.day, test_sessions.opened
QUESTION = "Par quoi commencer ?"


def screen(world: Any, session: Any) -> str:
    """What the hall reads now."""
    return read(desk(world), "projector", session)


def answers(world: Any, poll: Poll, **said: str) -> None:
    """What each of these people answers by telephone."""
    for name, answer in said.items():
        answer_own_roll_call(poll_id=poll.pk, answer=answer, **world.by(name))


def test_a_vote_by_telephone_says_where_to_vote(world: Any, opened: Any) -> None:
    by_phone(world, opened, "gradient_of_agreement")
    said = screen(world, opened)
    assert "Ouvrez la page de votre badge : scannez-le" in said and "/jour/" in said


def test_a_vote_that_is_not_by_telephone_says_nothing_of_badges(world: Any, opened: Any) -> None:
    on_paper(world, opened)
    assert "badge" not in screen(world, opened)


def on_paper(world: Any, session: Any) -> Poll:
    """A vote that is open in an urn."""
    for name in ("aicha", "bruno", "claire"):
        person = world.people[name]
        attending.check_in(session_id=session.pk, person_id=person, **world.by("helene"))
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="shortlist",
        matter="topics",
        question=QUESTION,
        options=[("a", "Les bancs"), ("b", "Les arbres"), ("c", "Les rues")],
        places=2,
        **world.by("helene"),
    )
    announce_poll(poll_id=poll.pk, **world.by("helene"))
    return open_vote(poll_id=poll.pk, channel="paper", **world.by("helene"))


def test_between_its_close_and_its_result_a_vote_is_said_to_be_counted(
    world: Any, opened: Any
) -> None:
    begin(world, opened, 2)
    poll = by_phone(world, opened, "gradient_of_agreement")
    answers(world, poll, aicha="opposed", bruno="opposed", ines="whole_support")
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    said = screen(world, opened)
    assert "Vote clos" in said and QUESTION in said and "On compte" in said
    assert "3 ont voté" in said
    for partial in ("accord", "%"):
        assert partial not in said.split(QUESTION)[1], "nothing of the result"
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))
    said = screen(world, opened)
    assert "Vote clos" not in said and "2 pas d'accord" in said


def test_an_urn_is_counted_in_public_and_how_many_voted_is_not_known_yet(
    world: Any, opened: Any
) -> None:
    poll = on_paper(world, opened)
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    said = screen(world, opened)
    assert "Vote clos" in said and "On dépouille, en public." in said
    assert "ont voté" not in said
    begin(world, opened, 3)
    assert "Vote clos" not in screen(world, opened), "the day goes on to its next item"
