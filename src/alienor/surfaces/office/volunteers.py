"""The desk's page of volunteers: who stands for which body, and what follows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identities
from alienor.procedures.draw import offer_to_volunteers
from alienor.stages.bodies.queries import (
    call_for,
    calls_of,
    colleges_in,
    volunteering_named,
    volunteers_of,
)
from alienor.stages.bodies.volunteering import volunteer_for_body, withdraw_volunteering
from alienor.stages.draw.queries import draws_of
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import BODIES


def volunteer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Each body that seeks people, with its volunteers by name."""
    found = edition_named(slug)
    calls = calls_of(found)
    standing = {call.body: volunteers_of(call) for call in calls}
    names = identities(row.person_id for rows in standing.values() for row in rows)
    draws = {draw.body: draw for draw in draws_of(found).exclude(state="annulled")}
    return render(
        request,
        "alienor/office/volunteers.html",
        {
            "edition": found,
            "calls": [
                {
                    "call": call,
                    "label": BODIES.get(call.body, call.body),
                    "people": sorted(
                        ({"row": row, "name": names[row.person_id].full_name} for row in rows),
                        key=lambda one: str(one["name"]),
                    ),
                    "too_many": len(rows) > call.seats,
                    "draw": draws.get(call.body),
                }
                for call in calls
                for rows in (standing[call.body],)
            ],
        },
    )


class EnterVolunteer(ActionPage):
    """Note that somebody volunteers, on paper or by telephone."""

    title = _("Noter une personne volontaire")
    intro = _(
        "La personne l'a dit sur papier ou au téléphone. Elle peut aussi le faire elle-même, dans "
        "son espace."
    )
    submit = _("Noter cette personne volontaire")
    done = _("C'est noté : la personne est volontaire.")

    class Form(forms.Form):
        person = forms.TypedChoiceField(label=_("Qui ?"), coerce=int)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found = edition_named(place["slug"])
        call = call_for(found, place["body"])
        members = colleges_in(found, "assembly")
        called = [one for one, college in members.items() if call and college in call.colleges]
        form.fields["person"].choices = sorted(
            ((one, who.full_name) for one, who in identities(called).items() if who.full_name),
            key=lambda pair: pair[1],
        )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        title = f"{self.title} : {BODIES.get(place['body'], place['body'])}"
        return {"edition": edition_named(place["slug"]), "title": title}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        volunteer_for_body(
            edition_id=edition_named(place["slug"]).pk,
            body=place["body"],
            person_id=form.cleaned_data["person"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:volunteers", args=[place["slug"]])


@require_POST
def withdraw(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Note that somebody no longer volunteers."""
    row = volunteering_named(public_id)
    if row is None or row.edition_id != edition_named(slug).pk:
        raise NotFound("volunteering")
    withdraw_volunteering(volunteering_id=row.pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, _("C'est noté : la personne n'est plus volontaire."))
    return HttpResponseRedirect(reverse("office:volunteers", args=[slug]))


@require_POST
def offer(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """Offer a seat to every volunteer of a body, where there is one for each."""
    offered = offer_to_volunteers(
        edition_id=edition_named(slug).pk, body=body, actor=actor_of(request), clock=SystemClock()
    )
    messages.success(
        request,
        ngettext(
            "%(count)s place est proposée ; la personne répond dans son espace.",
            "%(count)s places sont proposées ; chacune et chacun répond dans son espace.",
            len(offered),
        )
        % {"count": len(offered)},
    )
    return HttpResponseRedirect(reverse("office:volunteers", args=[slug]))
