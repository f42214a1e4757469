"""What follows the vote, in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("file_transmitted", says=_("Le texte voté est transmis au conseil municipal."))
@dataclass(frozen=True, kw_only=True)
class FileTransmitted(Act):
    """The council receives what the assembly voted. The vote does not bind it in law."""

    file: Annotated[str, "the file"]
    points: Annotated[list[str], "each point, in order"]
    letter: Annotated[Words, "the letter that goes with it"]
    due_on: Annotated[str, "the day by which the council answers"]


@act_type("council_debated", says=_("Le conseil municipal débat du texte de l'assemblée."))
@dataclass(frozen=True, kw_only=True)
class CouncilDebated(Act):
    """The council debates the file."""

    file: Annotated[str, "the file"]
    debated_on: Annotated[str, "the day"]
    number: Annotated[str, "the number of the deliberation"]
    votes: Annotated[dict[str, int], "votes for, against, abstentions"]
    text: Annotated[Words, "what was said, in short"]


@act_type("point_answered", says=_("Le conseil municipal répond à un point."))
@dataclass(frozen=True, kw_only=True)
class PointAnswered(Act):
    """The council answers a point; without a reason, the act has none either."""

    point: Annotated[str, "the point"]
    verdict: Annotated[str, "accepted, accepted_in_part or refused"]
    prepared_by: Annotated[str, "the function of who prepared the answer"]
    validated_by: Annotated[str, "the function of who validated it"]
    route: Annotated[str | None, "how it is carried out, as the rules name it"] = None
    reason: Annotated[Words | None, "why"] = None
    budget_euros: Annotated[int | None, "what it is given, in euros"] = None
    due_on: Annotated[str | None, "by when"] = None


@act_type("point_reminded", says=_("Une réponse est demandée de nouveau au conseil municipal."))
@dataclass(frozen=True, kw_only=True)
class PointReminded(Act):
    """Somebody asks again."""

    point: Annotated[str, "the point"]
    text: Annotated[Words, "what they ask"]


@act_type("action_planned", says=_("Une action est prévue pour tenir un point."))
@dataclass(frozen=True, kw_only=True)
class ActionPlanned(Act):
    """The city plans something, with an owner, a budget and milestones."""

    action: Annotated[str, "the action"]
    point: Annotated[str, "the point"]
    title: Annotated[Words, "what is to be done"]
    owner: Annotated[str, "the function of who answers for it"]
    milestones: Annotated[list[str], "the day of each milestone"]
    budget_euros: Annotated[int | None, "its budget, in euros"] = None


@act_type("action_status_changed", says=_("Une action change d'état ({status})."))
@dataclass(frozen=True, kw_only=True)
class ActionStatusChanged(Act):
    """An action starts, is late, done or abandoned, and why."""

    action: Annotated[str, "the action"]
    status: Annotated[str, "planned, started, late, done or abandoned"]
    reason: Annotated[Words, "why"]


@act_type("milestone_reached", says=_("Un jalon est atteint : {label}."))
@dataclass(frozen=True, kw_only=True)
class MilestoneReached(Act):
    """Something is there."""

    action: Annotated[str, "the action"]
    label: Annotated[str, "the milestone"]
    planned_on: Annotated[str, "the day by which it was planned"]
    done_on: Annotated[str, "the day on which it was reached"]


@act_type("evidence_linked", says=_("Une preuve est jointe à une action : {title}."))
@dataclass(frozen=True, kw_only=True)
class EvidenceLinked(Act):
    """What shows that something was done."""

    action: Annotated[str, "the action"]
    title: Annotated[str, "its title"]
    kind: Annotated[str, "document, data or note"]
    text: Annotated[Words, "what it says"]


@act_type("spending_recorded", says=_("La dépense d'une action est publiée."))
@dataclass(frozen=True, kw_only=True)
class SpendingRecorded(Act):
    """What was spent so far."""

    action: Annotated[str, "the action"]
    spent_euros: Annotated[int, "in euros, since the beginning"]


@act_type("action_assessed", says=_("Une action est évaluée."))
@dataclass(frozen=True, kw_only=True)
class ActionAssessed(Act):
    """The city, or beside it the follow-up group, says what it thinks of an action."""

    action: Annotated[str, "the action"]
    side: Annotated[str, "city or group"]
    mark: Annotated[str, "in a few words"]
    text: Annotated[Words, "why"]


@act_type(
    "return_asked", says=_("Le groupe de suivi demande une journée de retour."), contribution=True
)
@dataclass(frozen=True, kw_only=True)
class ReturnAsked(Act):
    """The follow-up group asks that the assembly meet again."""

    request: Annotated[str, "the request"]
    text: Annotated[Words, "why"]


@act_type("return_answered", says=_("La Ville répond à la demande d'une journée de retour."))
@dataclass(frozen=True, kw_only=True)
class ReturnAnswered(Act):
    """The city answers."""

    request: Annotated[str, "the request"]
    answer: Annotated[Words, "what it answers"]
    answered_by: Annotated[str, "the function of who answers"]
