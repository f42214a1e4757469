"""The desk's page that corrects when the items of a day really began."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions.afterwards import correct_hours, recorded_hours
from alienor.stages.sessions.queries import agenda_of
from alienor.surfaces.fields import PublishedReason
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.office.paper_sheets import hour_field, nearest
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import hour


class CorrectHours(DayPage):
    """Correct the hours of the items that are over."""

    title = _("Corriger les heures réelles")
    intro = _(
        "Une heure mal recopiée, un bouton pressé en retard : écrivez la vraie. Un point dure "
        "jusqu'au début du suivant. L'ancienne heure reste au journal public."
    )
    done = _("Les heures sont corrigées.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        session = self.session(**place)
        self.begun = recorded_hours(session)
        for number, one in enumerate(agenda_of(session), start=1):
            if str(number) in self.begun:
                form.fields[str(number)] = hour_field(
                    f"{number}. {one.item.title}",
                    now("Prévu à %(hour)s.") % {"hour": hour(one.begins_at)},
                )
                form.fields[str(number)].required = True
        form.fields["reason"] = PublishedReason()
        return form

    def recorded(self, **place: Any) -> Mapping[str, Any]:
        return recorded_hours(self.session(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {number: localtime(at).time() for number, at in self.begun.items()}

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (form.fields[one].label, hour(at)) for one, at in recorded.items() if one in form.fields
        ]

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.chair", on=edition_named(place["slug"]))
        return super().context(**place)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        typed = form.cleaned_data
        correct_hours(
            session_id=self.session(**place).pk,
            begun={int(number): _moved(at, typed[number]) for number, at in self.begun.items()},
            reason=typed["reason"],
            seen=typed["seen"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:enter_paper_day", args=[place["slug"], place["public_id"]])


def _moved(at: datetime, to: Any) -> datetime:
    """The nearest moment of another hour; the same one where its hour and minute stay."""
    local = localtime(at)
    return at if (local.hour, local.minute) == (to.hour, to.minute) else nearest(to, at)
