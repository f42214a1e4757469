"""A rehearsal's own doors: enter as somebody, take a telephone, let invented people act, end it.
They exist in a rehearsal alone."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alienor.platform.access.decide import require
from alienor.platform.accounts.open import open_account
from alienor.platform.acts import SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identity_of
from alienor.platform.rehearsals.place import Place
from alienor.procedures import invented, invented_tables
from alienor.stages.polls.counting import WHOLE_HALL
from alienor.stages.sessions.badges import badge_numbered, code_of
from alienor.stages.sessions.queries import day_named
from alienor.stages.sessions.signs import code_of as code_of_sign
from alienor.stages.sessions.signs import signs_of
from alienor.surfaces.demo import personas
from alienor.surfaces.office.projector import qr_code
from alienor.surfaces.people import actor_of

EVERYBODY = 10_000
ARRIVING, ASKING = ("10", "40", "all"), ("1", "5")
PAGES = {"ambre": "office:conduct", "rose": "office:welcome"}
"""Where somebody begins; the others on the page of the day."""

TAKEN = "telephones.json"
_taking = Lock()
"""A hall presses the button at the same time: a badge is given to one telephone."""

ENDED = "finie"
"""What the desk's address says where a rehearsal was just ended: no message goes from one to the
other."""


def rehearsed_day() -> Any:
    """The day that is rehearsed. Errors: NotFound before it can be entered."""
    said = _place().read("day.json")
    if not said:
        raise NotFound("session")
    return day_named(said["day"])


def door(request: HttpRequest) -> HttpResponse:
    """Who one may be, and what there is to try."""
    day = rehearsed_day()
    return render(
        request,
        "alienor/rehearsal/door.html",
        {
            "day": day,
            "personas": personas(),
            "tables": [one.table for one in signs_of(day)],
            "left_out": _left_out(_place().read("day.json").get("left_out", {})),
            "code": qr_code(settings.ORIGIN + reverse("rehearsal:door")),
            "address": settings.ORIGIN + reverse("rehearsal:door"),
        },
    )


@require_POST
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of the personas, on the page where they begin."""
    persona = next((one for one in personas() if one.key == key), None)
    if persona is None:
        raise NotFound("persona")
    account = open_account(persona.person_id)
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
    day = rehearsed_day()
    page = PAGES.get(key, "office:session")
    return HttpResponseRedirect(reverse(page, args=[day.edition.slug, day.public_id]))


@require_POST
def take_telephone(request: HttpRequest) -> HttpResponse:
    """A telephone of somebody invented, that nobody else has taken."""
    day = rehearsed_day()
    with _taking:
        taken = _place().read(TAKEN).get("numbers", [])
        badge = invented.telephone_of(day, taken=taken)
        _place().write(TAKEN, {"numbers": sorted({*taken, badge.number})})
    return HttpResponseRedirect(reverse("rehearsal:telephone", args=[badge.number]))


def telephone(request: HttpRequest, number: int) -> HttpResponse:
    """The badge of somebody invented, to be read with a telephone or opened here."""
    badge = badge_numbered(rehearsed_day(), number)
    if badge.person_id is None or badge.ended_at is not None:
        raise NotFound("badge")
    code = code_of(badge)
    address = settings.ORIGIN + reverse("room:enter", args=[code])
    return render(
        request,
        "alienor/rehearsal/telephone.html",
        {
            "who": identity_of(badge.person_id).on_badge,
            "badge_code": code,
            "code": qr_code(address),
            "address": address,
        },
    )


def table(request: HttpRequest, number: int) -> HttpResponse:
    """The sign of a table, to be read with a telephone or opened here."""
    sign = next((one for one in signs_of(rehearsed_day()) if one.table == number), None)
    if sign is None:
        raise NotFound("table")
    address = settings.ORIGIN + reverse("room:table_enter", args=[code_of_sign(sign)])
    return render(
        request,
        "alienor/rehearsal/table.html",
        {"table": number, "code": qr_code(address), "address": address},
    )


@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """Let invented people do something."""
    day = rehearsed_day()
    require(actor_of(request), "sessions.welcome", on=day.edition)
    messages.success(request, _let(request, day))
    return HttpResponseRedirect(_page_before(request, day))


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """End the rehearsal: in a moment, nothing of it is left."""
    require(actor_of(request), "sessions.welcome", on=rehearsed_day().edition)
    _place().ask("stop")
    return HttpResponseRedirect(f"{settings.REHEARSAL.desk}?{ENDED}=1")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Begin the rehearsal again, under the same address."""
    require(actor_of(request), "sessions.welcome", on=rehearsed_day().edition)
    _place().ask("again")
    return render(request, "alienor/rehearsal/again.html", {})


def _left_out(counts: dict[str, int]) -> list[str]:
    """What of the real day is not here, in words."""
    seats, steps, votes = (counts.get(name, 0) for name in ("seats", "steps", "votes"))
    said = [
        (seats, ngettext("%(count)s place", "%(count)s places", seats) % {"count": seats}),
        (steps, ngettext("%(count)s étape", "%(count)s étapes", steps) % {"count": steps}),
        (votes, ngettext("%(count)s vote", "%(count)s votes", votes) % {"count": votes}),
        (counts.get("tables", 0), _("les tables")),
    ]
    return [words for count, words in said if count]


def _let(request: HttpRequest, day: Any) -> str:
    """Do what the button says, and say what was done. Errors: NotFound for no such button."""
    facts = {"session": day, "clock": SystemClock()}
    wanted, many = request.POST.get("do", ""), request.POST.get("many", "")
    if wanted == "arrive" and many in ARRIVING:
        count = invented.let_arrive(many=EVERYBODY if many == "all" else int(many), **facts)
        return ngettext(
            "%(count)s personne inventée est arrivée.",
            "%(count)s personnes inventées sont arrivées.",
            count,
        ) % {"count": count}
    if wanted == "ask" and many in ASKING:
        count = invented.let_ask(many=int(many), **facts)
        return ngettext(
            "%(count)s personne inventée demande la parole.",
            "%(count)s personnes inventées demandent la parole.",
            count,
        ) % {"count": count}
    if wanted == "vote":
        count = invented.let_vote(**facts)
        return ngettext(
            "%(count)s personne inventée a voté.",
            "%(count)s personnes inventées ont voté.",
            count,
        ) % {"count": count}
    if wanted == "write":
        count = invented_tables.let_write(**facts)
        return ngettext(
            "%(count)s table a remis des notes inventées.",
            "%(count)s tables ont remis des notes inventées.",
            count,
        ) % {"count": count}
    if wanted == "move":
        count = invented_tables.let_move(**facts)
        return ngettext(
            "%(count)s personne inventée s'est placée.",
            "%(count)s personnes inventées se sont placées.",
            count,
        ) % {"count": count}
    if wanted in ("count", "miscount"):
        invented.let_count(sector=WHOLE_HALL, differing=wanted == "miscount", **facts)
        return _("Le comptage inventé est saisi.")
    raise NotFound("button")


def _page_before(request: HttpRequest, day: Any) -> str:
    """The page whose button was pressed; the page of the day where that is not known."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return before
    return reverse("office:session", args=[day.edition.slug, day.public_id])


def _place() -> Place:
    return Place(folder=settings.INSTANCE.folder)


urlpatterns = [
    path("", door, name="door"),
    path("role/<slug:key>/", enter, name="enter"),
    path("telephone/", take_telephone, name="take_telephone"),
    path("telephone/<int:number>/", telephone, name="telephone"),
    path("table/<int:number>/", table, name="table"),
    path("gens/", people, name="people"),
    path("terminer/", finish, name="finish"),
    path("recommencer/", again, name="again"),
]
