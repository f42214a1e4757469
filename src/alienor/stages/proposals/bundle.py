"""The proposals' share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.proposals.models import TestSheet
from alienor.stages.proposals.queries import proposals_of


def contribute(edition: BundledEdition) -> Contribution:
    """`data/proposals.csv` and `data/tests.csv`."""
    return {
        "data/proposals.csv": lambda: csv_file(*_proposals(Edition.objects.get(pk=edition.pk))),
        "data/tests.csv": lambda: csv_file(*_tests(Edition.objects.get(pk=edition.pk))),
    }


def _proposals(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["proposal", "number", "title", "state", "versions", "cost_euros", "poll"]
    return header, [
        [
            row.public_id,
            row.number,
            str(row.title),
            row.state,
            row.versions.count(),
            row.cost_euros,
            row.poll,
        ]
        for row in proposals_of(edition)
    ]


def _tests(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["test", "proposal", "version", "axis", "service", "due", "answered", "verdict"]
    rows = TestSheet.objects.filter(proposal__edition=edition).select_related("proposal")
    return header, [
        [
            row.public_id,
            row.proposal.public_id,
            row.version,
            row.axis,
            row.service,
            row.due_on.isoformat(),
            row.answered_at.isoformat() if row.answered_at else None,
            row.verdict,
        ]
        for row in rows.order_by("pk")
    ]
