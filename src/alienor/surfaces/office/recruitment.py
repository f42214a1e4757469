"""The desk's pages of recruitment: addresses, invitations, doors, replies."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.cores.rules import is_age
from alienor.platform.access.roles import roles_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people.records import Identity, identities
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.recruitment import actions
from alienor.stages.recruitment.queries import (
    districts_of,
    entries_of,
    entry_named,
    frames_of,
    funnel_of,
    invitation_with_code,
    invitations_of,
    missing_of,
    next_evening,
    pool_of,
)
from alienor.surfaces.fields import Count, number_in
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.recruitment import ANSWERS, OUTCOMES, THROUGH, funnel_picture, needs

DOORS_A_PAGE = 40


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Where recruitment stands, and what comes next."""
    found = edition_named(slug)
    pool = pool_of(found)
    organises = "organiser" in roles_of(actor_of(request), found)
    entries = list(entries_of(found)) if organises else []
    names = identities(entry.person_id for entry in entries)
    counts = funnel_of(found)
    return render(
        request,
        "alienor/office/recruitment.html",
        {
            "edition": found,
            "frames": frames_of(found),
            "funnel": counts,
            "picture": funnel_picture(counts),
            "needs": needs(found, missing_of(found, pool=pool)),
            "organises": organises,
            "entries": [
                {
                    "entry": entry,
                    "name": names[entry.person_id].full_name,
                    "through": THROUGH[entry.replied_through],
                }
                for entry in entries
            ],
        },
    )


class RecruitmentPage(ActionPage):
    """A form of recruitment, that leads back to the overview."""

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def back(self, place: dict[str, Any]) -> str:
        """The overview's address."""
        return reverse("office:recruitment", args=[place["slug"]])


class ImportFrame(RecruitmentPage):
    """Import an address file."""

    title = _("Importer le fichier d'adresses")
    intro = _(
        "C'est la Base adresse locale de la commune : un fichier public, sans aucun nom. Il est "
        "lu en entier ou pas du tout."
    )
    submit = _("Importer")
    done = _("Le fichier est importé.")

    class Form(forms.Form):
        name = forms.CharField(label=_("D'où vient ce fichier ?"), max_length=200)
        file = forms.FileField(label=_("Fichier d'adresses (CSV)"))
        places = forms.FileField(
            label=_("Logements et quartiers (CSV)"),
            help_text=_(
                "Colonnes : cle_interop ; logements ; quartier. Sans ce fichier, chaque adresse "
                "compte pour un logement."
            ),
            required=False,
        )

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"name": _("Base adresse locale de la commune")}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        places = form.cleaned_data["places"]
        actions.import_frame(
            edition_id=edition_named(place["slug"]).pk,
            name=form.cleaned_data["name"],
            data=form.cleaned_data["file"].read(),
            places=places.read() if places else None,
            actor=actor,
            clock=clock,
        )
        return self.back(place)


class DrawInvitations(RecruitmentPage):
    """Draw addresses."""

    title = _("Tirer des adresses au sort")
    intro = _(
        "Une adresse de dix logements a environ dix fois plus de chances qu'une maison. Les "
        "adresses déjà tirées sont laissées de côté."
    )
    submit = _("Tirer au sort")
    done = _("Les adresses sont tirées au sort.")

    class Form(forms.Form):
        count = Count(label=_("Combien d'adresses ?"), min_value=1, max_value=1_000_000)
        seed = forms.CharField(
            label=_("Suite de caractères du tirage"),
            help_text=_(
                "Elle permet de refaire le même tirage. Gardez celle-ci, ou tirez-en une devant "
                "témoins."
            ),
            max_length=200,
        )

    def initial(self, **place: Any) -> dict[str, Any]:
        drawn = rules_of(edition_named(place["slug"])).recruitment.addresses_drawn
        return {"count": drawn, "seed": secrets.token_hex(16)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.draw_invitations(
            edition_id=edition_named(place["slug"]).pk,
            count=form.cleaned_data["count"],
            seed=form.cleaned_data["seed"],
            actor=actor,
            clock=clock,
        )
        return self.back(place)


class RecordDoors(RecruitmentPage):
    """Note an evening's doors, district by district."""

    template = "alienor/office/recruitment_doors.html"
    title = _("Noter une soirée de porte-à-porte")
    submit = _("Enregistrer ces portes")
    done = _("Les portes de la soirée sont notées.")

    def _doors(self, slug: str) -> list[Any]:
        rows = invitations_of(edition_named(slug)).filter(state__in=["drawn", "notice_left"])
        district = self.request.GET.get("quartier")
        if district is not None:
            rows = rows.filter(address__district=district)
        if self.request.method == "POST":
            sent = [
                name.removeprefix("outcome_")
                for name in self.request.POST
                if name.startswith("outcome_")
            ]
            rows = invitations_of(edition_named(slug)).filter(public_id__in=sent)
        first = (self._page() - 1) * DOORS_A_PAGE
        found = list(rows[first : first + DOORS_A_PAGE + 1])
        self.more = len(found) > DOORS_A_PAGE
        return found[:DOORS_A_PAGE]

    def _page(self) -> int:
        """The page of doors that is asked for, from 1; what was sent is one page."""
        asked = number_in(self.request.GET.get("page", ""))
        return max(1, asked or 1) if self.request.method != "POST" else 1

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        form.fields["evening"] = Count(label=_("Numéro de la soirée"), min_value=1, max_value=400)
        self.shown, self.doors = form, self._doors(place["slug"])
        for door in self.doors:
            form.fields[f"outcome_{door.public_id}"] = forms.ChoiceField(
                label=str(door.address),
                required=False,
                choices=[("", _("pas passés")), *OUTCOMES.items()],
            )
            form.fields[f"attempts_{door.public_id}"] = Count(
                label=_("Passages : %(address)s") % {"address": door.address},
                required=False,
                min_value=1,
                max_value=20,
            )
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"evening": next_evening(edition_named(place["slug"]))}

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {
            "edition": found,
            "doors": self.doors,
            "rows": [
                {
                    "door": door,
                    "outcome": self.shown[f"outcome_{door.public_id}"],
                    "attempts": self.shown[f"attempts_{door.public_id}"],
                }
                for door in self.doors
            ],
            "districts": districts_of(found),
            "district": self.request.GET.get("quartier"),
            "before": self._page() - 1,
            "after": self._page() + 1 if self.more else 0,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        actions.record_doors(
            edition_id=edition_named(place["slug"]).pk,
            evening=facts["evening"],
            visits=[
                actions.Visit(
                    invitation=door.public_id,
                    outcome=facts[f"outcome_{door.public_id}"],
                    attempts=facts[f"attempts_{door.public_id}"] or 1,
                )
                for door in self.doors
                if facts[f"outcome_{door.public_id}"]
            ],
            actor=actor,
            clock=clock,
        )
        return self.back(place)


class RecordReply(RecruitmentPage):
    """Enter a reply given by telephone, on paper or at the door."""

    title = _("Saisir une réponse")
    intro = _(
        "Les renseignements servent seulement au tirage au sort. De la personne qui décline, rien "
        "n'est gardé : le code de la lettre suffit."
    )
    submit = _("Enregistrer la réponse")
    done = _("La réponse est enregistrée.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        fields = form.fields
        fields["answer"] = forms.ChoiceField(
            label=_("Réponse"), choices=list(ANSWERS.items()), widget=forms.RadioSelect
        )
        fields["through"] = forms.ChoiceField(
            label=_("Reçue"),
            choices=[(code, label) for code, label in THROUGH.items() if code != "web"],
        )
        fields["code"] = forms.CharField(
            label=_("Code de réponse"),
            help_text=_("Il est imprimé sur la lettre. Vide pour qui n'en a pas reçu."),
            required=False,
            max_length=20,
        )
        fields["address"] = forms.CharField(
            label=_("Adresse, pour qui n'a pas de code"),
            help_text=_(
                "Une seule personne par foyer peut être tirée : celles de même adresse, écrite de "
                "la même façon, ont le même foyer. Vide, la personne compte pour un foyer à elle "
                "seule. L'adresse n'est pas gardée."
            ),
            required=False,
            max_length=200,
        )
        fields["given_name"] = forms.CharField(label=_("Prénom"), max_length=80, required=False)
        fields["family_name"] = forms.CharField(label=_("Nom"), max_length=80, required=False)
        fields["email"] = forms.EmailField(label=_("Adresse électronique"), required=False)
        fields["phone"] = forms.CharField(label=_("Téléphone"), required=False, max_length=30)
        fields["birth_year"] = Count(
            label=_("Année de naissance"), required=False, min_value=1900, max_value=2100
        )
        fields["guardian_agrees"] = forms.BooleanField(
            label=_("À 16 ou 17 ans : nous avons l'accord écrit d'un parent"), required=False
        )
        for feature in rules_of(edition_named(place["slug"])).draw.feature:
            by_birth = is_age(feature)
            fields[f"profile_{feature.code}"] = forms.ChoiceField(
                label=feature.label.fr.capitalize(),
                required=False,
                choices=[
                    ("", _("Selon l'année de naissance") if by_birth else _("À choisir")),
                    *((value.code, value.label.fr) for value in feature.value),
                ],
            )
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"answer": "accepted", "through": "phone"}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = form.cleaned_data
        invitation = None
        if facts["code"]:
            invitation = invitation_with_code(found, facts["code"])
            if invitation is None:
                raise Invalid("unknown_invitation", field="code")
        accepts = facts["answer"] == "accepted"
        actions.record_reply(
            edition_id=found.pk,
            answer=facts["answer"],
            through=facts["through"],
            invitation_id=invitation.pk if invitation else None,
            identity=Identity(
                given_name=facts["given_name"],
                family_name=facts["family_name"],
                email=facts["email"],
                phone=facts["phone"],
                birth_year=facts["birth_year"],
            )
            if accepts
            else None,
            profile={
                name.removeprefix("profile_"): value
                for name, value in facts.items()
                if name.startswith("profile_")
            }
            if accepts
            else None,
            guardian_agrees=facts["guardian_agrees"],
            address=facts["address"],
            actor=actor,
            clock=clock,
        )
        return self.back(place)


@require_POST
def withdraw(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take an agreement back, on the word of whoever gave it."""
    entry = entry_named(edition_named(slug), public_id)
    if entry is None:
        raise NotFound("reply")
    actions.withdraw_reply(entry_id=entry.pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, _("L'accord est retiré."))
    return HttpResponseRedirect(reverse("office:recruitment", args=[slug]))
