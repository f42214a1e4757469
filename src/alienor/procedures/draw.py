"""The draw among what recruitment gathered, the seats that follow, and replacements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import SystemRandom

from alienor.cores.rules import Breach
from alienor.cores.sortition import (
    Instance,
    Replacement,
    Respondent,
    proportional_quotas,
    relaxed,
    smallest_relaxations,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.procedures.asking import tell_of_offer, tell_of_withdrawal
from alienor.procedures.codes import tell_check_codes
from alienor.stages.bodies.actions import end_mandate, offer_seat, withdraw_offer
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import (
    OVER,
    active_seats,
    call_for,
    college_in,
    colleges_in,
    volunteers_of,
)
from alienor.stages.draw import freezing
from alienor.stages.draw.actions import prepare_draw, replace_on_panel
from alienor.stages.draw.models import Draw, DrawEntry
from alienor.stages.draw.queries import (
    draw_of,
    entries_on_panel,
    entry_of,
    outlook,
    profiles_in,
    progress,
)
from alienor.stages.draw.suggestions import Outlook
from alienor.stages.founding.actions import hold_still
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import is_undrawn, path_of, rules_of
from alienor.stages.recruitment.queries import pool_of

COLLEGE = "drawn"
HELD = (Draw.State.DRAWN, Draw.State.PUBLISHED)


@dataclass(frozen=True, kw_only=True)
class Volunteer:
    """Somebody of the assembly who volunteers for a group."""

    person_id: int
    values: dict[str, str] = field(default_factory=dict)
    household: str = ""


def pool_outlook(draw: Draw) -> Outlook | None:
    """What can be drawn now from the people who accepted; None where nobody has."""
    return outlook(draw, pool_of(draw.edition))


@action
def freeze_pool(
    *,
    draw_id: int,
    announced: str,
    actor: Actor,
    clock: Clock,
    beacon_at: datetime | None = None,
    derogation: str = "",
) -> Draw:
    """Freeze the draw of an assembly with everybody who has accepted, and tell each their codes.

    Who: `draw.hold`. Register: `draw_frozen`. Errors: those of `freeze_draw`.
    """
    draw = Draw.objects.select_related("edition", "edition__rules").filter(pk=draw_id).first()
    if draw is None:
        raise NotFound("draw")
    require(actor, "draw.hold", on=draw)
    hold_still(draw.edition_id)
    frozen = freezing.freeze_draw(
        draw_id=draw.pk,
        pool=pool_of(draw.edition),
        announced=announced,
        beacon_at=beacon_at,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )
    tell_check_codes(frozen, clock=clock)
    return frozen


@action
def seat_panel(*, draw_id: int, actor: Actor, clock: Clock, derogation: str = "") -> list[Seat]:
    """Offer the seats of a body to the people on the panel who have none yet, in an order that
    nobody can find again: from it one could tell whose code is whose.

    Who: an organiser (`bodies.appoint`). Register: `seat_offered` for each, and `derogated` where
    one departs from the composition. Errors: NotAllowed; WrongState before the balls; those of
    `offer_seat`.
    """
    draw = _held(draw_id)
    require(actor, "bodies.appoint", on=draw)
    waiting = not_offered(draw)
    offered = [
        offer_seat(
            edition_id=draw.edition_id,
            body=draw.body,
            college=_college(draw, entry.person_id),
            person_id=entry.person_id,
            derogation=derogation,
            actor=actor,
            clock=clock,
        )
        for entry in SystemRandom().sample(waiting, len(waiting))
    ]
    for seat in offered:
        tell_of_offer(seat, clock=clock)
    return offered


def not_offered(draw: Draw) -> list[DrawEntry]:
    """Those on the panel of a draw to whom no seat was offered yet and who hold none."""
    known = set(
        Seat.objects.filter(
            edition=draw.edition, body=draw.body, offered_at__gte=draw.drawn_at
        ).values_list("person_id", flat=True)
    ) | set(active_seats(draw.edition).filter(body=draw.body).values_list("person_id", flat=True))
    return [entry for entry in entries_on_panel(draw) if entry.person_id not in known]


def seats_given(draw: Draw) -> list[Seat]:
    """The seats offered to people on the panel of a draw since its balls fell, and not over."""
    if draw.drawn_at is None:
        return []
    panel = [entry.person_id for entry in entries_on_panel(draw)]
    held = active_seats(draw.edition).filter(body=draw.body, offered_at__gte=draw.drawn_at)
    return list(held.filter(person_id__in=panel).order_by("public_id"))


def vacant_seats(draw: Draw) -> list[Seat]:
    """Seats that people drawn declined or left and that the reserve can still fill; none where
    nobody waits on it."""
    if not progress(draw).reserve:
        return []
    held = active_seats(draw.edition).filter(body=draw.body).values("person_id")
    empty = (
        draw.edition.seats.select_related("edition")
        .filter(
            body=draw.body,
            state__in=OVER,
            person_id__in=[entry.person_id for entry in entries_on_panel(draw)],
        )
        .exclude(person_id__in=held)
        .order_by("person_id", "-pk")
    )
    return list({seat.person_id: seat for seat in empty}.values())


def lot_breach(edition: Edition, *, body: str, college: str) -> Breach | None:
    """What stands against giving by hand a seat that the lot gives: as long as the draw is to come,
    or has people to whom a seat was not offered, or somebody waits on its reserve."""
    if college != COLLEGE:
        return None
    draw, rulebook = draw_of(edition, body), rules_of(edition)
    if draw is not None and draw.state in HELD:
        open_ = bool(not_offered(draw)) or progress(draw).reserve > 0
    elif body == Draw.ASSEMBLY:
        open_ = any(step.kind == "draw" for step in rulebook.steps)
        open_ = open_ and not is_undrawn(edition, path_of(edition))
    else:
        open_ = draw is not None
    if not open_:
        return None
    article = rulebook.draw.article if body == Draw.ASSEMBLY else rulebook.body(body).article
    return Breach(
        code="outside_the_lot", params={"body": body, "college": college}, article=article
    )


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What replaced a member: why this person, and the seat offered (None where nobody is left)."""

    why: Replacement
    seat: Seat | None


@action
def replace_member(
    *, seat_id: int, reason: str, actor: Actor, clock: Clock, derogation: str = ""
) -> Filled:
    """Replace a drawn member who leaves, or somebody drawn who declined or did not answer: the
    mandate ends if it had begun, an offer that waits is withdrawn, and the seat is offered to the
    first of the reserve who keeps the quotas.

    Who: an organiser. Register: `mandate_ended` or `offer_withdrawn`, `panel_replaced`,
    `seat_offered`, and `derogated` where that departs from the composition. Errors: NotAllowed;
    NotFound (not a drawn seat, or replaced already); WrongState; Invalid without a reason where a
    mandate or an offer ends; those of `offer_seat`.
    """
    seat = Seat.objects.select_related("edition", "edition__rules").filter(pk=seat_id).first()
    draw = draw_of(seat.edition, seat.body) if seat else None
    if seat is None or draw is None or entry_of(draw, seat.person_id) is None:
        raise NotFound("seat")
    require(actor, "bodies.appoint", on=seat.edition)
    _held(draw.pk)  # before the seat, as whoever annuls the draw and ends its seats
    if seat.state == Seat.State.ACCEPTED:
        end_mandate(seat_id=seat.pk, reason=reason, actor=actor, clock=clock)
    elif seat.state == Seat.State.OFFERED:
        withdrawn = withdraw_offer(seat_id=seat.pk, reason=reason, actor=actor, clock=clock)
        tell_of_withdrawal(withdrawn, clock=clock)
    why, person_id = replace_on_panel(
        draw_id=draw.pk, person_id=seat.person_id, actor=actor, clock=clock
    )
    if person_id is None:
        return Filled(why=why, seat=None)
    offered = offer_seat(
        edition_id=seat.edition_id,
        body=seat.body,
        college=_college(draw, person_id),
        person_id=person_id,
        replaces_id=seat.pk,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )
    tell_of_offer(offered, clock=clock)
    return Filled(why=why, seat=offered)


@action
def draw_group(
    *,
    edition_id: int,
    body: str,
    announced: str,
    actor: Actor,
    clock: Clock,
    balance: Sequence[str] = (),
) -> Draw:
    """Prepare and freeze the draw of a group among those who volunteer for it, where they are more
    than its seats; the balls follow, as for the assembly.

    `balance`: features of which the group mirrors its volunteers; none for a simple lot.
    Who: an organiser. Register: `draw_prepared`, `draw_frozen`. Errors: NotAllowed; Invalid
    (`call_closed`, `no_draw_needed`).
    """
    edition = hold_still(edition_id)
    require(actor, "draw.prepare", on=edition)
    call = call_for(edition, body)
    if call is None:
        raise Invalid("call_closed", field="body")
    volunteers = [row.person_id for row in volunteers_of(call)]
    if len(volunteers) <= call.seats:
        raise Invalid("no_draw_needed", field="body")
    assembly = draw_of(edition)
    profiles = profiles_in(assembly, volunteers) if assembly and balance else {}
    people = [
        Volunteer(
            person_id=one,
            values={feature: profiles.get(one, {}).get(feature, "") for feature in balance},
        )
        for one in volunteers
    ]
    respondents = tuple(Respondent(id=str(one.person_id), values=one.values) for one in people)
    quotas = proportional_quotas(people=respondents, seats=call.seats, balance=balance)
    known = {(quota.feature, quota.value) for quota in quotas}
    if all((f, v) in known for one in respondents for f, v in one.values.items()):
        whole = Instance(quotas=quotas, respondents=respondents, seats=call.seats)
        quotas = relaxed(whole, smallest_relaxations(whole)).quotas
    draw = prepare_draw(
        edition_id=edition.pk,
        body=body,
        seats=call.seats,
        quotas=quotas,
        actor=actor,
        clock=clock,
    )
    frozen = freezing.freeze_draw(
        draw_id=draw.pk, pool=people, announced=announced, actor=actor, clock=clock
    )
    tell_check_codes(frozen, clock=clock)
    return frozen


@action
def offer_to_volunteers(*, edition_id: int, body: str, actor: Actor, clock: Clock) -> list[Seat]:
    """Offer a seat to everybody who volunteers for a body, where they are no more than its seats.

    Who: an organiser (`bodies.appoint`). Register: `seat_offered` for each. Errors: NotAllowed;
    Invalid (`call_closed`, `draw_needed`, `no_volunteers`); those of `offer_seat`.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "bodies.appoint", on=edition)
    call = call_for(edition, body)
    if call is None:
        raise Invalid("call_closed", field="body")
    volunteers = [row.person_id for row in volunteers_of(call)]
    if not volunteers:
        raise Invalid("no_volunteers", field="body")
    if len(volunteers) > call.seats:
        raise Invalid("draw_needed", field="body")
    colleges = colleges_in(edition, "assembly")
    offered = [
        offer_seat(
            edition_id=edition.pk,
            body=body,
            college=colleges[person_id],
            person_id=person_id,
            actor=actor,
            clock=clock,
        )
        for person_id in volunteers
    ]
    for seat in offered:
        tell_of_offer(seat, clock=clock)
    return offered


def _college(draw: Draw, person_id: int) -> str:
    """The college for which somebody drawn sits: in a group, that of their seat in the assembly."""
    if draw.body == Draw.ASSEMBLY:
        return COLLEGE
    return college_in(draw.edition, Draw.ASSEMBLY, person_id) or COLLEGE


def _held(draw_id: int) -> Draw:
    """The draw, locked: nobody annuls it while seats are offered."""
    draw = (
        Draw.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=draw_id)
        .first()
    )
    if draw is None:
        raise NotFound("draw")
    if draw.state not in (Draw.State.DRAWN, Draw.State.PUBLISHED):
        raise WrongState(state=draw.state, wanted=("drawn", "published"))
    return draw
