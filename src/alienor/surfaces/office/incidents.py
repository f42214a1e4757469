"""The desk's pages of what interrupts a day: points of order, and incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import incidents
from alienor.stages.sessions.incidents import (
    WORDS_AT_MOST,
    askers_of,
    incidents_of,
    points_of_order_of,
)
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.sessions import asker_words, points_view
from alienor.surfaces.words import INCIDENTS


def _box(label: Any, *, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=WORDS_AT_MOST,
        required=required,
    )


class RaisePoint(DayPage):
    """Note a point of order."""

    template = "alienor/office/points_of_order.html"
    title = _("Point d'ordre")
    intro = _(
        "Un point d'ordre porte sur la manière de tenir la séance, et passe avant la liste de "
        "parole. Ce qui est demandé et ce qui est décidé entrent au journal public, sans nom."
    )
    submit = _("Noter le point d'ordre")
    done = _("Le point d'ordre est noté.")

    class Form(forms.Form):
        asked_by = forms.ChoiceField(
            label=_("Qui le demande ?"), help_text=_("Une fonction, pas un nom.")
        )
        text = _box(_("Ce qui est demandé"))
        decision = _box(
            _("Ce que la présidence décide"),
            help_text=_("À laisser vide si ce n'est pas encore tranché."),
            required=False,
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["asked_by"].choices = [
            (code, capfirst(str(asker_words(code)))) for code in askers_of(self.session(**place))
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.chair", on=edition_named(place["slug"]))
        found = super().context(**place)
        return {**found, "points": points_view(found["session"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        incidents.raise_point_of_order(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:points_of_order", args=[place["slug"], place["public_id"]])


class DecidePoint(DayPage):
    """Say what the chair decides on a point of order."""

    title = _("Trancher un point d'ordre")
    submit = _("Enregistrer la décision")
    done = _("La décision est notée.")

    class Form(forms.Form):
        decision = _box(_("Ce que la présidence décide"))

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.chair", on=edition_named(place["slug"]))
        found = super().context(**place)
        point = next(
            (
                one
                for one in points_of_order_of(found["session"])
                if one.public_id == place["point"]
            ),
            None,
        )
        if point is None:
            raise NotFound("point")
        return {**found, "quoted": [str(point.text)]}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        incidents.decide_point_of_order(
            session_id=self.session(**place).pk,
            point=place["point"],
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return reverse("office:points_of_order", args=[place["slug"], place["public_id"]])


class NoteIncident(DayPage):
    """Note something that went wrong, for the team alone."""

    template = "alienor/office/incidents.html"
    title = _("Incident")
    intro = _(
        "Pour l'équipe seulement : le journal public dit qu'un incident a été noté, rien d'autre. "
        "La note est chiffrée, et effacée un an après."
    )
    submit = _("Noter l'incident")
    done = _("L'incident est noté.")

    class Form(forms.Form):
        kind = forms.ChoiceField(label=_("De quoi s'agit-il ?"), choices=list(INCIDENTS.items()))
        note = _box(
            _("Ce qui s'est passé"),
            help_text=_("Sans nom ; pour la santé, ce que l'équipe a fait suffit."),
            required=False,
        )

    def context(self, **place: Any) -> dict[str, Any]:
        actor, edition = actor_of(self.request), edition_named(place["slug"])
        require(actor, "sessions.note_incident", on=edition)
        found = super().context(**place)
        read = may(actor, "sessions.read_incidents", on=edition)
        noted = incidents_of(found["session"]) if read else []
        return {
            **found,
            "noted": [(INCIDENTS[one.kind], one) for one in noted],
            "conducts": found["session"].state == "opened"
            and may(actor, "sessions.chair", on=edition),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        incidents.note_incident(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:incidents", args=[place["slug"], place["public_id"]])
