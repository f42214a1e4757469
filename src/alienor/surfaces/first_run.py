"""The first run: city, first organiser, first edition, in one form of one page."""

from __future__ import annotations

import hmac
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.cores import rules
from alienor.platform.accounts.open import open_account
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import Invalid
from alienor.platform.people.records import Identity
from alienor.procedures.begin import begin_instance
from alienor.stages.founding.queries import city
from alienor.surfaces.forms import ActionPage


def first_run_code() -> str:
    """The code that the server prints while the instance is empty: its operator alone sees it."""
    key = settings.INSTANCE.secrets.raw("wrapping")
    return hmac.new(key, b"first run", "sha256").hexdigest()[:32]


class FirstRun(ActionPage):
    """Create the city, the first organiser, and an edition from a template."""

    title = _("Bienvenue. Ouvrons votre assemblée")
    intro = _(
        "Trois choses suffisent : la commune, vous, et un modèle de règles. Tout se modifie "
        "ensuite, sauf ce qui est déjà inscrit au journal public."
    )
    submit = _("Ouvrir l'assemblée")
    done = _("L'assemblée est ouverte. Voici votre bureau.")

    class Form(forms.Form):
        code = forms.CharField(
            label=_("Code de première ouverture"),
            help_text=_("Il est affiché là où le serveur a été lancé."),
        )
        city = forms.CharField(label=_("Nom de la commune"), max_length=120)
        insee = forms.RegexField(
            r"^\d[\dAB]\d{3}$",
            label=_("Code INSEE"),
            help_text=_("Cinq caractères, par exemple 86194. Facultatif."),
            required=False,
        )
        contact_phone = forms.CharField(
            label=_("Téléphone où demander de l'aide"),
            help_text=_("Affiché sur chaque page : celui d'un service plutôt que d'une personne."),
            max_length=30,
            required=False,
        )
        contact_email = forms.EmailField(
            label=_("Adresse électronique où demander de l'aide"), required=False
        )
        given_name = forms.CharField(label=_("Votre prénom"), max_length=80)
        family_name = forms.CharField(label=_("Votre nom"), max_length=80)
        email = forms.EmailField(label=_("Votre adresse électronique"))
        password = forms.CharField(
            label=_("Votre phrase de passe"),
            help_text=_(
                "Douze caractères au moins : quatre mots ordinaires font une bonne phrase."
            ),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )
        edition = forms.CharField(label=_("Titre de la première édition"), max_length=200)
        template = forms.ChoiceField(label=_("Modèle de règles"))

        def clean_password(self) -> str:
            password = str(self.cleaned_data["password"])
            validate_password(password)
            return password

    def dispatch(self, request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
        if city() is not None:
            return HttpResponseRedirect(reverse("public:home"))
        return super().dispatch(request, *args, **place)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["template"].choices = [
            (name, rules.load_template(name).title.fr) for name in rules.template_names()
        ]
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        given = "".join(facts["code"].split()).lower()
        if not hmac.compare_digest(given.encode(), first_run_code().encode()):
            raise Invalid("wrong_first_run_code", field="code")
        begun = begin_instance(
            city=facts["city"],
            insee=facts["insee"],
            contact_phone=facts["contact_phone"],
            contact_email=facts["contact_email"],
            organiser=Identity(
                given_name=facts["given_name"],
                family_name=facts["family_name"],
                email=facts["email"],
            ),
            password=facts["password"],
            edition_title=facts["edition"],
            rules=rules.template_text(facts["template"]),
            actor=Actor(operator=True, through="web"),
            clock=clock,
        )
        account = open_account(begun.organiser_id)
        login(
            self.request,
            account,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return reverse("office:home")
