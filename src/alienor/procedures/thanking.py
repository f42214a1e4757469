"""What those who were there are told after a day: thanks, what follows, minutes to approve."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid
from alienor.platform.messages.queue import tell_each
from alienor.procedures.wording import day_and_hour, letter
from alienor.stages.sessions import acts
from alienor.stages.sessions.exit_questions import ASKED_FOR, own_answers, slips_of
from alienor.stages.sessions.minutes import submit_minutes
from alienor.stages.sessions.models import Minutes, Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import day_after

DECISIONS = 3
"""Sentences of what was decided that a message quotes; the page holds the others."""


@action
def thank_those_who_came(*, session_id: int, actor: Actor, clock: Clock) -> int:
    """Thank those who were there, with what was decided and what comes next; whoever was thanked
    already is not again. Returns how many are told by e-mail; to the others a letter is printed.

    Who: an organiser or the chair (`sessions.chair`). Register: `thanks_sent`. Errors: NotAllowed;
    WrongState before the day is over; Invalid (`nobody_to_thank`).
    """
    session = locked(session_id, actor, "sessions.chair", Session.State.CLOSED)
    waiting = session.presences.filter(thanked_at=None)
    people = list(waiting.values_list("person_id", flat=True))
    if not people:
        raise Invalid("nobody_to_thank")
    now = clock.now()
    asked = _not_yet_said(session, people, now)
    reached = tell_each(
        {one: one in asked for one in people},
        says=lambda ask: thanks_of(session, ask=ask),
        on_paper=lambda _ask: thanks_of(session, ask=False),
        now=now,
    )
    waiting.update(thanked_at=now)
    record(
        acts.ThanksSent(session=session.public_id, people=len(people), by_message=reached),
        on=session.edition,
        concerns=(),
    )
    return reached


def thanks_of(session: Session, *, ask: bool) -> tuple[str, str]:
    """The subject and the body, in the language that is active. `ask`: whether it asks the four
    questions of the end too."""
    decided = [str(one.text) for one in session.conclusions.select_related("text")]
    coming = day_after(session)
    page = settings.ORIGIN + reverse(
        "public:session", args=[session.edition.slug, session.public_id]
    )
    return _("Merci ! %(title)s") % {"title": session.title}, letter(
        _("Merci d'avoir été là, pour « %(title)s ».") % {"title": session.title},
        "\n".join(
            [_("Ce qui a été décidé :"), *(f"- {sentence}" for sentence in decided[:DECISIONS])]
        )
        if decided
        else "",
        _("La suite, et tout le reste de la journée : %(address)s") % {"address": page},
        _("Prochaine date : %(title)s, %(when)s, %(place)s.")
        % {
            "title": coming.title,
            "when": day_and_hour(coming.starts_at),
            "place": coming.place,
        }
        if coming
        else "",
        _("Comment était cette journée, pour vous ? Quatre questions, deux minutes : %(address)s")
        % {"address": settings.ORIGIN + reverse("member:day_questions", args=[session.public_id])}
        + (
            " " + _("Si vous avez rendu la feuille de papier, c'est déjà fait.")
            if slips_of(session)
            else ""
        )
        if ask
        else "",
        _(
            "Le compte rendu vous sera soumis : vous pourrez l'approuver ou demander une "
            "correction. Il sera ensuite publié à la même adresse."
        ),
    )


def to_thank(session: Session) -> int:
    """How many of those who were there were not thanked yet."""
    return session.presences.filter(thanked_at=None).count()


def _not_yet_said(session: Session, people: list[int], now: datetime) -> set[int]:
    """Those who may still say how the day was, and did not."""
    if session.closed_at is None or now > session.closed_at + ASKED_FOR:
        return set()
    return set(people) - set(own_answers(session))


@action
def submit_to_those_who_came(
    *, session_id: int, days: int, actor: Actor, clock: Clock, seen: str = ""
) -> Minutes:
    """Submit the minutes, and tell everybody who was there where they read them.

    Who: `sessions.publish_minutes`. Register: `minutes_submitted`. Errors: those of
    `submit_minutes`.
    """
    version = submit_minutes(session_id=session_id, days=days, seen=seen, actor=actor, clock=clock)
    session, until = version.session, version.remarks_until
    assert until is not None, "it was just submitted"

    def subject() -> str:
        return _("Le compte rendu de %(title)s") % {"title": session.title}

    def says(_person: int) -> tuple[str, str]:
        return subject(), letter(
            _("Bonjour,"),
            _(
                "Le compte rendu de « %(title)s », où vous étiez, est prêt. Lisez-le, et dites si "
                "vous l'approuvez ou s'il faut corriger quelque chose, avant le %(until)s : "
                "%(address)s"
            )
            % {
                "title": session.title,
                "until": day_and_hour(until),
                "address": settings.ORIGIN + reverse("member:minutes", args=[session.public_id]),
            },
            _("Sans demande de correction avant cette date, il est approuvé."),
        )

    def on_paper(_person: int) -> tuple[str, str]:
        return subject(), letter(
            _("Bonjour,"),
            _(
                "Le compte rendu de « %(title)s », où vous étiez, est prêt. Demandez-le à la "
                "mairie si vous voulez le lire avant sa publication. Vous pouvez demander une "
                "correction avant le %(until)s."
            )
            % {"title": session.title, "until": day_and_hour(until)},
            _("Sans demande de correction avant cette date, il est approuvé."),
        )

    people = session.presences.values_list("person_id", flat=True)
    tell_each({one: one for one in people}, says=says, on_paper=on_paper, now=clock.now())
    return version
