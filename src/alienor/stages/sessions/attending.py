"""Who comes: answers, registrations, needs, presence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people.records import seal
from alienor.stages.bodies.queries import college_in, colleges_in
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Absence, Answer, Presence, Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.room import require_room

ANSWERS = ("yes", "no", "unsure")
NEEDS = ("childcare", "transport", "meal", "access", "language")
NEEDS_PURPOSE = "needs"
TAKEN_BACK_WITHIN = timedelta(minutes=10)
"""How long a presence may be taken back; later, whoever goes is noted as gone."""


@action
def answer_convocation(
    *, session_id: int, person_id: int, answer: str, actor: Actor, clock: Clock
) -> Answer:
    """Say whether one will come; one may change one's mind until the day begins.

    Who: the person themself (`sessions.answer_own`), or the desk that has their word
    (`sessions.welcome`). Register: `convocation_answered`. Errors: NotAllowed; WrongState where
    the day is not announced; Invalid (unknown answer); NotFound where they have no place there.
    """
    own = actor.person_id == person_id
    session = locked(
        session_id,
        actor,
        "sessions.answer_own" if own else "sessions.welcome",
        Session.State.ANNOUNCED,
    )
    if answer not in ANSWERS:
        raise Invalid("unknown_code", field="answer", value=answer)
    college = college_in(session.edition, session.body, person_id)
    if college is None:
        raise NotFound("seat")
    given, _new = Answer.objects.update_or_create(
        session=session,
        person_id=person_id,
        defaults={"college": college, "answer": answer, "answered_at": clock.now()},
    )
    record(
        acts.ConvocationAnswered(session=session.public_id, answer=answer),
        on=session.edition,
        concerns=[person_id],
    )
    return given


@action
def say_needs(
    *, session_id: int, needs: Sequence[str], words: str, actor: Actor, clock: Clock
) -> str:
    """Say what one needs to come. It is sealed: the person in charge of reception alone reads it.

    `needs`: codes of `NEEDS`. Who: the person themself (`sessions.answer_own`). Register:
    `needs_said`. Errors: NotAllowed; WrongState; NotFound where they have no place there; Invalid
    (unknown need).
    """
    session = locked(session_id, actor, "sessions.answer_own", Session.State.ANNOUNCED)
    for need in needs:
        if need not in NEEDS:
            raise Invalid("unknown_code", field="needs", value=need)
    if actor.person_id is None or not college_in(session.edition, session.body, actor.person_id):
        raise NotFound("seat")
    digest = seal(
        actor.person_id,
        purpose=NEEDS_PURPOSE,
        content={"session": session.public_id, "needs": sorted(needs), "words": words.strip()},
        now=clock.now(),
    )
    record(
        acts.NeedsSaid(session=session.public_id, needs=SealedRef(digest)),
        on=session.edition,
        concerns=[actor.person_id],
    )
    return digest


@action
def check_in(*, session_id: int, person_id: int, actor: Actor, clock: Clock) -> Presence:
    """Note that somebody is there (or back).

    Who: an organiser, the chair or the reception (`sessions.welcome`). Register: `presence_noted`.
    Errors: NotAllowed; WrongState where the day is not open; NotFound where they have no place;
    Invalid where they are there already, or where the room is full.
    """
    session = locked(
        session_id, actor, "sessions.welcome", Session.State.ANNOUNCED, Session.State.OPENED
    )
    college = college_in(session.edition, session.body, person_id)
    if college is None:
        raise NotFound("seat")
    there = Presence.objects.filter(session=session, person_id=person_id).first()
    if there is not None and there.left_at is None:
        raise Invalid("there_already", field="person")
    require_room(session)
    if there is None:
        there = Presence.objects.create(
            session=session, person_id=person_id, college=college, arrived_at=clock.now()
        )
    elif there.left_at is not None:
        Absence.objects.create(presence=there, left_at=there.left_at, back_at=clock.now())
        there.left_at = None
        there.save(update_fields=["left_at"])
    record(acts.PresenceNoted(session=session.public_id), on=session.edition, concerns=[person_id])
    return there


@action
def check_out(*, session_id: int, person_id: int, actor: Actor, clock: Clock) -> Presence:
    """Note that somebody leaves.

    Who: `sessions.welcome`. Register: `departure_noted`. Errors: NotAllowed; WrongState where they
    are not there.
    """
    session = locked(
        session_id, actor, "sessions.welcome", Session.State.ANNOUNCED, Session.State.OPENED
    )
    there = Presence.objects.filter(
        session=session, person_id=person_id, left_at__isnull=True
    ).first()
    if there is None:
        raise WrongState(state="absent", wanted=("present",))
    there.left_at = clock.now()
    there.save(update_fields=["left_at"])
    record(acts.DepartureNoted(session=session.public_id), on=session.edition, concerns=[person_id])
    return there


@action
def take_back_presence(*, session_id: int, person_id: int, actor: Actor, clock: Clock) -> None:
    """Take back a presence that was noted by mistake, a moment ago: the person did not come.

    A vote that opened in between keeps its roll. Who: `sessions.welcome`. Register:
    `presence_taken_back`. Errors: NotAllowed; WrongState where they are not there, or were noted
    longer ago (`TAKEN_BACK_WITHIN`).
    """
    session = locked(
        session_id, actor, "sessions.welcome", Session.State.ANNOUNCED, Session.State.OPENED
    )
    there = session.presences.filter(person_id=person_id).first()
    if there is None or not may_be_taken_back(there, now=clock.now()):
        raise WrongState(state="absent", wanted=("present",))
    there.delete()
    record(
        acts.PresenceTakenBack(session=session.public_id),
        on=session.edition,
        concerns=[person_id],
    )


def may_be_taken_back(there: Presence, *, now: datetime) -> bool:
    """Whether somebody who is there was noted a moment ago."""
    return there.left_at is None and now - there.arrived_at <= TAKEN_BACK_WITHIN


@action
def enter_presences(
    *, session_id: int, person_ids: Iterable[int], actor: Actor, clock: Clock
) -> int:
    """Enter a presence list that was kept on paper; those noted already stay as they are. Without
    an hour (`afterwards.enter_presence_hours`), somebody was there from the planned beginning.

    Who: `sessions.welcome`. Register: `presences_entered`. Errors: NotAllowed; WrongState;
    NotFound where somebody has no place; nothing is entered then.
    """
    session = locked(
        session_id, actor, "sessions.welcome", Session.State.ANNOUNCED, Session.State.OPENED
    )
    known = set(session.presences.values_list("person_id", flat=True))
    new = [one for one in dict.fromkeys(person_ids) if one not in known]
    if not new:
        return 0
    colleges = colleges_in(session.edition, session.body)
    if any(one not in colleges for one in new):
        raise NotFound("seat")
    arrived = min(clock.now(), session.starts_at)
    Presence.objects.bulk_create(
        Presence(session=session, person_id=one, college=colleges[one], arrived_at=arrived)
        for one in new
    )
    record(acts.PresencesEntered(session=session.public_id, people=len(new)), on=session.edition)
    return len(new)
