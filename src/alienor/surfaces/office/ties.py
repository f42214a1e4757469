"""The desk's pages of ties: settle one as the rules name, or put the tied options to a new vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.voting.methods import how_ties_end
from alienor.cores.voting.recount import YES_NO
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotYet, WrongState
from alienor.procedures.votes import draft_revote, settle_vote
from alienor.stages.polls.queries import places_left_of, poll_in, tied_options_of
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.words import reader_language


class TiePage(ActionPage):
    """A page about a published tie, that shows its question and leads back to a vote."""

    def tied(self, **place: Any) -> Any:
        """The vote. Errors: NotFound; WrongState where it is not tied."""
        found = poll_in(place["slug"], place["public_id"])
        if not found.is_tied:
            raise WrongState(state=found.state, wanted=("tied",))
        return found

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.tied(**place)
        ends = how_ties_end(found.terms["tie"], language=reader_language())
        return {
            "edition": found.edition,
            "intro": f"{found.question} {ends}",
            "quoted": [str(option.text) for option in tied_options_of(found)],
        }


class SettleTie(TiePage):
    """What the chair decided, or what the public draw picked."""

    title = _("Départager")
    submit = _("Publier ce qui départage")
    done = _("L'égalité est départagée.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        found, form = self.tied(**place), forms.Form(*args)
        if found.terms["tie"] == "revote":
            raise NotYet("revote_needed")
        if found.method == YES_NO:
            form.fields["picked"] = forms.ChoiceField(
                label=_("Qu'est-ce qui l'emporte ?"),
                choices=[("adopted", _("Pour : adopté")), ("rejected", _("Contre : rejeté"))],
                widget=forms.RadioSelect,
            )
            return form
        options = [(option.key, str(option.text)) for option in tied_options_of(found)]
        places = places_left_of(found)
        for number in range(1, places + 1):
            form.fields[f"picked_{number}"] = forms.ChoiceField(
                label=now("Option retenue (%(number)s sur %(places)s)")
                % {"number": number, "places": places},
                choices=options,
                widget=forms.RadioSelect,
            )
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found, facts = self.tied(**place), form.cleaned_data
        if found.method == YES_NO:
            picked = [facts["picked"]] if facts["picked"] == "adopted" else []
        else:
            picked = list(facts.values())
        settle_vote(poll_id=found.pk, picked=picked, actor=actor, clock=clock)
        return reverse("office:poll", args=[place["slug"], place["public_id"]])


class DraftRevote(TiePage):
    """A new vote on the tied options alone."""

    title = _("Remettre aux voix")
    submit = _("Préparer ce nouveau vote")

    class Form(forms.Form):
        question = forms.CharField(
            label=_("Question"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600
        )

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"question": str(self.tied(**place).question)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.tied(**place)
        poll = draft_revote(
            poll_id=found.pk,
            question=form.cleaned_data["question"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[place["slug"], poll.public_id])
