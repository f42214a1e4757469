"""Questions and answers in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from alienor.platform.acts import Act, Words, act_type


@act_type("question_asked", says=_("Une question est posée ({addressee})."))
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
    "question_hidden", says=_("Une question est masquée par la modération ; la raison est publiée.")
)
@dataclass(frozen=True, kw_only=True)
class QuestionHidden(Act):
    """Moderation hides the words of a question; their commitment and the reason stay."""

    question: Annotated[str, "the question"]
    reason: Annotated[Words, "why"]


@act_type("question_shown", says=_("Une question masquée est rétablie, après un nouvel examen."))
@dataclass(frozen=True, kw_only=True)
class QuestionShown(Act):
    """An appeal was heard: the words are public again."""

    question: Annotated[str, "the question"]
    reason: Annotated[Words, "why"]
