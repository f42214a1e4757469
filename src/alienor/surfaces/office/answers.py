"""Note at the desk what somebody answered to the place that was offered to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identity_of
from alienor.stages.bodies.actions import accept_seat, decline_seat
from alienor.stages.bodies.queries import active_seats
from alienor.stages.draw.queries import draw_of, entry_of
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of, reached_by
from alienor.surfaces.words import BODIES


class NoteAnswer(ActionPage):
    """Note a yes or a no that was said by telephone, aloud or in writing."""

    title = _("Noter une réponse")
    intro = _(
        "Pour qui a répondu au téléphone, de vive voix ou par écrit. Le journal public dira que "
        "l'équipe d'organisation a noté cette réponse."
    )
    submit = _("Noter cette réponse")
    done = _("La réponse est notée.")

    class Form(forms.Form):
        answer = forms.ChoiceField(
            label=_("La personne accepte-t-elle la place ?"),
            widget=forms.RadioSelect,
            choices=[("yes", _("Oui, elle l'accepte")), ("no", _("Non, elle la décline"))],
        )

    def seat(self, place: dict[str, Any]) -> Any:
        """The seat that was offered. Errors: NotFound."""
        seats = active_seats(edition_named(place["slug"]))
        found = seats.filter(public_id=place["public_id"], state="offered").first()
        if found is None:
            raise NotFound("seat")
        return found

    def context(self, **place: Any) -> dict[str, Any]:
        seat = self.seat(place)
        require(actor_of(self.request), "bodies.appoint", on=seat.edition)
        who = identity_of(seat.person_id)
        return {
            "edition": seat.edition,
            "title": _("Noter la réponse : %(name)s") % {"name": who.full_name},
            "intro": f"{self.intro} {reached_by(who)}",
            "body": BODIES.get(seat.body, seat.body),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        seat = self.seat(place)
        answered = accept_seat if form.cleaned_data["answer"] == "yes" else decline_seat
        answered(seat_id=seat.pk, actor=actor, clock=clock)
        draw = draw_of(seat.edition, seat.body)
        if draw is None or entry_of(draw, seat.person_id) is None:
            return reverse("office:seats", args=[place["slug"]]) + f"#{seat.body}"
        return reverse("office:draw", args=[place["slug"], draw.number]) + "#panel"
