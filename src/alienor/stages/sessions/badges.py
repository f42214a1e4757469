"""Badges: what somebody wears on the day, and shows to be noted, to ask for the floor, to vote."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.codes import code_digest, code_for, read_code
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.bodies.queries import college_in, colleges_in
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Badge, Session
from alienor.stages.sessions.preparing import locked

WELCOME = "sessions.welcome"
BLANKS_AT_MOST = 500


@action
def make_badges(*, session_id: int, blanks: int, actor: Actor, clock: Clock) -> int:
    """Make a badge for everybody who has a place in the body that meets and did not say no, and
    keep `blanks` without a name ready for whoever comes unannounced. Those that exist stay as they
    are: made again, it adds what is missing. Returns how many badges are in force.

    Who: `sessions.welcome`. Register: `badges_made`. Errors: NotAllowed; WrongState where the day
    is not announced; Invalid (`blanks` negative or beyond `BLANKS_AT_MOST`).
    """
    session = locked(session_id, actor, WELCOME, Session.State.ANNOUNCED, Session.State.OPENED)
    if not 0 <= blanks <= BLANKS_AT_MOST:
        raise Invalid("blanks_wrong", field="blanks", most=BLANKS_AT_MOST)
    in_force = session.badges.filter(ended_at__isnull=True)
    having = set(in_force.exclude(person_id=None).values_list("person_id", flat=True))
    absent = set(session.answers.filter(answer="no").values_list("person_id", flat=True))
    wanted = [one for one in colleges_in(session.edition, session.body) if one not in absent]
    free = in_force.filter(person_id=None).count()
    _add(session, [*(one for one in wanted if one not in having), *[None] * (blanks - free)])
    named = in_force.exclude(person_id=None).count()
    blank = in_force.filter(person_id=None).count()
    record(acts.BadgesMade(session=session.public_id, named=named, blank=blank), on=session.edition)
    return named + blank


@action
def give_badge(
    *, session_id: int, number: int, person_id: int, actor: Actor, clock: Clock
) -> Badge:
    """Hand a badge without a name to somebody who has a place; one that they had before, lost or
    forgotten at home, opens nothing more.

    Who: `sessions.welcome`. Register: `badge_given`. Errors: NotAllowed; WrongState where the day
    is not announced; NotFound (no such badge, no place); Invalid where the badge is somebody's
    (`badge_taken`) or out of force (`badge_ended`).
    """
    session = locked(session_id, actor, WELCOME, Session.State.ANNOUNCED, Session.State.OPENED)
    badge = session.badges.filter(number=number).first()
    if badge is None:
        raise NotFound("badge")
    if badge.ended_at is not None:
        raise Invalid("badge_ended", field="badge", number=number)
    if badge.person_id is not None:
        raise Invalid("badge_taken", field="badge", number=number)
    if college_in(session.edition, session.body, person_id) is None:
        raise NotFound("seat")
    session.badges.filter(person_id=person_id, ended_at__isnull=True).update(ended_at=clock.now())
    badge.person_id = person_id
    badge.save(update_fields=["person_id"])
    record(acts.BadgeGiven(session=session.public_id), on=session.edition, concerns=[person_id])
    return badge


def code_of(badge: Badge) -> str:
    """The code that is printed on a badge."""
    return code_for("badge", badge.session.public_id, badge.number)


def badge_with(text: str) -> Badge | None:
    """The badge whose code somebody typed or scanned; None where no badge has it."""
    code = read_code(text)
    if code is None:
        return None
    return (
        Badge.objects.filter(digest=code_digest(code))
        .select_related("session", "session__edition", "session__edition__rules")
        .first()
    )


def badge_numbered(session: Session, number: int) -> Badge:
    """A badge of a day by its number. Errors: NotFound."""
    found = session.badges.filter(number=number).first()
    if found is None:
        raise NotFound("badge")
    found.session = session
    return found


def badges_of(session: Session) -> list[Badge]:
    """The badges of a day that are in force, in the order of their numbers."""
    found = list(session.badges.filter(ended_at__isnull=True))
    for badge in found:
        badge.session = session
    return found


def _add(session: Session, people: Sequence[int | None]) -> None:
    last = session.badges.aggregate(last=Max("number"))["last"] or 0
    Badge.objects.bulk_create(
        Badge(
            session=session,
            number=number,
            digest=code_digest(code_for("badge", session.public_id, number)),
            person_id=person,
        )
        for number, person in enumerate(people, start=last + 1)
    )
