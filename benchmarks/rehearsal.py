"""How long a rehearsal takes to be ready, and the memory that it holds then.

    ALIENOR_DIR=var .venv/bin/python benchmarks/rehearsal.py [--times 3]

Rehearses the next day of the assembly of the instance in `ALIENOR_DIR` (a demonstration will do),
and ends it each time.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import django

PATIENCE = 180
"""Seconds after which something else is wrong."""


def main() -> int:
    """Print one line a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alienor.config.settings")
    django.setup()
    from alienor.platform.rehearsals import running
    from alienor.procedures.rehearsing import plan_of
    from alienor.stages.sessions.models import Session

    day = (
        Session.objects.filter(state="announced", body="assembly", agenda__isnull=False)
        .select_related("edition", "edition__rules")
        .order_by("starts_at")
        .first()
    )
    if day is None:
        sys.stderr.write("no day of the assembly is announced in this instance\n")
        return 2
    plan = {**plan_of(day), "desk": "/"}
    people = sum(plan["bodies"][day.body].values())
    for _time in range(options.times):
        begun = time.monotonic()
        place = running.begin(plan, about=day.public_id)
        while not place.is_ready and time.monotonic() - begun < PATIENCE:
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        memory = _memory(running._children[-1].pid)
        place.ask("stop")
        while place.exists:
            time.sleep(0.05)
        load = os.getloadavg()[0]
        sys.stdout.write(
            f"{people} people: ready after {seconds:.1f} s, {memory} MB (load {load:.1f})\n"
        )
    return 0


def _memory(pid: int) -> int:
    """What a process holds in memory, in MB."""
    said = Path(f"/proc/{pid}/status").read_text()
    line = next(one for one in said.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    sys.exit(main())
