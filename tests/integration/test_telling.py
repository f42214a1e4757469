"""Whoever is asked something is told: where, by when, and where to answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from tests.integration.test_dialogue import ask
from tests.integration.test_sessions import ITEMS, MEAL, plan

from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.errors import Invalid, NotAllowed, WrongState
from alienor.platform.messages.queue import outbox
from alienor.platform.people.records import Identity
from alienor.procedures.appointing import appoint
from alienor.procedures.asking import ask_for_test, ask_in_public
from alienor.procedures.convening import announce_day, call_off_day, move_day, remind_silent
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.proposals.writing import draft_proposal
from alienor.stages.sessions import preparing
from alienor.stages.sessions.attending import answer_convocation
from alienor.surfaces.office.todo import next_day_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def planned(world: Any) -> Any:
    session = plan(world)
    preparing.set_agenda(session_id=session.pk, items=[*ITEMS, MEAL], **world.by("joel"))
    return session


def told(name: str = "") -> list[str]:
    """The subjects of the messages to somebody (by e-mail), newest first."""
    return [one.subject for one in outbox() if not name or f"<{name}@" in one.to]


def answer(world: Any, session: Any, name: str, said: str) -> None:
    answer_convocation(
        session_id=session.pk, person_id=world.people[name], answer=said, **world.by(name)
    )


def test_a_day_that_is_announced_invites_everybody_who_has_a_place(
    world: Any, planned: Any
) -> None:
    announce_day(session_id=planned.pk, **world.by("joel"))
    assert told("aicha") == told("driss") == ["Serez-vous là ? Choisir notre sujet"]
    assert not told("farid")
    assert "Grande halle" in outbox()[0].body
    assert "/moi/" in outbox()[0].body


def test_a_day_that_moves_tells_those_who_had_not_declined(world: Any, planned: Any) -> None:
    facts = {
        "session_id": planned.pk,
        "starts_at": planned.starts_at + timedelta(days=7),
        "ends_at": planned.ends_at + timedelta(days=7),
        "place": "École Perrault",
        "reason": "La halle est prise.",
    }
    move_day(**facts, **world.by("joel"))
    assert not told()
    announce_day(session_id=planned.pk, **world.by("joel"))
    answer(world, planned, "bruno", "no")
    move_day(**facts, **world.by("joel"))
    assert told("aicha")[0] == "Changement : Choisir notre sujet"
    assert "École Perrault" in outbox()[0].body
    assert "La halle est prise." in outbox()[0].body
    assert len(told("bruno")) == 1
    call_off_day(session_id=planned.pk, reason="Tempête.", **world.by("joel"))
    assert told("aicha")[0] == "Annulé : Choisir notre sujet"
    assert len(told("bruno")) == 1


def test_a_reminder_goes_to_the_silent_alone_and_is_recorded(world: Any, planned: Any) -> None:
    with pytest.raises(WrongState):
        remind_silent(session_id=planned.pk, **world.by("joel"))
    announce_day(session_id=planned.pk, **world.by("joel"))
    answer(world, planned, "aicha", "yes")
    with pytest.raises(NotAllowed):
        remind_silent(session_id=planned.pk, **world.by("aicha"))
    reached = remind_silent(session_id=planned.pk, **world.by("joel"))
    assert reached == len(told()) - len({one.to for one in outbox()})
    assert (len(told("aicha")), len(told("bruno"))) == (1, 2)
    for person in colleges_in(world.edition, "assembly"):
        answer_convocation(
            session_id=planned.pk,
            person_id=person,
            answer="unsure",
            actor=Actor(person_id=person, through="web"),
            clock=world.clock,
        )
    with pytest.raises(Invalid, match="nobody_to_remind"):
        remind_silent(session_id=planned.pk, **world.by("joel"))


def test_the_desk_reminds_from_a_page(world: Any, planned: Any, second_factor: None) -> None:
    announce_day(session_id=planned.pk, **world.by("joel"))
    client = Client()
    client.force_login(open_account(world.people["helene"]))
    desk = client.get(reverse("office:edition", args=["essai"])).content.decode()
    page = reverse("office:remind", args=["essai", planned.public_id])
    assert page in desk
    assert "personnes n&#x27;ont pas dit" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert len(told("aicha")) == 2


@pytest.mark.parametrize(
    ("days", "said"), [(10, "dans 10 jours"), (1, "demain"), (0, "aujourd'hui")]
)
def test_the_desk_counts_the_days_until_the_next_one(world: Any, days: int, said: str) -> None:
    starts = now() + timedelta(days=days)
    day = plan(world, starts_at=starts, ends_at=starts + timedelta(hours=8))
    assert next_day_of([world.edition]) is None
    preparing.set_agenda(session_id=day.pk, items=[*ITEMS, MEAL], **world.by("joel"))
    announce_day(session_id=day.pk, **world.by("joel"))
    found = next_day_of([world.edition])
    assert found is not None
    assert (found.when, found.is_near) == (said, days <= 1)
    assert next_day_of([]) is None


def test_each_is_told_in_their_language(world: Any, planned: Any) -> None:
    appoint(
        edition_id=world.edition.pk,
        body="assembly",
        college="volunteer",
        identity=Identity(given_name="Sam", email="sam@exemple.invalid", language="en"),
        accepted=False,
        **world.by("helene"),
    )
    assert told("sam") == ["A seat is offered to you: Assemblée d'essai"]
    announce_day(session_id=planned.pk, **world.by("joel"))
    assert told("aicha") == ["Serez-vous là ? Choisir notre sujet"]


def test_whoever_is_asked_a_question_or_an_opinion_is_told(world: Any) -> None:
    question = ask_in_public(
        edition_id=world.edition.pk,
        title="Quand ?",
        text="Rue des Arbres.",
        service="Espaces publics",
        **world.by("gwenaelle"),
    )
    assert told("farid") == ["Une question vous est posée"]
    assert question.public_id in outbox()[0].body
    proposal = draft_proposal(
        edition_id=world.edition.pk,
        title="Des lieux frais",
        summary="Ouverts le soir.",
        paragraphs=[("p1", "Un lieu frais par quartier.")],
        **world.by("ines"),
    )
    sheet = ask_for_test(
        proposal_id=proposal.pk, axis="technical", service="Espaces publics", **world.by("ines")
    )
    assert told("farid")[0] == "Un avis vous est demandé"
    assert sheet.public_id in outbox()[0].body
    before = len(told())
    ask(world)  # the stage's own action tells nobody: its procedure does
    assert len(told()) == before


def test_many_questions_make_one_message_an_hour(world: Any) -> None:
    def asked(service: str = "Espaces publics") -> None:
        words = {"title": "Quand ?", "text": "Rue des Arbres."}
        ask_in_public(
            edition_id=world.edition.pk, service=service, **words, **world.by("gwenaelle")
        )

    for _turn in range(5):
        asked()
    assert told("farid") == ["Une question vous est posée"]
    world.clock.at += timedelta(hours=2)
    asked()
    assert len(told("farid")) == 2
