"""Hearings as people see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from alienor.platform.errors import NotFound
from alienor.stages.founding.models import Edition
from alienor.stages.hearings.models import Hearing, HearingQuestion, Source


def hearings_of(edition: Edition) -> QuerySet[Hearing]:
    """Every hearing of an edition with its questions and sources, in the order proposed."""
    return (
        Hearing.objects.filter(edition=edition)
        .select_related("edition", "role", "why", "stance", "interests", "summary", "withdrawal")
        .prefetch_related(
            Prefetch(
                "questions",
                HearingQuestion.objects.select_related("text", "answer").order_by("pk"),
            ),
            Prefetch("sources", Source.objects.select_related("title", "note").order_by("pk")),
            "citations",
        )
        .order_by("proposed_at", "pk")
    )


def hearing_named(edition: Edition, public_id: str) -> Hearing:
    """One hearing of an edition. Errors: NotFound."""
    found = hearings_of(edition).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("hearing")
    return found


def recorded_meeting(hearing: Hearing) -> dict[str, Any]:
    """The day of a hearing, as whoever fixes it sees it."""
    return {"meeting": hearing.meeting}


def hearings_on(edition: Edition, meeting: str) -> QuerySet[Hearing]:
    """Who is heard on a day (its public id)."""
    return hearings_of(edition).filter(meeting=meeting).exclude(state=Hearing.State.WITHDRAWN)


def hearings_behind(edition: Edition, text: str) -> QuerySet[Hearing]:
    """Hearings on which passages of a proposal, or of the final text, rest."""
    return hearings_of(edition).filter(citations__text=text).distinct()
