"""The sessions' share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.sessions.queries import attendance_of, sessions_of


def contribute(edition: BundledEdition) -> Contribution:
    """`data/sessions.csv`: every day and meeting, with how many people came."""
    return {"data/sessions.csv": lambda: csv_file(*_table(Edition.objects.get(pk=edition.pk)))}


def _table(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["session", "kind", "body", "title", "state", "starts", "place", "people", "residents"]
    rows: list[list[object]] = []
    for session in sessions_of(edition).select_related("edition", "edition__rules"):
        came = attendance_of(session)
        rows.append(
            [
                session.public_id,
                session.kind,
                session.body,
                session.title,
                session.state,
                session.starts_at.isoformat(),
                session.place,
                came.people,
                came.residents,
            ]
        )
    return header, rows
