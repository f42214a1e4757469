"""Questions as people see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from alienor.platform.errors import NotFound
from alienor.stages.dialogue.models import Question, Reply
from alienor.stages.founding.models import Edition


def questions_of(edition: Edition) -> QuerySet[Question]:
    """Every question of an edition with its answers, newest first."""
    replies = Prefetch("replies", Reply.objects.select_related("text").order_by("pk"))
    return (
        Question.objects.filter(edition=edition)
        .select_related("edition", "title", "text")
        .prefetch_related(replies)
        .order_by("-asked_at", "-pk")
    )


def asked_since(question: Question, moment: datetime) -> bool:
    """Whether somebody asked another question of the same addressee since a moment."""
    return (
        Question.objects.filter(
            edition_id=question.edition_id,
            service=question.service,
            seat=question.seat,
            asked_at__gte=moment,
        )
        .exclude(pk=question.pk)
        .exists()
    )


def question_named(edition: Edition, public_id: str) -> Question:
    """One question of an edition. Errors: NotFound."""
    found = questions_of(edition).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("question")
    return found


def recorded_reply(question: Question) -> dict[str, Any]:
    """The last answer to a question, as whoever gives another sees it."""
    reply = question.replies.select_related("text").order_by("pk").last()
    return {
        "text": str(reply.text) if reply else "",
        "answered_by": reply.answered_by if reply else "",
        "validated_by": reply.validated_by if reply else "",
    }


def waiting_questions(edition: Edition) -> QuerySet[Question]:
    """Public questions without an answer, the most urgent first."""
    answered = Reply.objects.filter(question=OuterRef("pk"))
    return (
        questions_of(edition)
        .filter(~Exists(answered), text__hidden_at__isnull=True)
        .order_by("due_on", "pk")
    )


def late_questions(edition: Edition, *, today: date) -> QuerySet[Question]:
    """Questions past their deadline."""
    return waiting_questions(edition).filter(due_on__lt=today)
