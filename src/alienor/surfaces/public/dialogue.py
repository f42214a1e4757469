"""Questions in public: the list, one question, the form to ask, the form to answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import may
from alienor.platform.access.roles import roles_of, services_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.people.records import identities
from alienor.platform.register import reading
from alienor.procedures.asking import ask_in_public
from alienor.stages.bodies.queries import elected_seats
from alienor.stages.dialogue import actions
from alienor.stages.dialogue.queries import question_named, questions_of, recorded_reply
from alienor.stages.founding.queries import edition_named, path_of, rules_of
from alienor.surfaces.fields import WordsField
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.labels import AuthorField, FunctionField, LabelledPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal
from alienor.surfaces.words import services_in

SERVICE, SEAT = "service:", "seat:"


def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of an edition."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/public/questions.html",
        {
            "edition": found,
            "path": path_of(found),
            "questions": questions_of(found),
            "today": localdate(),
            "days": rules_of(found).dialogue.answer_days,
            "live_topics": f"edition.{slug}",
        },
    )


def question(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One question and its answers."""
    found = edition_named(slug)
    row = question_named(found, public_id)
    actor = actor_of(request)
    return render(
        request,
        "alienor/public/question.html",
        {
            "edition": found,
            "question": row,
            "late": not row.replies.all() and row.due_on < localdate(),
            "may_answer": may_answer(row, actor),
            "history": journal.history(reading.history_of(public_id)),
            "live_topics": f"edition.{slug}",
        },
    )


def may_answer(row: Any, actor: Actor) -> bool:
    """Whether to offer the form: the one who was asked, or the desk."""
    if not may(actor, "dialogue.answer", on=row.edition):
        return False
    if "organiser" in roles_of(actor, row.edition):
        return True
    if row.service:
        return row.service in services_of(actor, row.edition)
    return elected_seats(row.edition).filter(public_id=row.seat, person_id=actor.person_id).exists()


class AskQuestion(LabelledPage):
    """Ask a question."""

    title = _("Poser une question")
    submit = _("Poser cette question")
    done = _("Votre question est publiée, avec le délai de la réponse.")

    class Form(forms.Form):
        addressee = forms.ChoiceField(label=_("À qui ?"))
        title = forms.CharField(label=_("Votre question, en une phrase"), max_length=200)
        text = WordsField(
            label=_("Ce que vous voulez savoir, et pourquoi"), most=actions.WORDS_AT_MOST, rows=6
        )
        author_label = AuthorField()

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found = edition_named(place["slug"])
        seats = list(elected_seats(found))
        names = identities(seat.person_id for seat in seats)
        form.fields["addressee"].choices = [
            ("", "—"),
            (
                now("Élues et élus"),
                [
                    (SEAT + seat.public_id, _named(seat, names[seat.person_id].public_name))
                    for seat in seats
                ],
            ),
            (
                now("Services de la Ville"),
                [(SERVICE + name, name) for name in services_in(found)],
            ),
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        days = rules_of(found).dialogue.answer_days
        return {
            "public_edition": found,
            "intro": now("La réponse est publique et donnée dans les %(days)s jours.")
            % {"days": days},
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = dict(form.cleaned_data)
        addressee = facts.pop("addressee")
        made = ask_in_public(
            edition_id=found.pk,
            service=addressee.removeprefix(SERVICE) if addressee.startswith(SERVICE) else "",
            seat=addressee.removeprefix(SEAT) if addressee.startswith(SEAT) else "",
            actor=actor,
            clock=clock,
            **facts,
        )
        return reverse("public:question", args=[found.slug, made.public_id])


class QuestionPage(ActionPage):
    """What the forms about one question share."""

    def question(self, **place: Any) -> Any:
        """The question of this page."""
        return question_named(edition_named(place["slug"]), place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.question(**place)
        return {"public_edition": row.edition, "intro": str(row.title)}

    def back(self, **place: Any) -> str:
        """The question's page."""
        return reverse("public:question", args=[place["slug"], place["public_id"]])


class AnswerQuestion(QuestionPage):
    """Answer a question."""

    title = _("Répondre à une question")
    submit = _("Publier la réponse")
    done = _("La réponse est publiée.")

    class Form(forms.Form):
        text = forms.CharField(label=_("Réponse"), widget=forms.Textarea(attrs={"rows": 8}))
        answered_by = FunctionField(_("Qui répond (fonction)"), required=True)
        validated_by = FunctionField(_("Validé par (fonction)"), required=True)

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_reply(self.question(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.answer_question(
            question_id=self.question(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


def _named(seat: Any, name: str) -> str:
    return f"{name}, {seat.function}" if name else str(seat.function)


PLACE = "editions/<slug:slug>/questions/"
ONE = PLACE + "<str:public_id>/"
urlpatterns = [
    path(PLACE, question_list, name="questions"),
    path(PLACE + "poser/", AskQuestion.as_view(), name="ask_question"),
    path(ONE, question, name="question"),
    path(ONE + "repondre/", AnswerQuestion.as_view(), name="answer_question"),
]
