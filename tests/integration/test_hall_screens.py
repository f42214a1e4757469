"""The screens of the hall around a vote: how one votes, that it is closed, then its result."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from tests.integration import test_sessions
from tests.integration.test_running import begin, desk, read
from tests.integration.test_voting_by_phone import by_phone

from alienor.platform.acts import guard
from alienor.procedures.sessions import begin_day, end_day, open_vote
from alienor.stages.polls import conducting, counting
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.models import Poll
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, preparing, running, speaking
from alienor.stages.sessions.models import Session

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


def test_a_vote_that_keeps_several_options_says_how_many_before_it_is_counted(
    world: Any, opened: Any
) -> None:
    two_kept(world, opened)
    assert "On garde les 2 choix qui arrivent en tête." in screen(world, opened)


def test_a_secret_vote_is_said_to_be_secret(world: Any, opened: Any) -> None:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="final_vote",
        matter="proposal:x",
        question=QUESTION,
        **world.by("helene"),
    )
    with guard.lifted():  # as if the sessions that its rule asks for had been held
        facts = {"state": "opened", "channel": "paper", "opened_at": now()}
        Poll.objects.filter(pk=poll.pk).update(**facts)
    assert "dans une urne · vote secret" in screen(world, opened)


def test_an_open_vote_is_not_said_to_be_secret(world: Any, opened: Any) -> None:
    by_phone(world, opened, "gradient_of_agreement")
    assert "secret" not in screen(world, opened)


def closed(session: Any, *, at: datetime) -> None:
    """As if a day had been closed at that time."""
    with guard.lifted():
        Session.objects.filter(pk=session.pk).update(closed_at=at)


def test_the_screen_says_where_to_answer_as_long_as_the_questions_are_asked(
    world: Any, opened: Any
) -> None:
    running.set_screens(session_id=opened.pk, screen="thanks", **world.by("helene"))
    assert "Scannez votre badge" not in screen(world, opened), "the day is not over"
    assert "Assemblée d'essai" in screen(world, opened).split("Merci")[1]
    end_day(session_id=opened.pk, sentences=["C'est dit."], **world.by("helene"))
    closed(opened, at=now())
    said = screen(world, opened)
    assert "Scannez votre badge, ou tapez" in said and "/jour/" in said
    closed(opened, at=now() - timedelta(days=3))
    assert "Scannez votre badge" not in screen(world, opened)


def test_the_floor_is_shown_for_those_too_who_never_had_it(world: Any, opened: Any) -> None:
    running.set_screens(session_id=opened.pk, screen="speaking", **world.by("helene"))
    assert "Personne n’a encore pris la parole." in screen(world, opened)
    aicha = world.people["aicha"]
    attending.check_in(session_id=opened.pk, person_id=aicha, **world.by("helene"))
    turn = speaking.ask_for_floor(session_id=opened.pk, person_id=aicha, **world.by("helene"))
    speaking.give_floor(turn_id=turn.pk, **world.by("helene"))
    world.clock.at += timedelta(minutes=3)
    speaking.take_back_floor(session_id=opened.pk, **world.by("helene"))
    said = screen(world, opened)
    assert "Élues et élus 0 min" in said and "Agentes et agents 0 min" in said


def test_the_programme_shows_every_item_before_and_after_the_opening(world: Any, day: Any) -> None:
    titles = [f"Atelier {letter}" for letter in "ABCDEFGHIJ"]
    items = [preparing.Item(kind="plenary", title=title, minutes=10) for title in titles]
    preparing.set_agenda(session_id=day.pk, items=[*items, test_sessions.MEAL], **world.by("joel"))
    running.set_screens(session_id=day.pk, screen="programme", **world.by("helene"))
    assert all(title in screen(world, day) for title in titles)
    begin_day(session_id=day.pk, derogation="Essai.", **world.by("helene"))
    begin(world, day, 8)
    assert all(title in screen(world, day) for title in titles)


def test_a_vote_that_is_annulled_brings_no_earlier_result_back(world: Any, opened: Any) -> None:
    begin(world, opened, 2)
    first = by_phone(world, opened, "gradient_of_agreement")
    answers(world, first, aicha="opposed", bruno="opposed", ines="whole_support")
    conducting.close_poll(poll_id=first.pk, **world.by("helene"))
    counting.publish_result(poll_id=first.pk, **world.by("helene"))
    shown = str(first.question)
    assert shown in screen(world, opened)
    second = draft_poll(
        edition_id=world.edition.pk,
        kind="indicative",
        question="Et puis ?",
        options=[("a", "Les bancs"), ("b", "Les arbres")],
        **world.by("helene"),
    )
    open_vote(poll_id=second.pk, channel="hands", **world.by("helene"))
    assert "Et puis ?" in screen(world, opened)
    conducting.annul_poll(poll_id=second.pk, reason="Le micro.", **world.by("helene"))
    said = screen(world, opened)
    assert shown not in said and "Et puis ?" not in said


def test_whoever_speaks_first_is_not_said_to_be_silent(world: Any, opened: Any) -> None:
    running.set_screens(session_id=opened.pk, screen="speaking", **world.by("helene"))
    assert "Personne n’a encore pris la parole" in screen(world, opened)
    person = world.people["aicha"]
    attending.check_in(session_id=opened.pk, person_id=person, **world.by("helene"))
    speaking.ask_for_floor(session_id=opened.pk, person_id=person, **world.by("helene"))
    [turn] = speaking.speakers_waiting(opened)
    speaking.give_floor(turn_id=turn.pk, **world.by("helene"))
    assert "Personne n’a encore pris la parole" not in screen(world, opened)


def test_of_several_votes_left_the_desk_is_asked_which(world: Any, opened: Any) -> None:
    with guard.lifted():
        opened.agenda.filter(position=1).update(kind="vote")
    begin(world, opened, 2)
    facts = {"kind": "shortlist", "options": [("a", "Les bancs"), ("b", "Les arbres")]}
    for matter in ("un", "deux"):
        draft_poll(
            edition_id=world.edition.pk,
            question=f"Vote {matter} ?",
            matter=matter,
            **facts,
            **world.by("helene"),
        )
    assert "Choisir le vote à ouvrir" in read(desk(world), "conduct", opened)
    last = Poll.objects.order_by("pk").last()
    conducting.annul_poll(poll_id=last.pk, reason="Un de trop.", **world.by("helene"))
    said = read(desk(world), "conduct", opened)
    assert "Choisir le vote" not in said and "Annoncer : Vote un ?" in said
