"""Who wears a badge: its code is read once, a signed cookie remembers it for the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from alienor.platform.actors import Actor
from alienor.platform.acts import SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import Identity, identity_of
from alienor.stages.sessions.badges import badge_numbered, badge_with
from alienor.stages.sessions.exit_questions import ASKED_FOR
from alienor.stages.sessions.queries import day_named
from alienor.surfaces.room.devices import cookie_terms, entered, put_away

COOKIE, SALT = f"{settings.OWN_COOKIES}badge", "alienor.room.badge"
AFTERWARDS = ASKED_FOR
"""How long after its day a badge still opens the page: for the questions of the end."""


@dataclass(frozen=True, kw_only=True)
class Wearer:
    """Somebody with a badge in their hand: the day it is for, who they are, what they may do."""

    session: Any
    person_id: int
    identity: Identity

    @property
    def actor(self) -> Actor:
        """A badge proves that one wears it, no more: no role but a member's counts."""
        return Actor(person_id=self.person_id, through="badge")


def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Open the page of the day with the code of a badge; the code leaves the address at once."""
    badge = badge_with(code)
    if badge is None:
        return render(request, "alienor/room/no_badge.html", {"why": "unknown"}, status=404)
    answer = entered("room:today")
    answer.set_signed_cookie(
        COOKIE,
        f"{badge.session.public_id}:{badge.number}",
        salt=SALT,
        max_age=timedelta(days=4),
        **cookie_terms(),
    )
    return answer


def enter_typed(request: HttpRequest) -> HttpResponse:
    """Open the page of the day with a code that was read on a badge and typed; an address that is
    read again, or in another language, leads to the page where one types it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("room:today"))
    return enter(request, request.POST.get("code", ""))


def leave(request: HttpRequest) -> HttpResponse:
    """Put the badge away: a telephone that is lent goes on to the next."""
    return put_away("room:today", COOKIE)


def wearer_of(request: HttpRequest) -> Wearer | str:
    """Whoever wears the badge that this telephone has read; or why it opens nothing: `none`,
    `blank` (nobody's yet), `ended` (replaced, or its person's data are erased) or `over` (its day
    is past)."""
    said = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    day, _colon, number = said.partition(":")
    try:
        session = day_named(day)
        badge = badge_numbered(session, int(number))
    except (NotFound, ValueError):
        return "none"
    if badge.ended_at is not None:
        return "ended"
    if _is_over(session):
        return "over"
    if badge.person_id is None:
        return "blank"
    identity = identity_of(badge.person_id)
    if not identity.full_name:
        return "ended"
    return Wearer(session=session, person_id=badge.person_id, identity=identity)


def _is_over(session: Any) -> bool:
    now = SystemClock().now()
    closed = session.closed_at is not None and session.closed_at + AFTERWARDS < now
    return bool(closed or session.state == "cancelled")
