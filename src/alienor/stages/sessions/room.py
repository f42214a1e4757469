"""The room: how many people it may hold, and who is in it without a place."""

from __future__ import annotations

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import present_in

GUESTS_AT_MOST = 2000
CAPACITY_AT_MOST = 30_000
WELCOMING = (Session.State.ANNOUNCED, Session.State.OPENED)
STATES = (Session.State.PLANNED, *WELCOMING)


@action
def set_capacity(*, session_id: int, people: int, actor: Actor, clock: Clock) -> Session:
    """Say how many people the room may hold, for their safety. Nobody is let in beyond that.

    Who: `sessions.prepare`. Register: `capacity_set`. Errors: NotAllowed; WrongState where the day
    is over; Invalid (`capacity_wrong`: not a number of people).
    """
    session = locked(session_id, actor, "sessions.prepare", *STATES)
    if not 1 <= people <= CAPACITY_AT_MOST:
        raise Invalid("capacity_wrong", field="people")
    session.capacity = people
    session.save(update_fields=["capacity"])
    record(acts.CapacitySet(session=session.public_id, people=people), on=session.edition)
    return session


@action
def count_guests(
    *, session_id: int, companions: int, children: int, actor: Actor, clock: Clock
) -> Session:
    """Count who is there without a place: companions, and children. The counts replace those of
    before; they are facts, so that a room that is full already is said and does not forbid them.

    Who: `sessions.welcome`. Register: `guests_counted`. Errors: NotAllowed; WrongState where the
    day is not announced; Invalid (`guests_wrong`).
    """
    session = locked(session_id, actor, "sessions.welcome", *WELCOMING)
    return _counted(session, companions=companions, children=children)


@action
def guests_move(
    *, session_id: int, actor: Actor, clock: Clock, companions: int = 0, children: int = 0
) -> Session:
    """So many more are there, or fewer where it is negative; two desks at once lose nobody, and
    nobody less than none is there.

    Who: `sessions.welcome`. Register: `guests_counted`. Errors: as `count_guests`.
    """
    session = locked(session_id, actor, "sessions.welcome", *WELCOMING)
    return _counted(
        session,
        companions=max(0, session.companions + companions),
        children=max(0, session.children + children),
    )


def _counted(session: Session, *, companions: int, children: int) -> Session:
    if not (0 <= companions <= GUESTS_AT_MOST and 0 <= children <= GUESTS_AT_MOST):
        raise Invalid("guests_wrong", field="companions", most=GUESTS_AT_MOST)
    session.companions, session.children = companions, children
    session.save(update_fields=["companions", "children"])
    record(
        acts.GuestsCounted(session=session.public_id, companions=companions, children=children),
        on=session.edition,
        concerns=(),
    )
    return session


def in_room(session: Session) -> int:
    """How many people are in the room now, guests included."""
    return len(present_in(session)) + session.companions + session.children


def require_room(session: Session) -> None:
    """Errors: Invalid (`room_full`) where one more would be too many for safety."""
    if session.capacity is not None and in_room(session) >= session.capacity:
        raise Invalid("room_full", capacity=session.capacity)
