"""What those who were there are told after a day: its minutes to approve."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.messages.queue import tell_each
from alienor.procedures.wording import day_and_hour, letter
from alienor.stages.sessions.minutes import submit_minutes
from alienor.stages.sessions.models import Minutes


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
