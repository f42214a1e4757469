"""Somebody is asked something: a place, an answer, an opinion. They are told where and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alienor.platform.access.roles import people_of_service
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.messages.queue import tell
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import seat_by_id
from alienor.stages.dialogue.actions import ask_question
from alienor.stages.dialogue.models import Question
from alienor.stages.dialogue.queries import asked_since
from alienor.stages.proposals.models import TestSheet
from alienor.stages.proposals.testing import request_test

TOLD_ONCE_IN = timedelta(hours=1)


def tell_of_offer(seat: Seat, *, clock: Clock) -> None:
    """Tell somebody that a place is offered to them (in the running act)."""

    def says() -> tuple[str, str]:
        return (
            _("Une place vous est proposée : %(edition)s") % {"edition": seat.edition.title},
            _("Dites si vous l'acceptez, dans votre espace : %(address)s")
            % {"address": settings.ORIGIN + reverse("member:home")},
        )

    tell([seat.person_id], says=says, now=clock.now())


def tell_of_withdrawal(seat: Seat, *, clock: Clock) -> None:
    """Tell somebody that the place offered to them goes to another (in the running act)."""

    def says() -> tuple[str, str]:
        return (
            _("La place qui vous était proposée va à une autre personne : %(edition)s")
            % {"edition": seat.edition.title},
            _(
                "Sans réponse de votre part, elle est proposée à la personne suivante. La raison "
                "publiée : %(reason)s"
            )
            % {"reason": seat.end_reason},
        )

    tell([seat.person_id], says=says, now=clock.now())


@action
def ask_in_public(*, edition_id: int, actor: Actor, clock: Clock, **words: Any) -> Question:
    """Ask a question in public, and tell whoever has to answer it, once an hour at most: those
    that follow wait in their space.

    Who: anyone (`dialogue.ask`). Register: `question_asked`. Errors: those of `ask_question`,
    whose facts these are.
    """
    question = ask_question(edition_id=edition_id, actor=actor, clock=clock, **words)
    if question.service:
        asked = people_of_service(question.edition, question.service)
    else:
        seat = seat_by_id(question.edition, question.seat)
        asked = [seat.person_id] if seat else []
    if asked_since(question, question.asked_at - TOLD_ONCE_IN):
        return question
    where = reverse("public:question", args=[question.edition.slug, question.public_id])
    tell(
        asked,
        says=_waiting(lambda: _("Une question vous est posée"), where, question.due_on),
        now=clock.now(),
    )
    return question


@action
def ask_for_test(
    *, proposal_id: int, axis: str, service: str, actor: Actor, clock: Clock, **due: Any
) -> TestSheet:
    """Ask a city service for its opinion on a proposal, and tell those who answer for it.

    Who: `proposals.ask_test`. Register: `test_requested`. Errors: those of `request_test`, whose
    facts these are.
    """
    sheet = request_test(
        proposal_id=proposal_id, axis=axis, service=service, actor=actor, clock=clock, **due
    )
    edition = sheet.proposal.edition
    tell(
        people_of_service(edition, sheet.service),
        says=_waiting(
            lambda: _("Un avis vous est demandé"),
            reverse("public:answer_test", args=[edition.slug, sheet.public_id]),
            sheet.due_on,
        ),
        now=clock.now(),
    )
    return sheet


def _waiting(
    subject: Callable[[], str], address: str, due_on: date
) -> Callable[[], tuple[str, str]]:
    def says() -> tuple[str, str]:
        return (
            subject(),
            _("La réponse est attendue avant le %(day)s : %(address)s")
            % {"day": date_format(due_on, "j F Y"), "address": settings.ORIGIN + address},
        )

    return says
