"""How somebody appears in public beside their words: chosen among functions, never typed.

A name that is typed into a label would stay there, in clear, once its person is erased; so what is
kept of an author in public is what many others are too. Where an organiser enters the words of
somebody else, a field asks for a function.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from alienor.platform.access.roles import roles_of, services_of
from alienor.platform.actors import Actor
from alienor.stages.bodies.queries import seats_of_person
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import BODIES, COLLEGES, ONE_OF, reader_language

RESIDENTS = (_("Habitante"), _("Habitant"))
GROUPS = (_("Association"), _("Groupe d'habitantes et habitants"))
ORGANISERS = _("Équipe d'organisation")


class AuthorField(forms.ChoiceField):
    """How an author wishes to appear; `LabelledPage` fills the choices."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Comment souhaitez-vous apparaître ?"),
            help_text=_("Jamais par votre nom : il resterait après l'effacement de vos données."),
            required=False,
        )


class FunctionField(forms.CharField):
    """Who somebody else is, entered for them."""

    def __init__(self, label: Any, *, required: bool = False, max_length: int = 160) -> None:
        super().__init__(
            label=label,
            help_text=_("Une fonction, jamais un nom : « Habitante, Beaulieu », « Directrice »…"),
            required=required,
            max_length=max_length,
        )


class LabelledPage(ActionPage):
    """A page on which somebody says how they appear."""

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        for field in form.fields.values():
            if isinstance(field, AuthorField):
                field.choices = labels_for(edition_named(place["slug"]), actor_of(self.request))
        return form


def labels_for(edition: Any, actor: Actor) -> list[tuple[str, Any]]:
    """What somebody may appear as in an edition: (what is kept, in French; what is shown)."""
    with override("fr"):
        kept = _labels(edition, actor)
    shown = _labels(edition, actor)
    options = dict(zip(kept, shown, strict=True))
    return [("", _("Sans le dire")), *options.items()]


def _labels(edition: Any, actor: Actor) -> list[str]:
    """The labels in the language that is active."""
    rulebook = rules_of(edition)
    features = [one for one in rulebook.draw.feature if one.code == "district"]
    places = [
        value.label.in_language(reader_language())
        for feature in features
        for value in feature.value
        if value.code != "other"
    ]
    residents = [
        label for who in RESIDENTS for label in (str(who), *(f"{who}, {place}" for place in places))
    ]
    return [*_functions(edition, actor), *residents, *map(str, GROUPS)]


def _functions(edition: Any, actor: Actor) -> list[str]:
    """What somebody is in an edition; for organisers, who enter the words of others, anything."""
    if actor.person_id is None:
        return []
    if "organiser" in roles_of(actor, edition):
        return [str(ORGANISERS), *map(str, ONE_OF.values())]
    seats = seats_of_person(actor.person_id).filter(edition=edition, state="accepted")
    services = sorted(services_of(actor, edition))
    return [*dict.fromkeys(_seat(seat) for seat in seats), *services]


def _seat(seat: Any) -> str:
    one = str(ONE_OF.get(seat.college, COLLEGES.get(seat.college, seat.college)))
    return one if seat.body == "assembly" else f"{one}, {BODIES.get(seat.body, seat.body)}"
