"""The journal as people read it: what an act is about, where it leads, and pages of errors."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from tests.integration.test_dialogue import ANSWER, ask

from alienor.platform.register.models import Entry
from alienor.stages.dialogue.actions import answer_question
from alienor.stages.polls.conducting import close_poll, open_poll
from alienor.stages.polls.wording import draft_poll
from alienor.surfaces.forms import fit_boxes
from alienor.surfaces.office.todo import todo_of
from alienor.surfaces.public import journal

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


def closed(world: Any, question: str = "Faut-il des lieux frais ?") -> Any:
    poll = draft_poll(
        edition_id=world.edition.pk,
        kind="group_indicative",
        question=question,
        **world.by("helene"),
    )
    facts = {"poll_id": poll.pk, **world.by("helene")}
    open_poll(channel="hands", present=set(world.people.values()), derogation="Essai.", **facts)
    return close_poll(**facts)


def test_an_act_without_words_shows_those_of_what_it_is_about(world: Any, client: Client) -> None:
    poll = closed(world)
    entry = Entry.objects.get(kind="poll_closed/1")
    (line,) = journal.lines([entry])
    assert line.excerpt == "Faut-il des lieux frais ?"
    page = client.get(reverse("public:entry", args=[entry.index])).content.decode()
    assert reverse("public:poll", args=["essai", poll.public_id]) in page
    assert "Faut-il des lieux frais ?" in client.get("/journal/").content.decode()


def test_an_act_with_words_leads_to_its_page_and_names_its_edition(
    world: Any, client: Client
) -> None:
    question = ask(world)
    answer_question(question_id=question.pk, **ANSWER, **world.by("farid"))
    for entry in Entry.objects.filter(subject=question.public_id):
        page = client.get(reverse("public:entry", args=[entry.index])).content.decode()
        assert reverse("public:question", args=["essai", question.public_id]) in page
        assert "Assemblée d&#x27;essai" in page


def test_a_search_without_result_says_so(world: Any, client: Client) -> None:
    page = client.get("/journal/", {"text": "introuvable"}).content.decode()
    assert "Rien ne correspond à « introuvable »." in page
    english = client.get("/en/journal/", {"text": "introuvable"}).content.decode()
    assert "Nothing matches “introuvable”." in english


@pytest.mark.parametrize(("address", "words"), [("/nulle-part/", "Cette page"), ("/en/x/", "This")])
def test_an_address_that_leads_nowhere_says_so_in_the_sites_own_page(
    city: Any, client: Client, address: str, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert f"<h1>{words}" in answer.content.decode()
    assert "<small>Poitiers</small>" in answer.content.decode()


def test_a_form_that_expired_says_what_to_do(city: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post("/compte/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.content.decode()


def test_a_long_question_is_cut_with_a_sign_that_it_is(world: Any) -> None:
    closed(world, "Faut-il des lieux frais " + "dans chaque quartier " * 12 + "?")
    (line,) = [one for one in todo_of(world.edition) if "Vote à dépouiller" in one.sentence]
    assert line.sentence.endswith("… »")
    (told,) = journal.lines(Entry.objects.filter(kind="poll_closed/1"))
    assert told.excerpt.endswith("…")


def test_a_box_is_as_tall_as_the_words_in_it() -> None:
    form = forms.Form(initial={"long": "mot " * 200, "short": "mot"})
    for name in ("long", "short"):
        form.fields[name] = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))
    fit_boxes(form)
    assert [form.fields[name].widget.attrs["rows"] for name in ("long", "short")] == [11, 4]
