"""The desk's pages of proposals: put options, amendments and the final text to the vote."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import WrongState
from alienor.procedures import votes
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.polls.queries import votes_by_matter
from alienor.stages.proposals import deliberating
from alienor.stages.proposals.queries import (
    amendment_named,
    deciding_polls,
    final_text_of,
    proposal_named,
    proposals_of,
    waiting_amendments,
    waiting_tests,
)
from alienor.surfaces.fields import Count
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.office.rounds import may_be_chosen_among
from alienor.surfaces.office.vote_drafts import DraftVote

BLANK_POINTS = 4


def proposal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be put to the vote, and which opinions are awaited."""
    found = edition_named(slug)
    held, final = votes_by_matter(found), final_text_of(found)
    return render(
        request,
        "alienor/office/proposals.html",
        {
            "edition": found,
            "proposals": [
                (row, held.get(votes.PROPOSAL + row.public_id)) for row in proposals_of(found)
            ],
            "amendments": [
                (row, held.get(votes.AMENDMENT + row.public_id))
                for row in waiting_amendments(found)
            ],
            "tests": waiting_tests(found),
            "among": bool(rules_of(found).chains) and len(may_be_chosen_among(found)) > 1,
            "final": final,
            "final_vote": held.get(votes.FINAL + final.public_id) if final else None,
        },
    )


class DraftOptionVote(DraftVote):
    """The vote on an option."""

    kind = "arbitration"
    title = _("Mettre une proposition aux voix")

    def initial(self, **place: Any) -> dict[str, Any]:
        row = proposal_named(edition_named(place["slug"]), place["public_id"])
        return {
            "question": now("Adoptez-vous la proposition « %(title)s » ?") % {"title": row.title}
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        row = proposal_named(edition_named(place["slug"]), place["public_id"])
        poll = votes.draft_option_vote(
            proposal_id=row.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.to_poll(place["slug"], poll)


class DraftAmendmentVote(DraftVote):
    """The vote on an amendment."""

    kind = "amendment"
    title = _("Mettre un amendement aux voix")

    def initial(self, **place: Any) -> dict[str, Any]:
        row = amendment_named(edition_named(place["slug"]), place["public_id"])
        return {"question": now("Adoptez-vous l'amendement : « %(text)s » ?") % {"text": row.text}}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        row = amendment_named(edition_named(place["slug"]), place["public_id"])
        poll = votes.draft_amendment_vote(
            amendment_id=row.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.to_poll(place["slug"], poll)


class DraftFinalVote(DraftVote):
    """The final vote."""

    kind = "final_vote"
    title = _("Préparer le vote final")

    def final(self, **place: Any) -> Any:
        """The text to vote on. Errors: WrongState before it is composed."""
        final = final_text_of(edition_named(place["slug"]))
        if final is None:
            raise WrongState(state="empty", wanted=("composed",))
        return final

    def initial(self, **place: Any) -> dict[str, Any]:
        title = self.final(**place).title
        return {"question": now("Adoptez-vous le texte « %(title)s » ?") % {"title": title}}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        poll = votes.draft_final_vote(
            final_id=self.final(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.to_poll(place["slug"], poll)


class ComposeFinalText(ActionPage):
    """One text of what was adopted."""

    title = _("Établir le texte soumis au vote final")
    intro = _("Chaque point est ce à quoi le conseil municipal répondra, un par un.")
    submit = _("Établir ce texte")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        form.fields["title"] = forms.CharField(label=_("Titre"), max_length=200)
        form.fields["preamble"] = forms.CharField(
            label=_("Préambule"), required=False, widget=forms.Textarea(attrs={"rows": 5})
        )
        adopted = [
            row for row in proposals_of(edition_named(place["slug"])) if row.state == "adopted"
        ]
        choices = [("", "—"), *((row.pk, str(row.title)) for row in adopted)]
        for number in range(1, max(len(adopted), 1) * 3 + BLANK_POINTS + 1):
            said = {"number": number}
            form.fields[f"{number}-title"] = forms.CharField(
                label=now("Titre du point %(number)s") % said, required=False, max_length=200
            )
            form.fields[f"{number}-text"] = forms.CharField(
                label=now("Texte du point %(number)s") % said,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            form.fields[f"{number}-proposal"] = forms.TypedChoiceField(
                label=now("Proposition dont vient le point %(number)s") % said,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = form.cleaned_data
        numbers = [name.partition("-")[0] for name in facts if name.endswith("-text")]
        deliberating.compose_final_text(
            edition_id=found.pk,
            title=facts["title"],
            preamble=facts["preamble"],
            points=[
                deliberating.Point(
                    key=f"c{number}",
                    title=facts[f"{number}-title"],
                    text=facts[f"{number}-text"],
                    proposal_id=facts[f"{number}-proposal"],
                )
                for number in numbers
                if facts[f"{number}-text"].strip()
            ],
            actor=actor,
            clock=clock,
        )
        return reverse("public:final_text", args=[found.slug])


class AttachOpinion(ActionPage):
    """What those who lost want to be read."""

    title = _("Joindre une opinion minoritaire")
    submit = _("Joindre cette opinion")

    class Form(forms.Form):
        poll = forms.ChoiceField(label=_("À quel vote ?"))
        title = forms.CharField(label=_("Titre"), max_length=200)
        text = forms.CharField(label=_("Texte"), widget=forms.Textarea(attrs={"rows": 8}))
        signatures = Count(label=_("Nombre de signatures"), min_value=1)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found = edition_named(place["slug"])
        form.fields["poll"].choices = [
            (row.public_id, Truncator(str(row.question)).chars(120))
            for row in deciding_polls(found)
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {"edition": found, "article": rules_of(found).council.article}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        deliberating.attach_minority_opinion(
            edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("public:final_text", args=[found.slug])
