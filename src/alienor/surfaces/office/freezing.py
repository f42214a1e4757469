"""The desk's pages of a freeze: the balls announced, an assembly's draw or a group's fixed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import RuleForbids
from alienor.procedures import dealing
from alienor.procedures import draw as procedures
from alienor.stages.bodies.queries import call_for, volunteers_of
from alienor.stages.draw.quotas import thin_pool_breach
from alienor.stages.founding.queries import edition_named, refusal_of, rules_of
from alienor.stages.recruitment.queries import entries_of
from alienor.surfaces.draws.numbering import Numbering, numbering, numbering_for
from alienor.surfaces.fields import Moment
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.office.draw import DrawPage
from alienor.surfaces.words import BODIES, day_and_hour, reader_language


def how_balls_fall(numbered: Numbering) -> str:
    """What the balls will be, for the clerk to correct."""
    balls = numbered.balls_in_words.capitalize()
    return now(
        "%(balls)s boules numérotées de 0 à 9, remises dans l'urne après chaque tirage, tirées "
        "en public devant deux témoins."
    ) % {"balls": balls}


class AnnouncedBalls(forms.Form):
    """Where, when and how balls will be drawn: published, and final with the freeze."""

    where = forms.CharField(
        label=_("Où les boules seront-elles tirées ?"),
        help_text=_("Tel que le lira qui veut venir : « salle des fêtes, place de l'Église »."),
        max_length=200,
    )
    when = Moment(label=_("Quand ?"))
    how = forms.CharField(
        label=_("Comment ?"),
        help_text=_("Le lieu, l'heure et ces mots sont publiés."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_when(self) -> datetime:
        """Nobody can come to what is over."""
        when: datetime = self.cleaned_data["when"]
        if when <= SystemClock().now():
            raise forms.ValidationError(now("Choisissez une heure à venir."))
        return when

    @property
    def announced(self) -> str:
        """All three, as they are published: in the language of the city."""
        where = self.cleaned_data["where"].rstrip(".")
        with override("fr"):
            when = day_and_hour(self.cleaned_data["when"])
        return f"{where}, {when}. {self.cleaned_data['how']}"


class Freeze(DrawPage):
    """Close everything before the balls."""

    title = _("Fixer le tirage")
    submit = _("Fixer le tirage maintenant")
    done = _("Tout est fixé et publié. Il ne manque que les boules.")

    class Form(AnnouncedBalls):
        beacon_at = Moment(
            label=_("Réglage avancé : mélanger une balise publique"),
            help_text=_(
                "Une balise publique donne à heures fixes un nombre au hasard que personne ne "
                "prévoit ni ne choisit. Celle-ci s'appelle drand ; chacun de ses nombres est un "
                "tour. Celui de l'heure choisie ici, après les boules, décale le numéro qu'elles "
                "écrivent : même qui truquerait les boules ne choisirait pas l'équipe. Il faudra "
                "du réseau, ou un téléphone, pour le lire. Laissez vide, et les boules décident "
                "seules."
            ),
            required=False,
        )
        sure = forms.BooleanField(
            label=_(
                "La liste des accords et les quotas sont les bons : je sais que c'est définitif"
            )
        )

        def clean(self) -> dict[str, Any]:
            facts = super().clean() or self.cleaned_data
            when, beacon_at = facts.get("when"), facts.get("beacon_at")
            if when and beacon_at and beacon_at <= when:
                self.add_error("beacon_at", _("Choisissez une heure après celle des boules."))
            return facts

    def numbering(self, place: dict[str, Any]) -> Numbering:
        """How the panels will be numbered, for the people who have accepted so far."""
        found = self.draw(place)
        return numbering(found, people=entries_of(found.edition).count())

    def context(self, **place: Any) -> dict[str, Any]:
        intro = now(
            "La liste des personnes et les quotas sont fermés, %(panels)s équipes possibles sont "
            "numérotées et publiées. Plus rien ne changera : seules les boules décideront."
        ) % {"panels": self.numbering(place).panels_in_words}
        return {**super().context(**place), "intro": intro}

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"how": how_balls_fall(self.numbering(place))}

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """The form, or the dealing that somebody began with it."""
        if dealing.dealing_of(self.draw(place)) is not None:
            return HttpResponseRedirect(self._dealing(place))
        return super().get(request, **place)

    def foreseen(self, **place: Any) -> RuleForbids | None:
        found = self.draw(place)
        accepted = entries_of(found.edition).count()
        breach = thin_pool_breach(rules_of(found.edition), people=accepted, seats=found.seats)
        return refusal_of(found.edition, breach)

    def perform(self, form: AnnouncedBalls, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.draw(place)
        facts = {
            "draw_id": found.pk,
            "announced": form.announced,
            "beacon_at": form.cleaned_data["beacon_at"],
            "derogation": derogation_of(form),
            "actor": actor,
            "clock": clock,
        }
        if dealing.freeze_or_begin(**facts) is None:
            self.done = None
            return self._dealing(place)
        return self.back(place)

    def _dealing(self, place: dict[str, Any]) -> str:
        return reverse("office:dealing", args=[place["slug"], place["number"]])


class DrawGroup(ActionPage):
    """Draw a group among the members of the assembly who volunteer for it."""

    title = _("Tirer un groupe au sort")
    submit = _("Fixer ce tirage")
    done = _("Le tirage du groupe est fixé et publié. Il ne manque que les boules.")

    class Form(AnnouncedBalls):
        balance = forms.MultipleChoiceField(
            label=_("Le groupe ressemble aux volontaires par :"),
            help_text=_("Ne cochez rien pour un tirage simple, où tout le monde a la même chance."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        sure = forms.BooleanField(label=_("Je sais que c'est définitif"))

        field_order = ["balance", "where", "when", "how", "sure"]

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        rulebook = rules_of(edition_named(place["slug"]))
        form.fields["balance"].choices = [
            (feature.code, feature.label.in_language(reader_language()))
            for feature in rulebook.draw.feature
        ]
        return form

    def call(self, place: dict[str, Any]) -> Any:
        """The call for this group; None where it seeks nobody."""
        return call_for(edition_named(place["slug"]), place["body"])

    def numbering(self, place: dict[str, Any]) -> Numbering:
        """How the groups will be numbered, for those who volunteer so far."""
        call = self.call(place)
        return numbering_for(len(volunteers_of(call)), seats=call.seats) if call else numbering()

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"how": how_balls_fall(self.numbering(place))}

    def context(self, **place: Any) -> dict[str, Any]:
        numbered, call = self.numbering(place), self.call(place)
        intro = now(
            "%(people)s volontaires pour %(seats)s : %(panels)s groupes possibles seront numérotés "
            "et publiés, puis %(balls)s boules en désigneront un."
        ) % {
            "people": len(volunteers_of(call)) if call else 0,
            "seats": ngettext("%(count)s place", "%(count)s places", call.seats if call else 0)
            % {"count": call.seats if call else 0},
            "panels": numbered.panels_in_words,
            "balls": numbered.balls_in_words,
        }
        return {
            "edition": edition_named(place["slug"]),
            "title": f"{self.title} : {BODIES.get(place['body'], place['body'])}",
            "intro": intro,
        }

    def perform(self, form: AnnouncedBalls, *, actor: Actor, clock: Clock, **place: Any) -> str:
        made = procedures.draw_group(
            edition_id=edition_named(place["slug"]).pk,
            body=place["body"],
            balance=form.cleaned_data["balance"],
            announced=form.announced,
            actor=actor,
            clock=clock,
        )
        return reverse("office:draw", args=[place["slug"], made.number])
