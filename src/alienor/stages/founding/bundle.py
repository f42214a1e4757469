"""The founding's share of the public bundle: the rules, and the texts of the edition."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file, json_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import (
    commitments_of,
    derogations_of,
    documents_of,
    path_of,
    rules_versions_of,
)


def contribute(edition: BundledEdition) -> Contribution:
    """`rules/<n>.toml`, `data/steps.csv`, `data/edition.json`."""
    row = Edition.objects.select_related("rules", "mandate").get(pk=edition.pk)
    files: Contribution = {
        "data/edition.json": lambda: json_file(_edition(row)),
        "data/steps.csv": lambda: csv_file(*_steps(row)),
    }
    for version in rules_versions_of(row):
        files[f"rules/{version.number}.toml"] = version.source.encode
    return files


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "edition": edition.slug,
        "title": edition.title,
        "mandate": edition.mandate.digest if edition.mandate else None,
        "rules": [
            {"version": version.number, "sha256": version.digest}
            for version in rules_versions_of(edition)
        ],
        "documents": [
            {"title": row.title, "kind": row.kind, "author": row.author, "text": row.text.digest}
            for row in documents_of(edition)
        ],
        "commitments": [row.text.digest for row in commitments_of(edition)],
        "derogations": [
            {"article": row.article, "breach": row.breach, "reason": row.reason.digest}
            for row in derogations_of(edition)
        ],
    }


def _steps(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["step", "planned_on", "started_at", "completed_at"]
    rows: list[list[object]] = []
    for item in path_of(edition):
        step = item.step
        moments = [
            moment.isoformat() if moment else None
            for moment in (step.started_at, step.completed_at)
        ]
        rows.append([step.code, step.planned_on.isoformat() if step.planned_on else None, *moments])
    return header, rows
