"""The list of speakers: who asks for the floor, who has it, for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.stages.bodies.queries import college_in
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Session, SpeakingTurn
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.taps import end_tap, seconds_tapped

State = SpeakingTurn.State
CHAIR = "sessions.chair"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody who asked for the floor: what the order is made from."""

    turn: int
    person: int
    part: str
    asked_at: datetime


def in_order(waiting: Sequence[Waiting], *, spoken: Sequence[tuple[int, str]]) -> list[Waiting]:
    """Those who wait, in the order in which they should speak: whoever has not spoken today first,
    then whoever spoke least often; among these the part of the assembly that had the floor least
    often, so that parts alternate; among these whoever asked first.

    `spoken`: person and part of each turn that was had today, in any order.
    """
    persons = Counter(person for person, _part in spoken)
    parts = Counter(part for _person, part in spoken)
    left, ordered = list(waiting), []
    while left:
        first = min(
            left, key=lambda one: (persons[one.person], parts[one.part], one.asked_at, one.turn)
        )
        left.remove(first)
        ordered.append(first)
        parts[first.part] += 1
    return ordered


@action
def ask_for_floor(*, session_id: int, person_id: int, actor: Actor, clock: Clock) -> SpeakingTurn:
    """Ask to speak. Asking twice changes nothing.

    Who: the person themself (`sessions.answer_own`), or the desk for somebody who raises a hand
    (`sessions.chair`). Register: `floor_asked`. Errors: NotAllowed; WrongState where the day is not
    open; NotFound where they have no place there.
    """
    own = actor.person_id == person_id
    session = locked(
        session_id, actor, "sessions.answer_own" if own else CHAIR, Session.State.OPENED
    )
    college = college_in(session.edition, session.body, person_id)
    if college is None:
        raise NotFound("seat")
    open_ = session.turns.filter(person_id=person_id, state__in=(State.WAITING, State.SPEAKING))
    if (turn := open_.first()) is not None:
        return turn
    made = SpeakingTurn.objects.create(
        session=session, person_id=person_id, college=college, asked_at=clock.now()
    )
    record(acts.FloorAsked(session=session.public_id), on=session.edition, concerns=[person_id])
    return made


@action
def withdraw_from_floor(*, turn_id: int, actor: Actor, clock: Clock) -> SpeakingTurn:
    """No longer ask to speak, or take somebody who left off the list.

    Who: the person themself (`sessions.answer_own`), or the desk (`sessions.chair`). Register:
    `floor_renounced`. Errors: NotFound; NotAllowed; WrongState where they do not wait.
    """
    turn = _locked(turn_id, actor)
    if turn.state != State.WAITING:
        raise WrongState(state=turn.state, wanted=(State.WAITING,))
    turn.state = State.WITHDRAWN
    turn.save(update_fields=["state"])
    record(
        acts.FloorRenounced(session=turn.session.public_id),
        on=turn.session.edition,
        concerns=[turn.person_id],
    )
    return turn


@action
def give_floor(*, turn_id: int, actor: Actor, clock: Clock) -> SpeakingTurn:
    """Give somebody the floor; whoever has it gives it back with that.

    Who: `sessions.chair`. Register: `floor_given`. Errors: NotFound; NotAllowed; WrongState where
    they do not wait or the day is not open.
    """
    turn = _locked(turn_id, actor, CHAIR)
    if turn.state != State.WAITING:
        raise WrongState(state=turn.state, wanted=(State.WAITING,))
    before = _end_current(turn.session, clock.now())
    end_tap(turn.session, clock.now())
    turn.state, turn.began_at = State.SPEAKING, clock.now()
    turn.save(update_fields=["state", "began_at"])
    record(
        acts.FloorGiven(session=turn.session.public_id),
        on=turn.session.edition,
        concerns=[one.person_id for one in (before, turn) if one is not None],
    )
    return turn


@action
def take_back_floor(*, session_id: int, actor: Actor, clock: Clock) -> SpeakingTurn:
    """Thank whoever speaks; nobody has the floor then.

    Who: `sessions.chair`. Register: `floor_taken_back`. Errors: NotAllowed; WrongState; Invalid
    (`nobody_speaks`).
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    turn = thank_speaker(session, clock.now())
    if turn is None:
        raise Invalid("nobody_speaks")
    return turn


def thank_speaker(session: Session, now: datetime) -> SpeakingTurn | None:
    """Whoever speaks, if anybody does, has spoken (in the running act). Register:
    `floor_taken_back`."""
    turn = _end_current(session, now)
    if turn is not None:
        record(
            acts.FloorTakenBack(session=session.public_id),
            on=session.edition,
            concerns=[turn.person_id],
        )
    return turn


def speaker_of(session: Session) -> SpeakingTurn | None:
    """Who has the floor, if anybody."""
    return session.turns.filter(state=State.SPEAKING).first()


def speakers_waiting(session: Session) -> list[SpeakingTurn]:
    """Who waits, in the order in which they should speak."""
    parts = {one.code: one.part for one in rules_of(session.edition).colleges}
    turns = {turn.pk: turn for turn in session.turns.filter(state=State.WAITING)}
    had = session.turns.filter(state__in=(State.SPEAKING, State.SPOKEN))
    ordered = in_order(
        [
            Waiting(
                turn=turn.pk,
                person=turn.person_id,
                part=parts[turn.college],
                asked_at=turn.asked_at,
            )
            for turn in turns.values()
        ],
        spoken=[(turn.person_id, parts[turn.college]) for turn in had],
    )
    return [turns[one.turn] for one in ordered]


def has_spoken(session: Session) -> set[int]:
    """Who had the floor today."""
    had = session.turns.filter(state__in=(State.SPEAKING, State.SPOKEN))
    return set(had.values_list("person_id", flat=True))


def own_turn(session: Session, person_id: int) -> SpeakingTurn | None:
    """Somebody's turn that is on or waits, if any."""
    return session.turns.filter(
        person_id=person_id, state__in=(State.WAITING, State.SPEAKING)
    ).first()


def seconds_by_part(session: Session) -> dict[str, int]:
    """How long each part of the assembly spoke, in seconds: with the floor, or by touches."""
    parts = {one.code: one.part for one in rules_of(session.edition).colleges}
    total = seconds_tapped(session)
    for turn in session.turns.filter(state=State.SPOKEN):
        total[parts[turn.college]] += turn.seconds
    return dict(sorted(total.items()))


def end_turns(session: Session, now: datetime) -> None:
    """Nobody speaks nor waits any more: the day is over (in the running act)."""
    _end_current(session, now)
    end_tap(session, now)
    session.turns.filter(state=State.WAITING).update(state=State.WITHDRAWN)


def _end_current(session: Session, now: datetime) -> SpeakingTurn | None:
    turn = speaker_of(session)
    if turn is None or turn.began_at is None:
        return None
    turn.state, turn.seconds = State.SPOKEN, round((now - turn.began_at).total_seconds())
    turn.save(update_fields=["state", "seconds"])
    return turn


def _locked(turn_id: int, actor: Actor, permission: str = "") -> SpeakingTurn:
    """A turn of an open day, the day locked."""
    found = SpeakingTurn.objects.filter(pk=turn_id).first()
    if found is None:
        raise NotFound("turn")
    own = actor.person_id == found.person_id
    wanted = permission or ("sessions.answer_own" if own else CHAIR)
    session = locked(found.session_id, actor, wanted, Session.State.OPENED)
    found.refresh_from_db()
    found.session = session
    return found
