"""Moderation: what people wrote lately, the form to hide it, the form to show it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.stages.dialogue.moderating import (
    contributions_to,
    hide_contribution,
    show_contribution,
    words_of_contribution,
)
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.surfaces.fields import PublishedReason
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal

LATEST = 60


def contribution_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What people wrote in an edition, newest first: public, like what was hidden and why; whoever
    moderates acts from there."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/public/moderation.html",
        {
            "edition": found,
            "rules": rules_of(found).moderation,
            "lines": journal.lines(contributions_to(found)[:LATEST]),
            "live_topics": f"edition.{slug}",
        },
    )


class ModerationPage(ActionPage):
    """What the two forms share: the words in question, and a published reason."""

    class Form(forms.Form):
        reason = PublishedReason(
            help_text=_("Cette raison est publiée : n'y répétez pas les mots masqués.")
        )

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        require(actor_of(self.request), "contributions.moderate", on=found)
        _entry, texts = words_of_contribution(found, place["digest"])
        return {"public_edition": found, "quoted": [text.body for text in texts]}

    def back(self, **place: Any) -> str:
        """The list."""
        return reverse("public:moderation", args=[place["slug"]])


class HideContribution(ModerationPage):
    """Hide somebody's words."""

    title = _("Masquer des mots")
    intro = _(
        "Personne ne corrige les mots d'autrui : ils sont masqués en entier, avec une raison, "
        "et leur empreinte reste au journal. On peut les rétablir."
    )
    submit = _("Masquer et publier la raison")
    done = _("Les mots sont masqués ; la raison est publiée.")

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        hide_contribution(
            edition_id=edition_named(place["slug"]).pk,
            digest=place["digest"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class ShowContribution(ModerationPage):
    """Show them again."""

    title = _("Rétablir des mots masqués")
    submit = _("Rétablir")
    done = _("Les mots sont de nouveau publics.")

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        show_contribution(
            edition_id=edition_named(place["slug"]).pk,
            digest=place["digest"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


PLACE = "editions/<slug:slug>/moderation/"
urlpatterns = [
    path(PLACE, contribution_list, name="moderation"),
    path(PLACE + "<str:digest>/masquer/", HideContribution.as_view(), name="hide_contribution"),
    path(PLACE + "<str:digest>/retablir/", ShowContribution.as_view(), name="show_contribution"),
]
