"""The draw in the hall: one page to be shown in large, that follows the ceremony by itself."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from alienor.platform.access.decide import may
from alienor.platform.register import reading
from alienor.procedures.codes import where_to_check
from alienor.stages.draw.queries import beacon_time, draw_numbered, panel_of
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.draws.numbering import ball_slots
from alienor.surfaces.live import desk_topic, edition_topic, listens_to
from alienor.surfaces.papers.draws import hashes_of
from alienor.surfaces.people import actor_of
from alienor.surfaces.pictures.circle import SeatGroup, circle_of_seats
from alienor.surfaces.public import journal
from alienor.surfaces.words import COLLEGES

SIZES = ((24, "few"), (60, "some"), (110, "many"))
"""How many people on a panel have their ids in which type; beyond, in the smallest."""


def hall(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One draw, from its freeze to its publication."""
    found = draw_numbered(edition_named(slug), number)
    slots = ball_slots(found)
    read = "".join(str(slot.digit) for slot in slots if slot.digit is not None)
    panel = panel_of(found)
    differing = _differing(found) if found.state == "frozen" else {}
    return render(
        request,
        "alienor/public/hall.html",
        {
            "edition": found.edition,
            "draw": found,
            "slots": slots,
            "stage": _stage(found, read),
            "last": len(read),
            "cleared": _cleared(found) if found.readings and not read else None,
            "differing": differing,
            "version": f"{found.state}-{found.readings}-{read}-{differing.get('second', '')}",
            "beacon_at": beacon_time(found),
            "hashes": hashes_of(found) if found.frozen_at else [],
            "panel": [(token[:5], token[5:]) for token in panel],
            "size": next((size for most, size in SIZES if len(panel) <= most), "most"),
            "circle": circle_of_seats(
                [SeatGroup(code="drawn", label=str(COLLEGES["drawn"]), filled=found.drawn_seats)],
                ident="hall",
                says=_("personnes tirées au sort"),
            ),
            "where": where_to_check(),
            **listens_to(*_heard(request, found.edition)),
        },
    )


def _heard(request: HttpRequest, edition: Any) -> tuple[str, ...]:
    """The screen of the hall is opened by somebody of the desk: it does not wait for the crowd."""
    if may(actor_of(request), "sessions.welcome", on=edition):
        return (desk_topic(edition.slug),)
    return (edition_topic(edition.slug),)


def _cleared(draw: Any) -> dict[str, Any] | None:
    """Why the balls that had been read count for nothing, and what follows."""
    acts = reading.history_of(draw.public_id).filter(kind__startswith="balls_cleared/")
    told = journal.history(acts.order_by("-index")[:1])
    return {"then": told[0].content["act"].get("then"), "words": told[0].words} if told else None


def _differing(draw: Any) -> dict[str, Any]:
    """Both readings of the balls, where the second has just differed; else empty."""
    newest = reading.history_of(draw.public_id).order_by("-index").first()
    if newest is None or not newest.kind.startswith("readings_differ/"):
        return {}
    return dict(json.loads(newest.leaf)["act"])


def _stage(draw: Any, read: str) -> str:
    """What the page shows: `waiting`, `before`, `balls`, `panel`, `calm` or `void`."""
    return {
        "prepared": "waiting",
        "frozen": "balls" if read or draw.readings else "before",
        "drawn": "panel",
        "published": "calm",
        "annulled": "void",
    }[draw.state]


urlpatterns = [path("editions/<slug:slug>/tirage/<int:number>/salle/", hall, name="hall")]
