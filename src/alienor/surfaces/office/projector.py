"""The screens of the hall: one thing at a time, read from the last row. They follow the desk; any
number of them may be shown, and one that comes back shows what is true then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from alienor.cores.wording import folded
from alienor.platform.access.decide import require
from alienor.platform.acts import SystemClock
from alienor.platform.people.records import identities
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import cast_of, polls_of, polls_of_day
from alienor.stages.sessions import debating
from alienor.stages.sessions.exit_questions import still_asked
from alienor.stages.sessions.queries import coming_sessions, present_in, session_named, tables_of
from alienor.stages.sessions.speaking import seconds_by_part, speaker_of
from alienor.stages.sessions.tables import round_shown
from alienor.stages.sessions.taps import parts_of
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.people import actor_of
from alienor.surfaces.polls import poll_view
from alienor.surfaces.sessions import decided_of, run_view
from alienor.surfaces.words import PARTS

FINDING = timedelta(minutes=5)
"""How long an item at tables shows who sits where, before it shows what tables talk about."""


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
            "template": f"alienor/office/screens/{shows}.html",
            "where": urlsplit(settings.ORIGIN).netloc + public,
            "code": qr_code(settings.ORIGIN + public),
            "telephone": urlsplit(settings.ORIGIN).netloc + reverse("room:today"),
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
            return "vote", _vote(open_[-1])
        since = run.on.item.begun_at if run.on else row.opened_at
        ended = _last_ended(votes, since=since) if row.screen == "day" else None
        if ended is not None:
            return {"closed": "counting", "published": "result"}[ended.state], _vote(ended)
    shows = row.screen
    if shows == "day":
        now = {"opened": _now(run) if run.on else "programme", "closed": "thanks"}
        shows = now.get(row.state, "welcome")
    return shows, _facts(row, run, shows)


def _vote(poll: Any) -> dict[str, Any]:
    return {"vote": poll_view(poll), "cast": cast_of(poll)}


def _last_ended(votes: Sequence[Any], *, since: datetime) -> Any:
    """The last of these votes that was closed or published since; None where none was, or where
    another one was opened after it and annulled."""
    ended = [
        (poll.published_at or poll.closed_at, poll)
        for poll in votes
        if poll.state in ("closed", "published")
    ]
    late = [(at, poll.pk, poll) for at, poll in ended if at >= since]
    if not late:
        return None
    at, _pk, last = max(late)
    given_up = [one.opened_at for one in votes if one.state == "annulled" and one.opened_at]
    return last if at >= max(given_up, default=at) else None


def _now(run: Any) -> str:
    """The screen of the item that is on."""
    item = run.on.item
    if item.kind == debating.KIND and item.prompts.exists():
        return "statement"
    if item.kind != "tables":
        return "item"
    if tables_of(item.session) and SystemClock().now() - item.begun_at < FINDING:
        return "tables"
    return "question" if item.prompts.exists() else "item"


def _facts(row: Any, run: Any, shows: str) -> dict[str, Any]:
    """What a screen needs beside the day as it goes."""
    known: dict[str, Callable[[], dict[str, Any]]] = {
        "welcome": lambda: {"present": len(present_in(row))},
        "tables": lambda: _tables(row),
        "question": lambda: {"questions": run.on.item.prompts.select_related("text")},
        "statement": lambda: {"debate": _debate(run.on.item)},
        "speaking": lambda: {"parts": _parts(row)},
        "thanks": lambda: {
            "decided": decided_of(row),
            "next": _next(row),
            "asks": row.state == "closed" and still_asked(row, now=SystemClock().now()),
        },
    }
    return known[shows]() if shows in known else {}


def _debate(item: Any) -> Any:
    put = item.statement + 1
    return next(one for one in debating.debate_now(item) if one.number == put)


def _next(row: Any) -> Any:
    return next((day for day in coming_sessions([row.edition]) if day.pk != row.pk), None)


def _parts(row: Any) -> list[dict[str, Any]]:
    """How long each part of the assembly had the floor so far, in minutes begun, those included
    that never had it; `share`: of the longest, in hundredths. Nothing before anybody spoke."""
    seconds = dict.fromkeys(parts_of(row), 0) | seconds_by_part(row)
    most = max(seconds.values(), default=0)
    if not most and speaker_of(row) is None:
        return []
    return [
        {
            "label": PARTS.get(part, part),
            "minutes": ceil(one / 60),
            "share": round(100 * one / most) if most else 0,
        }
        for part, one in sorted(seconds.items(), key=lambda pair: -pair[1])
    ]


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
            {"number": number, "people": sorted((_short(names[one]) for one in ids), key=folded)}
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
