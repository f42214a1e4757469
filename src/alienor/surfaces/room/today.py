"""The page of the day, on the telephone of whoever wears a badge: one thing at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.bodies.queries import seats_of_person
from alienor.stages.polls.answering import answer_own_roll_call
from alienor.stages.polls.queries import poll_named, polls_of, polls_of_day
from alienor.stages.sessions.exit_questions import (
    ANSWERS,
    QUESTIONS,
    answer_exit_questions,
    own_answers,
)
from alienor.stages.sessions.minutes_queries import submitted_minutes
from alienor.stages.sessions.speaking import ask_for_floor, own_turn, withdraw_from_floor
from alienor.stages.sessions.tables import seats_from_now_on
from alienor.surfaces.ballots import ballot_again, marked
from alienor.surfaces.live import edition_topic, listens_to, own_topic
from alienor.surfaces.member.votes import votes_of
from alienor.surfaces.polls import poll_view
from alienor.surfaces.room.badge import Wearer, wearer_of
from alienor.surfaces.sessions import decided_of, run_view
from alienor.surfaces.words import EXIT_ANSWERS, EXIT_QUESTIONS, MEMBERS


def today(request: HttpRequest) -> HttpResponse:
    """What is on, my table, the vote, the floor, and how the day was."""
    who = wearer_of(request)
    if isinstance(who, str):
        return render(request, "alienor/room/no_badge.html", {"why": who}, status=403)
    row, person = who.session, who.person_id
    run, presence = run_view(row), row.presences.filter(person_id=person).first()
    seats = [
        seat
        for seat in seats_of_person(person)
        if (seat.edition_id, seat.body) == (row.edition_id, row.body)
    ]
    return render(
        request,
        "alienor/room/today.html",
        {
            "session": row,
            "edition": row.edition,
            "papers": row.papers.select_related("text").order_by("pk"),
            "decided": decided_of(row) if row.state == "closed" else (),
            "run": run,
            "who": who.identity.on_badge,
            "college": next((MEMBERS.get(seat.college, seat.college) for seat in seats), ""),
            "there": presence is not None and presence.left_at is None,
            "came": presence is not None,
            "table": _table(row, person),
            "votes": votes_of(person, seats, days=[row]),
            "results": _results(row) if row.state == "opened" else (),
            "turn": own_turn(row, person) if row.state == "opened" else None,
            "minutes": presence is not None
            and row.state == "closed"
            and submitted_minutes(row, now=SystemClock().now()) is not None,
            "questions": _questions(row, person)
            if presence is not None and _ends(row, run)
            else (),
            **listens_to(edition_topic(row.edition.slug), own_topic(person)),
        },
    )


def _results(row: Any) -> list[Any]:
    """What was voted today and is published, newest first."""
    votes = polls_of_day(polls_of(row.edition), row).filter(published_at__gte=row.opened_at)
    return [poll_view(one) for one in votes.order_by("-published_at")]


@require_POST
def floor(request: HttpRequest) -> HttpResponse:
    """Ask for the floor, or renounce it."""
    who = _wearer(request)
    facts = {"actor": who.actor, "clock": SystemClock()}
    turn = own_turn(who.session, who.person_id)
    if not request.POST.get("renounce"):
        ask_for_floor(session_id=who.session.pk, person_id=who.person_id, **facts)
    elif turn is not None:
        withdraw_from_floor(turn_id=turn.pk, **facts)
    return HttpResponseRedirect(reverse("room:today"))


@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer an open vote of this day, once. The page says what is kept, as long as the vote is
    open: a message would begin a session for each of three hundred telephones."""
    who, poll = _wearer(request), poll_named(public_id)
    if (poll.edition_id, poll.body) != (who.session.edition_id, who.session.body):
        raise NotFound("poll")
    try:
        answer_own_roll_call(
            poll_id=poll.pk,
            answer=marked(poll, request.POST),
            actor=who.actor,
            clock=SystemClock(),
        )
    except Invalid as error:
        return ballot_again(request, poll, error, address=request.path)
    if poll.state != "opened":  # sent again, and kept before it closed
        messages.success(request, _("Votre réponse est enregistrée. Elle ne change plus."))
    return HttpResponseRedirect(reverse("room:today"))


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Say how the day was."""
    who = _wearer(request)
    answer_exit_questions(
        session_id=who.session.pk,
        person_id=who.person_id,
        answers={code: request.POST[code] for code in QUESTIONS if request.POST.get(code)},
        actor=who.actor,
        clock=SystemClock(),
    )
    messages.success(request, _("Merci. Vous pouvez changer d'avis jusqu'à après-demain."))
    return HttpResponseRedirect(reverse("room:today"))


def _wearer(request: HttpRequest) -> Wearer:
    """Errors: NotFound without a badge that opens anything."""
    who = wearer_of(request)
    if isinstance(who, str):
        raise NotFound("badge")
    return who


def _table(row: Any, person: int) -> Any:
    """Their table in the round that is on, or the next one in which they sit: whoever came late
    sits in no earlier one."""
    if row.state == "closed":
        return None
    return next(iter(seats_from_now_on(row, person)), None)


def _ends(row: Any, run: Any) -> bool:
    """Whether the questions of the end are asked: the day is over, or its last item is on."""
    last = run.rows[-1] if run.rows else None
    return bool(row.state == "closed" or (last is not None and last.state == "now"))


def _questions(row: Any, person: int) -> list[dict[str, Any]]:
    given = own_answers(row).get(person, {})
    return [
        {
            "code": code,
            "label": EXIT_QUESTIONS[code],
            "given": given.get(code, ""),
            "answers": [(one, EXIT_ANSWERS[one]) for one in ANSWERS],
        }
        for code in QUESTIONS
    ]
