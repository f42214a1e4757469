"""Conduct the day: what is on, what comes, its votes, what the screens of the hall show."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.wording import folded
from alienor.platform.access.decide import require
from alienor.platform.acts import SystemClock
from alienor.platform.errors import ActError, NotFound
from alienor.platform.people.records import identities
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import running, speaking, taps
from alienor.stages.sessions.queries import present_in, session_named
from alienor.surfaces.fields import number_in
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.office.day import may_open_and_close
from alienor.surfaces.office.polls import PollLine, poll_lines
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import sentence
from alienor.surfaces.sessions import points_view, run_view
from alienor.surfaces.words import MEMBERS, PARTS

SCREENS = {
    "day": _("Ce qui se passe"),
    "welcome": _("L’accueil"),
    "programme": _("Le programme"),
    "tables": _("Les tables"),
    "speaking": _("La parole, par collège"),
    "thanks": _("Les remerciements"),
}


PLACES = {
    **dict.fromkeys(("give", "remove", "thank", "add", "tap"), "#parole"),
    "show": "#ecrans",
}
"""Where on the page each button leads back to; at its top where nothing is said."""
TO_HOLD = ("drafted", "announced")


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
            page = reverse("office:conduct", args=[slug, public_id])
            return HttpResponseRedirect(page + PLACES.get(request.POST.get("do", ""), ""))
    polls = poll_lines(found, votes_of_day(row))
    return render(
        request,
        "alienor/office/conduct.html",
        {
            "edition": found,
            "session": row,
            "run": run_view(row),
            "may_open_and_close": may_open_and_close(row, by=actor_of(request)),
            "polls": polls,
            "vote": _vote_of_item(polls),
            "to_hold": any(one.poll.state in TO_HOLD for one in polls),
            "screens": SCREENS.items(),
            "points": points_view(row),
            "floor": _floor(row) if row.state == "opened" else None,
            "refusal": sentence(refusal) if refusal else "",
            **listens_to(desk_topic(slug)),
        },
        status=refusal.status if refusal else 200,
    )


def _vote_of_item(polls: list[PollLine]) -> PollLine | None:
    """The vote that is under way, or the only one that is left; of several, nobody knows which."""
    under_way = [one for one in polls if one.waits]
    left = [one for one in polls if one.poll.state in TO_HOLD]
    return next(iter(under_way), left[0] if len(left) == 1 else None)


def _floor(row: Any) -> dict[str, Any]:
    """Who has the floor, who waits in which order, and who could be put on the list."""
    speaker, waiting = speaking.speaker_of(row), speaking.speakers_waiting(row)
    there = present_in(row)
    names = identities({*there, *(turn.person_id for turn in waiting)})
    if speaker is not None:
        names |= identities([speaker.person_id])
    spoke = speaking.has_spoken(row)
    listed = {turn.person_id for turn in waiting} | ({speaker.person_id} if speaker else set())
    return {
        "speaker": _turn(speaker, names, spoke) if speaker else None,
        "waiting": [_turn(turn, names, spoke) for turn in waiting],
        "others": sorted(
            ((one, names[one].full_name) for one in there - listed if names[one].full_name),
            key=lambda pair: folded(pair[1]),
        ),
        **_tapped(row),
        "parts": [
            {"label": PARTS.get(part, part), "minutes": ceil(seconds / 60)}
            for part, seconds in speaking.seconds_by_part(row).items()
        ],
    }


def _tapped(row: Any) -> dict[str, Any]:
    """The parts of the assembly to touch, and the one that speaks by the last touch."""
    on, count = taps.tap_of(row), row.taps.exists()
    gone = (SystemClock().now() - on.began_at).total_seconds() if on else 0
    return {
        "taps": [
            {"code": part, "label": PARTS.get(part, part), "on": on is not None and on.part == part}
            for part in taps.parts_of(row)
        ],
        "tapped": count,
        "tap": {"label": PARTS.get(on.part, on.part), "seconds": round(gone)} if on else None,
    }


def _turn(turn: Any, names: dict[int, Any], spoke: set[int]) -> dict[str, Any]:
    gone = SystemClock().now() - turn.began_at if turn.began_at else None
    return {
        "turn": turn,
        "name": names[turn.person_id].full_name,
        "college": MEMBERS.get(turn.college, turn.college),
        "first": turn.person_id not in spoke,
        "seconds": round(gone.total_seconds()) if gone else 0,
    }


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
    elif wanted in ("give", "remove"):
        turn = number_in(request.POST.get("turn", ""))
        move = speaking.give_floor if wanted == "give" else speaking.withdraw_from_floor
        found = next((one for one in speaking.speakers_waiting(row) if one.pk == turn), None)
        if found is None:
            raise NotFound("turn")
        move(turn_id=found.pk, actor=facts["actor"], clock=facts["clock"])
    elif wanted == "tap":
        taps.tap_speaking(part=request.POST.get("part", ""), **facts)
    elif wanted == "thank":
        speaking.take_back_floor(**facts)
    elif wanted == "add":
        person = number_in(request.POST.get("person", ""))
        if person is None:
            raise NotFound("person")
        speaking.ask_for_floor(person_id=person, **facts)
    elif wanted == "show":
        screen = request.POST.get("screen", "")
        running.set_screens(screen=screen, **facts)
        messages.success(
            request, now("Les écrans montrent : %(what)s.") % {"what": SCREENS[screen]}
        )
    else:
        raise NotFound("button")
