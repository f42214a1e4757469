"""The desk's pages of the draw: those of an edition, and one with what can be done with it now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alienor.cores.sortition import PoolReport, sentence
from alienor.platform.access.decide import may
from alienor.platform.acts import SystemClock
from alienor.platform.people.records import identities
from alienor.platform.register import reading
from alienor.platform.tables import folded
from alienor.procedures import dealing
from alienor.procedures import draw as procedures
from alienor.stages.bodies.queries import OVER, active_seats
from alienor.stages.draw import actions
from alienor.stages.draw.queries import (
    beacon_time,
    draw_numbered,
    draw_of,
    draws_of,
    entries_on_panel,
    outlook,
    reserve_of,
)
from alienor.stages.draw.quotas import thin_pool_breach
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.recruitment.queries import pool_of
from alienor.surfaces.draws.numbering import ball_slots
from alienor.surfaces.draws.portraits import prospect_views
from alienor.surfaces.draws.quotas import feature_label, quota_views, value_label
from alienor.surfaces.draws.view import draw_view
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.office.draw_stages import HELP, stages_of, step_to_open
from alienor.surfaces.papers.draws import list_pages
from alienor.surfaces.people import actor_of, reached_by
from alienor.surfaces.words import reader_language


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The draws of an edition, and the one button that begins."""
    found = edition_named(slug)
    accepted, seats = len(pool_of(found)), rules_of(found).draw.seats
    return render(
        request,
        "alienor/office/draws.html",
        {
            "edition": found,
            "draws": draws_of(found),
            "begun": draw_of(found) is not None,
            "accepted": accepted,
            "seats": seats,
            "short": max(0, seats - accepted),
        },
    )


@require_POST
def prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """Tirage équitable: propose quotas from the census."""
    found = edition_named(slug)
    made = actions.prepare_draw(edition_id=found.pk, actor=actor_of(request), clock=SystemClock())
    return HttpResponseRedirect(reverse("office:draw", args=[slug, made.number]))


def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One draw on the desk: what can be done with it now."""
    found = draw_numbered(edition_named(slug), number)
    preparing = found.state == "prepared"
    panel = _panel(found)
    to_offer = len(procedures.not_offered(found)) if panel else 0
    pool = pool_of(found.edition) if preparing else []
    seen = outlook(found, pool) if preparing else None
    report = seen.report if seen else None
    prospects, astray = prospect_views(found, pool, seen) if preparing else ([], [])
    return render(
        request,
        "alienor/office/draw.html",
        {
            "edition": found.edition,
            "draw": found,
            "view": draw_view(found, whole=may(actor_of(request), "draw.prepare", on=found)),
            "quotas": quota_views(found, pool),
            "accepted": len(pool),
            "report": report,
            "outlook": seen,
            "lowest": round(100 * seen.lowest) if seen and seen.lowest is not None else None,
            "bound": round(100 * seen.bound) if seen and seen.bound is not None else None,
            "too_few": thin_pool_breach(
                rules_of(found.edition), people=len(pool), seats=found.seats
            )
            if report
            else None,
            "prospects": prospects,
            "astray": astray,
            "missing": [_said(found, one) for one in report.missing] if report else [],
            "relaxations": [
                {"one": one, "sentence": _said(found, one), "reason": _reason(report, 1)}
                for one in seen.suggested
            ]
            if seen
            else [],
            "reason": _reason(report, 2) if seen else "",
            "thin": sentence(report.thin, reader_language()) if report and report.thin else "",
            "dealing": dealing.dealing_of(found),
            "slots": ball_slots(found),
            "step": step_to_open(found),
            "stages": stages_of(found, to_offer=to_offer),
            "help": HELP.get(found.state, HELP["drawn"]),
            "list_pages": list_pages(found) if found.state == "frozen" else None,
            "beacon_at": beacon_time(found),
            "panel": panel,
            "vacant": sum(row["vacant"] for row in panel),
            "to_offer": to_offer,
            "since": _since(found),
            "reserve": _reserve(found),
            "opens": found.frozen_at and may(actor_of(request), "draw.open_to_auditor", on=found),
        },
    )


def _reason(report: PoolReport, loosenings: int) -> str:
    """Why quotas would be loosened, as far as it can be said for their author."""
    if report.outcome == "infeasible":
        return now(
            "Les personnes ayant donné leur accord ne permettent pas de respecter tous les quotas "
            "à la fois."
        )
    return ngettext(
        "Ce quota prendrait toutes les personnes d'un groupe : le sort ne déciderait rien pour "
        "elles.",
        "Ces quotas prendraient toutes les personnes de plusieurs groupes : le sort ne déciderait "
        "rien pour elles.",
        loosenings,
    )


def _since(draw: Any) -> dict[str, int] | None:
    """What the register says of replacements: how many, and quotas that are not kept any more."""
    entries = reading.history_of(draw.public_id).filter(kind="panel_replaced/1")
    last = entries.last()
    if last is None:
        return None
    return {"count": entries.count(), "beyond": json.loads(last.leaf)["act"]["beyond"]}


def _said(draw: Any, subject: Any) -> str:
    """A sentence of the engine, with features and values in words."""
    rulebook = rules_of(draw.edition)
    return sentence(
        replace(
            subject,
            feature=feature_label(rulebook, subject.feature),
            value=value_label(rulebook, subject.feature, subject.value),
        ),
        reader_language(),
    )


def _panel(draw: Any) -> list[dict[str, Any]]:
    """Those on the panel now, with their seats: those to replace first, then by family name."""
    if draw.state not in ("drawn", "published"):
        return []
    entries = entries_on_panel(draw)
    names = identities(entry.person_id for entry in entries)
    held = {seat.person_id: seat for seat in active_seats(draw.edition).filter(body=draw.body)}
    gone = {
        seat.person_id: seat for seat in draw.edition.seats.filter(body=draw.body, state__in=OVER)
    }
    rows = []
    for entry in entries:
        who = names[entry.person_id]
        seat = held.get(entry.person_id) or gone.get(entry.person_id)
        rows.append(
            {
                "entry": entry,
                "name": who.full_name,
                "listed": f"{who.family_name} {who.given_name}".strip(),
                "reached_by": reached_by(who),
                "order": (folded(who.family_name), folded(who.given_name)),
                "seat": seat,
                "vacant": seat is not None and seat.state in OVER,
            }
        )
    return sorted(rows, key=lambda row: (not row["vacant"], row["order"]))


def _reserve(draw: Any) -> list[dict[str, Any]]:
    if draw.state not in ("drawn", "published"):
        return []
    entries = list(reserve_of(draw))
    names = identities(entry.person_id for entry in entries)
    return [{"entry": entry, "name": names[entry.person_id].full_name} for entry in entries]


class DrawPage(ActionPage):
    """A form about one draw."""

    def draw(self, place: dict[str, Any]) -> Any:
        """The draw of this page."""
        return draw_numbered(edition_named(place["slug"]), place["number"])

    def back(self, place: dict[str, Any]) -> str:
        """Where one goes afterwards."""
        return reverse("office:draw", args=[place["slug"], place["number"]])

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        return {"edition": found.edition, "of_draw": found}
