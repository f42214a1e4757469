"""The desk's pages of the hour of an open vote: prolonged, or closed before it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import WrongState
from alienor.stages.polls import conducting, prolonging
from alienor.stages.polls.queries import poll_in
from alienor.surfaces.fields import HourOfToday, PublishedReason
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.polls import until_of


class HourPage(ActionPage):
    """A page about the announced hour of an open vote."""

    def announced(self, **place: Any) -> Any:
        """The vote. Errors: NotFound; WrongState where it is not open."""
        found = poll_in(place["slug"], place["public_id"])
        if found.state != "opened":
            raise WrongState(state=found.state, wanted=("opened",))
        return found

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.announced(**place)
        said = now("Ouvert au moins jusqu’à %(until)s.") % {"until": until_of(found)}
        return {
            "edition": found.edition,
            "intro": f"{said} {self.intro}" if until_of(found) else self.intro,
            "quoted": [str(found.question)],
        }


class ExtendPoll(HourPage):
    """Let a vote stay open longer than was announced."""

    title = _("Prolonger le vote")
    intro = _(
        "La nouvelle heure s’affiche aussitôt à l’écran et sur les téléphones, avec la raison."
    )
    submit = _("Prolonger")
    done = _("Le vote est prolongé.")

    class Form(forms.Form):
        closes_at = HourOfToday(label=_("Jusqu’à quelle heure, aujourd’hui ?"))
        reason = PublishedReason()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        prolonging.extend_poll(
            poll_id=poll_in(place["slug"], place["public_id"]).pk,
            closes_at=form.cleaned_data["closes_at"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])


class CloseEarly(HourPage):
    """Close a vote before the hour that was announced."""

    title = _("Clore avant l’heure")
    intro = _(
        "Des personnes comptent peut-être sur cette heure : vérifiez que plus personne n’attend "
        "pour voter."
    )
    submit = _("Clore le vote maintenant")
    done = _("Le vote est clos.")

    class Form(forms.Form):
        reason = PublishedReason()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        conducting.close_poll(
            poll_id=poll_in(place["slug"], place["public_id"]).pk,
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[place["slug"], place["public_id"]])
