"""Hearings in public: the balance of views, each person heard, and the forms."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.people.records import identities
from alienor.platform.register import reading
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import edition_named, path_of
from alienor.stages.hearings import actions
from alienor.stages.hearings.queries import hearing_named, hearings_of, recorded_meeting
from alienor.stages.proposals.queries import (
    clauses_of,
    final_text_of,
    passages_of,
    proposal_named,
    proposals_of,
    versions_of,
)
from alienor.stages.sessions.queries import sessions_of
from alienor.surfaces.fields import PublishedReason, WordsField
from alienor.surfaces.labels import AuthorField, LabelledPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal
from alienor.surfaces.words import HEARING_STATES, QUALIFICATIONS

PERMISSIONS = ("propose", "schedule", "ask")
TO_COME = ("proposed", "accepted", "scheduled")


def hearing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is heard, what each defends and declares, so that everybody can judge the balance."""
    found = edition_named(slug)
    rows = list(hearings_of(found))
    views = hearing_views(found, rows)
    counted = [row for row in rows if row.state != "withdrawn"]
    return render(
        request,
        "alienor/public/hearings.html",
        {
            "edition": found,
            "path": path_of(found),
            "groups": [
                {"title": title, "views": chosen}
                for title, states in (
                    (now("À venir"), TO_COME),
                    (now("Personnes entendues"), ("held",)),
                    (now("N’auront pas lieu"), ("withdrawn",)),
                )
                if (chosen := [one for one in views if one["hearing"].state in states])
            ],
            "balance": [
                {
                    "label": label,
                    "count": sum(row.qualification == code for row in counted),
                }
                for code, label in QUALIFICATIONS.items()
            ],
            "views": counted,
            "may_propose": may(actor_of(request), "hearings.propose", on=found),
            "live_topics": f"edition.{slug}",
        },
    )


def hearing(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One person heard: interests, questions, answers, sources, and what rests on them."""
    found = edition_named(slug)
    row = hearing_named(found, public_id)
    actor = actor_of(request)
    (view,) = hearing_views(found, [row])
    return render(
        request,
        "alienor/public/hearing.html",
        {
            "edition": found,
            "view": view,
            "to_come": row.state in TO_COME,
            "passages": cited_passages(found, row),
            "may": {name: may(actor, f"hearings.{name}", on=found) for name in PERMISSIONS},
            "history": journal.history(reading.history_of(public_id)),
            "live_topics": f"edition.{slug}",
        },
    )


def hearing_views(edition: Any, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Hearings with the name of who agreed to be named, and the day of each."""
    rows = list(rows)
    people = identities(row.witness_id for row in rows if row.witness_id)
    days = {day.public_id: day for day in sessions_of(edition)}
    return [
        {
            "hearing": row,
            "name": people[row.witness_id].public_name if row.witness_id in people else "",
            "day": days.get(row.meeting),
            "state": HEARING_STATES[row.state],
            "qualification": QUALIFICATIONS[row.qualification],
        }
        for row in rows
    ]


def cited_passages(edition: Any, row: Any) -> list[dict[str, Any]]:
    """The passages that rest on a hearing: the title of their text, their words, their address."""
    final = final_text_of(edition)
    cited: list[dict[str, Any]] = []
    for text in dict.fromkeys(one.text for one in row.citations.all()):
        if final is not None and text == final.public_id:
            title, address = final.title, reverse("public:final_text", args=[edition.slug])
        else:
            title = proposal_named(edition, text).title
            address = reverse("public:proposal", args=[edition.slug, text])
        words = passages_of(edition, text)
        cited += [
            {
                "title": title,
                "words": words.get(one.passage, ""),
                "address": f"{address}#{one.passage}",
            }
            for one in row.citations.all()
            if one.text == text
        ]
    return cited


class ProposeHearing(LabelledPage):
    """Propose to hear somebody."""

    title = _("Proposer une audition")
    intro = _(
        "Le nom reste caché jusqu'à ce que la personne accepte de paraître sous son nom. Ce que "
        "vous écrivez d'elle est publié."
    )
    submit = _("Proposer cette audition")
    done = _("L'audition est proposée. Notez ensuite l'accord de la personne et ses intérêts.")

    class Form(forms.Form):
        role = forms.CharField(
            label=_("Qui est cette personne, sans la nommer ?"),
            help_text=_(
                "Par exemple : « Médecin gériatre » ou « Habitante, Couronneries, dixième étage »."
            ),
            max_length=300,
        )
        qualification = forms.ChoiceField(
            label=_("Elle connaît le sujet"),
            choices=list(QUALIFICATIONS.items()),
            widget=forms.RadioSelect,
        )
        why = forms.CharField(
            label=_("Pourquoi l'entendre ?"), widget=forms.Textarea(attrs={"rows": 3})
        )
        stance = forms.CharField(
            label=_("Que défend-elle, d'après vous ?"),
            help_text=_("Pour que chacune et chacun juge de l'équilibre des points de vue."),
            required=False,
            max_length=400,
        )
        given_name = forms.CharField(label=_("Prénom (caché)"), required=False, max_length=100)
        family_name = forms.CharField(label=_("Nom (caché)"), required=False, max_length=100)
        proposed_by = AuthorField()

    def context(self, **place: Any) -> dict[str, Any]:
        return {"public_edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        made = actions.propose_hearing(
            edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("public:hearing", args=[found.slug, made.public_id])


class HearingPage(LabelledPage):
    """What the forms about one hearing share: each gives `act`."""

    def hearing(self, **place: Any) -> Any:
        """The hearing of this page."""
        return hearing_named(edition_named(place["slug"]), place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.hearing(**place)
        return {"public_edition": row.edition, "intro": str(row.role)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        self.act(form, hearing_id=self.hearing(**place).pk, actor=actor, clock=clock)
        return reverse("public:hearing", args=[place["slug"], place["public_id"]])

    @abstractmethod
    def act(self, form: forms.Form, **by: Any) -> None:
        """Call the action with what was typed; `by`: which hearing, who acts, when."""


class AcceptHearing(HearingPage):
    """The person agrees and declares their interests."""

    title = _("Noter l'accord de la personne")
    submit = _("Enregistrer l'accord et les intérêts")

    class Form(forms.Form):
        interests = forms.CharField(
            label=_("Quels intérêts déclare-t-elle ?"),
            help_text=_(
                "Emploi, mandat, argent, liens avec le sujet. « Aucun » est une déclaration. "
                "Publié tel quel."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        named = forms.BooleanField(label=_("Elle accepte de paraître sous son nom"), required=False)

    def act(self, form: forms.Form, **by: Any) -> None:
        actions.accept_hearing(**form.cleaned_data, **by)


class ScheduleHearing(HearingPage):
    """Give the hearing its day."""

    title = _("Fixer la date de l'audition")
    submit = _("Fixer cette date")

    class Form(forms.Form):
        meeting = forms.ChoiceField(label=_("Quel jour ?"), widget=forms.RadioSelect)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        days = sessions_of(edition_named(place["slug"])).filter(
            body__in=actions.HEARERS, state__in=("planned", "announced", "opened")
        )
        form.fields["meeting"].choices = [
            (day.public_id, f"{full_day(day.starts_at)} : {day.title}") for day in days
        ]
        return form

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_meeting(self.hearing(**place))

    def act(self, form: forms.Form, **by: Any) -> None:
        actions.schedule_hearing(**form.cleaned_data, **by)


class WithdrawHearing(HearingPage):
    """It will not take place."""

    title = _("Renoncer à une audition")
    submit = _("Renoncer et publier la raison")

    class Form(forms.Form):
        reason = PublishedReason(
            help_text=_("Cette raison est publiée. Le nom de la personne est effacé.")
        )

    def act(self, form: forms.Form, **by: Any) -> None:
        actions.withdraw_hearing(**form.cleaned_data, **by)


class AskAtHearing(HearingPage):
    """Add a question."""

    title = _("Ajouter une question")
    submit = _("Ajouter cette question")
    done = _("Votre question est au dossier de l'audition.")

    class Form(forms.Form):
        text = WordsField(label=_("Votre question"), most=actions.WORDS_AT_MOST, rows=4)
        author_label = AuthorField()

    def act(self, form: forms.Form, **by: Any) -> None:
        actions.ask_at_hearing(**form.cleaned_data, **by)


class HoldHearing(HearingPage):
    """Publish what was said."""

    title = _("Noter ce qui a été dit")
    submit = _("Publier le résumé et les réponses")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        form.fields["summary"] = forms.CharField(
            label=_("En bref, qu'a dit la personne ?"), widget=forms.Textarea(attrs={"rows": 5})
        )
        for question in self.hearing(**place).questions.all():
            form.fields[question.public_id] = forms.CharField(
                label=str(question.text),
                help_text=now("Laissez vide si elle n'a pas répondu."),
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        return form

    def act(self, form: forms.Form, **by: Any) -> None:
        words = dict(form.cleaned_data)
        actions.hold_hearing(summary=words.pop("summary"), answers=words, **by)


class AddSource(HearingPage):
    """Add a document."""

    title = _("Verser un document")
    submit = _("Verser ce document")

    class Form(forms.Form):
        title = forms.CharField(label=_("Titre du document"), max_length=300)
        publisher = forms.CharField(label=_("Qui l'a publié ?"), required=False, max_length=200)
        address = forms.URLField(
            label=_("Adresse en ligne"), required=False, max_length=400, assume_scheme="https"
        )
        note = forms.CharField(
            label=_("Ce qu'il apporte"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    def act(self, form: forms.Form, **by: Any) -> None:
        actions.add_source(**form.cleaned_data, **by)


class CiteHearing(HearingPage):
    """A passage rests on it."""

    title = _("Relier à un passage d'un texte")
    submit = _("Relier ce passage")

    class Form(forms.Form):
        place = forms.ChoiceField(
            label=_("Quel passage s'appuie sur cette audition ?"), widget=forms.RadioSelect
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["place"].choices = _passages(edition_named(place["slug"]))
        return form

    def act(self, form: forms.Form, **by: Any) -> None:
        text, _colon, passage = form.cleaned_data["place"].partition(":")
        actions.cite_hearing(text=text, passage=passage, **by)


def _passages(edition: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every passage of the latest texts, by text."""
    chosen = [
        (
            str(row.title),
            [
                (f"{row.public_id}:{one.key}", str(one.text))
                for one in versions_of(row)[-1].paragraphs.all()
            ],
        )
        for row in proposals_of(edition)
    ]
    final = final_text_of(edition)
    if final is not None:
        points = [(f"{final.public_id}:{one.key}", str(one.title)) for one in clauses_of(final)]
        chosen.append((str(final.title), points))
    return chosen


PLACE = "editions/<slug:slug>/auditions/"
ONE = PLACE + "<str:public_id>/"
urlpatterns = [
    path(PLACE, hearing_list, name="hearings"),
    path(PLACE + "proposer/", ProposeHearing.as_view(), name="propose_hearing"),
    path(ONE, hearing, name="hearing"),
    path(ONE + "accord/", AcceptHearing.as_view(), name="accept_hearing"),
    path(ONE + "date/", ScheduleHearing.as_view(), name="schedule_hearing"),
    path(ONE + "renoncer/", WithdrawHearing.as_view(), name="withdraw_hearing"),
    path(ONE + "question/", AskAtHearing.as_view(), name="ask_at_hearing"),
    path(ONE + "tenue/", HoldHearing.as_view(), name="hold_hearing"),
    path(ONE + "document/", AddSource.as_view(), name="add_source"),
    path(ONE + "passage/", CiteHearing.as_view(), name="cite_hearing"),
]
