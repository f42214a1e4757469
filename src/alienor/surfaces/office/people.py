"""The desk's pages of people: who has which role, and the erasure that somebody asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.platform.access.decide import may, require
from alienor.platform.access.roles import GRANTED_ROLES, ROLE_NAMES, grants_on
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people import actions
from alienor.platform.people.records import (
    ERASED,
    Identity,
    find_person,
    identities,
    identity_of,
)
from alienor.procedures.appointing import entrust
from alienor.stages.bodies.queries import seat_by_id
from alienor.stages.founding.queries import edition_named
from alienor.stages.hearings.queries import hearing_named
from alienor.stages.recruitment.queries import entry_named
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of


def role_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who organises, chairs, welcomes and answers for a service."""
    found = edition_named(slug)
    grants = list(grants_on(found))
    names = identities(grant.person_id for grant in grants)
    return render(
        request,
        "alienor/office/roles.html",
        {
            "edition": found,
            "may_grant": may(actor_of(request), "access.grant", on=found),
            "rows": [
                {
                    "grant": grant,
                    "name": names[grant.person_id].full_name,
                    "role": ROLE_NAMES[grant.role],
                    "service": grant.detail,
                }
                for grant in grants
            ],
        },
    )


class PeoplePage(ActionPage):
    """A form about people, that leads back to the roles."""

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def back(self, place: dict[str, Any]) -> str:
        """The address of the roles."""
        return reverse("office:roles", args=[place["slug"]])


class GiveRole(PeoplePage):
    """Give somebody a role."""

    title = _("Confier un rôle")
    intro = _(
        "L'équipe d'organisation agit dans toutes les éditions. Les autres rôles valent pour "
        "celle-ci. La personne se connecte par son adresse électronique."
    )
    submit = _("Confier ce rôle")
    done = _("Le rôle est confié.")

    class Form(forms.Form):
        role = forms.ChoiceField(
            label=_("Quel rôle ?"),
            choices=[(code, ROLE_NAMES[code]) for code in GRANTED_ROLES],
            widget=forms.RadioSelect,
        )
        detail = forms.CharField(
            label=_("Nom du service"),
            help_text=_("Pour un service de la Ville : « Espaces publics », par exemple."),
            required=False,
            max_length=60,
        )
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(label=_("Nom"), max_length=80)
        email = forms.EmailField(label=_("Adresse électronique"), required=False)
        phone = forms.CharField(label=_("Téléphone"), required=False, max_length=30)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = dict(form.cleaned_data)
        role, detail = facts.pop("role"), facts.pop("detail")
        entrust(
            role=role,
            detail=detail,
            identity=Identity(**facts),
            edition_id=edition_named(place["slug"]).pk,
            actor=actor,
            clock=clock,
        )
        return self.back(place)


@require_POST
def end_role(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take a role back."""
    found = edition_named(slug)
    grant = grants_on(found).filter(public_id=public_id).first()
    if grant is None:
        raise NotFound("role")
    actions.end_role(
        grant_id=grant.pk,
        edition=found if grant.edition_id else None,
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(request, _("Le rôle est retiré."))
    return HttpResponseRedirect(reverse("office:roles", args=[slug]))


class ForGood(forms.Form):
    """Why somebody is erased, and that it is meant."""

    reason = forms.ChoiceField(
        label=_("Pourquoi ?"),
        choices=[
            ("request", _("Elle le demande")),
            ("purpose_over", _("Ses données ne servent plus")),
            ("mistake", _("Elle a été inscrite par erreur")),
        ],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=_("Je sais que c'est définitif"))


class ErasePerson(PeoplePage):
    """Erase somebody for good, found by a contact."""

    title = _("Effacer une personne")
    intro = _(
        "Sa clé est détruite : plus personne ne pourra lire ce qui la concerne, ni ici ni dans "
        "les sauvegardes. Le journal public reste vérifiable. On ne peut pas revenir en arrière. "
        "Sans adresse ni téléphone, cherchez son nom parmi les places, les accords ou les "
        "auditions : le lien « Effacer cette personne » y est."
    )
    submit = _("Effacer pour toujours")
    done = _("La personne est effacée.")

    class Form(ForGood):
        email = forms.EmailField(label=_("Son adresse électronique"), required=False)
        phone = forms.CharField(label=_("ou son téléphone"), required=False, max_length=30)
        reference = forms.CharField(
            label=_("ou la référence de votre liste"), required=False, max_length=60
        )
        field_order = ("email", "phone", "reference", "reason", "sure")

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        person_id = find_person(
            email=facts["email"], phone=facts["phone"], reference=facts["reference"]
        )
        if person_id is None:
            raise Invalid("nobody_found", field="email")
        actions.erase_person(person_id=person_id, reason=facts["reason"], actor=actor, clock=clock)
        return self.back(place)


def behind_a_seat(edition: Any, public_id: str) -> int | None:
    """Who holds or held a place."""
    seat = seat_by_id(edition, public_id)
    return seat.person_id if seat else None


def behind_a_hearing(edition: Any, public_id: str) -> int | None:
    """Who was heard, or is to be."""
    return hearing_named(edition, public_id).witness_id


def behind_a_reply(edition: Any, public_id: str) -> int | None:
    """Who agreed to be drawn."""
    entry = entry_named(edition, public_id)
    return entry.person_id if entry else None


def behind_a_role(edition: Any, public_id: str) -> int | None:
    """Who has a role."""
    grant = grants_on(edition).filter(public_id=public_id).first()
    return grant.person_id if grant else None


class EraseWhoIsThere(ErasePerson):
    """Erase somebody for good, from a list in which they are: many have no contact."""

    title = _("Effacer cette personne")
    behind: Callable[[Any, str], int | None] = behind_a_seat
    Form = ForGood

    def person(self, place: dict[str, Any]) -> int:
        """Whom the address points at. Errors: NotFound, also once they are erased."""
        person_id = type(self).behind(edition_named(place["slug"]), place["public_id"])
        if person_id is None or identity_of(person_id) == ERASED:
            raise NotFound("person")
        return person_id

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "people.erase")
        name = identity_of(self.person(place)).full_name
        return {**super().context(**place), "quoted": [name]}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.erase_person(
            person_id=self.person(place),
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return self.back(place)


class EraseSeated(EraseWhoIsThere):
    """From the list of places, walk-ins of a day included."""

    def back(self, place: dict[str, Any]) -> str:
        return reverse("office:seats", args=[place["slug"]])


class EraseHeard(EraseWhoIsThere):
    """From a hearing."""

    behind = behind_a_hearing

    def back(self, place: dict[str, Any]) -> str:
        return reverse("public:hearing", args=[place["slug"], place["public_id"]])


class EraseWhoAgreed(EraseWhoIsThere):
    """From the list of those who agreed to be drawn."""

    behind = behind_a_reply

    def back(self, place: dict[str, Any]) -> str:
        return reverse("office:recruitment", args=[place["slug"]])


class EraseWithRole(EraseWhoIsThere):
    """From the list of roles."""

    behind = behind_a_role
