"""The draws' share of the public bundle."""

from __future__ import annotations

from functools import partial

from alienor.platform.bundle import Contribution, csv_file
from alienor.platform.bundle.files import BundledEdition
from alienor.stages.draw.models import Draw
from alienor.stages.draw.record import chances_file, quotas_file, transcript_file


def contribute(edition: BundledEdition) -> Contribution:
    """`draws/<n>/`: quotas, commitments, panels and chances from the freeze on, the transcript
    once it is published; `data/draws.csv` for all of them."""
    draws = list(
        Draw.objects.filter(edition_id=edition.pk, frozen_at__isnull=False).order_by("number")
    )
    files: Contribution = {"data/draws.csv": lambda: csv_file(*_table(draws))}
    for draw in draws:
        folder = f"draws/{draw.number}"
        files[f"{folder}/quotas.csv"] = partial(quotas_file, draw)
        files[f"{folder}/commitments.csv"] = draw.commitments_text.encode
        files[f"{folder}/panels.txt"] = draw.panels_text.encode
        files[f"{folder}/chances.csv"] = partial(chances_file, draw)
        if draw.published_at:
            files[f"{folder}/transcript.json"] = partial(transcript_file, draw)
    return files


def _table(draws: list[Draw]) -> tuple[list[str], list[list[object]]]:
    header = ["number", "draw", "body", "state", "seats", "pool", "panel_number", "frozen", "drawn"]
    rows: list[list[object]] = [
        [
            draw.number,
            draw.public_id,
            draw.body,
            draw.state,
            draw.drawn_seats,
            draw.pool_size,
            draw.panel_number,
            draw.frozen_at.isoformat() if draw.frozen_at else None,
            draw.drawn_at.isoformat() if draw.drawn_at else None,
        ]
        for draw in draws
    ]
    return header, rows
