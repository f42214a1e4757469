"""The way of a proposal in the register, from its first words to the assembly's vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("proposal_drafted", says=_("Le groupe de proposition écrit une proposition."))
@dataclass(frozen=True, kw_only=True)
class ProposalDrafted(Act):
    """The group puts a proposal in words for the first time."""

    proposal: Annotated[str, "the proposal"]
    number: Annotated[int, "its number in the edition"]
    title: Annotated[Words, "its title"]
    summary: Annotated[Words, "what it is, in short"]
    who_loses: Annotated[Words | None, "who would lose by it"] = None


@act_type(
    "version_written", says=_("Une version d'une proposition est écrite (version {version}).")
)
@dataclass(frozen=True, kw_only=True)
class VersionWritten(Act):
    """The whole text of a proposal; the earlier versions stay."""

    proposal: Annotated[str, "the proposal"]
    version: Annotated[int, "which version"]
    paragraphs: Annotated[list[str], "the key of each paragraph, in order"]
    texts: Annotated[list[Words], "the words of each paragraph"]
    note: Annotated[Words | None, "why there is a new version"] = None
    amendments: Annotated[list[str] | None, "the adopted amendments that it writes in"] = None


@act_type("proposal_summarised", says=_("Le résumé ou le coût d'une proposition est mis à jour."))
@dataclass(frozen=True, kw_only=True)
class ProposalSummarised(Act):
    """What a proposal is in short, who would lose by it and what it costs, said again."""

    proposal: Annotated[str, "the proposal"]
    summary: Annotated[Words, "what it is, in short"]
    who_loses: Annotated[Words | None, "who would lose by it"] = None
    cost_euros: Annotated[int | None, "what it costs once, in euros"] = None
    yearly_cost_euros: Annotated[int | None, "what it costs a year, in euros"] = None


@act_type("proposal_frozen", says=_("Une proposition est soumise à l'arbitrage de l'assemblée."))
@dataclass(frozen=True, kw_only=True)
class ProposalFrozen(Act):
    """The group submits its proposal: its words change no more but by the assembly."""

    proposal: Annotated[str, "the proposal"]
    version: Annotated[int, "the version that is submitted"]


@act_type("test_requested", says=_("Un avis est demandé à un service de la Ville."))
@dataclass(frozen=True, kw_only=True)
class TestRequested(Act):
    """A city service is asked for its opinion."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    test: Annotated[str, "the test sheet"]
    proposal: Annotated[str, "the proposal"]
    version: Annotated[int, "the version that it is asked about"]
    axis: Annotated[str, "technical, legal, budget or staff, as the rules name them"]
    service: Annotated[str, "the service"]
    due_on: Annotated[str, "the day by which it answers"]


@act_type("test_answered", says=_("Un service de la Ville donne son avis."))
@dataclass(frozen=True, kw_only=True)
class TestAnswered(Act):
    """A city service says whether the proposal is feasible, and why."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    test: Annotated[str, "the test sheet"]
    proposal: Annotated[str, "the proposal"]
    verdict: Annotated[str, "the verdict, as the rules name it"]
    reason: Annotated[Words, "why"]
    late: Annotated[bool, "whether it came after its deadline"]
    conditions: Annotated[Words | None, "on what conditions"] = None
    cost_euros: Annotated[int | None, "what it would cost, in euros"] = None


@act_type("test_replied", says=_("Le groupe de proposition répond à l'avis d'un service."))
@dataclass(frozen=True, kw_only=True)
class TestReplied(Act):
    """The group answers a service's opinion; the opinion stays as it is."""

    __test__ = False  # not a test class, whatever its name suggests to pytest

    test: Annotated[str, "the test sheet"]
    reply: Annotated[Words, "what the group says"]


@act_type("argument_given", says=_("Un argument est donné."), contribution=True)
@dataclass(frozen=True, kw_only=True)
class ArgumentGiven(Act):
    """Somebody gives a reason for or against."""

    argument: Annotated[str, "the argument"]
    proposal: Annotated[str, "the proposal"]
    side: Annotated[str, "for or against"]
    text: Annotated[Words, "the reason"]


@act_type(
    "disagreement_noted",
    says=_("Un désaccord du groupe est noté, pour l'assemblée."),
    contribution=True,
)
@dataclass(frozen=True, kw_only=True)
class DisagreementNoted(Act):
    """The group does not agree, and says so."""

    disagreement: Annotated[str, "the disagreement"]
    proposal: Annotated[str, "the proposal"]
    question: Annotated[Words, "what they do not agree on"]
    positions: Annotated[list[Words], "each position"]


@act_type("amendment_submitted", says=_("Un amendement est proposé."), contribution=True)
@dataclass(frozen=True, kw_only=True)
class AmendmentSubmitted(Act):
    """Somebody proposes other words for a paragraph."""

    amendment: Annotated[str, "the amendment"]
    proposal: Annotated[str, "the proposal"]
    version: Annotated[int, "the version that it amends"]
    paragraph: Annotated[str, "the key of the paragraph"]
    text: Annotated[Words, "the words proposed"]
    reason: Annotated[Words, "why"]


@act_type("amendment_decided", says=_("L'assemblée décide d'un amendement."))
@dataclass(frozen=True, kw_only=True)
class AmendmentDecided(Act):
    """The assembly adopts or rejects an amendment."""

    amendment: Annotated[str, "the amendment"]
    poll: Annotated[str, "the vote"]
    outcome: Annotated[str, "adopted or rejected"]


@act_type("proposal_decided", says=_("L'assemblée décide d'une proposition."))
@dataclass(frozen=True, kw_only=True)
class ProposalDecided(Act):
    """The assembly adopts or rejects a proposal."""

    proposal: Annotated[str, "the proposal"]
    poll: Annotated[str, "the vote"]
    outcome: Annotated[str, "adopted or rejected"]


@act_type(
    "minority_opinion_attached",
    says=_("Une opinion minoritaire est jointe au résultat."),
    contribution=True,
)
@dataclass(frozen=True, kw_only=True)
class MinorityOpinionAttached(Act):
    """Those who lost a vote say why, beside its result."""

    opinion: Annotated[str, "the opinion"]
    poll: Annotated[str, "the vote"]
    title: Annotated[Words, "its title"]
    text: Annotated[Words, "its words"]
    signatures: Annotated[int, "how many people signed"]


@act_type("final_text_composed", says=_("Le texte soumis au vote final est établi."))
@dataclass(frozen=True, kw_only=True)
class FinalTextComposed(Act):
    """What the assembly adopted becomes one text, point by point."""

    final: Annotated[str, "the final text"]
    title: Annotated[Words, "its title"]
    clauses: Annotated[list[str], "the points, in order"]
    texts: Annotated[list[Words], "the words of each point"]


@act_type("final_text_decided", says=_("L'assemblée vote le texte final."))
@dataclass(frozen=True, kw_only=True)
class FinalTextDecided(Act):
    """The assembly adopts or rejects the final text. It does not bind the council in law."""

    final: Annotated[str, "the final text"]
    poll: Annotated[str, "the vote"]
    outcome: Annotated[str, "adopted or rejected"]
