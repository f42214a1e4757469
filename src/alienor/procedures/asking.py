"""Somebody is asked something: a place, an answer, an opinion. They are told where and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alienor.cores.rules.vocabulary import ASSEMBLY, SESSION
from alienor.platform.access.roles import people_of_service
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.messages.queue import tell
from alienor.procedures.wording import day_and_hour, day_named, full_day, labelled, letter
from alienor.stages.bodies.models import Seat
from alienor.stages.bodies.queries import seat_by_id
from alienor.stages.dialogue.actions import ask_question
from alienor.stages.dialogue.models import Question
from alienor.stages.dialogue.queries import asked_since
from alienor.stages.draw.models import DrawEntry
from alienor.stages.draw.queries import draw_of, entry_of
from alienor.stages.founding.queries import path_of, rules_of
from alienor.stages.proposals.models import TestSheet
from alienor.stages.proposals.testing import request_test
from alienor.stages.sessions.queries import UPCOMING, sessions_of

TOLD_ONCE_IN = timedelta(hours=1)


def tell_of_offer(seat: Seat, *, clock: Clock) -> None:
    """Tell somebody that a place is offered to them, by the lot where it was, and what it asks of
    them (in the running act)."""
    draw = draw_of(seat.edition, seat.body)
    entry = entry_of(draw, seat.person_id) if draw else None

    def says() -> tuple[str, str]:
        body = labelled(rules_of(seat.edition).body(seat.body).label)
        offered = _("Une place vous est proposée")
        happened = {
            DrawEntry.Standing.PANEL: _("Vous avez été tirée ou tiré au sort"),
            DrawEntry.Standing.CALLED: _(
                "Vous êtes appelée ou appelé depuis la liste complémentaire"
            ),
        }.get(entry.standing if entry else "", offered)
        first = _("Une place vous est proposée : %(body)s, %(edition)s.") % {
            "body": body,
            "edition": seat.edition.title,
        }
        return (
            _("%(happened)s : %(edition)s") % {"happened": happened, "edition": seat.edition.title},
            letter(
                first if happened == offered else f"{happened}. {first}",
                _what_it_asks(seat),
                _coming_days(seat),
                _(
                    "Dites oui ou non dans votre espace : %(address)s\n"
                    "Vous pouvez refuser sans donner de raison. Sans réponse de votre part, la "
                    "place pourra être proposée à une autre personne."
                )
                % {"address": settings.ORIGIN + reverse("member:home")},
            ),
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


def _what_it_asks(seat: Seat) -> str:
    """What a place involves, in a sentence."""
    rulebook = rules_of(seat.edition)
    if seat.body == ASSEMBLY:
        count = len(rulebook.sessions)
        asked = ngettext(
            "Ce que cela demande : venir à une session, écouter, débattre et décider avec les "
            "autres.",
            "Ce que cela demande : venir aux %(count)s sessions, écouter, débattre et décider avec "
            "les autres.",
            count,
        ) % {"count": count}
    elif meetings := rulebook.body(seat.body).expected_meetings:
        asked = _("Ce que cela demande : prendre part à environ %(count)s réunions.") % {
            "count": meetings
        }
    else:
        asked = _("Ce que cela demande : prendre part aux réunions de travail.")
    if rulebook.college(seat.college).part == "residents":
        asked += " " + _("Il n'y a rien à savoir d'avance.")
    return asked


def _coming_days(seat: Seat) -> str:
    """The days and meetings to come; where none is planned, the days of the calendar."""
    planned = sessions_of(seat.edition).filter(body=seat.body, state__in=UPCOMING)
    days = [f"{day_and_hour(one.starts_at)}, {one.title}, {one.place}" for one in planned]
    if not days and seat.body == ASSEMBLY:
        days = [
            f"{day_named(one.step.planned_on)}, {labelled(one.rule.label)}"
            for one in path_of(seat.edition)
            if one.rule.kind == SESSION and one.status != "done" and one.step.planned_on
        ]
    if not days:
        return _("Les dates ne sont pas encore fixées : un message vous les dira.")
    return "\n".join([_("Les dates prévues :"), *(f"- {one}" for one in days)])


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
            % {"day": full_day(due_on), "address": settings.ORIGIN + address},
        )

    return says
