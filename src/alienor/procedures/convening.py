"""A day is announced, moved or called off, and those whom it concerns are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, require
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.messages.queue import tell
from alienor.procedures.wording import day_and_hour
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.preparing import announce_session, cancel_session, move_session


@action
def announce_day(*, session_id: int, actor: Actor, clock: Clock, derogation: str = "") -> Session:
    """Announce a day and invite everybody who has a place in its body, by e-mail.

    Who: `sessions.prepare`. Register: `session_announced`. Errors: those of `announce_session`.
    """
    session = announce_session(
        session_id=session_id, derogation=derogation, actor=actor, clock=clock
    )
    tell(_members(session), says=_invitation(session), now=clock.now())
    return session


@action
def move_day(
    *,
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    reason: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Session:
    """Move a day; where it was announced, everybody who did not decline is told where and when.

    Who: `sessions.prepare`. Register: `session_moved`. Errors: those of `move_session`.
    """
    session = move_session(
        session_id=session_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        reason=reason,
        actor=actor,
        clock=clock,
        seen=seen,
    )
    if session.state == Session.State.ANNOUNCED:

        def says() -> tuple[str, str]:
            return (
                _("Changement : %(title)s") % {"title": session.title},
                _("Nouvelle date ou nouveau lieu : %(when)s, %(place)s. Raison : %(reason)s")
                % {"when": _when(session), "place": session.place, "reason": reason}
                + "\n\n"
                + _answer_here(),
            )

        tell(_concerned(session), says=says, now=clock.now())
    return session


@action
def call_off_day(*, session_id: int, reason: str, actor: Actor, clock: Clock) -> Session:
    """Call a day off; where it was announced, everybody who did not decline is told why.

    Who: `sessions.prepare`. Register: `session_cancelled`. Errors: those of `cancel_session`.
    """
    before = Session.objects.filter(pk=session_id).values_list("state", flat=True).first()
    session = cancel_session(session_id=session_id, reason=reason, actor=actor, clock=clock)
    if before == Session.State.ANNOUNCED:

        def says() -> tuple[str, str]:
            return (
                _("Annulé : %(title)s") % {"title": session.title},
                _("Cette journée n'aura pas lieu. Raison : %(reason)s") % {"reason": reason},
            )

        tell(_concerned(session), says=says, now=clock.now())
    return session


@action
def remind_silent(*, session_id: int, actor: Actor, clock: Clock) -> int:
    """Ask again those who have a place and have not said whether they come; how many were reached.

    Who: `sessions.prepare`. Register: `reminder_sent`. Errors: NotAllowed; NotFound; WrongState
    where the day is not announced; Invalid where nobody is silent and can be reached.
    """
    session = (
        Session.objects.select_related("edition", "edition__rules").filter(pk=session_id).first()
    )
    if session is None:
        raise NotFound("session")
    require(actor, "sessions.prepare", on=session.edition)
    if session.state != Session.State.ANNOUNCED:
        raise WrongState(state=session.state, wanted=("announced",))
    answered = set(session.answers.values_list("person_id", flat=True))
    reached = tell(_members(session) - answered, says=_invitation(session), now=clock.now())
    if not reached:
        raise Invalid("nobody_to_remind")
    record(acts.ReminderSent(session=session.public_id, people=reached), on=session.edition)
    return reached


def _members(session: Session) -> set[int]:
    return set(colleges_in(session.edition, session.body))


def _concerned(session: Session) -> set[int]:
    """Whoever has a place or said something, but those who said no."""
    answers = dict(session.answers.values_list("person_id", "answer"))
    return {one for one in _members(session) | set(answers) if answers.get(one) != "no"}


def _invitation(session: Session) -> Callable[[], tuple[str, str]]:
    def says() -> tuple[str, str]:
        return (
            _("Serez-vous là ? %(title)s") % {"title": session.title},
            _("%(title)s : %(when)s, %(place)s.")
            % {"title": session.title, "when": _when(session), "place": session.place}
            + "\n\n"
            + _answer_here(),
        )

    return says


def _when(session: Session) -> str:
    return day_and_hour(session.starts_at)


def _answer_here() -> str:
    return _(
        "Dites si vous venez, et ce dont vous avez besoin, dans votre espace : %(address)s"
    ) % {"address": settings.ORIGIN + reverse("member:home")}
