"""Make somebody known and give them their place or their role, in one act."""

from __future__ import annotations

from alienor.platform.access.models import Grant
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid
from alienor.platform.people.actions import give_role
from alienor.platform.people.entering import known_or_new
from alienor.platform.people.records import Identity
from alienor.procedures.asking import tell_of_offer
from alienor.procedures.draw import lot_breach
from alienor.stages.bodies.actions import accept_seat, offer_seat
from alienor.stages.bodies.models import Seat
from alienor.stages.founding.actions import enforce
from alienor.stages.founding.models import Edition


@action
def appoint(
    *,
    edition_id: int,
    body: str,
    college: str,
    identity: Identity,
    accepted: bool,
    actor: Actor,
    clock: Clock,
    function: str = "",
    derogation: str = "",
) -> Seat:
    """Offer a place to somebody, known already or not; note their agreement where it is given.

    Who: `people.enter` and `bodies.appoint`. Register:
    `person_entered` for a newcomer, `seat_offered`, `seat_accepted`, and `derogated` where the
    rules are departed from. Errors: NotAllowed; Invalid (`contact_taken`, `already_seated`);
    RuleForbids (`outside_the_lot`, the composition).
    """
    require(actor, "people.enter")
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    require(actor, "bodies.appoint", on=edition)
    enforce(
        edition,
        lot_breach(edition, body=body, college=college),
        reason=derogation,
        actor=actor,
        clock=clock,
    )
    person_id = known_or_new(identity, through=actor.through, now=clock.now())
    seat = offer_seat(
        edition_id=edition_id,
        body=body,
        college=college,
        person_id=person_id,
        function=function,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )
    if accepted:
        return accept_seat(seat_id=seat.pk, actor=actor, clock=clock)
    tell_of_offer(seat, clock=clock)
    return seat


@action
def entrust(
    *,
    role: str,
    identity: Identity,
    actor: Actor,
    clock: Clock,
    detail: str = "",
    edition_id: int | None = None,
) -> Grant:
    """Give a role to somebody, known already or not. Organisers organise the whole instance.

    Who: `people.enter` and `access.grant`. Register: `person_entered` for a newcomer,
    `role_given`. Errors: NotAllowed; Invalid (`contact_needed`, `contact_taken`, unknown role, a
    service without its name).
    """
    require(actor, "people.enter")
    if not (identity.email or identity.phone):
        raise Invalid("contact_needed", field="email")
    if role == "city_service" and not detail.strip():
        raise Invalid("required", field="detail")
    edition = Edition.objects.get(pk=edition_id) if edition_id and role != "organiser" else None
    return give_role(
        person_id=known_or_new(identity, through=actor.through, now=clock.now()),
        role=role,
        detail=detail if role == "city_service" else "",
        edition=edition,
        actor=actor,
        clock=clock,
    )
