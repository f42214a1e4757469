"""The desk's page that thanks those who were there: the message is read before it is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.procedures.thanking import thank_those_who_came, thanks_of, to_thank
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.people import actor_of


class Thank(DayPage):
    """Thank them, once each."""

    template = "alienor/office/thank.html"
    title = _("Remercier les personnes présentes")
    submit = _("Envoyer les remerciements")
    done = _("Les remerciements partent : par courrier pour qui n'a pas d'adresse électronique.")

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        require(actor_of(self.request), "sessions.chair", on=row.edition)
        waiting = to_thank(row)
        subject, body = thanks_of(row, ask=True)
        return {
            **super().context(**place),
            "intro": ngettext(
                "%(count)s personne n'a pas encore été remerciée. Voici ce qu'elle recevra, dans "
                "sa langue ; les quatre questions ne sont rappelées qu'à qui n'y a pas répondu.",
                "%(count)s personnes n'ont pas encore été remerciées. Voici ce qu'elles "
                "recevront, chacune dans sa langue ; les quatre questions ne sont rappelées qu'à "
                "qui n'y a pas répondu.",
                waiting,
            )
            % {"count": waiting},
            "sender": settings.DEFAULT_FROM_EMAIL,
            "subject": subject,
            "body": body,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        thank_those_who_came(session_id=self.session(**place).pk, actor=actor, clock=clock)
        return self.back(**place)
