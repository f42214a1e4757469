"""A draw made in one go, as files: what `alienor draw` writes, the same for the same seed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from alienor.cores.sortition.dealing import Dealt
from alienor.cores.sortition.fair import Distribution
from alienor.cores.sortition.lottery import Panel
from alienor.cores.sortition.model import Instance
from alienor.cores.sortition.randomness import Stream, seed_for
from alienor.cores.sortition.reserve import rank_reserve
from alienor.cores.sortition.two_stage import TwoStage, panel_within


def panel_number(m: int, *, seed: bytes) -> int:
    """Which of m numbered panels the seed draws, each as likely: 0 to m - 1."""
    return Stream(seed_for(seed, "panel")).below(m)


def draw_files(dealt: Dealt, *, seed: bytes, seconds: float) -> dict[str, bytes]:
    """Every file by its name: `selected.csv`, `reserve.csv` (by rank), `distribution.csv` (chances,
    to nine digits), `panels.csv` (the numbered panels), `alternates.csv` (those of each panel),
    `certificate.json`.

    `seconds`: how long dealing took, said in the certificate and nowhere else.
    """
    lottery, number = dealt.lottery, panel_number(dealt.lottery.m, seed=seed)
    panel = lottery.panels[number]
    reserve = rank_reserve(
        pool=_ids(dealt.instance), panel=panel, seed=seed, alternates=dealt.alternates[number]
    )
    facts = {
        "rounding_loss": round(lottery.rounding_loss, 9),
        "panels_sha256": lottery.hash,
        "panel": number,
    }
    return {
        **_shared_files(dealt.distribution, panel, reserve, facts, seed=seed, seconds=seconds),
        "panels.csv": _numbered("panel", lottery.panels),
        "alternates.csv": _numbered("panel", dealt.alternates),
    }


def two_stage_files(
    instance: Instance, distribution: Distribution, dealt: TwoStage, *, seed: bytes, seconds: float
) -> dict[str, bytes]:
    """As `draw_files`, with `types.csv` (type, id) and `compositions.csv` (composition, type,
    count) in the place of panels and alternates."""
    number = panel_number(dealt.m, seed=seed)
    panel = panel_within(dealt.profiles, dealt.compositions[number], seed=seed)
    reserve = rank_reserve(pool=_ids(instance), panel=panel, seed=seed)
    facts = {"rounding_loss": round(dealt.rounding_loss, 9), "composition": number}
    return {
        **_shared_files(distribution, panel, reserve, facts, seed=seed, seconds=seconds),
        "types.csv": _numbered("type", [one.ids for one in dealt.profiles.types]),
        "compositions.csv": _table(
            ("composition", "type", "count"),
            (
                (turn, index, count)
                for turn, composition in enumerate(dealt.compositions)
                for index, count in enumerate(composition)
                if count
            ),
        ),
    }


def _shared_files(
    distribution: Distribution,
    panel: Panel,
    reserve: Sequence[str],
    facts: Mapping[str, object],
    *,
    seed: bytes,
    seconds: float,
) -> dict[str, bytes]:
    certificate = distribution.certificate
    told = {
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
        "seed": seed.hex(),
        "seconds": round(seconds, 3),
        **facts,
    }
    return {
        "selected.csv": _table(("id",), ((one,) for one in panel)),
        "reserve.csv": _table(("rank", "id"), enumerate(reserve, start=1)),
        "distribution.csv": _table(
            ("id", "probability"),
            ((one, f"{chance:.9f}") for one, chance in sorted(distribution.chances.items())),
        ),
        "certificate.json": json.dumps(told, indent=2, sort_keys=True).encode() + b"\n",
    }


def _ids(instance: Instance) -> list[str]:
    return [person.id for person in instance.respondents]


def _numbered(name: str, lists: Sequence[Sequence[str]]) -> bytes:
    return _table((name, "id"), ((turn, one) for turn, ids in enumerate(lists) for one in ids))


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
