"""Word a vote: its question, its options, how it is counted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.cores.rules import matter_of
from alienor.cores.voting.methods import how_it_counts
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import Invalid
from alienor.stages.founding.queries import edition_named, path_of, rules_of
from alienor.stages.polls import wording
from alienor.surfaces.fields import Count
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.words import (
    COUNTING_METHODS,
    reader_language,
)


def step_choices(edition: Any, steps: Collection[str]) -> list[tuple[str, str]]:
    """Those of these steps that are not over, or all of them where all are."""
    rows = [item for item in path_of(edition) if item.rule.code in steps]
    return [
        (item.rule.code, item.rule.label.in_language(reader_language()))
        for item in ([item for item in rows if item.status != "done"] or rows)
    ]


class DraftVote(ActionPage):
    """What the pages that put something to the vote share: a question, and a step where the rules
    name several for that kind of vote."""

    submit = _("Préparer ce vote")
    kind = ""

    class Form(forms.Form):
        question = forms.CharField(
            label=_("Question"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600
        )

    def kind_of(self, **_place: Any) -> str:
        """The kind of vote, as the rules name it."""
        return self.kind

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form, found = super().form(*args, **place), edition_named(place["slug"])
        steps = rules_of(found).poll_kind(self.kind_of(**place)).steps
        if len(steps) > 1:
            form.fields["step"] = forms.ChoiceField(
                label=_("À quelle étape ?"), choices=step_choices(found, steps)
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def to_poll(self, slug: str, poll: Any) -> str:
        """The vote's page on the desk."""
        return reverse("office:poll", args=[slug, poll.public_id])


def costs_typed(text: str) -> list[int]:
    """Costs, one a line, with spaces between thousands. Errors: Invalid (`bad_cost`)."""
    costs = []
    for line in text.splitlines():
        figures = "".join(line.split()).removesuffix("€")
        if not figures:
            continue
        if not (figures.isascii() and figures.isdigit()) or len(figures) > 10:
            raise Invalid("bad_cost", field="costs", cost=line.strip()[:20])
        costs.append(int(figures))
    return costs


class DraftPoll(ActionPage):
    """Word a vote."""

    template = "alienor/office/draft_poll.html"
    title = _("Préparer un vote")
    intro = _(
        "Les sujets, les propositions, les amendements et le texte final se mettent aux voix "
        "depuis leur page : le résultat leur est alors appliqué."
    )
    submit = _("Enregistrer le vote")

    class Form(forms.Form):
        kind = forms.ChoiceField(label=_("Nature du vote"))
        question = forms.CharField(
            label=_("Question"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600
        )
        options = forms.CharField(
            label=_("Options, une par ligne"),
            help_text=_(
                "À laisser vide pour un vote pour ou contre, là où les règles disent à quelle "
                "majorité. Un vote indicatif a au moins deux options."
            ),
            widget=forms.Textarea(attrs={"rows": 6}),
            required=False,
        )
        places = Count(label=_("Combien d'options garder ?"), min_value=1, max_value=50, initial=1)
        step = forms.ChoiceField(
            label=_("À quelle étape ?"),
            required=False,
            help_text=_("Le vote paraît avec la journée de cette étape."),
        )
        method = forms.ChoiceField(
            label=_("Comment compter ?"),
            required=False,
            choices=[("", _("Comme les règles le prévoient")), *COUNTING_METHODS.items()],
            help_text=_(
                "Un vote indicatif se compte comme vous voulez. Un vote qui décide se compte comme "
                "ses règles le disent : une autre méthode demande une dérogation, et celles qui "
                "consultent ne décident jamais."
            ),
        )

        budget = Count(
            label=_("Budget à partager"),
            min_value=1,
            max_value=2_000_000_000,
            required=False,
            help_text=_("Pour un budget en parts égales seulement, en euros."),
        )
        costs = forms.CharField(
            label=_("Coûts, un par ligne"),
            help_text=_(
                "Pour un budget en parts égales : ce que coûte chaque option, dans l’ordre."
            ),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found, language = edition_named(place["slug"]), reader_language()
        rulebook = rules_of(found)
        form.fields["kind"].choices = [
            (kind.code, kind.label.in_language(language))
            for kind in rulebook.polls
            if matter_of(rulebook, kind=kind.code) is None
        ]
        form.fields["step"].choices = [
            ("", _("Celle que les règles prévoient")),
            *step_choices(found, [step.code for step in rulebook.steps]),
        ]
        for name in ("method", "budget", "costs"):
            form.fields[name].folded = _("Réglages avancés")
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"places": 1, "step": self.request.GET.get("step", "")}

    def context(self, **place: Any) -> dict[str, Any]:
        language = reader_language()
        return {
            "edition": edition_named(place["slug"]),
            "methods": [
                (label, how_it_counts(method, language=language))
                for method, label in COUNTING_METHODS.items()
            ],
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        texts = [line.strip() for line in form.cleaned_data["options"].splitlines() if line.strip()]
        made = wording.draft_poll(
            edition_id=found.pk,
            kind=form.cleaned_data["kind"],
            question=form.cleaned_data["question"],
            options=[(f"o{number}", text) for number, text in enumerate(texts, start=1)],
            places=form.cleaned_data["places"],
            step=form.cleaned_data["step"],
            method=form.cleaned_data["method"],
            budget=form.cleaned_data["budget"] or 0,
            costs=costs_typed(form.cleaned_data["costs"]),
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("office:poll", args=[found.slug, made.public_id])
