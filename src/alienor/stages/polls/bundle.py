"""The votes' share of the public bundle."""

from __future__ import annotations

from functools import partial

from alienor.platform.bundle import Contribution, csv_file, json_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.polls.models import Poll
from alienor.stages.polls.queries import public_record


def contribute(edition: BundledEdition) -> Contribution:
    """`polls/<poll>.json` for each published vote, and `data/polls.csv` for all of them."""
    published = list(
        Poll.objects.filter(edition_id=edition.pk, state=Poll.State.PUBLISHED)
        .select_related("edition", "question")
        .order_by("pk")
    )
    files: Contribution = {"data/polls.csv": lambda: csv_file(*_table(published))}
    for poll in published:
        files[f"polls/{poll.public_id}.json"] = partial(_record_file, poll)
    return files


def _record_file(poll: Poll) -> bytes:
    return json_file(public_record(poll))


def _table(polls: list[Poll]) -> tuple[list[str], list[list[object]]]:
    header = ["poll", "kind", "question", "channel", "entitled", "outcome", "opened", "closed"]
    rows: list[list[object]] = [
        [
            poll.public_id,
            poll.kind,
            str(poll.question),
            poll.channel,
            poll.entitled,
            (poll.result or {}).get("outcome"),
            poll.opened_at.isoformat() if poll.opened_at else None,
            poll.closed_at.isoformat() if poll.closed_at else None,
        ]
        for poll in polls
    ]
    return header, rows
