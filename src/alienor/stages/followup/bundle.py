"""The follow-up's share of the public bundle."""

from __future__ import annotations

from datetime import UTC, datetime

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.followup.queries import actions_of, file_of, points_of
from alienor.stages.founding.models import Edition


def contribute(edition: BundledEdition) -> Contribution:
    """`data/answers.csv` and `data/actions.csv`."""
    return {
        "data/answers.csv": lambda: csv_file(*_answers(Edition.objects.get(pk=edition.pk))),
        "data/actions.csv": lambda: csv_file(*_actions(Edition.objects.get(pk=edition.pk))),
    }


def _answers(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["point", "title", "verdict", "route", "reason", "budget_euros", "due", "answered"]
    file = file_of(edition)
    rows: list[list[object]] = []
    for one in points_of(file) if file else ():
        answer = one.answer
        rows.append(
            [
                one.point.public_id,
                one.point.title,
                answer.verdict if answer else "",
                answer.route if answer else "",
                str(answer.reason) if answer and answer.reason else "",
                answer.budget_euros if answer else None,
                answer.due_on.isoformat() if answer and answer.due_on else "",
                answer.answered_at.isoformat() if answer else "",
            ]
        )
    return header, rows


def _actions(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["action", "point", "title", "owner", "status", "budget_euros", "spent_euros"]
    return header, [
        [
            row.public_id,
            row.point.public_id,
            str(row.title),
            row.owner,
            row.status,
            row.budget_euros,
            row.spent_euros,
        ]
        for row in actions_of(edition, today=datetime.now(UTC).date())
    ]
