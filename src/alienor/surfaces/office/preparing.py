"""The desk's pages that prepare a day or a meeting: plan, agenda, papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.procedures.convening import announce_day, call_off_day, move_day, remind_silent
from alienor.stages.founding.queries import edition_named, path_of, rules_of, step_too_early
from alienor.stages.sessions import preparing
from alienor.stages.sessions.queries import (
    answers_of,
    recorded_agenda,
    recorded_place,
    session_of_step,
)
from alienor.stages.sessions.typical_days import typical_days
from alienor.surfaces.fields import Count, Moment, PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.labels import FunctionField
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.words import BODIES, ITEM_KINDS, SESSION_KINDS, reader_language

BLANK_ITEMS = 3


class PlanForm(forms.Form):
    """A day: what, when, where."""

    kind = forms.ChoiceField(label=_("Nature"), choices=list(SESSION_KINDS.items()))
    body = forms.ChoiceField(label=_("Qui se réunit ?"))
    step = forms.ChoiceField(
        label=_("Étape des règles"),
        required=False,
        help_text=_("À laisser vide pour une séance de travail."),
    )
    title = forms.CharField(label=_("Titre"), max_length=200)
    starts_at = Moment(label=_("Début"))
    ends_at = Moment(label=_("Fin"))
    place = forms.CharField(label=_("Lieu"), max_length=200)
    access = forms.CharField(
        label=_("Accès"),
        help_text=_("Entrée de plain-pied, arrêt de bus, boucle magnétique…"),
        required=False,
        max_length=400,
    )
    chair = FunctionField(_("Animation"), max_length=200)


class PlanSession(ActionPage):
    """Plan a day or a meeting."""

    title = _("Prévoir une journée ou une réunion")
    submit = _("Prévoir")
    Form = PlanForm

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found = edition_named(place["slug"])
        rulebook = rules_of(found)
        language = reader_language()
        form.fields["body"].choices = [
            (one.code, str(BODIES.get(one.code, one.code))) for one in rulebook.bodies
        ]
        form.fields["step"].choices = [
            ("", "—"),
            *(
                (step.code, step.label.in_language(language))
                for step in rulebook.steps
                if session_of_step(found, step.code) is None
            ),
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = dict(form.cleaned_data)
        step = next((one for one in rules_of(found).steps if one.code == facts["step"]), None)
        made = preparing.plan_session(
            edition_id=found.pk,
            number=step.number if step else None,
            actor=actor,
            clock=clock,
            **facts,
        )
        return reverse("office:session", args=[found.slug, made.public_id])


class MoveSession(DayPage):
    """Another date or place, with its reason."""

    title = _("Changer la date ou le lieu")

    class Form(forms.Form):
        starts_at = PlanForm.base_fields["starts_at"]
        ends_at = PlanForm.base_fields["ends_at"]
        place = PlanForm.base_fields["place"]
        reason = PublishedReason()

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_place(self.session(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        return {
            "starts_at": _local(row.starts_at),
            "ends_at": _local(row.ends_at),
            "place": row.place,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        move_day(session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data)
        return self.back(**place)


class SetAgenda(DayPage):
    """The agenda, an item a block; lines without a title are left out."""

    template = "alienor/office/set_agenda.html"
    title = _("L'ordre du jour")
    intro = _(
        "Un point sans titre est retiré. L'ordre est celui des numéros. Chaque session a son "
        "moment convivial : un repas, de la musique. Des tables ont des questions, un débat "
        "mouvant des affirmations : une par ligne, six au plus."
    )
    submit = _("Enregistrer l'ordre du jour")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        if args:  # the points that were sent, whatever was recorded meanwhile
            count = sum(name.endswith("-title") for name in args[0])
        else:
            count = len(self.items(**place)) + BLANK_ITEMS
        form = forms.Form(*args)
        for number in range(1, count + 1):
            said = {"number": number}
            form.fields[f"{number}-title"] = forms.CharField(
                label=now("Titre du point %(number)s") % said, required=False, max_length=300
            )
            form.fields[f"{number}-kind"] = forms.ChoiceField(
                label=now("Nature du point %(number)s") % said, choices=list(ITEM_KINDS.items())
            )
            form.fields[f"{number}-minutes"] = Count(
                label=now("Durée du point %(number)s, en minutes") % said, required=False
            )
            form.fields[f"{number}-lead"] = forms.CharField(
                label=now("Qui mène le point %(number)s ?") % said, required=False, max_length=160
            )
            form.fields[f"{number}-room"] = forms.CharField(
                label=now("Lieu du point %(number)s") % said, required=False, max_length=80
            )
            form.fields[f"{number}-material"] = forms.CharField(
                label=now("Matériel du point %(number)s") % said, required=False, max_length=300
            )
            form.fields[f"{number}-prompts"] = forms.CharField(
                label=now("Questions ou affirmations du point %(number)s") % said,
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )
            form.fields[f"{number}-order"] = Count(
                label=now("Rang du point %(number)s") % said, required=False
            )
        return form

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_agenda(self.session(**place))

    def items(self, **place: Any) -> Sequence[dict[str, Any]]:
        """What the form begins from: a typical day that was asked for, or what is recorded."""
        chosen = self.request.GET.get("type", "")
        asked = next((day for day in typical_days() if day.code == chosen), None)
        return asked.items if asked else self.recorded(**place)["items"]

    def context(self, **place: Any) -> dict[str, Any]:
        language = reader_language()
        return {
            **super().context(**place),
            "days": [(day.code, day.label[language]) for day in typical_days()],
            "chosen": self.request.GET.get("type", ""),
            "begun": bool(self.recorded(**place)["items"]),
        }

    def initial(self, **place: Any) -> dict[str, Any]:
        return {
            f"{number}-{name}": value
            for number, item in enumerate(self.items(**place), start=1)
            for name, value in {
                **item,
                "prompts": "\n".join(item["prompts"]),
                "order": number,
            }.items()
        }

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (
                now("Point %(number)s") % {"number": number},
                now("%(title)s : %(kind)s, %(minutes)s minutes")
                % {**item, "kind": ITEM_KINDS[item["kind"]]}
                + (f", {item['lead']}" if item["lead"] else "")
                + "".join(f" · {one}" for one in item["prompts"]),
            )
            for number, item in enumerate(recorded["items"], start=1)
        ]

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        numbers = [int(name.partition("-")[0]) for name in facts if name.endswith("-title")]
        kept = [one for one in numbers if facts[f"{one}-title"].strip()]
        kept.sort(key=lambda one: (facts[f"{one}-order"] or one, one))
        preparing.set_agenda(
            session_id=self.session(**place).pk,
            items=[
                preparing.Item(
                    kind=facts[f"{one}-kind"],
                    title=facts[f"{one}-title"],
                    minutes=facts[f"{one}-minutes"] or 0,
                    lead=facts[f"{one}-lead"],
                    room=facts[f"{one}-room"],
                    material=facts[f"{one}-material"],
                    prompts=facts[f"{one}-prompts"].splitlines(),
                )
                for one in kept
            ],
            derogation=derogation_of(form),
            seen=facts["seen"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class AddPaper(DayPage):
    """Something to read before the day."""

    title = _("Ajouter un document préparatoire")

    class Form(forms.Form):
        title = forms.CharField(label=_("Titre"), max_length=200)
        text = forms.CharField(label=_("Texte"), widget=forms.Textarea(attrs={"rows": 12}))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        preparing.add_paper(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class Announce(DayPage):
    """Invite people."""

    title = _("Annoncer la journée")
    intro = _("La date, le lieu et l'ordre du jour sont publiés, et chacun peut dire s'il vient.")
    submit = _("Annoncer")
    done = _("La journée est annoncée.")

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        return {**super().context(**place), "warning": _in_the_way(row)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        announce_day(
            session_id=self.session(**place).pk,
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class Remind(DayPage):
    """Ask again those who have not answered."""

    title = _("Relancer les personnes sans réponse")
    submit = _("Envoyer le rappel")
    done = _("Le rappel est envoyé à celles et ceux qui ont donné une adresse électronique.")

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        silent = answers_of(row)["none"]
        return {
            **super().context(**place),
            "intro": ngettext(
                "%(count)s personne n'a pas dit si elle vient : %(title)s.",
                "%(count)s personnes n'ont pas dit si elles viennent : %(title)s.",
                silent,
            )
            % {"count": silent, "title": row.title},
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        remind_silent(session_id=self.session(**place).pk, actor=actor, clock=clock)
        return self.back(**place)


class Cancel(DayPage):
    """Say that a day will not be held."""

    title = _("Annuler la journée")
    submit = _("Annuler la journée")

    class Form(forms.Form):
        reason = PublishedReason()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        call_off_day(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


def _in_the_way(row: Any) -> str:
    """What opening this day will wait for, where the steps before its own are not done."""
    started = {one.rule.code for one in path_of(row.edition) if one.status != "next"}
    breach = step_too_early(row.edition, row.step) if row.step and row.step not in started else None
    if breach is None:
        return ""
    rulebook, language = rules_of(row.edition), reader_language()
    return now(
        "L'annonce peut partir, mais la séance ne pourra pas s'ouvrir ce jour-là sans dérogation "
        "tant que ces étapes ne sont pas achevées : %(steps)s."
    ) % {
        "steps": ", ".join(
            rulebook.step(str(code)).label.in_language(language)
            for code in breach.params["missing_steps"]
        )
    }


def _local(when: Any) -> str:
    return localtime(when).strftime("%Y-%m-%dT%H:%M")
