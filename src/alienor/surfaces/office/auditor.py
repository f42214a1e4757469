"""What the desk hands to a sworn auditor: the openings of a draw, and its list once withdrawn."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound, WrongState
from alienor.platform.register import reading
from alienor.stages.draw.opening import open_to_auditor, recorded_openings
from alienor.stages.draw.queries import draw_numbered
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.fields import PublishedReason
from alienor.surfaces.office.draw import DrawPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal


class OpenToAuditor(DrawPage):
    """Hand a sworn auditor the file that opens the commitments of a draw.

    The file travels with the page that says it is recorded, and is kept nowhere.
    """

    template = "alienor/office/open_draw.html"
    title = _("Ouvrir le tirage à une personne assermentée")
    intro = _(
        "Les fichiers publics prouvent que tout était fixé avant les boules. Que chaque équipe "
        "respecte les quotas, seule une personne à qui les réponses sont ouvertes peut le vérifier."
    )
    submit = _("Préparer le fichier, et l'inscrire au journal")
    done = None

    class Form(forms.Form):
        function = forms.CharField(
            label=_("Fonction de la personne assermentée"),
            max_length=120,
            help_text=_("Elle est publiée. N'écrivez pas de nom : « commissaire de justice »."),
        )
        reason = PublishedReason()

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_openings(self.draw(place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        require(actor_of(self.request), "draw.open_to_auditor", on=found)
        if found.frozen_at is None:
            raise WrongState(state=found.state, wanted=("frozen", "drawn", "published"))
        before = reading.history_of(found.public_id).filter(kind="draw_opened_to_auditor/1")
        return super().context(**place) | {"draw": found, "before": journal.history(before)}

    def perform(
        self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any
    ) -> HttpResponse:
        found = self.draw(place)
        made = open_to_auditor(draw_id=found.pk, actor=actor, clock=clock, **form.cleaned_data)
        answer = render(
            self.request,
            "alienor/office/draw_opened.html",
            {
                "edition": found.edition,
                "draw": found,
                "made": made,
                "function": form.cleaned_data["function"],
                "file": base64.b64encode(made.file).decode(),
                "name": f"{place['slug']}-tirage-{place['number']}-ouvertures.csv",
            },
        )
        answer["Cache-Control"] = "no-store"
        return answer


def withdrawn_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The numbered panels, for an auditor, once they have left the public site."""
    found = draw_numbered(edition_named(slug), number)
    require(actor_of(request), "draw.open_to_auditor", on=found)
    if found.list_withdrawn_at is None:
        raise NotFound("panels")
    answer = HttpResponse(found.panels_text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-tirage-{number}-panels.txt"'
    answer["Cache-Control"] = "no-store"
    return answer
