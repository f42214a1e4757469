"""The desk's page of a large draw while panels are dealt out: how far, stop, go on, freeze."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.cores.sortition import SortitionInvalid
from alienor.platform.access.decide import require
from alienor.platform.acts import SystemClock
from alienor.platform.compute import ComputationStopped, Seen
from alienor.platform.errors import ActError, Invalid, NotFound
from alienor.platform.people.records import identities
from alienor.platform.register import reading
from alienor.procedures import dealing
from alienor.stages.draw.actions import SortitionSaid
from alienor.stages.draw.planned import DealtForOthers
from alienor.stages.draw.queries import draw_numbered
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal
from alienor.surfaces.sentences import sentence

STAGES = {
    "": _("Le calcul commence."),
    "chances": _("Étape 1 sur 3 : des chances aussi égales que possible."),
    "panels": _("Étape 2 sur 3 : des équipes qui donnent ces chances."),
    "columns": _("Étape 2 sur 3 : d’autres équipes, par une recherche exacte."),
    "numbers": _("Étape 3 sur 3 : des équipes numérotées."),
}
MEASURED = "panels"
"""The stage that can say how far it is."""

CHANGES = ("agreement_given", "agreement_withdrawn", "quota_changed")
"""Acts that make panels those of other people, or of other quotas."""

SHOWN = 20


def show(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far the dealing is, and what can be done with it now."""
    found, actor = draw_numbered(edition_named(slug), number), actor_of(request)
    require(actor, "draw.hold", on=found)
    refusal: ActError | None = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_done(request, found))
        except ActError as error:
            refusal = error
    seen = dealing.dealing_of(found)
    polled = "HX-Request" in request.headers
    if seen is None:
        where = "office:freeze_draw" if found.state == "prepared" else "office:draw"
        return _anew() if polled else HttpResponseRedirect(reverse(where, args=[slug, number]))
    if polled and seen.state != "running":
        return _anew()
    stale = isinstance(refusal, DealtForOthers)
    return render(
        request,
        "alienor/office/dealing.html",
        {
            "edition": found.edition,
            "draw": found,
            "seen": seen,
            "plan": seen.note,
            "stage": STAGES[seen.stage],
            "percent": int(100 * seen.done) if seen.stage == MEASURED else None,
            "minutes": int(seen.seconds // 60),
            "seconds": int(seen.seconds % 60),
            "refusal": sentence(refusal) if refusal else "",
            "stale": stale,
            "changes": _changes(found, seen) if stale else [],
            "failure": _failure(seen),
        },
        status=refusal.status if refusal else 200,
    )


def _done(request: HttpRequest, draw: Any) -> str:
    """Do what the button says; where to go then."""
    facts = {"draw_id": draw.pk, "actor": actor_of(request)}
    place = [draw.edition.slug, draw.number]
    wanted = request.POST.get("do", "")
    if wanted == "stop":
        dealing.stop_dealing(**facts)
    elif wanted == "go_on":
        dealing.go_on_dealing(**facts)
    elif wanted == "forget":
        dealing.forget_dealing(**facts)
        return reverse("office:freeze_draw", args=place)
    elif wanted == "freeze":
        dealing.freeze_dealt(clock=SystemClock(), **facts)
        messages.success(request, _("Tout est fixé et publié. Il ne manque que les boules."))
        return reverse("office:draw", args=place)
    else:
        raise NotFound("button")
    return reverse("office:dealing", args=place)


def _anew() -> HttpResponse:
    """Tell htmx to show the page anew: it is another one now."""
    return HttpResponse(headers={"HX-Refresh": "true"})


def _changes(draw: Any, seen: Seen) -> list[dict[str, Any]]:
    """What changed pool or quotas since, newest first; and who moved a quota, for their team."""
    since = reading.entries_of(draw.edition.slug).filter(at__gte=seen.note.planned_at)
    entries = [one for one in since if one.kind.partition("/")[0] in CHANGES][:SHOWN]
    moved = {one.index: one.actor_id for one in entries if one.actor_id and "quota" in one.kind}
    names = identities(moved.values())
    return [
        {"line": line, "name": names[moved[line.index]].full_name if line.index in moved else ""}
        for line in journal.lines(entries)
    ]


def _failure(seen: Seen) -> str:
    """Why it cannot go on by itself."""
    if seen.state == "died":
        return sentence(ComputationStopped())
    if seen.state != "failed":
        return ""
    if isinstance(seen.error, SortitionInvalid):
        return sentence(Invalid("no_panel", fault=SortitionSaid(seen.error.faults)))
    return str(_("Le calcul a échoué. Prévenez la personne qui exploite le serveur."))
