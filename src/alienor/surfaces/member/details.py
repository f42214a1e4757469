"""My details: correct what is known of me, and how I appear in public."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.people.actions import correct_person
from alienor.platform.people.records import identity_of
from alienor.stages.bodies.queries import seats_of_person
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import person_of

LANGUAGES = (("fr", "Français"), ("en", "English"))


class Details(LoginRequiredMixin, ActionPage):
    """Correct one's own name, contacts and language, and how one appears in public."""

    template = "alienor/member/details.html"
    title = _("Mes coordonnées")
    intro = _(
        "Seules les personnes qui organisent et accueillent l'assemblée lisent ces lignes. Elles "
        "sont chiffrées, et le journal public dit seulement que des coordonnées ont été corrigées."
    )
    done = _("Vos coordonnées sont corrigées.")

    class Form(forms.Form):
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
        badge_name = forms.CharField(
            label=_("Le nom sur mon badge"),
            help_text=_("Laissez vide pour votre prénom et votre nom."),
            max_length=60,
            required=False,
        )
        phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
        language = forms.ChoiceField(
            label=_("Langue des messages"), choices=LANGUAGES, widget=forms.RadioSelect
        )
        shown = forms.ChoiceField(
            label=_("Comment paraître en public ?"),
            choices=[
                ("words", _("Par quelques mots, que j'écris ci-dessous")),
                ("name", _("Par mon prénom et mon nom : je l'accepte")),
            ],
            widget=forms.RadioSelect,
        )
        words = forms.CharField(
            label=_("Ces quelques mots"),
            help_text=_(
                "Par exemple : « Habitante, Beaulieu ». Laissez vide pour ne montrer que votre "
                "collège."
            ),
            max_length=120,
            required=False,
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        if self._public_by_office():
            del form.fields["shown"], form.fields["words"]
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        known = identity_of(person_of(self.request))
        named = bool(known.public_name) and known.public_name == known.full_name
        return {
            "given_name": known.given_name,
            "family_name": known.family_name,
            "badge_name": known.badge_name,
            "phone": known.phone,
            "language": known.language,
            "shown": "name" if named else "words",
            "words": "" if named else known.public_name,
        }

    def context(self, **place: Any) -> dict[str, Any]:
        return {
            "public_by_office": self._public_by_office(),
            "email": identity_of(person_of(self.request)).email,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        person_id, facts = person_of(self.request), form.cleaned_data
        wanted = replace(
            identity_of(person_id),
            **{name: facts[name] for name in ("given_name", "family_name", "badge_name", "phone")},
            language=facts["language"],
        )
        if self._public_by_office() or facts["shown"] == "name":
            wanted = replace(wanted, public_name=wanted.full_name)
        else:
            wanted = replace(wanted, public_name=facts["words"].strip())
        correct_person(person_id=person_id, identity=wanted, actor=actor, clock=clock)
        return reverse("member:details")

    def _public_by_office(self) -> bool:
        """Elected members appear by their name: their office is public."""
        return (
            seats_of_person(person_of(self.request))
            .filter(state="accepted", college__startswith="elected")
            .exists()
        )


@method_decorator(reauthentication_required, name="dispatch")
class ChangeEmail(ActionPage):
    """Change the address by which one enters. Whoever has a passphrase, a key or a second factor
    proves it again first: an address opens everything."""

    template = "alienor/member/email.html"
    title = _("Changer d'adresse électronique")
    intro = _(
        "C'est elle qui vous fait entrer. Si vous la changez, vous sortez de votre espace : vous y "
        "rentrerez avec un code envoyé à la nouvelle adresse. Votre phrase de passe, vos clés et "
        "votre double vérification seront à refaire."
    )
    submit = _("Changer d'adresse")
    done = _("C'est corrigé. Entrez avec un code, envoyé à votre nouvelle adresse.")

    class Form(forms.Form):
        email = forms.EmailField(label=_("Nouvelle adresse électronique"))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        person_id = person_of(self.request)
        wanted = replace(identity_of(person_id), email=form.cleaned_data["email"])
        correct_person(person_id=person_id, identity=wanted, actor=actor, clock=clock)
        logout(self.request)
        return reverse("account_login")
