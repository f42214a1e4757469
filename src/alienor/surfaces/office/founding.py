"""The desk's pages of founding: the linked documents, and what the city commits itself to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.stages.founding import actions
from alienor.stages.founding.queries import edition_named, recorded_commitments, recorded_contact
from alienor.surfaces.fields import Day, Euros
from alienor.surfaces.forms import ActionPage, shown_value
from alienor.surfaces.words import DOCUMENTS


class FoundingPage(ActionPage):
    """A form that leads back to the edition's public page, where its text now is."""

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def back(self, place: dict[str, Any]) -> str:
        """The public page's address."""
        return reverse("public:edition", args=[place["slug"]])


class LinkDocument(FoundingPage):
    """Publish one of the documents on which the edition stands."""

    title = _("Publier un texte fondateur")
    intro = _(
        "Trois textes se répondent : les grands principes, la délibération de création, les "
        "principes de fonctionnement détaillés. Aucun n'en édicte un autre."
    )
    submit = _("Publier ce texte")
    done = _("Le texte est publié.")

    class Form(forms.Form):
        kind = forms.ChoiceField(
            label=_("Quel texte ?"), choices=list(DOCUMENTS.items()), widget=forms.RadioSelect
        )
        title = forms.CharField(label=_("Titre"), max_length=200)
        author = forms.CharField(label=_("Qui l'a écrit ou voté ?"), max_length=200)
        dated = Day(label=_("Date du texte"))
        text = forms.CharField(label=_("Texte"), widget=forms.Textarea(attrs={"rows": 14}))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.link_document(
            edition_id=edition_named(place["slug"]).pk,
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return self.back(place)


class MakeCommitment(FoundingPage):
    """Publish what the city will do with the result."""

    title = _("Publier un engagement de la Ville")
    intro = _(
        "Ce que la Ville s'engage à faire de ce que l'assemblée votera, avant quand et avec quel "
        "budget. Un engagement publié reste au journal."
    )
    submit = _("Publier cet engagement")
    done = _("L'engagement est publié.")

    class Form(forms.Form):
        text = forms.CharField(label=_("Engagement"), widget=forms.Textarea(attrs={"rows": 5}))
        due = Day(label=_("Avant le"), required=False)
        budget_euros = Euros(label=_("Budget, en euros"), required=False)

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_commitments(edition_named(place["slug"]))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {}

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (field.label, shown_value(field, commitment[name]))
            for commitment in recorded["commitments"]
            for name, field in form.fields.items()
            if name in commitment
        ]

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.make_commitment(
            edition_id=edition_named(place["slug"]).pk,
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return self.back(place)


class ChangeContact(ActionPage):
    """Say whom people call or write to for help."""

    title = _("Le contact affiché pour demander de l'aide")
    intro = _(
        "Il paraît au bas de chaque page et dans l'espace de chaque membre. Donnez celui d'un "
        "service plutôt que d'une personne."
    )
    done = _("Le contact est affiché.")

    class Form(forms.Form):
        phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)
        email = forms.EmailField(label=_("Adresse électronique"), required=False)

    def recorded(self, **place: Any) -> dict[str, str]:
        return recorded_contact()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.change_contact(actor=actor, clock=clock, **form.cleaned_data)
        return reverse("office:home")
