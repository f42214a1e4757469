"""Who speaks, by part of the assembly, at a touch: for a plenary without a list of speakers.

Nobody is named, and nothing is counted before somebody at the desk touches a part. Touches are a
draft: the day's end publishes minutes (`speaking_counted`).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, announce
from alienor.platform.errors import Invalid, NotYet
from alienor.platform.live.topics import desk_topic
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions.models import Session, SpeakingTap, SpeakingTurn
from alienor.stages.sessions.preparing import locked


@action
def tap_speaking(*, session_id: int, part: str, actor: Actor, clock: Clock) -> SpeakingTap | None:
    """Note that somebody of this part of the assembly speaks now; touched again, that they no
    longer do (None is returned then).

    `part`: a code of `parts_of`. Who: `sessions.chair`. Register: nothing before the day is over.
    Errors: NotAllowed; WrongState where the day is not open; Invalid (`unknown_code`); NotYet
    (`floor_is_given`: whoever has the floor is timed already).
    """
    session = locked(session_id, actor, "sessions.chair", Session.State.OPENED)
    if part not in parts_of(session):
        raise Invalid("unknown_code", field="part", value=part)
    if session.turns.filter(state=SpeakingTurn.State.SPEAKING).exists():
        raise NotYet("floor_is_given")
    before = tap_of(session)
    end_tap(session, clock.now())
    started = None
    if before is None or before.part != part:
        started = SpeakingTap.objects.create(session=session, part=part, began_at=clock.now())
    announce(desk_topic(session.edition.slug))
    return started


def parts_of(session: Session) -> list[str]:
    """The parts of the assembly, by their codes, in the order of the rules."""
    return list(dict.fromkeys(one.part for one in rules_of(session.edition).colleges))


def tap_of(session: Session) -> SpeakingTap | None:
    """The part that speaks now by the last touch, if one does."""
    return session.taps.filter(ended_at=None).first()


def end_tap(session: Session, now: datetime) -> None:
    """Nobody speaks by the last touch any more (in the running act)."""
    session.taps.filter(ended_at=None).update(ended_at=now)


def seconds_tapped(session: Session) -> Counter[str]:
    """How long each part spoke by the touches that are over, in seconds."""
    total: Counter[str] = Counter()
    for tap in session.taps.exclude(ended_at=None):
        assert tap.ended_at is not None
        total[tap.part] += max(0, round((tap.ended_at - tap.began_at).total_seconds()))
    return total
