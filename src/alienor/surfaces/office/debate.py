"""The desk of a moving debate: its statements, the hall counted again and again, arguments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now

from alienor.platform.access.decide import require
from alienor.platform.acts import SystemClock
from alienor.platform.errors import ActError, Invalid, NotFound
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import debating
from alienor.stages.sessions.debating import PEOPLE_AT_MOST, SIDES, debate_now
from alienor.stages.sessions.queries import run_of, session_named
from alienor.surfaces.fields import number_in
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import DEBATE_SIDES


def debate(request: HttpRequest, slug: str, public_id: str, number: int) -> HttpResponse:
    """One moving debate, for whoever conducts it."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.chair", on=found)
    row = session_named(found, public_id)
    run = next(
        (
            one
            for one in run_of(row, now=SystemClock().now())
            if one.number == number and one.item.kind == debating.KIND
        ),
        None,
    )
    if run is None:
        raise NotFound("item")
    refusal: ActError | None = None
    if request.method == "POST":
        try:
            _do(request, row, number)
        except ActError as error:
            refusal = error
        else:
            return HttpResponseRedirect(reverse("office:debate", args=[slug, public_id, number]))
    statements, there = debate_now(run.item), people_there(row)
    return render(
        request,
        "alienor/office/debate.html",
        {
            "edition": found,
            "session": row,
            "item": run.item,
            "on": run.state == "now",
            "debates": statements,
            "current": next(
                (one for one in statements if one.number == run.item.statement + 1), None
            ),
            "sides": [(side, DEBATE_SIDES[side]) for side in SIDES],
            "fuller": [said for one in statements if (said := fuller_than_the_hall(one, there))],
            "most": PEOPLE_AT_MOST,
            "typed": request.POST if refusal else {},
            "refusal": sentence(refusal) if refusal else "",
            **listens_to(desk_topic(slug)),
        },
        status=refusal.status if refusal else 200,
    )


def people_there(session: Any) -> int:
    """Everybody who was noted there, companions and children included."""
    return int(session.presences.count() + session.companions + session.children)


def fuller_than_the_hall(debate: Any, there: int) -> str:
    """What to say of a statement where more people were counted than were noted there; nothing
    where they fit."""
    most = max((one.agree + one.between + one.disagree for one in debate.counts), default=0)
    if most <= there:
        return ""
    said = now(
        "« %(statement)s » : %(people)s personnes comptées au débat mouvant, et %(there)s "
        "notées dans la salle. Retirez ce comptage, ou corrigez-le après le point dans « Saisir "
        "après coup »."
    )
    return said % {"statement": debate.statement, "people": most, "there": there}


def _do(request: HttpRequest, row: Any, number: int) -> None:
    """Do what the button says."""
    post, wanted = request.POST, request.POST.get("do", "")
    facts: dict[str, Any] = {
        "session_id": row.pk,
        "number": number,
        "actor": actor_of(request),
        "clock": SystemClock(),
    }
    if wanted == "add":
        debating.add_statement(statement=post.get("words", ""), **facts)
        return
    statement = number_in(post.get("statement", ""))
    if statement is None:
        raise NotFound("statement")
    facts["statement"] = statement
    if wanted == "put":
        debating.put_statement(**facts)
    elif wanted == "count":
        debating.count_positions(
            **{name: _people(post, name) for name in ("agree", "between", "disagree")}, **facts
        )
    elif wanted == "back":
        debating.take_back_count(**facts)
    elif wanted in SIDES:
        debating.note_argument(side=wanted, words=post.get("words", ""), **facts)
    elif wanted == "remove":
        argument = number_in(post.get("argument", ""))
        if argument is None:
            raise NotFound("argument")
        debating.remove_argument(argument=argument, **facts)
    else:
        raise NotFound("button")


def _people(post: Any, name: str) -> int:
    """A count; nothing written is nobody. Errors: Invalid (`positions_wrong`)."""
    text = post.get(name, "").strip()
    number = number_in(text) if text else 0
    if number is None:
        raise Invalid("positions_wrong", field=name, most=PEOPLE_AT_MOST)
    return number
