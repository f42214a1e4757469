"""What people said at the end of a day is counted once for all, when they can change it no more:
of two totals, before and after somebody was erased, the difference is what that person said."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.stages.sessions import acts
from alienor.stages.sessions.exit_questions import ANSWERS, ASKED_FOR, exit_counts
from alienor.stages.sessions.models import ExitTotals, Session


@action
def settle_exit_counts(*, actor: Actor, clock: Clock) -> int:
    """Settle what is shown of the answers of each day whose questions are over; how many days.

    Who: the worker (`sessions.settle_exit_counts`). Register: `exit_counts_settled`, for each day.
    Errors: NotAllowed.
    """
    require(actor, "sessions.settle_exit_counts")
    return sum(_settle(session, clock.now()) for session in _unsettled(clock.now()))


def settle_before_leaving(_person_id: int, now: datetime) -> None:
    """Before somebody is erased, settle the days that the worker did not come to yet: all of them,
    so that nothing says where that person answered. Register: `exit_counts_settled`."""
    for session in _unsettled(now):
        _settle(session, now)


def _unsettled(now: datetime) -> list[Session]:
    over = Session.objects.filter(state=Session.State.CLOSED, closed_at__lt=now - ASKED_FOR)
    waiting = over.filter(exit_totals=None).select_related("edition", "edition__rules")
    return list(waiting.order_by("pk"))


def _settle(session: Session, now: datetime) -> bool:
    """Whether this act is the one that settled them: another may have come first."""
    counted = exit_counts(session, now=now)
    _made, new = ExitTotals.objects.get_or_create(
        session=session,
        defaults={"told": [asdict(one) for one in counted], "settled_at": now},
    )
    if new:
        counts = counted[0].counts if counted else {}
        record(
            acts.ExitCountsSettled(
                session=session.public_id,
                people=counted[0].people if counted else None,
                counts={
                    question: [said[one] for one in ANSWERS] for question, said in counts.items()
                },
            ),
            on=session.edition,
        )
    return new
