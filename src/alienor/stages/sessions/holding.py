"""Open a day, say what was decided, count the speaking, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Conclusion, Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import attendance_of, running_item
from alienor.stages.sessions.running import end_running
from alienor.stages.sessions.speaking import end_turns


@action
def open_session(*, session_id: int, actor: Actor, clock: Clock) -> Session:
    """Begin the day.

    Who: an organiser or the chair (`sessions.chair`). Register: `session_opened`.
    Errors: NotAllowed; WrongState where it was not announced.
    """
    session = locked(session_id, actor, "sessions.chair", Session.State.ANNOUNCED)
    session.state, session.opened_at = Session.State.OPENED, clock.now()
    session.save(update_fields=["state", "opened_at"])
    record(acts.SessionOpened(session=session.public_id), on=session.edition)
    return session


@action
def conclude_session(
    *, session_id: int, sentences: Sequence[str], actor: Actor, clock: Clock
) -> Session:
    """Publish what was decided, in sentences that are read aloud before people leave.

    A later call replaces them; the earlier ones stay in the register. Who: `sessions.chair`.
    Register: `session_concluded`. Errors: NotAllowed; WrongState; Invalid where there is none.
    """
    session = locked(
        session_id, actor, "sessions.chair", Session.State.OPENED, Session.State.CLOSED
    )
    said = [sentence.strip() for sentence in sentences if sentence.strip()]
    if not said:
        raise Invalid("required", field="sentences")
    session.conclusions.all().delete()
    rows = [
        Conclusion.objects.create(
            session=session,
            position=position,
            text=keep_words(sentence, now=clock.now(), author_id=actor.person_id),
        )
        for position, sentence in enumerate(said)
    ]
    record(
        acts.SessionConcluded(
            session=session.public_id, sentences=[row.text.digest for row in rows]
        ),
        on=session.edition,
    )
    return session


@action
def count_speaking(
    *, session_id: int, minutes: Mapping[str, int], actor: Actor, clock: Clock
) -> Session:
    """Publish how long each part of the assembly spoke in plenary, nobody named.

    `minutes`: by college or part. Who: `sessions.chair`. Register: `speaking_counted`.
    Errors: NotAllowed; WrongState; Invalid (unknown college, negative).
    """
    session = locked(
        session_id, actor, "sessions.chair", Session.State.OPENED, Session.State.CLOSED
    )
    colleges = rules_of(session.edition).colleges
    known = {one.code for one in colleges} | {one.part for one in colleges}
    for college, count in minutes.items():
        if college not in known:
            raise Invalid("unknown_code", field="minutes", value=college)
        if count < 0:
            raise Invalid("negative", field="minutes")
    session.speaking = dict(minutes)
    session.save(update_fields=["speaking"])
    record(
        acts.SpeakingCounted(session=session.public_id, minutes=dict(minutes)), on=session.edition
    )
    return session


@action
def close_session(*, session_id: int, actor: Actor, clock: Clock) -> Session:
    """End the day.

    Who: `sessions.chair`. Register: `session_closed`, with how many people came where that may be
    told; what the item that was on leaves (`end_running`).
    Errors: NotAllowed; WrongState.
    """
    session = locked(session_id, actor, "sessions.chair", Session.State.OPENED)
    end_turns(session, clock.now())
    on = running_item(session)
    if on is not None:
        end_running(on, now=clock.now())
    session.state, session.closed_at = Session.State.CLOSED, clock.now()
    session.save(update_fields=["state", "closed_at"])
    came = attendance_of(session)
    record(
        acts.SessionClosed(
            session=session.public_id,
            people=came.people,
            by_part=came.by_part,
        ),
        on=session.edition,
    )
    return session
