"""A day of the assembly: its step begins and ends with it; volunteers find a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import override

from alienor.cores.wording import name_words
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid, NotFound, NotYet, WrongState
from alienor.platform.messages.queue import queue_message
from alienor.platform.people.entering import make_known, name_if_unnamed
from alienor.platform.people.records import Identity, find_person, identities, identity_of
from alienor.procedures import confirming
from alienor.stages.bodies.actions import take_open_seat
from alienor.stages.bodies.queries import college_in, colleges_in, is_open_to_all
from alienor.stages.founding.actions import complete_step, start_step
from alienor.stages.polls.conducting import extend_roll, open_poll
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import unfinished_polls
from alienor.stages.sessions.attending import answer_convocation, check_in
from alienor.stages.sessions.badges import give_badge
from alienor.stages.sessions.holding import (
    close_session,
    conclude_session,
    count_speaking,
    open_session,
)
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import open_session_of, present_in, present_since
from alienor.stages.sessions.speaking import seconds_by_part

VOLUNTEER, COME = "volunteer", "come"


@action
def begin_day(*, session_id: int, actor: Actor, clock: Clock, derogation: str = "") -> Session:
    """Open a day and the step of the rules that it is.

    Who: an organiser or the chair (`sessions.chair`); the step, an organiser. Register:
    `session_opened`, `step_started`. Errors: those of both; RuleForbids where the step is early.
    """
    session = open_session(session_id=session_id, actor=actor, clock=clock)
    step = session.edition.steps.filter(code=session.step).first() if session.step else None
    if step is not None and step.started_at is None:
        start_step(
            edition_id=session.edition_id,
            step=session.step,
            derogation=derogation,
            actor=actor,
            clock=clock,
        )
    return session


@action
def end_day(*, session_id: int, sentences: Sequence[str], actor: Actor, clock: Clock) -> Session:
    """Publish what was decided, close the day, complete its step, and publish how long each part of
    the assembly had the floor where a list of speakers was kept.

    Who: as `begin_day`. Register: `session_concluded`, `session_closed`, `speaking_counted`,
    `step_completed`.
    Errors: those of each; NotYet while a vote of the body that sits has no result; Invalid where a
    day of the assembly ends without a sentence.
    """
    session = Session.objects.select_related("edition").filter(pk=session_id).first()
    if session is None:
        raise NotFound("session")
    require(actor, "sessions.chair", on=session.edition)
    unfinished = [str(one.question) for one in unfinished_polls(session.edition, body=session.body)]
    if unfinished:
        raise NotYet("votes_unfinished", votes=unfinished)
    if sentences or session.kind == Session.Kind.SESSION:
        conclude_session(session_id=session_id, sentences=sentences, actor=actor, clock=clock)
    closed = close_session(session_id=session_id, actor=actor, clock=clock)
    seconds = seconds_by_part(closed)
    if seconds and not closed.speaking:
        minutes = {part: ceil(count / 60) for part, count in seconds.items()}
        count_speaking(session_id=session_id, minutes=minutes, actor=actor, clock=clock)
    step = session.edition.steps.filter(code=session.step).first() if session.step else None
    if step is not None and step.started_at and not step.completed_at:
        complete_step(edition_id=session.edition_id, step=session.step, actor=actor, clock=clock)
    return closed


@action
def register_volunteer(*, session_id: int, actor: Actor, clock: Clock) -> None:
    """Somebody signed in comes to this day: they take an open place where they have none.

    Who: anyone (`sessions.register`). Register: `seat_accepted` for a newcomer,
    `convocation_answered`. Errors: NotAllowed; WrongState where the day is not announced; NotFound
    for nobody; Invalid where the day is not open to all.
    """
    session = _open_day(session_id, actor)
    if actor.person_id is None:
        raise NotFound("person")
    _comes(session, actor.person_id, actor, clock)


@action
def ask_to_come(*, session_id: int, email: str, language: str, actor: Actor, clock: Clock) -> None:
    """Say, for an address, that one comes to this day; a link confirms it (`confirming.ask`).

    Who: anyone (`sessions.register`). Register: `person_entered` for a newcomer. Errors: those of
    `register_volunteer`; Invalid without an address.
    """
    session = _open_day(session_id, actor)
    confirming.ask(
        kind=COME,
        about=session.public_id,
        title=session.title,
        email=email,
        language=language,
        actor=actor,
        clock=clock,
    )


@action
def confirm_coming(
    *,
    secret: str,
    session: str,
    actor: Actor,
    clock: Clock,
    given_name: str = "",
    family_name: str = "",
) -> int:
    """Confirm that one comes to this day (its public id). Confirming twice changes nothing.

    Whoever had no name gives it, and has an account from then on. Returns the person's id.
    Who: whoever holds the link (`sessions.register`). Register: as `register_volunteer`. Errors:
    those, and Invalid where a name is needed.
    """
    require(actor, "sessions.register")
    asked = confirming.held(secret=secret, kind=COME, about=session)
    person_id = asked.person_id
    if asked.confirmed_at is not None:
        return person_id
    row = _open_day(Session.objects.get(public_id=session).pk, actor)
    identity = identity_of(person_id)
    if not identity.full_name:
        if not given_name.strip():
            raise Invalid("required", field="given_name")
        named = replace(identity, given_name=given_name.strip(), family_name=family_name.strip())
        name_if_unnamed(person_id, named)
    _comes(row, person_id, replace(actor, person_id=person_id), clock)
    confirming.confirmed(asked, clock=clock)
    return person_id


@action
def welcome_walk_in(
    *, session_id: int, identity: Identity, actor: Actor, clock: Clock, badge: int | None = None
) -> int:
    """Let in somebody who came without registering: a place, their presence, and the badge without
    a name whose number is given.

    Who: the desk of the day (`sessions.welcome`). Register: `person_entered`, `seat_accepted`,
    `presence_noted`, `badge_given`. Errors: NotAllowed; WrongState; Invalid (no name; `same_name`
    where somebody else of that name has a place, who would have two); those of `check_in` and
    `give_badge`.
    """
    states = (Session.State.ANNOUNCED, Session.State.OPENED)
    session = locked(session_id, actor, "sessions.welcome", *states)  # two doors, one name
    person_id = seat_walk_in(session, identity, actor=actor, clock=clock)
    check_in(session_id=session_id, person_id=person_id, actor=actor, clock=clock)
    if badge is not None:
        give_badge(
            session_id=session_id, number=badge, person_id=person_id, actor=actor, clock=clock
        )
    return person_id


def seat_walk_in(session: Session, identity: Identity, *, actor: Actor, clock: Clock) -> int:
    """A place for somebody who came without registering (in the running act).

    Errors: Invalid (no name; `same_name`; `contact_of_another`, who would be noted in their
    place); those of `take_open_seat`.
    """
    if not identity.given_name.strip():
        raise Invalid("required", field="given_name")
    person_id = find_person(email=identity.email, phone=identity.phone)
    if person_id is not None:
        known = identity_of(person_id).full_name
        if known and name_words(known) != name_words(identity.full_name):
            raise Invalid("contact_of_another", field="email" if identity.email else "phone")
        name_if_unnamed(person_id, identity)
    else:
        namesake = namesake_in(session, identity.full_name)
        if namesake:
            raise Invalid("same_name", field="given_name", name=namesake)
        person_id = make_known(identity, through=actor.through, now=clock.now()).pk
    if college_in(session.edition, session.body, person_id) is None:
        take_open_seat(
            edition_id=session.edition_id,
            body=session.body,
            college=VOLUNTEER,
            person_id=person_id,
            actor=actor,
            clock=clock,
        )
    return person_id


def namesake_in(session: Session, name: str) -> str:
    """The name of whoever has a place there and is called so; empty where nobody is."""
    members = identities(colleges_in(session.edition, session.body)).values()
    words = name_words(name)
    return next((one.full_name for one in members if name_words(one.full_name) == words), "")


@action
def arrive_with_badge(
    *, session_id: int, person_id: int, badge: int, actor: Actor, clock: Clock
) -> None:
    """Note that somebody is there, and hand them a badge without a name.

    Who: `sessions.welcome`. Register: `presence_noted` where they were not noted yet,
    `badge_given`. Errors: those of `check_in` and `give_badge`.
    """
    session = Session.objects.filter(pk=session_id).first()
    if session is None or person_id not in present_in(session):
        check_in(session_id=session_id, person_id=person_id, actor=actor, clock=clock)
    give_badge(session_id=session_id, number=badge, person_id=person_id, actor=actor, clock=clock)


@action
def open_vote(
    *,
    poll_id: int,
    channel: str,
    actor: Actor,
    clock: Clock,
    closes_at: datetime | None = None,
    derogation: str = "",
) -> Poll:
    """Open a vote among those who are there: the day that is open says who.

    Who: `polls.conduct`. Register: as `open_poll`. Errors: those of `open_poll`; NotFound.
    """
    _poll, session = _vote_and_day(poll_id)
    return open_poll(
        poll_id=poll_id,
        channel=channel,
        present=present_in(session) if session else None,
        closes_at=closes_at,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )


@action
def add_late_arrivals(*, poll_id: int, actor: Actor, clock: Clock) -> int:
    """Let those vote too whose presence was noted since the vote opened. Returns how many.

    Who: `polls.conduct`. Register: `roll_extended`. Errors: those of `extend_roll`; NotFound.
    """
    poll, session = _vote_and_day(poll_id)
    return extend_roll(
        poll_id=poll_id,
        present=present_since(session, poll.opened_at) if session and poll.opened_at else set(),
        actor=actor,
        clock=clock,
    )


def _open_day(session_id: int, actor: Actor) -> Session:
    """An announced day of which any volunteer may be."""
    session = Session.objects.select_related("edition").filter(pk=session_id).first()
    if session is None:
        raise NotFound("session")
    require(actor, "sessions.register", on=session.edition)
    if session.state != Session.State.ANNOUNCED:
        raise WrongState(state=session.state, wanted=("announced",))
    if not is_open_to_all(session.edition, session.body, VOLUNTEER):
        raise Invalid("seat_not_open", field="college")
    return session


def _comes(session: Session, person_id: int, actor: Actor, clock: Clock) -> None:
    """Their place, their answer, and a message that says how to change it; once."""
    if session.answers.filter(person_id=person_id, answer="yes").exists():
        return
    take_open_seat(
        edition_id=session.edition_id,
        body=session.body,
        college=VOLUNTEER,
        person_id=person_id,
        actor=actor,
        clock=clock,
    )
    answer_convocation(
        session_id=session.pk, person_id=person_id, answer="yes", actor=actor, clock=clock
    )
    with override(identity_of(person_id).language):
        queue_message(
            person_id,
            subject=_("Vous êtes inscrite ou inscrit : %(title)s") % {"title": session.title},
            body=_(
                "%(title)s, %(place)s. Vous pouvez changer d'avis, ou dire ce dont vous avez "
                "besoin, dans votre espace."
            )
            % {"title": session.title, "place": session.place},
            now=clock.now(),
        )


def _vote_and_day(poll_id: int) -> tuple[Poll, Session | None]:
    """A vote, and the day of its body that is open. Errors: NotFound."""
    poll = Poll.objects.select_related("edition").filter(pk=poll_id).first()
    if poll is None:
        raise NotFound("poll")
    return poll, open_session_of(poll.edition, poll.body, step=poll.step)
