"""The screens of the hall around a vote: how one votes, that it is closed, then its result."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
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
    two_kept(world, opened)
    assert "badge" not in screen(world, opened)


def two_kept(world: Any, session: Any, channel: str = "paper") -> Poll:
    """A vote that keeps two options, open in an urn or on another channel."""
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
    return open_vote(poll_id=poll.pk, channel=channel, **world.by("helene"))


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
    poll = two_kept(world, opened)
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    said = screen(world, opened)
    assert "Vote clos" in said and "On dépouille, en public." in said
    assert "ont voté" not in said
    begin(world, opened, 3)
    assert "Vote clos" not in screen(world, opened), "the day goes on to its next item"


def counted(world: Any, poll: Poll, **counts: int) -> None:
    """The vote is counted by two people, closed, and its result published."""
    for teller in ("helene", world.second_teller()):
        counting.enter_count(poll_id=poll.pk, sector="Salle", counts=counts, **world.by(teller))
    conducting.close_poll(poll_id=poll.pk, **world.by("helene"))
    counting.publish_result(poll_id=poll.pk, **world.by("helene"))


def by_hands(world: Any) -> Poll:
    """A vote for or against that is open by a show of hands."""
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="arbitration",
        matter="proposal:x",
        step="session_3",
        question=QUESTION,
        **world.by("helene"),
    )
    return conducting.open_poll(
        poll_id=poll.pk,
        channel="hands",
        present=set(world.people.values()),
        derogation="Essai.",
        **world.by("helene"),
    )


def test_the_bars_of_a_result_are_drawn_on_what_its_sentence_counts_on(
    world: Any, opened: Any
) -> None:
    poll = by_hands(world)
    counted(world, poll, yes=2, no=1, abstain=1)
    page = reverse("office:projector", args=["essai", opened.public_id])
    bars = re.findall(
        r'<b>(\d)</b></span>(?:<svg.*?class="front" width="([\d.]+)")?',
        desk(world).get(page).content.decode().partition('class="bars"')[2],
    )
    assert bars == [("2", "66.7"), ("1", "33.3"), ("1", "")], "an abstention has no bar"
    public = reverse("public:poll", args=["essai", poll.public_id])
    assert "Une barre pleine vaudrait les 3 exprimés." in Client().get(public).content.decode()


@pytest.mark.parametrize(("yes", "no", "verdict"), [(2, 1, "Adopté"), (1, 2, "Non adopté")])
def test_a_result_says_in_large_whether_it_is_adopted_and_what_was_needed(
    world: Any, opened: Any, yes: int, no: int, verdict: str
) -> None:
    counted(world, by_hands(world), yes=yes, no=no)
    said = screen(world, opened)
    assert f"{QUESTION} {verdict} {yes} pour" in said
    sentence, legend = said.split("il fallait ")[1:]
    assert sentence.split(" ;")[0] == legend.split(" Ensuite")[0].strip()


def test_a_result_that_keeps_several_options_says_how_many(world: Any, opened: Any) -> None:
    counted(world, two_kept(world, opened, "hands"), a=2, b=1, c=0, ballots=2)
    assert f"{QUESTION} 2 choix retenus" in screen(world, opened)
