"""The desk on the day: who is there, badges, walk-ins, the room, needs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.cores.wording import folded
from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import Identity, identities
from alienor.procedures.sessions import arrive_with_badge, welcome_walk_in
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import polls_of, polls_of_day
from alienor.stages.sessions import attending, badges, room
from alienor.stages.sessions.queries import (
    given_answers,
    needs_of,
    own_tables,
    presences_of,
    present_in,
    session_named,
)
from alienor.stages.sessions.tables import seats_from_now_on
from alienor.surfaces.fields import Count, number_in
from alienor.surfaces.live import desk_topic, listens_to
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.sessions import quorum_of_day
from alienor.surfaces.words import COLLEGES, MEMBERS, NEEDS, SAID_TO_COME, hour

MOVES = {
    "arrive": (attending.check_in, ""),
    "leave": (attending.check_out, _("%(name)s s’en va.")),
    "mistake": (attending.take_back_presence, _("La présence de %(name)s est retirée.")),
}
"""What a button does, and what is said then; of an arrival, where they sit."""
SHOWN = 60
LATEST = 5
"""Of those who arrived, how many are shown where there are too many for a list."""
SHOWS = {
    "everybody": _("Tout le monde"),
    "awaited": _("Pas encore là"),
    "there": _("Déjà là"),
}


def welcome(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Check-in: scan a badge or search a name, note the presence. A name is searched
    by POST: it must not stay in an address, nor in a log."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.welcome", on=found)
    row = session_named(found, public_id)
    query, blank = request.POST.get("q", "").strip(), number_in(request.POST.get("badge", ""))
    badge = badges.badge_with(query)
    if badge is not None and badge.person_id is None and _of_day(badge, row):
        query, blank = "", badge.number
    elif badge is not None:
        _scanned(request, row, badge)
        return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))
    shown = request.POST.get("shown", "everybody")
    members = colleges_in(found, row.body)
    # Where there are many, the names are read once somebody is sought.
    latest = not query and shown == "everybody" and len(members) > SHOWN
    rows = _latest(row, members) if latest else _rows(row, members, folded(query), shown)
    return render(
        request,
        "alienor/office/welcome.html",
        {
            "edition": found,
            "session": row,
            "query": query,
            "blank": blank,
            "shown": shown,
            "filters": SHOWS.items(),
            "said": SAID_TO_COME.items() if query and row.state == "announced" else (),
            "sought": bool(query) or shown != "everybody",
            "day_has_come": localdate() >= localdate(row.starts_at),
            "rows": rows[:SHOWN],
            "more": 0 if latest else max(0, len(rows) - SHOWN),
            "latest": latest and rows,
            "by_phone": _open_by_phone(row),
            "may_note_voices": may(actor_of(request), "polls.conduct", on=found),
            "quorum": quorum_of_day(row),
            "now": _presence(row, members),
            **listens_to(desk_topic(slug)),
        },
    )


def _rows(row: Any, members: dict[int, str], query: str, shown: str) -> list[dict[str, Any]]:
    """Who has a place and a name in which `query` is, as the desk sees them, in order of name."""
    names = identities(members)
    there = {one.person_id: one for one in presences_of(row)}
    answers = given_answers(row)
    found = [
        {
            "person": person,
            "name": names[person].full_name,
            "college": MEMBERS.get(college, college),
            "presence": there.get(person),
            "answer": answers.get(person),
            "tables": own_tables(row, person) if query else (),
            "mistake": _was_just_noted(there.get(person)),
        }
        for person, college in members.items()
        if names[person].full_name and query in folded(names[person].full_name)
        if shown == "everybody" or (shown == "there") == _is_there(there.get(person))
    ]
    return sorted(found, key=lambda one: folded(one["name"]))


def _latest(row: Any, members: dict[int, str]) -> list[dict[str, Any]]:
    """Those who arrived last, the last one first: one who was noted by mistake is taken back."""
    arrived = list(row.presences.filter(left_at=None).order_by("-arrived_at", "-pk")[:LATEST])
    names = identities(one.person_id for one in arrived)
    return [
        {
            "person": one.person_id,
            "name": names[one.person_id].full_name,
            "college": MEMBERS.get(members.get(one.person_id, one.college), one.college),
            "presence": one,
            "mistake": _was_just_noted(one),
        }
        for one in arrived
        if names[one.person_id].full_name
    ]


def _open_by_phone(row: Any) -> Any:
    """The vote that is open by telephone in the hall; None where there is none."""
    votes = polls_of_day(polls_of(row.edition), row)
    return votes.filter(state="opened", channel="electronic_open").last()


def _was_just_noted(presence: Any) -> bool:
    return presence is not None and attending.may_be_taken_back(presence, now=SystemClock().now())


def _presence(row: Any, members: dict[int, str]) -> dict[str, Any]:
    """Who is in the room now, by college: counts for those who let people in."""
    counts = Counter(members.get(one, "") for one in present_in(row))
    return {
        "people": sum(counts.values()),
        "in_room": room.in_room(row),
        "colleges": [
            (COLLEGES.get(college, college), count) for college, count in sorted(counts.items())
        ],
    }


def _scanned(request: HttpRequest, row: Any, badge: Any) -> None:
    """Note whoever wears a badge, and say it in one line; or say why not."""
    if not _of_day(badge, row):
        messages.warning(
            request,
            now("Ce badge est celui d'une autre journée : %(title)s.")
            % {"title": badge.session.title},
        )
        return
    name = identities([badge.person_id])[badge.person_id].full_name
    there = row.presences.filter(person_id=badge.person_id, left_at__isnull=True).first()
    if badge.ended_at is not None:
        messages.warning(
            request,
            now("Ce badge de %(name)s a été remplacé. Cherchez son nom.") % {"name": name},
        )
    elif there is not None:
        messages.warning(
            request,
            now(
                "%(name)s : déjà là depuis %(hour)s. Si c'est quelqu'un d'autre, cherchez son nom "
                "et remettez-lui un badge sans nom."
            )
            % {"name": name, "hour": hour(there.arrived_at)},
        )
    else:
        attending.check_in(
            session_id=row.pk,
            person_id=badge.person_id,
            actor=actor_of(request),
            clock=SystemClock(),
        )
        messages.success(request, _is_there_now(row, badge.person_id))


def _is_there_now(row: Any, person: int) -> str:
    """That somebody is there, and where they sit now and next; or who gives them a table."""
    tables = [seat.table for seat in seats_from_now_on(row, person)[:2]]
    if len(set(tables)) == 2:
        said = now("%(name)s est là. Table %(table)s, puis table %(next)s.")
    elif tables:
        said = now("%(name)s est là. Table %(table)s.")
    elif row.table_seats.exists():
        said = now(
            "%(name)s est là. Aucune table encore : l'équipe d'organisation en donne une par "
            "« Régler les tables »."
        )
    else:
        said = now("%(name)s est là.")
    name = identities([person])[person].full_name
    here, after = (tables[0], tables[-1]) if tables else ("", "")
    return said % {"name": name, "table": here, "next": after}


def _of_day(badge: Any, row: Any) -> bool:
    return bool(badge.session_id == row.pk)


def _is_there(presence: Any) -> bool:
    return presence is not None and presence.left_at is None


@require_POST
def note_presence(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Somebody arrives, leaves, or was noted by mistake."""
    row = session_named(edition_named(slug), public_id)
    wanted, person = request.POST.get("move", ""), number_in(request.POST.get("person", ""))
    if wanted not in MOVES or person is None:
        raise NotFound("person")
    move, said = MOVES[wanted]
    facts = {"person_id": person, "actor": actor_of(request), "clock": SystemClock()}
    badge = number_in(request.POST.get("badge", ""))
    if badge is not None:
        arrive_with_badge(session_id=row.pk, badge=badge, **facts)
    else:
        move(session_id=row.pk, **facts)
    if said:
        messages.success(request, said % {"name": identities([person])[person].full_name})
    else:
        messages.success(request, _is_there_now(row, person))
    return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))


@require_POST
def note_answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Whether somebody will come, as they said by telephone or on paper."""
    person = number_in(request.POST.get("person", ""))
    if person is None:
        raise NotFound("person")
    attending.answer_convocation(
        session_id=session_named(edition_named(slug), public_id).pk,
        person_id=person,
        answer=request.POST.get("answer", ""),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(request, now("C'est noté."))
    return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))


class WalkIn(DayPage):
    """Let in somebody who did not register."""

    title = _("Accueillir une personne venue sans inscription")
    intro = _(
        "Elle devient volontaire : elle compte parmi les personnes présentes, et vote là où les "
        "règles font voter les volontaires."
    )
    submit = _("Noter sa présence")
    done = None  # said with the name

    class Form(forms.Form):
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
        email = forms.EmailField(label=_("Adresse électronique"), required=False)
        phone = forms.CharField(label=_("Téléphone"), required=False, max_length=30)
        badge = forms.IntegerField(
            label=_("Numéro du badge que vous lui remettez"),
            help_text=_("Il est écrit en haut du badge. Laissez vide s'il n'y en a pas."),
            required=False,
            min_value=1,
        )

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"badge": number_in(self.request.GET.get("badge", ""))}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        badge = form.cleaned_data.pop("badge")
        row = self.session(**place)
        person = welcome_walk_in(
            session_id=row.pk,
            identity=Identity(**form.cleaned_data),
            badge=badge,
            actor=actor,
            clock=clock,
        )
        messages.success(self.request, _is_there_now(row, person))
        return reverse("office:welcome", args=[place["slug"], place["public_id"]])


class MakeBadges(DayPage):
    """Make the badges of a day."""

    title = _("Préparer les badges")
    intro = _(
        "Un badge pour chaque personne qui a une place et n'a pas dit non, et quelques badges "
        "sans nom pour celles qui viendront sans inscription. Recommencer n'en refait aucun : cela "
        "ajoute ce qui manque."
    )
    submit = _("Préparer les badges")
    done = _("Les badges sont prêts : imprimez-les.")

    class Form(forms.Form):
        blanks = Count(label=_("Badges sans nom"), max_value=badges.BLANKS_AT_MOST, initial=32)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        badges.make_badges(
            session_id=self.session(**place).pk,
            blanks=form.cleaned_data["blanks"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class SetCapacity(DayPage):
    """Say how many people the room may hold."""

    title = _("La capacité de la salle")
    intro = _(
        "Combien de personnes la salle peut accueillir pour leur sécurité, accompagnants et "
        "enfants compris. C'est la seule limite à l'entrée : on s'inscrit si l'on veut."
    )
    done = _("C'est noté.")

    class Form(forms.Form):
        people = Count(label=_("Personnes au plus"), min_value=1)

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"people": self.session(**place).capacity}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        room.set_capacity(
            session_id=self.session(**place).pk,
            people=form.cleaned_data["people"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


@require_POST
def note_guests(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Count a companion or a child who comes or goes."""
    row = session_named(edition_named(slug), public_id)
    who, step = request.POST.get("who", ""), {"more": 1, "less": -1}.get(request.POST.get("do", ""))
    if who not in ("companions", "children") or step is None:
        raise NotFound("button")
    room.guests_move(session_id=row.pk, actor=actor_of(request), clock=SystemClock(), **{who: step})
    return HttpResponseRedirect(reverse("office:welcome", args=[slug, public_id]))


def needs(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """What people need to come: for the person in charge of reception alone."""
    found = edition_named(slug)
    require(actor_of(request), "sessions.read_needs", on=found)
    row = session_named(found, public_id)
    said = needs_of(row)
    names = identities(said)
    return render(
        request,
        "alienor/office/needs.html",
        {
            "edition": found,
            "session": row,
            "needs": [
                {
                    "name": names[person].full_name,
                    "needs": [NEEDS[code] for code in content["needs"]],
                    "words": content["words"],
                }
                for person, content in said.items()
            ],
        },
    )
