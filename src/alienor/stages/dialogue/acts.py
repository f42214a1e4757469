"""Questions and answers in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("question_asked", says=_("Une question est posée ({addressee})."), contribution=True)
@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Act):
    """Somebody asks an elected member or a city service something, in public."""

    question: Annotated[str, "the question"]
    addressee: Annotated[str, "who is asked, in public office"]
    title: Annotated[Words, "its title"]
    text: Annotated[Words, "its words"]
    due_on: Annotated[str, "the day by which it is answered"]


@act_type("question_answered", says=_("Une réponse est donnée à une question."))
@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Act):
    """The answer, in public."""

    question: Annotated[str, "the question"]
    text: Annotated[Words, "the answer"]
    answered_by: Annotated[str, "the function of who answers"]
    validated_by: Annotated[str, "the function of who validated the answer"]
    late: Annotated[bool, "whether it came after its deadline"]


@act_type(
    "contribution_hidden",
    says=_("Des mots sont masqués par la modération ; la raison est publiée."),
)
@dataclass(frozen=True, kw_only=True)
class ContributionHidden(Act):
    """Moderation hides somebody's words; their commitment and the reason stay."""

    contribution: Annotated[str, "what the words belong to"]
    entry: Annotated[int, "the number of the entry that recorded them"]
    reason: Annotated[Words, "why"]


@act_type("contribution_shown", says=_("Des mots masqués sont rétablis, après un nouvel examen."))
@dataclass(frozen=True, kw_only=True)
class ContributionShown(Act):
    """The moderation looked again: the words are public again."""

    contribution: Annotated[str, "what the words belong to"]
    entry: Annotated[int, "the number of the entry that recorded them"]
    reason: Annotated[Words, "why"]
