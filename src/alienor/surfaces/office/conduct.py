"""Conduct the day: what is on, what comes, its votes, what the screens of the hall show."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.acts import SystemClock
from alienor.platform.errors import ActError, NotFound
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import all_polls_of, polls_of_day, unfinished_polls
from alienor.stages.sessions import running
from alienor.stages.sessions.queries import session_named
from alienor.surfaces.fields import number_in
from alienor.surfaces.office.polls import poll_lines
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import sentence
from alienor.surfaces.sessions import run_view

SCREENS = {
    "day": _("Ce qui se passe"),
    "welcome": _("L’accueil"),
    "programme": _("Le programme"),
    "tables": _("Les tables"),
    "thanks": _("Les remerciements"),
}


def conduct(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One screen for the animatrice or the animateur."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.chair", on=found)
    row = session_named(found, public_id)
    refusal: ActError | None = None
    if request.method == "POST":
        try:
            _do(request, row)
        except ActError as error:
            refusal = error
        else:
            return HttpResponseRedirect(reverse("office:conduct", args=[slug, public_id]))
    return render(
        request,
        "alienor/office/conduct.html",
        {
            "edition": found,
            "session": row,
            "run": run_view(row),
            "polls": poll_lines(found, votes_of_day(row)),
            "screens": SCREENS.items(),
            "refusal": sentence(refusal) if refusal else "",
            "live_topics": f"edition.{slug}",
        },
        status=refusal.status if refusal else 200,
    )


def votes_of_day(row: Any) -> list[Any]:
    """The votes of a day: its own and, while it is open, any that its body has yet to finish."""
    found = list(polls_of_day(all_polls_of(row.edition), row))
    held = unfinished_polls(row.edition, body=row.body) if row.state == "opened" else []
    return found + [one for one in held if one not in found]


def _do(request: HttpRequest, row: Any) -> None:
    """Do what the button says."""
    facts = {"session_id": row.pk, "actor": actor_of(request), "clock": SystemClock()}
    wanted = request.POST.get("do", "")
    if wanted == "begin":
        number = number_in(request.POST.get("number", ""))
        if number is None:
            raise NotFound("item")
        running.begin_item(number=number, **facts)
    elif wanted == "end":
        running.end_item(**facts)
    elif wanted == "show":
        screen = request.POST.get("screen", "")
        running.set_screens(screen=screen, **facts)
        messages.success(
            request, now("Les écrans montrent : %(what)s.") % {"what": SCREENS[screen]}
        )
    else:
        raise NotFound("button")
