"""The topics' share of the public bundle."""

from __future__ import annotations

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.founding.models import Edition
from alienor.stages.topics.queries import topics_of


def contribute(edition: BundledEdition) -> Contribution:
    """`data/topics.csv`: every topic, with its state and what it was merged into."""
    return {"data/topics.csv": lambda: csv_file(*_table(Edition.objects.get(pk=edition.pk)))}


def _table(edition: Edition) -> tuple[list[str], list[list[object]]]:
    header = ["topic", "title", "state", "channel", "submitted", "merged_into", "not_met"]
    rows: list[list[object]] = [
        [
            topic.public_id,
            topic.title.public,
            topic.state,
            topic.channel,
            topic.submitted_at.isoformat(),
            topic.merged_into.public_id if topic.merged_into else None,
            " ".join(found.criterion for found in topic.screenings.all() if not found.met),
        ]
        for topic in topics_of(edition)
    ]
    return header, rows
