"""300 acts at once: how long each waits when leaves are numbered in the act's own transaction.

    python benchmarks/register.py            SQLite, in a temporary folder
    python tools/with_postgres.py python benchmarks/register.py      PostgreSQL

Prints one table: threads, acts, wall time, waits (median, 99th percentile, worst), leaves lost.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

os.environ["ALIENOR_DIR"] = tempfile.mkdtemp(prefix="alienor-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")

from alienor.config.serve import prepare

THREADS, ACTS = 24, 300


def main() -> None:
    """Found a city, then make 300 commitments from 24 threads."""
    prepare()
    from django.db import connection, connections

    from alienor.cores import rules
    from alienor.platform.actors import OPERATOR, Actor
    from alienor.platform.acts import SystemClock
    from alienor.platform.people.records import Identity
    from alienor.platform.register import log
    from alienor.procedures.begin import begin_instance
    from alienor.stages.founding.actions import make_commitment

    begun = begin_instance(
        city="Banc d'essai",
        organiser=Identity(given_name="Hélène", email="helene@exemple.invalid"),
        password="",
        edition_title="Essai",
        rules=rules.template_text("neutral"),
        actor=OPERATOR,
        clock=SystemClock(),
    )
    organiser = Actor(person_id=begun.organiser_id)
    before = log.head().size

    def commit_once(number: int) -> float:
        started = perf_counter()
        make_commitment(
            edition_id=begun.edition.pk,
            text=f"Engagement {number}",
            actor=organiser,
            clock=SystemClock(),
        )
        return perf_counter() - started

    started = perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        waits = sorted(pool.map(commit_once, range(ACTS)))
        wall = perf_counter() - started
        list(pool.map(lambda _: connections.close_all(), range(THREADS * 4)))
    lost = before + ACTS - log.head().size
    print(f"{'database':<12}{'threads':>8}{'acts':>6}{'wall s':>8}{'acts/s':>8}", end="")
    print(f"{'median ms':>11}{'p99 ms':>8}{'worst ms':>10}{'lost':>6}")
    print(f"{connection.vendor:<12}{THREADS:>8}{ACTS:>6}{wall:>8.2f}{ACTS / wall:>8.0f}", end="")
    print(
        f"{statistics.median(waits) * 1e3:>11.0f}{waits[int(ACTS * 0.99) - 1] * 1e3:>8.0f}"
        f"{waits[-1] * 1e3:>10.0f}{lost:>6}"
    )


if __name__ == "__main__":
    main()
