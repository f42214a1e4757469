"""The draws of the demonstration: two assemblies and their groups; the third still recruits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.platform.actors import Actor
from alienor.procedures import concluding
from alienor.procedures import draw as procedures
from alienor.stages.bodies import actions as bodies
from alienor.stages.bodies.queries import active_seats, seats_of
from alienor.stages.bodies.volunteering import volunteer_for_body
from alienor.stages.draw import actions, ceremony
from alienor.stages.draw.queries import draw_of
from alienor.stages.founding.queries import edition_named

WITNESSES = ("commissaire de justice", "habitante des Couronneries")
BALLS = {
    "poitiers-2022": {
        "assembly": (4, 0, 7),
        "methodology_committee": (8, 1, 1),
        "proposition_group": (2, 9, 5),
    },
    "poitiers-2024": {"assembly": (1, 9, 3), "methodology_committee": (6, 3, 0)},
}
LEAVING = (
    "Changement d’horaires de travail.",
    "Déménagement.",
    "Raison personnelle, dite au bureau.",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When an edition's draws are held, and how many people leave. `declining`: those who decline
    at once; `leaving`: those whose mandate ends later, on `leaving_day`."""

    slug: str
    frozen_day: int
    day: int
    committee_day: int
    declining: int
    leaving: int
    leaving_day: int
    group_day: int | None = None
    group_volunteers: int = 0
    reason: str


PLANS = (
    Plan(
        slug="poitiers-2022",
        frozen_day=-995,
        day=-993,
        committee_day=-987,
        declining=8,
        leaving=11,
        leaving_day=-925,
        group_day=-924,
        group_volunteers=31,
        reason="Le groupe de personnes ayant donné leur accord était trop restreint pour les "
        "quotas d’origine.",
    ),
    Plan(
        slug="poitiers-2024",
        frozen_day=-177,
        day=-176,
        committee_day=-175,
        declining=3,
        leaving=1,
        leaving_day=-168,
        reason="Trop peu de personnes de ce groupe avaient donné leur accord : avec le quota "
        "d’origine, presque toutes auraient été choisies d’office.",
    ),
)


def events(player: Player) -> Iterator[Event]:
    """Quotas, freeze, balls, seats and replacements, on their days."""
    for plan in PLANS:
        yield from _assembly(player, plan)
        yield from _committee(player, plan)
        if plan.group_day is not None:
            yield from _group(player, plan, plan.group_day)


def _assembly(player: Player, plan: Plan) -> Iterator[Event]:
    for day, at, title, happens in (
        (plan.frozen_day, "10:00", "les quotas du tirage sont proposés", _prepare),
        (plan.frozen_day, "11:00", "des quotas sont assouplis, en public", _relax),
        (plan.frozen_day, "18:00", "le tirage est fixé avant les boules", _freeze),
        (plan.day, "18:00", "les boules désignent une équipe", _hold),
        (plan.day, "19:00", "les places sont proposées", _offer),
        (plan.day, "20:00", "les personnes tirées au sort répondent", _answer),
        (plan.leaving_day, "09:00", "des personnes sont remplacées", _replace),
    ):
        yield Event(
            day=day, at=at, title=f"{plan.slug} : {title}", happens=partial(happens, player, plan)
        )


def _committee(player: Player, plan: Plan) -> Iterator[Event]:
    yield from _drawn_among(
        player,
        plan,
        "methodology_committee",
        day=plan.committee_day,
        volunteers=7,
        balance=(),
        title="trois personnes sont tirées pour le comité de méthodologie",
    )


def _group(player: Player, plan: Plan, day: int) -> Iterator[Event]:
    yield from _drawn_among(
        player,
        plan,
        "proposition_group",
        day=day,
        volunteers=plan.group_volunteers,
        balance=("age", "sex"),
        title="vingt personnes sont tirées pour le groupe de proposition",
    )


def _drawn_among(
    player: Player,
    plan: Plan,
    body: str,
    *,
    day: int,
    volunteers: int,
    balance: tuple[str, ...],
    title: str,
) -> Iterator[Event]:
    """People volunteer, each for themself; as they are too many, the lot decides the same day."""
    yield Event(
        day=day,
        at="12:00",
        title=f"{plan.slug} : des personnes se disent volontaires",
        happens=partial(_volunteer, player, plan, body, number=volunteers),
    )
    yield Event(
        day=day,
        at="18:00",
        title=f"{plan.slug} : {title}",
        happens=partial(_draw_group, player, plan, body, balance=balance),
    )


def _prepare(player: Player, plan: Plan) -> None:
    actions.prepare_draw(edition_id=edition_named(plan.slug).pk, **_by(player))


def _relax(player: Player, plan: Plan) -> None:
    """The loosenings that the desk suggests, each an act with its reason."""
    draw = _draw(plan)
    outlook = procedures.pool_outlook(draw)
    for one in outlook.suggested if outlook else ():
        actions.accept_relaxation(
            draw_id=draw.pk,
            feature=one.feature,
            value=one.value,
            bound=one.bound,
            to=one.to,
            reason=plan.reason,
            **_by(player),
        )


def _freeze(player: Player, plan: Plan) -> None:
    procedures.freeze_pool(
        draw_id=_draw(plan).pk,
        announced=_announcement(plan),
        derogation=plan.reason,
        **_by(player),
    )


def _hold(player: Player, plan: Plan) -> None:
    draw = _draw(plan)
    _throw(player, plan, draw)


def _offer(player: Player, plan: Plan) -> None:
    procedures.seat_panel(draw_id=_draw(plan).pk, **_by(player))


def _answer(player: Player, plan: Plan) -> None:
    """Most accept; those who decline are replaced, and whoever replaces them accepts."""
    edition = edition_named(plan.slug)
    offered = list(
        active_seats(edition).filter(body="assembly", state="offered").order_by("person_id")
    )
    step = max(1, len(offered) // max(1, plan.declining))
    declining = offered[::step][: plan.declining]
    for seat in offered:
        if seat in declining:
            bodies.decline_seat(seat_id=seat.pk, **_by(player))
            _fill(player, seat, reason="")
        else:
            bodies.accept_seat(seat_id=seat.pk, **_by(player))


def _replace(player: Player, plan: Plan) -> None:
    edition = edition_named(plan.slug)
    for number, seat in enumerate(free_members(edition)[::3][: plan.leaving]):
        _fill(player, seat, reason=LEAVING[number % len(LEAVING)])


def _fill(player: Player, seat: Any, *, reason: str) -> None:
    filled = procedures.replace_member(seat_id=seat.pk, reason=reason, **_by(player))
    if filled.seat is not None:
        bodies.accept_seat(seat_id=filled.seat.pk, **_by(player))


def _volunteer(player: Player, plan: Plan, body: str, *, number: int) -> None:
    edition = edition_named(plan.slug)
    members = free_members(edition)
    step = max(1, len(members) // number)
    for seat in members[::step][:number]:
        volunteer(player, edition, body, seat.person_id)


def volunteer(player: Player, edition: Any, body: str, person_id: int) -> None:
    """Somebody volunteers for a body, by themself."""
    volunteer_for_body(
        edition_id=edition.pk,
        body=body,
        person_id=person_id,
        actor=Actor(person_id=person_id, through="demo"),
        clock=player.clock,
    )


def _draw_group(player: Player, plan: Plan, body: str, *, balance: tuple[str, ...]) -> None:
    edition = edition_named(plan.slug)
    draw = procedures.draw_group(
        edition_id=edition.pk,
        body=body,
        announced=_announcement(plan),
        balance=balance,
        **_by(player),
    )
    _throw(player, plan, draw)
    for seat in procedures.seat_panel(draw_id=draw.pk, **_by(player)):
        accept_own(player, seat)


def accept_own(player: Player, seat: Any) -> None:
    """Whoever was offered a seat accepts it, by themself."""
    bodies.accept_seat(
        seat_id=seat.pk,
        actor=Actor(person_id=seat.person_id, through="demo"),
        clock=player.clock,
    )


def _throw(player: Player, plan: Plan, draw: Any) -> None:
    balls = BALLS[plan.slug][draw.body]
    for place, digit in enumerate(balls, start=1):
        ceremony.read_ball(draw_id=draw.pk, place=place, digit=digit, **_by(player))
    ceremony.draw_panel(draw_id=draw.pk, read_again=balls, witnesses=WITNESSES, **_by(player))
    concluding.publish_record(draw_id=draw.pk, **_by(player))


def free_members(edition: Any) -> list[Any]:
    """Seats of drawn members who sit nowhere else, in an order that does not change."""
    elsewhere = set(
        active_seats(edition).exclude(body="assembly").values_list("person_id", flat=True)
    )
    seats = seats_of(edition, "assembly").filter(college="drawn").order_by("person_id")
    return [seat for seat in seats if seat.person_id not in elsewhere]


def _announcement(plan: Plan) -> str:
    place = text(plan.slug, "recruitment").get("draw_place", "Salle du conseil (lieu inventé)")
    return (
        f"{re.sub(r'[.]$', '', place)} : trois boules numérotées de 0 à 9, chacune remise dans "
        "l’urne, tirées en public devant deux témoins."
    )


def _draw(plan: Plan) -> Any:
    return draw_of(edition_named(plan.slug))


def _by(player: Player) -> dict[str, Any]:
    return {"actor": player.organiser, "clock": player.clock}
