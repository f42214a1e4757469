"""The member's page: "Maintenant"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from alienor.platform.access.roles import grants_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identity_of
from alienor.stages.bodies.actions import accept_seat, decline_seat
from alienor.stages.bodies.queries import past_seats_of, seats_of_person
from alienor.stages.founding.queries import editions
from alienor.stages.sessions.attending import answer_convocation, say_needs
from alienor.stages.sessions.minutes_queries import to_approve
from alienor.stages.sessions.queries import (
    next_session_of,
    own_answer,
    own_tables,
    session_by_id,
)
from alienor.stages.sessions.speaking import ask_for_floor, own_turn, withdraw_from_floor
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.live import EDITIONS, edition_topic, listens_to, own_topic
from alienor.surfaces.member.draws import own_draw_views
from alienor.surfaces.member.now import now_in
from alienor.surfaces.member.volunteering import call_views
from alienor.surfaces.member.votes import votes_of
from alienor.surfaces.people import actor_of, person_of
from alienor.surfaces.words import BODIES, COLLEGES, COMING, MEMBERS, NEEDS


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What I can do now; my seats, days and votes."""
    person_id = person_of(request)
    seats = list(seats_of_person(person_id))
    own = _own_editions(seats, person_id)
    return render(
        request,
        "alienor/member/home.html",
        {
            "identity": identity_of(person_id),
            "offers": [_spoken(seat) for seat in seats if seat.state == "offered"],
            "seats": [_spoken(seat) for seat in seats if seat.state == "accepted"],
            "past_seats": _past_seats(seats, person_id),
            "days": _next_days(seats, person_id),
            "votes": votes_of(person_id, seats),
            "editions": now_in(own, actor_of(request)),
            "calls": call_views(own, person_id),
            "minutes": to_approve(person_id, now=SystemClock().now()),
            "coming": COMING.items(),
            "needs": NEEDS.items(),
            "draws": own_draw_views(person_id),
            **listens_to(
                own_topic(person_id), *(edition_topic(one.slug) for one in own[:EDITIONS])
            ),
        },
    )


@login_required
@require_POST
def accept_offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept a place."""
    seat = _own_seat(request, public_id)
    accept_seat(seat_id=seat.pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, _("Merci : votre place est confirmée."))
    return HttpResponseRedirect(reverse("member:home"))


@method_decorator(login_required, name="dispatch")
class DeclineOffer(ActionPage):
    """Decline a place, once one has read that it goes to somebody else."""

    template = "alienor/member/decline.html"
    title = later("Décliner cette place ?")
    submit = later("Oui, je décline")
    done = later("C'est noté : la place ira à une autre personne.")

    def context(self, **place: Any) -> dict[str, Any]:
        return _spoken(_own_seat(self.request, place["public_id"]))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        seat = _own_seat(self.request, place["public_id"])
        decline_seat(seat_id=seat.pk, actor=actor, clock=clock)
        return reverse("member:home")


def _own_seat(request: HttpRequest, public_id: str) -> Any:
    """A place that is offered to the reader, or that they hold. Errors: NotFound."""
    seat = seats_of_person(person_of(request)).filter(public_id=public_id).first()
    if seat is None:
        raise NotFound("seat")
    return seat


@login_required
@require_POST
def answer_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether one will come."""
    answer_convocation(
        session_id=session_by_id(public_id).pk,
        person_id=person_of(request),
        answer=request.POST.get("answer", ""),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(request, _("C'est noté. Vous pouvez changer d'avis jusqu'au jour même."))
    return HttpResponseRedirect(reverse("member:home"))


@login_required
@require_POST
def tell_needs(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what one needs, sealed."""
    say_needs(
        session_id=session_by_id(public_id).pk,
        needs=request.POST.getlist("needs"),
        words=request.POST.get("words", ""),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(
        request, _("C'est noté. Seule la personne chargée de l'accueil lira cette réponse.")
    )
    return HttpResponseRedirect(reverse("member:home"))


@login_required
@require_POST
def floor(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for the floor, or renounce it."""
    row, person, clock = session_by_id(public_id), person_of(request), SystemClock()
    actor, turn = actor_of(request), own_turn(row, person)
    if not request.POST.get("renounce"):
        ask_for_floor(session_id=row.pk, person_id=person, actor=actor, clock=clock)
        messages.success(request, _("C'est noté : on vous donnera la parole."))
    elif turn is not None:
        withdraw_from_floor(turn_id=turn.pk, actor=actor, clock=clock)
        messages.success(request, _("C'est noté : vous n'êtes plus sur la liste."))
    return HttpResponseRedirect(reverse("member:home"))


def _own_editions(seats: list[Any], person_id: int) -> list[Any]:
    """The editions in which somebody has a place or a role, the newest first."""
    own = {seat.edition_id for seat in seats}
    roles = set(grants_of(person_id).values_list("edition_id", flat=True))
    return [row for row in editions() if row.pk in own | roles or None in roles]


def _past_seats(seats: list[Any], person_id: int) -> list[dict[str, object]]:
    """The last place of each body that somebody declined or left, where they have none there."""
    last = {(seat.edition_id, seat.body): seat for seat in reversed(list(past_seats_of(person_id)))}
    held = {(seat.edition_id, seat.body) for seat in seats}
    return [_spoken(seat) for place, seat in last.items() if place not in held]


def _next_days(seats: list[Any], person_id: int) -> list[dict[str, Any]]:
    """The next day or meeting of each body in which somebody sits, with what they said of it."""
    days = {}
    for seat in seats:
        if seat.state == "accepted":
            row = next_session_of(seat.edition, bodies=(seat.body,))
            if row is not None:
                days[row.pk] = {
                    "session": row,
                    "edition": seat.edition,
                    "answer": own_answer(row, person_id),
                    "tables": own_tables(row, person_id),
                    "turn": own_turn(row, person_id) if row.state == "opened" else None,
                }
    return sorted(days.values(), key=lambda day: day["session"].starts_at)


def _spoken(seat: Any) -> dict[str, object]:
    return {
        "seat": seat,
        "body": BODIES.get(seat.body, seat.body),
        "college": COLLEGES.get(seat.college, seat.college),
        "member": MEMBERS.get(seat.college, seat.college),
    }
