"""Volunteer for a body that seeks people, and change one's mind."""

from __future__ import annotations

from alienor.cores.rules import incompatible_bodies
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.stages.bodies import acts
from alienor.stages.bodies.models import Volunteering
from alienor.stages.bodies.queries import active_seats, call_for, college_in
from alienor.stages.founding.actions import enforce, hold_still
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of


@action
def volunteer_for_body(
    *, edition_id: int, body: str, person_id: int, actor: Actor, clock: Clock
) -> Volunteering:
    """Volunteer for a body while it seeks people; one who has volunteered already still does.

    Who: a resident who sits in the assembly, for themself (`bodies.volunteer`), or an organiser
    who has their word on paper (`bodies.appoint`). Register: `volunteered_for_body`.
    Errors: NotAllowed; Invalid (`call_closed`, `already_seated`, `not_called`); RuleForbids
    (`incompatible_bodies`).
    """
    edition = (
        Edition.objects.select_related("rules").select_for_update(of=("self",)).get(pk=edition_id)
    )
    own = actor.person_id == person_id
    require(actor, "bodies.volunteer" if own else "bodies.appoint", on=edition)
    call = call_for(edition, body)
    if call is None:
        raise Invalid("call_closed", field="body")
    held = {seat.body for seat in active_seats(edition).filter(person_id=person_id)}
    if body in held:
        raise Invalid("already_seated", field="person")
    if college_in(edition, "assembly", person_id) not in call.colleges:
        raise Invalid("not_called", field="person")
    for breach in incompatible_bodies(rules_of(edition), held=held, wanted=body):
        enforce(edition, breach, reason="", actor=actor, clock=clock)
    standing = Volunteering.objects.filter(
        edition=edition, body=body, person_id=person_id, state=Volunteering.State.STANDING
    ).first()
    if standing is not None:
        return standing
    made = Volunteering.objects.create(
        edition=edition, body=body, person_id=person_id, since=clock.now()
    )
    record(
        acts.VolunteeredForBody(volunteering=made.public_id, body=body),
        on=edition,
        articles=(call.rule.article,),
    )
    return made


@action
def withdraw_volunteering(*, volunteering_id: int, actor: Actor, clock: Clock) -> Volunteering:
    """No longer volunteer. No reason is asked.

    Who: the person themself, or an organiser who has their word, as to volunteer. Register:
    `volunteering_withdrawn`. Errors: NotAllowed; NotFound; WrongState once a place was offered.
    """
    mine = Volunteering.objects.filter(pk=volunteering_id)
    for edition_id in mine.values_list("edition_id", flat=True):
        hold_still(edition_id)
    found = (
        Volunteering.objects.select_related("edition", "edition__rules")
        .select_for_update(of=("self",))
        .filter(pk=volunteering_id)
        .first()
    )
    if found is None:
        raise NotFound("volunteering")
    own = actor.person_id == found.person_id
    require(actor, "bodies.volunteer" if own else "bodies.appoint", on=found.edition)
    if found.state != Volunteering.State.STANDING:
        raise WrongState(state=found.state, wanted=("standing",))
    found.state = Volunteering.State.WITHDRAWN
    found.save(update_fields=["state"])
    record(
        acts.VolunteeringWithdrawn(volunteering=found.public_id, body=found.body),
        on=found.edition,
    )
    return found
