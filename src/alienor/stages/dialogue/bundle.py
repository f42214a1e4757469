"""The dialogue's share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.dialogue.queries import questions_of
from alienor.stages.founding.models import Edition


def contribute(edition: BundledEdition) -> Contribution:
    """`data/questions.csv`: every question, hidden ones without their words."""
    return {"data/questions.csv": lambda: csv_file(*_table(Edition.objects.get(pk=edition.pk)))}


def _table(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["question", "title", "addressee", "asked", "due", "answered", "hidden"]
    rows: list[list[object]] = []
    for row in questions_of(edition):
        replies = list(row.replies.all())
        rows.append(
            [
                row.public_id,
                row.title.public,
                row.addressee,
                row.asked_at.isoformat(),
                row.due_on.isoformat(),
                replies[0].answered_at.isoformat() if replies else None,
                "yes" if row.text.hidden_at else "no",
            ]
        )
    return header, rows
