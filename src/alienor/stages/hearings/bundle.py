"""The hearings' share of the public bundle. Names stay out of files: roles are enough."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.hearings.queries import hearings_of


def contribute(edition: BundledEdition) -> Contribution:
    """`data/hearings.csv`, `data/hearing_sources.csv` and `data/hearing_citations.csv`."""
    return {
        "data/hearings.csv": lambda: csv_file(*_hearings(_edition(edition))),
        "data/hearing_sources.csv": lambda: csv_file(*_sources(_edition(edition))),
        "data/hearing_citations.csv": lambda: csv_file(*_citations(_edition(edition))),
    }


def _edition(edition: BundledEdition) -> Edition:
    return Edition.objects.get(pk=edition.pk)


def _hearings(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = [
        "hearing", "state", "qualification", "role", "interests", "stance", "meeting",
        "questions", "answers",
    ]  # fmt: skip
    return header, [
        [
            row.public_id,
            row.state,
            row.qualification,
            str(row.role),
            str(row.interests or ""),
            str(row.stance or ""),
            row.meeting,
            len(row.questions.all()),
            len([one for one in row.questions.all() if one.answer_id]),
        ]
        for row in hearings_of(edition)
    ]


def _sources(edition: Edition) -> tuple[list[str], list[list[object]]]:
    return ["source", "hearing", "title", "publisher", "address"], [
        [one.public_id, row.public_id, str(one.title), one.publisher, one.address]
        for row in hearings_of(edition)
        for one in row.sources.all()
    ]


def _citations(edition: Edition) -> tuple[list[str], list[list[object]]]:
    return ["hearing", "text", "passage"], [
        [row.public_id, one.text, one.passage]
        for row in hearings_of(edition)
        for one in row.citations.all()
    ]
