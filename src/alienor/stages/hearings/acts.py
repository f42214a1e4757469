"""Hearings in the register. A witness's name never enters it: their public role does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("hearing_proposed", says=_("Le groupe de proposition propose d'entendre quelqu'un."))
@dataclass(frozen=True, kw_only=True)
class HearingProposed(Act):
    """Somebody of the group proposes to hear a person."""

    hearing: Annotated[str, "the hearing"]
    role: Annotated[Words, "who the person is, by no name"]
    qualification: Annotated[str, "qualified (by trade or study) or experienced (by life)"]
    why: Annotated[Words, "why hear them"]
    stance: Annotated[Words | None, "what they are expected to defend"]


@act_type(
    "hearing_accepted",
    says=_("Une personne accepte d'être entendue et déclare ses intérêts."),
)
@dataclass(frozen=True, kw_only=True)
class HearingAccepted(Act):
    """The person agrees to be heard and declares their interests."""

    hearing: Annotated[str, "the hearing"]
    interests: Annotated[Words, "what links them to the subject"]
    named: Annotated[bool, "whether they agree to appear by name"]


@act_type("hearing_scheduled", says=_("La date d'une audition est fixée."))
@dataclass(frozen=True, kw_only=True)
class HearingScheduled(Act):
    """The day on which the person is heard."""

    hearing: Annotated[str, "the hearing"]
    meeting: Annotated[str, "the meeting or the day"]


@act_type("hearing_withdrawn", says=_("Une audition n'aura pas lieu ; la raison est publiée."))
@dataclass(frozen=True, kw_only=True)
class HearingWithdrawn(Act):
    """The person declines, or the group gives up."""

    hearing: Annotated[str, "the hearing"]
    reason: Annotated[Words, "why"]


@act_type(
    "hearing_question_asked",
    says=_("Une question est ajoutée pour une audition."),
    contribution=True,
)
@dataclass(frozen=True, kw_only=True)
class HearingQuestionAsked(Act):
    """Anyone adds a question for the person who will be heard."""

    hearing: Annotated[str, "the hearing"]
    question: Annotated[str, "the question"]
    text: Annotated[Words, "its words"]


@act_type("hearing_held", says=_("Une personne a été entendue ; le résumé est publié."))
@dataclass(frozen=True, kw_only=True)
class HearingHeld(Act):
    """The person was heard."""

    hearing: Annotated[str, "the hearing"]
    summary: Annotated[Words, "what they said, in short"]


@act_type("hearing_question_answered", says=_("Une réponse donnée en audition est notée."))
@dataclass(frozen=True, kw_only=True)
class HearingQuestionAnswered(Act):
    """What the person answered to one question."""

    hearing: Annotated[str, "the hearing"]
    question: Annotated[str, "the question"]
    text: Annotated[Words, "the answer"]


@act_type("source_added", says=_("Un document est versé au dossier d'une audition."))
@dataclass(frozen=True, kw_only=True)
class SourceAdded(Act):
    """A document that the hearing relies on."""

    hearing: Annotated[str, "the hearing"]
    source: Annotated[str, "the source"]
    title: Annotated[Words, "its title"]


@act_type("hearing_cited", says=_("Un passage d'un texte s'appuie sur une audition."))
@dataclass(frozen=True, kw_only=True)
class HearingCited(Act):
    """A passage of a proposal, or of the final text, rests on what was heard."""

    hearing: Annotated[str, "the hearing"]
    text: Annotated[str, "the proposal or the final text"]
    passage: Annotated[str, "the key of the passage"]
