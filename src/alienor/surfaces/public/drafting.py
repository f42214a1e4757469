"""The forms of proposals: write, submit, test, argue, amend. Each leads to one action."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.procedures.asking import ask_for_test
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.proposals import deliberating, testing, writing
from alienor.stages.proposals.queries import (
    amended_words,
    proposal_named,
    recorded_summary,
    recorded_version,
    test_named,
    versions_of,
)
from alienor.surfaces.fields import Euros, PublishedReason
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.labels import AuthorField, FunctionField, LabelledPage
from alienor.surfaces.words import axes_in, reader_language, services_in

BLANK_PARAGRAPHS = 2
PARAGRAPH = re.compile(r"p(\d{1,4})-([\w-]*)")


def _label(number: int) -> str:
    return now("Paragraphe %(number)s") % {"number": number}


class ProposalPage(LabelledPage):
    """What the forms about one proposal share."""

    def proposal(self, **place: Any) -> Any:
        """The proposal of this page."""
        return proposal_named(edition_named(place["slug"]), place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.proposal(**place)
        return {"public_edition": row.edition, "intro": self.intro or str(row.title)}

    def back(self, **place: Any) -> str:
        """The proposal's page."""
        return reverse("public:proposal", args=[place["slug"], place["public_id"]])


class SummaryForm(forms.Form):
    """What a proposal is in short, who would lose by it, and what it costs."""

    summary = forms.CharField(
        label=_("En bref"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    who_loses = forms.CharField(
        label=_("Qui pourrait y perdre ?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cost_euros = Euros(label=_("Coût, en euros, une fois"), required=False)
    yearly_cost_euros = Euros(label=_("Coût, en euros, par an"), required=False)


class DraftProposal(ActionPage):
    """The group's first words."""

    title = _("Écrire une proposition")
    intro = _(
        "Le groupe de proposition écrit ; l'assemblée seule adopte, amende ou rejette. Chaque "
        "version reste lisible."
    )
    submit = _("Publier cette première version")

    class Form(SummaryForm):
        title = forms.CharField(label=_("Titre"), max_length=200)
        text = forms.CharField(
            label=_("Texte, un paragraphe séparé du suivant par une ligne vide"),
            widget=forms.Textarea(attrs={"rows": 14}),
        )
        field_order = ("title", "summary", "text")

    def context(self, **place: Any) -> dict[str, Any]:
        return {"public_edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = dict(form.cleaned_data)
        words = facts.pop("text").replace("\r\n", "\n").split("\n\n")
        made = writing.draft_proposal(
            edition_id=found.pk,
            paragraphs=[("", paragraph) for paragraph in words],
            actor=actor,
            clock=clock,
            **facts,
        )
        return reverse("public:proposal", args=[found.slug, made.public_id])


class WriteVersion(ProposalPage):
    """The whole text again, paragraph by paragraph."""

    title = _("Écrire une nouvelle version")
    submit = _("Publier cette version")
    done = _("La nouvelle version est publiée ; l'ancienne reste lisible.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        row = self.proposal(**place)
        form = forms.Form(*args)
        amended = amended_words(row)
        for number, name in enumerate(self._names(row, *args[:1]), start=1):
            form.fields[name] = forms.CharField(
                label=_label(number), required=False, widget=forms.Textarea(attrs={"rows": 4})
            )
            if name.partition("-")[2] in amended:
                form.fields[name].help_text = _("L'assemblée l'a amendé : ses mots restent.")
        form.fields["note"] = forms.CharField(
            label=_("Pourquoi une nouvelle version ?"), required=False, max_length=400
        )
        return form

    def _names(self, row: Any, sent: Mapping[str, Any] | None = None) -> list[str]:
        """A field for each paragraph, `p<rank>-<key>`, a new one without a key: those that were
        sent, whatever was written meanwhile, else those of the latest version."""
        versions = versions_of(row)
        if sent is None:
            keys = [*(one.key for one in versions[-1].paragraphs.all()), *[""] * BLANK_PARAGRAPHS]
            return [f"p{number}-{key}" for number, key in enumerate(keys, start=1)]
        known = {"", *(one.key for version in versions for one in version.paragraphs.all())}
        found = [match for name in sent if (match := PARAGRAPH.fullmatch(name))]
        return [match[0] for match in sorted(found, key=lambda m: int(m[1])) if match[2] in known]

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_version(self.proposal(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        amended = amended_words(self.proposal(**place))
        return {
            f"p{number}-{key}": words if amended.get(key, "") in words else amended[key]
            for number, (key, words) in enumerate(self.recorded(**place)["paragraphs"], start=1)
        }

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (_label(number), words)
            for number, (_key, words) in enumerate(recorded["paragraphs"], start=1)
        ]

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        writing.write_version(
            proposal_id=self.proposal(**place).pk,
            paragraphs=[
                (name.partition("-")[2], words.replace("\r\n", "\n"))
                for name, words in facts.items()
                if PARAGRAPH.fullmatch(name)
            ],
            note=facts["note"],
            seen=facts["seen"],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class Summarise(ProposalPage):
    """The summary and the costs, said again."""

    title = _("Mettre à jour le résumé et le coût")
    submit = _("Publier ce résumé")
    Form = SummaryForm

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_summary(self.proposal(**place))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        writing.summarise_proposal(
            proposal_id=self.proposal(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class Freeze(ProposalPage):
    """Submit to the assembly."""

    title = _("Soumettre à l'arbitrage de l'assemblée")
    submit = _("Soumettre cette proposition")
    done = _("La proposition est soumise : seule l'assemblée peut encore en changer les mots.")

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        writing.freeze_proposal(proposal_id=self.proposal(**place).pk, actor=actor, clock=clock)
        return self.back(**place)


class NoteDisagreement(ProposalPage):
    """Keep a disagreement as such."""

    title = _("Noter un désaccord")
    submit = _("Publier ce désaccord")

    class Form(forms.Form):
        question = forms.CharField(label=_("Sur quoi n'êtes-vous pas d'accord ?"), max_length=400)
        first = forms.CharField(
            label=_("Première position"), widget=forms.Textarea(attrs={"rows": 2})
        )
        first_held_by = FunctionField(_("Qui la défend ?"))
        second = forms.CharField(
            label=_("Seconde position"), widget=forms.Textarea(attrs={"rows": 2})
        )
        second_held_by = FunctionField(_("Qui défend la seconde ?"))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        writing.note_disagreement(
            proposal_id=self.proposal(**place).pk,
            question=facts["question"],
            positions=[
                (facts["first"], facts["first_held_by"]),
                (facts["second"], facts["second_held_by"]),
            ],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class RequestTest(ProposalPage):
    """Ask a city service for its opinion."""

    title = _("Demander l'avis d'un service")
    submit = _("Demander cet avis")
    done = _("L'avis est demandé ; son délai est public.")

    class Form(forms.Form):
        axis = forms.ChoiceField(label=_("Sur quoi ?"))
        service = forms.ChoiceField(label=_("À quel service ?"))

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        found = edition_named(place["slug"])
        form.fields["axis"].choices = list(axes_in(found).items())
        form.fields["service"].choices = [(name, name) for name in services_in(found)]
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        ask_for_test(
            proposal_id=self.proposal(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class TestPage(ActionPage):
    """What the forms about one test sheet share."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    def sheet(self, **place: Any) -> Any:
        """The test sheet of this page."""
        return test_named(edition_named(place["slug"]), place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        sheet = self.sheet(**place)
        version = next(one for one in versions_of(sheet.proposal) if one.number == sheet.version)
        return {
            "public_edition": sheet.proposal.edition,
            "intro": now("%(title)s. Sur quoi : %(axis)s. Avant le %(day)s.")
            % {
                "title": sheet.proposal.title,
                "axis": axes_in(sheet.proposal.edition).get(sheet.axis, sheet.axis),
                "day": full_day(sheet.due_on),
            },
            "whole_text": [one.text for one in version.paragraphs.all()],
        }

    def back(self, **place: Any) -> str:
        """The proposal's page."""
        row = self.sheet(**place).proposal
        return reverse("public:proposal", args=[place["slug"], row.public_id])


class AnswerTest(TestPage):
    """A service gives its opinion."""

    title = _("Donner l'avis du service")
    submit = _("Publier l'avis")
    done = _("L'avis est publié.")

    class Form(forms.Form):
        verdict = forms.ChoiceField(label=_("Avis"), widget=forms.RadioSelect)
        reason = PublishedReason(widget=forms.Textarea(attrs={"rows": 5}))
        conditions = forms.CharField(
            label=_("À quelles conditions ?"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        cost_euros = Euros(label=_("Coût, en euros"), required=False)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["verdict"].choices = [
            (one.code, one.label.in_language(reader_language()).capitalize())
            for one in rules_of(edition_named(place["slug"])).test_sheets.verdict
        ]
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        testing.answer_test(
            test_id=self.sheet(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class ReplyToTest(TestPage):
    """The group answers an opinion."""

    title = _("Répondre à l'avis d'un service")
    submit = _("Publier la réponse")

    def context(self, **place: Any) -> dict[str, Any]:
        sheet = self.sheet(**place)
        said = [str(one) for one in (sheet.reason, sheet.conditions) if one]
        return {**super().context(**place), "quoted": said}

    class Form(forms.Form):
        reply = forms.CharField(label=_("Réponse"), widget=forms.Textarea(attrs={"rows": 5}))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        testing.reply_to_test(
            test_id=self.sheet(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class GiveArgument(ProposalPage):
    """A reason for or against."""

    title = _("Donner un argument")
    submit = _("Publier cet argument")

    class Form(forms.Form):
        side = forms.ChoiceField(
            label=_("Votre argument est"),
            choices=[("for", _("Pour")), ("against", _("Contre"))],
            widget=forms.RadioSelect,
        )
        text = forms.CharField(
            label=_("Votre argument"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1500
        )
        author_label = AuthorField()

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        deliberating.give_argument(
            proposal_id=self.proposal(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class SubmitAmendment(ProposalPage):
    """Other words for a paragraph."""

    title = _("Proposer un amendement")
    submit = _("Proposer cet amendement")
    done = _("L'amendement est publié : l'assemblée en décidera.")

    class Form(forms.Form):
        paragraph = forms.ChoiceField(label=_("Quel paragraphe ?"), widget=forms.RadioSelect)
        text = forms.CharField(
            label=_("Les mots que vous proposez à la place"),
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        reason = forms.CharField(label=_("Pourquoi ?"), widget=forms.Textarea(attrs={"rows": 3}))
        author_label = AuthorField()

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        latest = versions_of(self.proposal(**place))[-1]
        form.fields["paragraph"].choices = [
            (one.key, str(one.text)) for one in latest.paragraphs.all()
        ]
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        deliberating.submit_amendment(
            proposal_id=self.proposal(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)
