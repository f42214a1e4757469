"""Where the link of a message leads: what was asked for an address, and the buttons that confirm.

A link opened by a machine does nothing: each page has one button.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.platform.messages.asking import askings_with
from alienor.platform.people.records import identity_of
from alienor.procedures import confirming, following, sessions
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions.queries import day_named
from alienor.surfaces.forms import ActionPage

EMAIL_HELP = _(
    "Un message vous y est envoyé, avec un lien qui confirme. Elle n'est jamais montrée."
)
ASKED = _(
    "Ouvrez le message envoyé à cette adresse : son lien confirme. Une même adresse reçoit un "
    "message par heure au plus, et son lien montre tout ce qui est demandé."
)


def askings(request: HttpRequest, secret: str) -> HttpResponse:
    """What was asked for this address. Where one thing waits, straight to its page."""
    rows = list(askings_with(secret))
    if not rows:
        raise NotFound("asking")
    waiting = [row for row in rows if row.confirmed_at is None]
    if len(rows) == len(waiting) == 1:
        return HttpResponseRedirect(_confirming(rows[0], secret))
    return render(
        request,
        "alienor/public/askings.html",
        {"rows": [(row, _said(row), _confirming(row, secret)) for row in rows]},
    )


def _confirming(row: Any, secret: str) -> str:
    return reverse(f"public:confirm_{row.kind}", args=[secret, row.about])


def _said(row: Any) -> str:
    if row.kind == sessions.COME:
        return now("Venir : %(title)s") % {"title": day_named(row.about).title}
    return now("Suivre : %(title)s") % {"title": edition_named(row.about).title}


class ConfirmFollowing(ActionPage):
    """Yes, it is me: I follow."""

    title = _("Confirmer")
    submit = _("Oui, je veux suivre cette édition")
    done = _("C'est confirmé : vous recevrez un message par jour au plus, quand il y a du nouveau.")

    def context(self, **place: Any) -> dict[str, Any]:
        confirming.held(secret=place["secret"], kind=following.KIND, about=place["slug"])
        found = edition_named(place["slug"])
        return {"public_edition": found, "intro": found.title}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        following.confirm_following(
            secret=place["secret"], edition=place["slug"], actor=actor, clock=clock
        )
        return reverse("public:edition", args=[place["slug"]])


class ConfirmComing(ActionPage):
    """Yes, it is me: I come. Whoever has no name yet gives it."""

    submit = _("Oui, je viens")
    done = _("Vous êtes inscrite ou inscrit. Un message vous dit comment changer d'avis.")

    class Form(forms.Form):
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(
            label=_("Nom"),
            max_length=80,
            required=False,
            help_text=_("Votre nom n'est jamais publié."),
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        asked = self.asked(**place)
        return forms.Form(*args) if identity_of(asked.person_id).full_name else self.Form(*args)

    def asked(self, **place: Any) -> Any:
        return confirming.held(secret=place["secret"], kind=sessions.COME, about=place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        day = day_named(place["public_id"])
        return {
            "public_edition": day.edition,
            "title": now("Venir : %(title)s") % {"title": day.title},
            "intro": day.place,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        sessions.confirm_coming(
            secret=place["secret"],
            session=place["public_id"],
            **form.cleaned_data,
            actor=actor,
            clock=clock,
        )
        day = day_named(place["public_id"])
        return reverse("public:session", args=[day.edition.slug, day.public_id])


urlpatterns = [
    path("demandes/<str:secret>/", askings, name="askings"),
    path(
        "demandes/<str:secret>/suivre/<slug:slug>/",
        ConfirmFollowing.as_view(),
        name=f"confirm_{following.KIND}",
    ),
    path(
        "demandes/<str:secret>/venir/<str:public_id>/",
        ConfirmComing.as_view(),
        name=f"confirm_{sessions.COME}",
    ),
]
