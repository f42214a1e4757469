"""The council's answers and what is done about them, as people see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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


def unassessed_actions(edition: Edition, *, today: date) -> list[FollowedAction]:
    """The actions of which the follow-up group has not said what it thinks, late ones first."""
    assessed = set(
        Assessment.objects.filter(
            action__point__file__edition=edition, side=Assessment.Side.GROUP
        ).values_list("action_id", flat=True)
    )
    return [row for row in actions_of(edition, today=today) if row.pk not in assessed]


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


def recorded_debate(file: CouncilFile) -> dict[str, Any]:
    """The council's debate, as whoever enters it sees it."""
    return {
        "debated_on": file.debated_on,
        "number": file.debate_number,
        "title": file.debate_title,
        "text": str(file.debate_text or ""),
        **{f"votes_{answer}": count for answer, count in file.debate_votes.items()},
    }


def recorded_answer(point: Point) -> dict[str, Any]:
    """The standing answer to a point, as whoever enters another sees it."""
    answer = point.answers.select_related("reason").last()
    return {
        "verdict": answer.verdict if answer else "",
        "reason": str(answer.reason or "") if answer else "",
        "route": answer.route if answer else "",
        "budget_euros": answer.budget_euros if answer else None,
        "due_on": answer.due_on if answer else None,
        "prepared_by": answer.prepared_by if answer else "",
        "validated_by": answer.validated_by if answer else "",
    }


def recorded_status(row: FollowedAction) -> dict[str, Any]:
    """Where an action stands and why, as whoever changes it sees it."""
    change = row.history.select_related("reason").order_by("pk").last()
    return {"status": row.status, "reason": str(change.reason) if change else ""}


def recorded_spending(row: FollowedAction) -> dict[str, Any]:
    """What an action has cost so far, as whoever enters it sees it."""
    return {"spent_euros": row.spent_euros}


def recorded_assessment(row: FollowedAction, side: str) -> dict[str, Any]:
    """The last assessment of one side, as whoever gives another sees it."""
    given = row.assessments.filter(side=side).select_related("text").order_by("pk").last()
    return {"mark": given.mark if given else "", "text": str(given.text) if given else ""}


def return_requests_of(edition: Edition) -> QuerySet[ReturnRequest]:
    """Requests that the assembly meet again, newest first."""
    return edition.return_requests.select_related("text", "answer").order_by("-pk")
