"""The desk on the day: who is there, walk-ins, needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.cores.wording import folded
from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import Identity, identities
from alienor.procedures.sessions import welcome_walk_in
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import attending
from alienor.stages.sessions.queries import (
    given_answers,
    needs_of,
    own_tables,
    presences_of,
    session_named,
)
from alienor.surfaces.fields import number_in
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.sessions import session_view
from alienor.surfaces.words import MEMBERS, NEEDS, SAID_TO_COME

SHOWN = 60
SHOWS = {
    "everybody": _("Tout le monde"),
    "awaited": _("Pas encore là"),
    "there": _("Déjà là"),
}


def welcome(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Check-in: search a name, note the presence. A name is searched
    by POST: it must not stay in an address, nor in a log."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.welcome", on=found)
    row = session_named(found, public_id)
    query = folded(request.POST.get("q", "").strip())
    shown = request.POST.get("shown", "everybody")
    members = colleges_in(found, row.body)
    names = identities(members)
    there = {one.person_id: one for one in presences_of(row)}
    answers = given_answers(row)
    rows = [
        {
            "person": person,
            "name": names[person].full_name,
            "college": MEMBERS.get(college, college),
            "presence": there.get(person),
            "answer": answers.get(person),
            "tables": own_tables(row, person) if query else (),
        }
        for person, college in members.items()
        if names[person].full_name and query in folded(names[person].full_name)
        if shown == "everybody" or (shown == "there") == _is_there(there.get(person))
    ]
    return render(
        request,
        "alienor/office/welcome.html",
        {
            "edition": found,
            "session": row,
            "query": request.POST.get("q", ""),
            "shown": shown,
            "filters": SHOWS.items(),
            "said": SAID_TO_COME.items() if query and row.state == "announced" else (),
            "rows": sorted(rows, key=lambda one: one["name"].casefold())[:SHOWN],
            "more": max(0, len(rows) - SHOWN),
            "view": session_view(row),
        },
    )


def _is_there(presence: Any) -> bool:
    return presence is not None and presence.left_at is None


@require_POST
def note_presence(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Somebody arrives, or leaves."""
    row = session_named(edition_named(slug), public_id)
    moves = {"arrive": attending.check_in, "leave": attending.check_out}
    move = moves.get(request.POST.get("move", ""))
    person = number_in(request.POST.get("person", ""))
    if move is None or person is None:
        raise NotFound("person")
    move(session_id=row.pk, person_id=person, actor=actor_of(request), clock=SystemClock())
    messages.success(request, now("C'est noté."))
    return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))


@require_POST
def note_answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Whether somebody will come, as they said by telephone or on paper."""
    person = number_in(request.POST.get("person", ""))
    if person is None:
        raise NotFound("person")
    attending.answer_convocation(
        session_id=session_named(edition_named(slug), public_id).pk,
        person_id=person,
        answer=request.POST.get("answer", ""),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(request, now("C'est noté."))
    return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))


class WalkIn(DayPage):
    """Let in somebody who did not register."""

    title = _("Accueillir une personne venue sans inscription")
    intro = _(
        "Elle devient volontaire : elle compte parmi les personnes présentes, et vote là où les "
        "règles font voter les volontaires."
    )
    submit = _("Noter sa présence")
    done = _("La personne est notée présente.")

    class Form(forms.Form):
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
        email = forms.EmailField(label=_("Adresse électronique"), required=False)
        phone = forms.CharField(label=_("Téléphone"), required=False, max_length=30)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        welcome_walk_in(
            session_id=self.session(**place).pk,
            identity=Identity(**form.cleaned_data),
            actor=actor,
            clock=clock,
        )
        return reverse("office:welcome", args=[place["slug"], place["public_id"]])


def needs(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """What people need to come: for the person in charge of reception alone."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.read_needs", on=found)
    row = session_named(found, public_id)
    said = needs_of(row)
    names = identities(said)
    return render(
        request,
        "alienor/office/needs.html",
        {
            "edition": found,
            "session": row,
            "needs": [
                {
                    "name": names[person].full_name,
                    "needs": [NEEDS[code] for code in content["needs"]],
                    "words": content["words"],
                }
                for person, content in said.items()
            ],
        },
    )
