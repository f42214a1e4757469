"""The public record of a draw, byte for byte: what is hashed is what is downloaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Protocol

from alienor.cores.sortition import Certificate, read_panels
from alienor.platform.bundle import csv_file, json_file
from alienor.stages.draw.models import Draw

FIRST_FORMAT, FORMAT = "alienor-draw/1", "alienor-draw/2"
BEACON = ("chain", "round", "signature")


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def tokens_hash(tokens: Iterable[str]) -> str:
    """SHA-256 of tokens, one a line."""
    return sha256("".join(f"{token}\n" for token in tokens).encode())


def quotas_file(draw: Draw) -> bytes:
    """`quotas.csv`: each value, its census share in percent, the fewest and most people."""
    header = ["feature", "value", "census_share", "minimum", "maximum"]
    return csv_file(header, [[row[name] for name in header] for row in draw.quotas])


class Committed(Protocol):
    """Somebody in the pool, as far as `commitments.csv` names them."""

    @property
    def token(self) -> str: ...
    @property
    def commitment(self) -> str: ...


def commitments_file(entries: Iterable[Committed]) -> bytes:
    """`commitments.csv`: token and commitment of everybody in the pool, by token."""
    rows = sorted([entry.token, entry.commitment] for entry in entries)
    return csv_file(["token", "commitment"], rows)


def chances_file(draw: Draw) -> bytes:
    """`chances.csv`: how many of the numbered panels each person is on, as a chance."""
    rows = draw.entries.order_by("token").values_list("token", "chance")
    return csv_file(["token", "chance"], [list(row) for row in rows])


def certificate_file(draw: Draw) -> bytes:
    """`certificate.json`: what is known of the chances before the balls fall."""
    return json_file(draw.certificate)


def transcript_file(draw: Draw) -> bytes:
    """`transcript.json`: everything from which the draw can be made again.

    A draw frozen before there were alternates keeps the record that was published of it.
    """
    number = draw.panel_number or 0
    panel = read_panels(draw.panels_text)[number]
    reserve = draw.entries.filter(reserve_rank__isnull=False).order_by("reserve_rank")
    hashes = {
        "commitments.csv": draw.commitments_hash,
        "panels.txt": draw.panels_hash,
        "quotas.csv": draw.quotas_hash,
    }
    facts: dict[str, object] = {
        "announced": draw.announced.digest if draw.announced else None,
        "balls": draw.balls,
        "body": draw.body,
        "certificate": draw.certificate,
        "code": draw.code,
        "draw": draw.public_id,
        "drawn_at": draw.drawn_at.isoformat() if draw.drawn_at else None,
        "everyone_kept": draw.everyone_kept,
        "format": FIRST_FORMAT,
        "frozen_at": draw.frozen_at.isoformat() if draw.frozen_at else None,
        "method": draw.method,
        "number": draw.number,
        "panel": list(panel),
        "panel_number": draw.panel_number,
        "pool": draw.pool_size,
        "reserve": list(reserve.values_list("token", flat=True)),
        "seats": draw.drawn_seats,
        "sha256": hashes,
        "witnesses": draw.witnesses,
    }
    if draw.alternates_hash:
        beacon = (draw.beacon, draw.beacon_round, draw.beacon_signature)
        facts |= {
            "alternates": list(read_panels(draw.alternates_text, empty=True)[number]),
            "beacon": dict(zip(BEACON, beacon, strict=True)) if draw.beacon else None,
            "format": FORMAT,
            "sha256": hashes
            | {
                "alternates.txt": draw.alternates_hash,
                "certificate.json": draw.certificate_hash,
            },
            "shift": draw.shift,
        }
    return json_file(facts)


def certificate_facts(certificate: Certificate, *, rounding_loss: float) -> dict[str, object]:
    """What is known of the chances, fractions as text."""
    return {
        "method": certificate.method,
        "lowest": f"{certificate.min_probability:.6f}",
        "highest": f"{certificate.max_probability:.6f}",
        "upper_bound": f"{certificate.proven_bound:.6f}",
        "gini": f"{certificate.gini:.6f}",
        "types": certificate.types,
        "panels": certificate.panels,
        "exact": certificate.exact,
        "proof": certificate.proof,
        "rounding_loss": f"{rounding_loss:.6f}",
    }
