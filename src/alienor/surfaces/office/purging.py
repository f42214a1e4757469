"""The desk's pages of data that no longer serve: how many people, by purpose, and their erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.procedures.purging import purge, purpose_over
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.fields import Count
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of

PURPOSES = {
    "withdrawn": _("Accord retiré"),
    "agreed": _("Accord donné, sans place ; l'édition est terminée"),
    "seated": _("Place dans l'assemblée ou un groupe ; l'édition est terminée"),
    "heard": _("Audition ; l'édition est terminée"),
}


def data_to_erase(request: HttpRequest, slug: str) -> HttpResponse:
    """How many people are kept for nothing, by what they were entered for."""
    found = edition_named(slug)
    require(actor_of(request), "people.erase", on=found)
    counts = {purpose: len(people) for purpose, people in purpose_over(found).items()}
    return render(
        request,
        "alienor/office/purging.html",
        {
            "edition": found,
            "rows": [
                {"purpose": purpose, "label": label, "count": counts[purpose]}
                for purpose, label in PURPOSES.items()
            ],
        },
    )


class Purge(ActionPage):
    """Erase everybody who is kept for one purpose that is over."""

    title = _("Effacer ces données")
    intro = _(
        "Leurs clés sont détruites : plus personne ne pourra lire ce qui les concerne, ni ici ni "
        "dans les sauvegardes. Le journal public reste vérifiable. On ne peut pas revenir en "
        "arrière."
    )
    submit = _("Effacer pour toujours")
    done = _("Ces données sont effacées.")

    class Form(forms.Form):
        count = Count(max_value=1_000_000, widget=forms.HiddenInput)
        sure = forms.BooleanField(label=_("Je sais que c'est définitif"))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"count": len(self.people(place))}

    def people(self, place: dict[str, Any]) -> set[int]:
        """Who would be erased. Errors: NotFound for an unknown purpose."""
        found = purpose_over(edition_named(place["slug"]))
        if place["purpose"] not in found:
            raise NotFound("purpose")
        return found[place["purpose"]]

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        require(actor_of(self.request), "people.erase", on=found)
        count = len(self.people(place))
        return {"edition": found, "quoted": [f"{PURPOSES[place['purpose']]} : {count}"]}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        purge(
            edition_id=edition_named(place["slug"]).pk,
            purpose=place["purpose"],
            seen=form.cleaned_data["count"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:data_to_erase", args=[place["slug"]])
