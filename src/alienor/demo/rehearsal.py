"""A rehearsal is played: a plan that names nobody becomes a day with invented people, about to
begin, through the same actions as everything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext_noop as _

from alienor.cores.rules import matter_of
from alienor.demo.invented import invented_names
from alienor.demo.player import PARIS, Player
from alienor.demo.volunteers import FUNCTIONS
from alienor.platform.actors import OPERATOR
from alienor.platform.errors import ActError
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.procedures.convening import announce_day
from alienor.procedures.personas import present_persona
from alienor.procedures.sessions import begin_day, end_day
from alienor.procedures.tables import make_tables
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.actions import complete_step, found_edition, start_step
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.polls.wording import announce_poll, draft_poll
from alienor.stages.sessions import attending, preparing
from alienor.stages.sessions.badges import make_badges
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.room import set_capacity
from alienor.stages.sessions.signs import make_table_signs

BEFORE = timedelta(days=60)
"""How long before the day everything else has happened."""

SOON = timedelta(minutes=5)
BLANKS = 30
AT_A_TABLE = 8
WHY = "Répétition : tout est inventé."
"""The reason of what departs from the rules here because it was done otherwise in reality."""

PERSONAS = (
    # key, role, given name, what they do
    ("helene", "organiser", "Hélène", _("organisatrice : le bureau, les votes, les écrans")),
    ("maelle", "organiser", "Maëlle", _("organisatrice : le second comptage")),
    ("ambre", "chair", "Ambre", _("animatrice : conduire la journée")),
    ("rose", "reception", "Rose", _("accueil : les présences, les badges à scanner")),
)

Told = Callable[[int, int], object]
"""Hears how much is done, of how much."""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """A day that can be entered. `left_out`: how many `seats`, `steps`, `votes` of the plan could
    not be taken over, and `tables`, 1 where they could not be made."""

    session: Session
    left_out: dict[str, int]


@dataclass
class _Play:
    """What is being played. `left_out`: how many of what could not be taken over."""

    plan: Mapping[str, Any]
    now: datetime
    player: Player
    told: Told
    done: int = 0
    people: dict[str, list[int]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def by(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"actor": self.player.organiser, "clock": self.player.clock}

    @property
    def edition(self) -> Edition:
        return edition_named(self.plan["edition"]["slug"])

    def passes(self, minutes: float = 1) -> None:
        """A little time goes by, and something is done."""
        self.player.clock.at += timedelta(minutes=minutes)
        self.done += 1
        if self.done % 10 == 0:
            self.told(self.done, self._of)

    @property
    def _of(self) -> int:
        people = sum(sum(seats.values()) for seats in self.plan["bodies"].values())
        coming = sum(self.plan["coming"].values())
        return max(self.done, people + coming + 20)


def play_rehearsal(plan: Mapping[str, Any], *, now: datetime, told: Told) -> Rehearsal:
    """Play everything up to a day that is announced and about to begin; `plan`: as
    `procedures.rehearsing.plan_of` made it. What the rules forbid here because reality took another
    way is derogated from; what cannot be taken over at all is left out, and said.

    Errors: those of the actions.
    """
    player = Player(today=now.date())
    player.clock.at = now - BEFORE
    played = _Play(plan=plan, now=now, player=player, told=told)
    _begin(played)
    _seat(played)
    _take_steps(played)
    player.clock.at = now
    session = _plan_day(played)
    _who_comes(played, session)
    make_badges(session_id=session.pk, blanks=BLANKS, **played.by)
    _draft_votes(played)
    _make_tables(played, session)
    return Rehearsal(session=session, left_out=dict(played.left_out))


def _begin(played: _Play) -> None:
    plan, player = played.plan, played.player
    begun = begin_instance(
        city=plan["city"] or "Répétition",
        insee=plan["insee"],
        organiser=_persona("helene", "Hélène"),
        password="",
        actor=OPERATOR,
        clock=player.clock,
    )
    player.people["helene"] = begun.organiser_id
    edition = found_edition(
        slug=plan["edition"]["slug"],
        title=plan["edition"]["title"],
        rules=plan["rules"],
        **played.by,
    )
    for key, role, given_name, label in PERSONAS:
        if key != "helene":
            person = enter_person(identity=_persona(key, given_name), **played.by)
            player.people[key] = person.pk
            on = None if role == "organiser" else edition
            give_role(person_id=person.pk, role=role, edition=on, **played.by)
        present_persona(
            person_id=player.people[key], key=key, label=f"{given_name}, {label}", **played.by
        )


def _persona(key: str, given_name: str) -> Identity:
    return Identity(given_name=given_name, family_name="Invention", email=f"{key}@exemple.invalid")


def _seat(played: _Play) -> None:
    """The assembly first; a group is made of its members of the same college, as far as there are
    any who sit in no other group."""
    bodies = played.plan["bodies"]
    names = invented_names()
    order = sorted(bodies, key=lambda body: -sum(bodies[body].values()))
    free: dict[str, list[int]] = {}
    for place, body in enumerate(order):
        played.people[body] = []
        for college, count in bodies[body].items():
            for _number in range(count):
                known = free.get(college)
                person = known.pop() if place and known else _newcomer(played, college, names)
                if _takes_place(played, body, college, person):
                    played.people[body].append(person)
                    if not place:
                        free.setdefault(college, []).append(person)
                played.passes()


def _newcomer(played: _Play, college: str, names: Iterator[tuple[str, str]]) -> int:
    given, family = next(names)
    public = f"{given} {family}" if college.startswith("elected") else ""
    identity = Identity(given_name=given, family_name=family, public_name=public)
    return enter_person(identity=identity, **played.by).pk


def _takes_place(played: _Play, body: str, college: str, person: int) -> bool:
    try:
        seat = offer_seat(
            edition_id=played.edition.pk,
            body=body,
            college=college,
            person_id=person,
            function=FUNCTIONS.get(college, ""),
            derogation=WHY,
            **played.by,
        )
        accept_seat(seat_id=seat.pk, **played.by)
    except ActError:
        played.left_out["seats"] += 1
        return False
    return True


def _take_steps(played: _Play) -> None:
    """What is done in reality is done here, in the same order; days that were held are held."""
    steps, held = played.plan["steps"], {day["step"]: day for day in played.plan["held"]}
    for step in steps["done"]:
        if step == played.plan["session"]["step"]:
            continue
        try:
            if step in held:
                _hold(played, held[step])
            else:
                complete_step(edition_id=played.edition.pk, step=step, derogation=WHY, **played.by)
        except ActError:
            played.left_out["steps"] += 1
        played.passes(60)
    for step in steps["begun"]:
        if step != played.plan["session"]["step"]:
            try:
                start_step(edition_id=played.edition.pk, step=step, derogation=WHY, **played.by)
            except ActError:
                played.left_out["steps"] += 1
            played.passes(60)


def _hold(played: _Play, day: Mapping[str, Any]) -> None:
    """A day that is over: two thirds were there."""
    starts = played.player.clock.at
    session = preparing.plan_session(
        edition_id=played.edition.pk,
        kind=day["kind"],
        step=day["step"],
        number=day["number"],
        title=day["title"],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
        place="Répétition",
        **played.by,
    )
    meal = preparing.Item(kind="meal", title="Repas partagé", minutes=30)
    preparing.set_agenda(session_id=session.pk, items=[meal], **played.by)
    preparing.announce_session(session_id=session.pk, derogation=WHY, **played.by)
    begin_day(session_id=session.pk, derogation=WHY, **played.by)
    members = list(colleges_in(played.edition, session.body))
    attending.enter_presences(
        session_id=session.pk, person_ids=members[: ceil(len(members) * 2 / 3)], **played.by
    )
    end_day(session_id=session.pk, sentences=[WHY], **played.by)


def soon(now: datetime) -> datetime:
    """In a few minutes, but still today in Paris: a day opens on its date."""
    begins = now + SOON
    if begins.astimezone(PARIS).date() != now.astimezone(PARIS).date():
        begins = now
    return begins.replace(second=0, microsecond=0)


def _plan_day(played: _Play) -> Session:
    """The day itself: as it is planned, but now."""
    told = played.plan["session"]
    starts = soon(played.now)
    session = preparing.plan_session(
        edition_id=played.edition.pk,
        kind=told["kind"],
        body=told["body"],
        step=told["step"],
        number=told["number"],
        title=told["title"],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=told["minutes"]),
        place=told["place"],
        access=told["access"],
        **played.by,
    )
    items = [preparing.Item(**item) for item in told["items"]]
    preparing.set_agenda(session_id=session.pk, items=items, **played.by)
    for paper in told["papers"]:
        preparing.add_paper(session_id=session.pk, **paper, **played.by)
    if told["capacity"]:
        set_capacity(session_id=session.pk, people=told["capacity"], **played.by)
    return announce_day(session_id=session.pk, derogation=WHY, **played.by)


def _who_comes(played: _Play, session: Session) -> None:
    left = dict(played.plan["coming"])
    for person, college in sorted(colleges_in(played.edition, session.body).items()):
        if left.get(college, 0) > 0:
            left[college] -= 1
            attending.answer_convocation(
                session_id=session.pk, person_id=person, answer="yes", **played.by
            )
            played.passes(0)


def _draft_votes(played: _Play) -> None:
    rulebook = rules_of(played.edition)
    for number, told in enumerate(played.plan["polls"]):
        about = matter_of(rulebook, kind=told["kind"])
        try:
            poll = draft_poll(
                edition_id=played.edition.pk,
                kind=told["kind"],
                body=told["body"],
                step=told["step"],
                question=told["question"],
                method=told["method"],
                places=told["places"] or 1,
                budget=told["budget"],
                options=[(one["key"], one["label"]) for one in told["options"]],
                costs=told["costs"],
                matter=f"rehearsal:{number}" if about else "",
                derogation=WHY,
                **played.by,
            )
            if told["announced"]:
                announce_poll(poll_id=poll.pk, **played.by)
        except ActError:
            played.left_out["votes"] += 1


def _make_tables(played: _Play, session: Session) -> None:
    told, coming = played.plan["tables"], sum(played.plan["coming"].values())
    rounds = session.agenda.filter(kind="tables").count()
    if not told and not rounds:
        return
    asked = told or {
        "tables": max(1, ceil(coming / AT_A_TABLE)),
        "rounds": rounds,
        "accessible": [],
        "officials": None,
    }
    try:
        make_tables(session_id=session.pk, seed=session.public_id, **asked, **played.by)
        make_table_signs(session_id=session.pk, tables=asked["tables"], **played.by)
    except ActError:
        played.left_out["tables"] += 1
