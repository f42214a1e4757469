"""The council's answers and what is done about them, as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from alienor.platform.errors import NotFound
from alienor.stages.followup.models import (
    Answer,
    Assessment,
    CouncilFile,
    Evidence,
    FollowedAction,
    Milestone,
    Point,
    Reminder,
    ReturnRequest,
    StatusChange,
)
from alienor.stages.founding.models import Edition


def file_of(edition: Edition) -> CouncilFile | None:
    """What was transmitted to the council, if it was."""
    return (
        CouncilFile.objects.filter(edition=edition).select_related("letter", "debate_text").first()
    )


@dataclass(frozen=True, kw_only=True)
class AnsweredPoint:
    """A point with its standing answer and the earlier ones."""

    point: Point
    answer: Answer | None
    earlier: list[Answer]
    reminders: list[Reminder]

    @property
    def without_reason(self) -> bool:
        """Refused, and nobody said why."""
        return self.answer is not None and self.answer.reason is None


def points_of(file: CouncilFile) -> list[AnsweredPoint]:
    """Every point of a file, in order, with its answers."""
    rows = file.points.prefetch_related(
        Prefetch("answers", Answer.objects.select_related("reason")),
        Prefetch("reminders", Reminder.objects.select_related("text").order_by("pk")),
    )
    found = []
    for point in rows:
        answers = list(point.answers.all())
        found.append(
            AnsweredPoint(
                point=point,
                answer=answers[-1] if answers else None,
                earlier=answers[:-1],
                reminders=list(point.reminders.all()),
            )
        )
    return found


def point_named(edition: Edition, public_id: str) -> Point:
    """One point of an edition's file. Errors: NotFound."""
    found = Point.objects.filter(file__edition=edition, public_id=public_id).first()
    if found is None:
        raise NotFound("point")
    return found


def actions_of(edition: Edition, *, today: date) -> list[FollowedAction]:
    """What is done about the points: late first, then the others by their first milestone.

    Each has `is_late`: it says so itself, or a milestone has passed unreached.
    """
    missed = Milestone.objects.filter(
        action=OuterRef("pk"), done_on__isnull=True, planned_on__lt=today
    )
    rows = (
        FollowedAction.objects.filter(point__file__edition=edition)
        .select_related("title", "point")
        .annotate(missed=Exists(missed))
        .prefetch_related("milestones")
        .order_by("point__position", "pk")
    )
    found = list(rows)
    for row in found:
        open_still = row.status not in ("done", "abandoned")
        row.is_late = open_still and (row.missed or row.status == "late")
    return sorted(found, key=lambda row: not row.is_late)


def action_named(edition: Edition, public_id: str) -> FollowedAction:
    """One action of an edition, with its milestones, evidence, history and assessments.

    Errors: NotFound.
    """
    found = (
        FollowedAction.objects.filter(point__file__edition=edition, public_id=public_id)
        .select_related("title", "point")
        .prefetch_related(
            "milestones",
            Prefetch("evidence", Evidence.objects.select_related("text").order_by("pk")),
            Prefetch("history", StatusChange.objects.select_related("reason").order_by("pk")),
            Prefetch("assessments", Assessment.objects.select_related("text").order_by("pk")),
        )
        .first()
    )
    if found is None:
        raise NotFound("action")
    return found


def return_requests_of(edition: Edition) -> QuerySet[ReturnRequest]:
    """Requests that the assembly meet again, newest first."""
    return edition.return_requests.select_related("text", "answer").order_by("-pk")
