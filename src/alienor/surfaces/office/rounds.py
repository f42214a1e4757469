"""The desk's pages of chains of votes: prepare the funnel of topics, choose among proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import Invalid, NotYet
from alienor.procedures import rounds
from alienor.procedures.subject import round_to_hold
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.polls.queries import poll_in
from alienor.stages.proposals.queries import proposals_of
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.office.vote_drafts import step_choices
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import reader_language

PROPOSALS = "proposals"


class RoundsPage(ActionPage):
    """What the pages that begin a chain share: the rounds of the rules, shown before they begin."""

    template = "alienor/office/rounds.html"
    submit = _("Préparer le premier tour")
    done = _("Le premier tour est préparé ; chaque résultat préparera le suivant.")

    def lines(self, **place: Any) -> list[tuple[int, str, str]]:
        """Each round: how many it keeps, its kind of vote, and what it asks."""
        raise NotImplementedError

    def steps(self, **place: Any) -> Sequence[str]:
        """The steps at which the rules allow the first round."""
        raise NotImplementedError

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form, steps = super().form(*args, **place), self.steps(**place)
        if len(steps) > 1:
            form.fields["step"] = forms.ChoiceField(
                label=_("À quelle étape ?"),
                choices=step_choices(edition_named(place["slug"]), steps),
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"]), "rounds": self.lines(**place)}


class BeginTopicRounds(RoundsPage):
    """Prepare the choice of the subject, round after round."""

    title = _("Préparer l’entonnoir")
    intro = _(
        "Les sujets recevables vont aux voix tour après tour, jusqu’à ce qu’il en reste un. Leurs "
        "mots sont ceux de qui les a proposés, les questions celles des règles. Vous ouvrirez, "
        "fermerez et publierez chaque tour ; son résultat prépare le suivant."
    )

    def lines(self, **place: Any) -> list[tuple[int, str, str]]:
        found = edition_named(place["slug"])
        rules, language = rules_of(found), reader_language()
        coming = round_to_hold(found)
        left = rules.topics.funnel[coming.number - 1 :]
        return [
            (
                one.keep,
                rules.poll_kind(one.poll).label.in_language(language),
                one.question.fr if one.question else rounds.WHICH_TO_KEEP,
            )
            for one in left
        ]

    def steps(self, **place: Any) -> Sequence[str]:
        return round_to_hold(edition_named(place["slug"])).kind.steps

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        poll = rounds.begin_topic_rounds(
            edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:poll", args=[found.slug, poll.public_id])


def may_be_chosen_among(edition: Any) -> list[Any]:
    """The proposals that could enter a chain now: submitted, and in no vote."""
    return [
        row for row in proposals_of(edition) if row.state == "frozen" and not rounds.at_vote(row)
    ]


class BeginProposalRounds(RoundsPage):
    """Choose among proposals that answer the same question, round after round."""

    title = _("Départager des propositions")
    intro = _(
        "L’assemblée choisit entre des propositions que le groupe lui a soumises. Celles qu’un "
        "tour écarte sont rejetées ; celle qui reste au dernier tour est adoptée. Leurs mots sont "
        "ceux du groupe, les questions celles des règles."
    )

    class Form(forms.Form):
        proposals = forms.MultipleChoiceField(
            label=_("Entre quelles propositions ?"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Deux au moins, qui répondent à la même question."),
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["proposals"].choices = [
            (row.public_id, str(row.title))
            for row in may_be_chosen_among(edition_named(place["slug"]))
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        among = may_be_chosen_among(edition_named(place["slug"]))
        if len(among) < 2:
            raise NotYet("proposals_needed")
        return super().context(**place)

    def chain(self, **place: Any) -> Any:
        """The chain of the rules. Errors: Invalid where they have none."""
        chain = rules_of(edition_named(place["slug"])).chain(PROPOSALS)
        if chain is None:
            raise Invalid("no_chain")
        return chain

    def lines(self, **place: Any) -> list[tuple[int, str, str]]:
        rules, language = rules_of(edition_named(place["slug"])), reader_language()
        return [
            (one.keep, rules.poll_kind(one.poll).label.in_language(language), one.question.fr)
            for one in self.chain(**place).rounds
        ]

    def steps(self, **place: Any) -> Sequence[str]:
        rules = rules_of(edition_named(place["slug"]))
        steps: Sequence[str] = rules.poll_kind(self.chain(**place).rounds[0].poll).steps
        return steps

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        poll = rounds.begin_proposal_rounds(
            edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:poll", args=[found.slug, poll.public_id])


@require_POST
def next_round(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Prepare the round that goes on from this one, where its result did not do so."""
    made = rounds.draft_round_after(
        poll_id=poll_in(slug, public_id).pk, actor=actor_of(request), clock=SystemClock()
    )
    messages.success(request, _("Le tour suivant est préparé."))
    return HttpResponseRedirect(reverse("office:poll", args=[slug, made.public_id]))
