"""The screens of the hall: one thing at a time, read from the last row. They follow the desk; any
number of them may be shown, and one that comes back shows what is true then."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from alienor.platform.access.decide import require
from alienor.platform.people.records import identities
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import cast_of, polls_of, polls_of_day
from alienor.stages.sessions import debating
from alienor.stages.sessions.queries import coming_sessions, present_in, session_named, tables_of
from alienor.stages.sessions.tables import round_shown
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.people import actor_of
from alienor.surfaces.public.polls import poll_view
from alienor.surfaces.sessions import decided_of, run_view


def projector(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """What the hall sees now."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.welcome", on=found)
    row = session_named(found, public_id)
    run = run_view(row)
    shows, facts = _shown(row, run)
    public = reverse("public:session", args=[slug, public_id])
    return render(
        request,
        "alienor/office/projector.html",
        {
            "edition": found,
            "session": row,
            "run": run,
            "shows": shows,
            "where": urlsplit(settings.ORIGIN).netloc + public,
            "code": qr_code(settings.ORIGIN + public),
            **listens_to(desk_topic(slug)),
            **facts,
        },
    )


def _shown(row: Any, run: Any) -> tuple[str, dict[str, Any]]:
    """Which screen, and what it needs. While a vote is open, nothing else is shown: how many may
    vote, never what was voted."""
    if row.state == "opened":
        votes = list(polls_of_day(polls_of(row.edition), row))
        open_ = [poll for poll in votes if poll.state == "opened"]
        if open_:
            return "vote", {"vote": poll_view(open_[-1]), "cast": cast_of(open_[-1])}
        if row.screen == "day":
            since = run.on.item.begun_at if run.on else row.opened_at
            known = [one for one in votes if one.published_at and one.published_at >= since]
            if known:
                return "result", {"vote": poll_view(known[-1])}
    if row.screen != "day":
        shows = row.screen
    elif row.state == "opened":
        shows = "item" if run.on else "programme"
    else:
        shows = "thanks" if row.state == "closed" else "welcome"
    return shows, _facts(row, run, shows)


def _facts(row: Any, run: Any, shows: str) -> dict[str, Any]:
    if shows == "tables" or (shows == "item" and run.on.item.kind == "tables"):
        return {"present": len(present_in(row)), **_tables(row)}
    if shows == "item" and run.on.item.kind == debating.KIND:
        debates = debating.debate_now(run.on.item)
        put = run.on.item.statement + 1
        return {"debate": next((one for one in debates if one.number == put), None)}
    if shows == "thanks":
        return {
            "decided": decided_of(row),
            "next": next((day for day in coming_sessions([row.edition]) if day.pk != row.pk), None),
        }
    return {"present": len(present_in(row))}


def _tables(row: Any) -> dict[str, Any]:
    """Who sits where in the round that is on, or in the first one to come: by first name and the
    initial of the name."""
    plan = tables_of(row)
    if not plan:
        return {"tables": []}
    turn = round_shown(row, rounds=max(plan))
    names = identities(one for ids in plan[turn].values() for one in ids)
    return {
        "round": turn,
        "tables": [
            {"number": number, "people": sorted(_short(names[one]) for one in ids)}
            for number, ids in plan[turn].items()
        ],
    }


def _short(who: Any) -> str:
    initial = f" {who.family_name[0]}." if who.family_name else ""
    return f"{who.given_name}{initial}"


def qr_code(address: str) -> SafeString:
    """A QR code as SVG, dark on light in any theme."""
    drawn = segno.make(address, error="m", micro=False)
    text = drawn.svg_inline(
        scale=8, border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return mark_safe(text)  # noqa: S308  # drawn by segno from our own address
