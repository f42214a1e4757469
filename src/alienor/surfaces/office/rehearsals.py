"""Rehearse a day: begin a rehearsal, find those that run, end them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from alienor.platform.access.decide import require
from alienor.platform.errors import ActError, NotFound
from alienor.platform.rehearsals.place import Place
from alienor.platform.rehearsals.running import AT_MOST, rehearsals
from alienor.procedures.rehearsing import REHEARSE, end_rehearsal, start_rehearsal
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions.queries import session_named
from alienor.surfaces.people import actor_of
from alienor.surfaces.rehearsal import ENDED
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import reader_language


def _door(place: Place) -> str:
    """Where one comes in, in a rehearsal, in the reader's language."""
    language = "" if reader_language() == "fr" else f"/{reader_language()}"
    return f"{place.address}{language}/entrer/"


def rehearse(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The rehearsals of a day."""
    if settings.REHEARSAL is not None:  # nobody rehearses a rehearsal
        raise NotFound("page")
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, REHEARSE, on=found)
    row = session_named(found, public_id)
    here = reverse("office:rehearse", args=[slug, public_id])
    refusal: ActError | None = None
    if request.method == "POST":
        try:
            if key := request.POST.get("end", ""):
                end_rehearsal(session=row, key=key, actor=actor)
                return HttpResponseRedirect(f"{here}?{ENDED}=1")
            place = start_rehearsal(session=row, desk=here, actor=actor)
            return HttpResponseRedirect(_door(place))
        except ActError as error:
            refusal = error
    running = rehearsals(about=row.public_id)
    return render(
        request,
        "alienor/office/rehearsals.html",
        {
            "edition": found,
            "session": row,
            "rehearsals": [
                {
                    "key": one.key,
                    "link": _door(one),
                    "address": settings.ORIGIN + _door(one),
                    "begun_at": one.begun_at,
                    "failed": one.has_failed,
                    "ready": one.is_ready,
                }
                for one in running
            ],
            "full": len(rehearsals()) >= AT_MOST,
            "at_most": AT_MOST,
            "may_begin": row.state in ("planned", "announced") and row.agenda.exists(),
            "ended": ENDED in request.GET,
            "refusal": sentence(refusal) if refusal else "",
        },
        status=refusal.status if refusal else 200,
    )
