"""A draw made in one go, as files: what `alienor draw` writes, the same for the same seed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from alienor.cores.sortition.dealing import Dealt
from alienor.cores.sortition.randomness import Stream, seed_for
from alienor.cores.sortition.reserve import rank_reserve


def panel_number(dealt: Dealt, *, seed: bytes) -> int:
    """Which of the numbered panels the seed draws, each as likely: 0 to m - 1."""
    return Stream(seed_for(seed, "panel")).below(dealt.lottery.m)


def draw_files(dealt: Dealt, *, seed: bytes, seconds: float) -> dict[str, bytes]:
    """Every file by its name: `selected.csv`, `reserve.csv` (by rank), `distribution.csv` (chances,
    to nine digits), `panels.csv` (the numbered panels), `certificate.json`.

    `seconds`: how long dealing took, said in the certificate and nowhere else.
    """
    number = panel_number(dealt, seed=seed)
    panel = dealt.lottery.panels[number]
    pool = [person.id for person in dealt.instance.respondents]
    reserve = rank_reserve(pool=pool, panel=panel, seed=seed, alternates=dealt.alternates[number])
    chances = sorted(dealt.distribution.chances.items())
    certificate = dealt.distribution.certificate
    facts = {
        "method": certificate.method,
        "min_probability": round(certificate.min_probability, 9),
        "max_probability": round(certificate.max_probability, 9),
        "lp_bound": round(certificate.lp_bound, 9),
        "proven_bound": round(certificate.proven_bound, 9),
        "gini": round(certificate.gini, 9),
        "exact": certificate.exact,
        "proof": certificate.proof,
        "types": certificate.types,
        "panels": certificate.panels,
        "rounding_loss": round(dealt.lottery.rounding_loss, 9),
        "panels_sha256": dealt.lottery.hash,
        "panel": number,
        "seed": seed.hex(),
        "seconds": round(seconds, 3),
    }
    return {
        "selected.csv": _table(("id",), ((one,) for one in panel)),
        "reserve.csv": _table(("rank", "id"), enumerate(reserve, start=1)),
        "distribution.csv": _table(
            ("id", "probability"), ((one, f"{chance:.9f}") for one, chance in chances)
        ),
        "panels.csv": _table(
            ("panel", "id"),
            ((turn, one) for turn, numbered in enumerate(dealt.lottery.panels) for one in numbered),
        ),
        "certificate.json": json.dumps(facts, indent=2, sort_keys=True).encode() + b"\n",
    }


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
