"""Fill seats, and end mandates."""

from __future__ import annotations

from alienor.cores.rules import (
    Breach,
    Rulebook,
    composition,
    incompatible_bodies,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people.records import show_by_name
from alienor.platform.texts.models import Text
from alienor.platform.texts.words import keep_words
from alienor.stages.bodies import acts
from alienor.stages.bodies.models import Seat, Volunteering
from alienor.stages.bodies.queries import active_seats, colleges_seated, is_open_to_all
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of


@action
def offer_seat(
    *,
    edition_id: int,
    body: str,
    college: str,
    person_id: int,
    actor: Actor,
    clock: Clock,
    function: str = "",
    replaces_id: int | None = None,
    derogation: str = "",
) -> Seat:
    """Offer somebody a place in a body, within the composition that the rules set.

    Who: an organiser (`bodies.appoint`). Register: `seat_offered`, and `derogated` where the
    composition is departed from. Errors: NotAllowed; Invalid (unknown body or college, already
    seated); RuleForbids (`seats_in_excess`, `college_without_seat`,
    `subquota_missing` where its last seats would be taken, `incompatible_bodies`).
    """
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "bodies.appoint", on=edition)
    rulebook = rules_of(edition)
    rule = rulebook.body(body)
    rulebook.college(college)
    held = {seat.body for seat in active_seats(edition).filter(person_id=person_id)}
    if body in held:
        raise Invalid("already_seated", field="person")
    seated = colleges_seated(edition, body)
    enforce(
        edition,
        *_appointment_breaches(rulebook, body=body, seated=seated, college=college),
        *incompatible_bodies(rulebook, held=held, wanted=body),
        reason=derogation,
        actor=actor,
        clock=clock,
    )
    seat = Seat.objects.create(
        edition=edition,
        body=body,
        college=college,
        person_id=person_id,
        function=function,
        offered_at=clock.now(),
        replaces_id=replaces_id,
    )
    Volunteering.objects.filter(
        edition=edition, body=body, person_id=person_id, state=Volunteering.State.STANDING
    ).update(state=Volunteering.State.OFFERED)
    record(
        acts.SeatOffered(
            seat=seat.public_id,
            body=body,
            college=college,
            function=function,
            replaces=seat.replaces.public_id if seat.replaces else None,
        ),
        on=edition,
        articles=(rule.article,),
    )
    return seat


@action
def accept_seat(*, seat_id: int, actor: Actor, clock: Clock) -> Seat:
    """Accept a place that was offered. An elected member appears by name from then on.

    Who: the person themself, or an organiser who has their word (`bodies.answer_offer`).
    Register: `seat_accepted`. Errors: NotAllowed, WrongState.
    """
    seat = _answerable(seat_id, actor)
    seat.state, seat.since = Seat.State.ACCEPTED, clock.now()
    seat.save(update_fields=["state", "since"])
    if rules_of(seat.edition).college(seat.college).part == "elected":
        show_by_name(seat.person_id)
    record(
        acts.SeatAccepted(seat=seat.public_id, body=seat.body, college=seat.college),
        on=seat.edition,
    )
    return seat


@action
def decline_seat(*, seat_id: int, actor: Actor, clock: Clock) -> Seat:
    """Decline a place that was offered. No reason is asked.

    Who: the person themself, or an organiser who has their word (`bodies.answer_offer`).
    Register: `seat_declined`. Errors: NotAllowed, WrongState.
    """
    seat = _answerable(seat_id, actor)
    seat.state, seat.until = Seat.State.DECLINED, clock.now()
    seat.save(update_fields=["state", "until"])
    record(
        acts.SeatDeclined(seat=seat.public_id, body=seat.body, college=seat.college),
        on=seat.edition,
    )
    return seat


@action
def withdraw_offer(*, seat_id: int, reason: str, actor: Actor, clock: Clock) -> Seat:
    """Withdraw a place that was offered and got no answer.

    Who: an organiser (`bodies.appoint`). Register: `offer_withdrawn`, with the reason. Errors:
    NotFound; NotAllowed; WrongState where it was answered; Invalid without a reason.
    """
    seat = _locked(seat_id)
    require(actor, "bodies.appoint", on=seat.edition)
    if seat.state != Seat.State.OFFERED:
        raise WrongState(state=seat.state, wanted=("offered",))
    seat.end_reason = _reason(reason, actor=actor, clock=clock)
    seat.state, seat.until = Seat.State.WITHDRAWN, clock.now()
    seat.save(update_fields=["state", "until", "end_reason"])
    record(
        acts.OfferWithdrawn(
            seat=seat.public_id,
            body=seat.body,
            college=seat.college,
            reason=seat.end_reason.digest,
        ),
        on=seat.edition,
    )
    return seat


@action
def take_open_seat(
    *, edition_id: int, body: str, college: str, person_id: int, actor: Actor, clock: Clock
) -> Seat:
    """Take a place that the rules leave open to every volunteer; one who has a place keeps it.

    Who: anyone (`bodies.take_open_seat`). Register: `seat_accepted`. Errors: NotAllowed; Invalid
    where that place is not open (`seat_not_open`).
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    require(actor, "bodies.take_open_seat", on=edition)
    if not is_open_to_all(edition, body, college):
        raise Invalid("seat_not_open", field="college")
    held = active_seats(edition).filter(body=body, person_id=person_id).first()
    if held is not None:
        return held
    now = clock.now()
    seat = Seat.objects.create(
        edition=edition,
        body=body,
        college=college,
        person_id=person_id,
        state=Seat.State.ACCEPTED,
        offered_at=now,
        since=now,
    )
    record(
        acts.SeatAccepted(seat=seat.public_id, body=body, college=college),
        on=edition,
        articles=(rules_of(edition).body(body).article,),
    )
    return seat


@action
def end_mandate(*, seat_id: int, reason: str, actor: Actor, clock: Clock) -> Seat:
    """End a member's mandate. What is missing from then on is shown until somebody replaces them.

    Who: an organiser (`bodies.appoint`). Register: `mandate_ended`. Errors: NotAllowed;
    WrongState where the seat is not held; Invalid without a reason.
    """
    seat = Seat.objects.select_related("edition").select_for_update().get(pk=seat_id)
    require(actor, "bodies.appoint", on=seat.edition)
    if seat.state != Seat.State.ACCEPTED:
        raise WrongState(state=seat.state, wanted=("accepted",))
    words = _reason(reason, actor=actor, clock=clock)
    seat.state, seat.until, seat.end_reason = Seat.State.ENDED, clock.now(), words
    seat.save(update_fields=["state", "until", "end_reason"])
    record(
        acts.MandateEnded(
            seat=seat.public_id, body=seat.body, college=seat.college, reason=words.digest
        ),
        on=seat.edition,
    )
    return seat


def _reason(reason: str, *, actor: Actor, clock: Clock) -> Text:
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    return keep_words(reason, now=clock.now(), author_id=actor.person_id)


def _locked(seat_id: int) -> Seat:
    seat = (
        Seat.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=seat_id)
        .first()
    )
    if seat is None:
        raise NotFound("seat")
    return seat


def _answerable(seat_id: int, actor: Actor) -> Seat:
    seat = _locked(seat_id)
    own = actor.person_id == seat.person_id
    require(actor, "bodies.answer_own_offer" if own else "bodies.appoint", on=seat.edition)
    if seat.state != Seat.State.OFFERED:
        raise WrongState(state=seat.state, wanted=("offered",))
    return seat


def _appointment_breaches(
    rulebook: Rulebook, *, body: str, seated: list[str], college: str
) -> list[Breach]:
    """What one more seat for `college` would breach, seats that are still missing left aside."""
    after = composition(rulebook, body=body, seats=[*seated, college])
    lost = {quota.college for line in after.lines for quota in line.subquotas if quota.out_of_reach}
    return [
        breach
        for breach in after.breaches
        if (breach.code == "seats_in_excess" and college in breach.params["colleges"])
        or (breach.code == "college_without_seat" and breach.params["college"] == college)
        or (
            breach.code == "subquota_missing"
            and breach.params["college"] in lost
            and breach.params["college"] != college
        )
    ]
