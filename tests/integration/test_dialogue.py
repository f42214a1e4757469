"""Questions: anyone asks in public, the one who was asked answers, late ones stay visible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alienor.platform.accounts.open import open_account
from alienor.platform.errors import Invalid, NotAllowed, NotFound, RuleForbids
from alienor.stages.bodies.queries import elected_seats
from alienor.stages.dialogue import actions
from alienor.stages.dialogue.queries import late_questions, question_named, waiting_questions

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)

ANSWER = {"text": "Oui, en mai.", "answered_by": "Directrice", "validated_by": "Adjointe"}


def ask(world: Any, name: str = "gwenaelle", **facts: Any) -> Any:
    whole = {
        "edition_id": world.edition.pk,
        "title": "Quand plante-t-on ?",
        "text": "Rue des Arbres.",
        "service": "Espaces publics",
        **facts,
    }
    return actions.ask_question(**whole, **world.by(name))


def seat_of(world: Any, name: str) -> str:
    return elected_seats(world.edition).get(person_id=world.people[name]).public_id


def test_anyone_asks_and_the_deadline_is_that_of_the_rules(world: Any) -> None:
    question = ask(world)
    assert question.due_on == (world.clock.now() + timedelta(days=30)).date()
    assert list(waiting_questions(world.edition)) == [question]
    assert not late_questions(world.edition, today=question.due_on)
    assert late_questions(world.edition, today=question.due_on + timedelta(days=1))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": " "}, "required"),
        ({"text": ""}, "required"),
        ({"text": "mot " * 301}, "too_many_words"),
        ({"service": "unknown"}, "unknown_code"),
        ({"service": "", "seat": "unknown"}, "unknown_code"),
        ({"service": ""}, "required"),
    ],
)
def test_a_question_has_words_and_somebody_to_answer(
    world: Any, facts: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        ask(world, **facts)


def test_the_service_that_was_asked_answers_and_an_elected_member_does_not(world: Any) -> None:
    question = ask(world)
    with pytest.raises(RuleForbids) as refusal:
        actions.answer_question(question_id=question.pk, **ANSWER, **world.by("claire"))
    assert (refusal.value.code, refusal.value.article) == ("asked_of_another", "12")
    for name in ("aicha", "bruno", "gwenaelle"):
        with pytest.raises(NotAllowed):
            actions.answer_question(question_id=question.pk, **ANSWER, **world.by(name))
    for field in ANSWER:
        with pytest.raises(Invalid, match="required"):
            actions.answer_question(
                question_id=question.pk, **{**ANSWER, field: " "}, **world.by("farid")
            )
    actions.answer_question(question_id=question.pk, **ANSWER, **world.by("farid"))
    assert not waiting_questions(world.edition)


def test_the_elected_member_who_was_asked_answers(world: Any) -> None:
    question = ask(world, service="", seat=seat_of(world, "claire"))
    with pytest.raises(RuleForbids):
        actions.answer_question(question_id=question.pk, **ANSWER, **world.by("driss"))
    actions.answer_question(question_id=question.pk, **ANSWER, **world.by("claire"))
    actions.answer_question(question_id=question.pk, **ANSWER, **world.by("helene"))
    assert question_named(world.edition, question.public_id).replies.count() == 2


def test_anyone_asks_and_a_service_answers_through_the_pages(world: Any, client: Client) -> None:
    page = reverse("public:ask_question", args=["essai"])
    assert "Espaces publics" in client.get(page).content.decode()
    answer = client.post(
        page, {"addressee": "service:Espaces publics", "title": "Où ?", "text": "Où ça ?"}
    )
    assert answer.status_code == 302
    where = answer["Location"]
    assert "Répondre à cette question" not in client.get(where).content.decode()
    client.force_login(open_account(world.people["farid"]))
    assert "Répondre à cette question" in client.get(where).content.decode()
    assert client.post(where + "repondre/", ANSWER).status_code == 302
    assert "Oui, en mai." in client.get(where).content.decode()
    client.force_login(open_account(world.people["claire"]))
    assert "Répondre à cette question" not in client.get(where).content.decode()
    assert client.get(reverse("public:questions", args=["essai"])).status_code == 200
    by_seat = client.post(
        page,
        {"addressee": f"seat:{seat_of(world, 'claire')}", "title": "Oui ?", "text": "Oui ou non ?"},
    )
    assert "Répondre à cette question" in client.get(by_seat["Location"]).content.decode()


def test_what_is_not_there_is_not_found(world: Any) -> None:
    with pytest.raises(NotFound):
        question_named(world.edition, "inconnu")


def test_a_word_without_end_is_refused_and_the_form_says_how_much_there_is_room_for(
    world: Any,
) -> None:
    address = reverse("public:ask_question", args=[world.edition.slug])
    assert "300 mots au plus" in Client().get(address).content.decode()
    sent = {"addressee": "service:Espaces publics", "title": "Quand ?", "text": "a" * 60_000}
    answer = Client().post(address, sent)
    assert answer.status_code == 422
    assert "4500 au plus" in answer.content.decode()


def test_nobody_is_chosen_beforehand_to_answer_a_question(world: Any, client: Client) -> None:
    page = client.get(reverse("public:ask_question", args=["essai"]))
    assert page.context["form"].fields["addressee"].choices[0] == ("", "—")
    sent = {"addressee": "", "title": "Quand ?", "text": "Je voudrais savoir."}
    assert client.post(page.request["PATH_INFO"], sent).status_code == 422
