"""Draws of 100 people: time, fairness and memory, beside the reference in the same run.

    python benchmarks/draw.py                      every line (a quarter of an hour, mostly waiting
                                                   for the reference)
    python benchmarks/draw.py --without-reference  this engine alone (two minutes)
    python benchmarks/draw.py --core 1             pin every run to this core

The reference is `sortition-algorithms` with its fastest free solver, in an environment of its own
(`build/reference`, made by this command from `requirements/reference.txt`; it is never a
dependency). Both read the same two files; each run is a process of its own that begins on the same
core, with one thread in numerical libraries, timed from reading them to everyone's chance. Exits 1
where a goal is missed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from draw_instances import SEATS, write
from peers import install, read_options
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "build" / "reference"
PATIENCE = 240
"""Seconds after which the reference is not waited for any longer."""

NEAR = 1e-6

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""How many threads numerical libraries may start, in both engines."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A draw to measure: `seconds`, the goal; `times`, how many times faster than the reference at
    the pool `beside`."""

    method: str
    pool: int
    seconds: float | None = None
    times: float | None = None
    beside: int | None = None


LINES = (
    Line(method="maximin", pool=500, times=10, beside=500),
    Line(method="maximin", pool=1000, times=10, beside=1000),
    Line(method="maximin", pool=2000, times=4, beside=500),
    Line(method="maximin", pool=5000, seconds=10),
    Line(method="maximin", pool=20000, seconds=60),
    Line(method="leximin", pool=200, seconds=3),
    Line(method="leximin", pool=500, seconds=10),
    Line(method="leximin", pool=1000, seconds=20),
    Line(method="relaxations", pool=500, seconds=1),
    Line(method="nash", pool=500),
    Line(method="goldilocks", pool=500),
)
MEMORY = 500
"""Megabytes that no run may exceed."""


def main() -> int:
    """Measure every line and print the table."""
    options = read_options(str(__doc__), measured=("METHOD", "FOLDER"))
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
        return 0
    if not options.without_reference:
        install(REFERENCE, lock="reference.txt")
    table = Table(title=f"{SEATS} seats, 6 features, 29 values, one core")
    for title in ("draw", "reference", "here", "times", "lowest chance", "below its bound",
                  "highest", "memory", "goal", ""):  # fmt: skip
        table.add_column(title, justify="left" if title == "draw" else "right")
    missed = 0
    peers: dict[tuple[str, int], dict[str, float] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        for line in LINES:
            data = Path(folder, f"{line.method == 'relaxations'}-{line.pool}")
            data.mkdir(exist_ok=True)
            write(data, line.pool, impossible=line.method == "relaxations")
            kind = line.method if line.method in ("maximin", "relaxations") else ""
            if kind and line.pool <= 2000 and not options.without_reference:
                peers[kind, line.pool] = _reference(data, options.core)
            command = [sys.executable, __file__, "--measure", line.method, str(data)]
            here = _run(command, options.core)
            assert here is not None
            row, met = _row(line, here, peers)
            missed += not met
            table.add_row(*row)
    Console(width=150).print(table)
    return 1 if missed else 0


def measure(method: str, folder: Path) -> dict[str, object]:
    """One draw by this engine, in this process."""
    from alienor.cores.sortition import fair_distribution, read_instance, smallest_relaxations

    started = time.perf_counter()
    instance = read_instance(
        features=Path(folder, "features.csv").read_text(),
        respondents=Path(folder, "respondents.csv").read_text(),
        seats=SEATS,
    )
    if method == "relaxations":
        found: dict[str, object] = {"relaxed": len(smallest_relaxations(instance))}
    else:
        certificate = fair_distribution(instance, method=method).certificate  # one of LINES
        found = {
            "lowest": certificate.min_probability,
            "bound": certificate.lp_bound,
            "highest": certificate.max_probability,
        }
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "memory": peak, **found}


def _row(
    line: Line, here: dict[str, float], peers: dict[tuple[str, int], dict[str, float] | None]
) -> tuple[list[str], bool]:
    peer = peers.get((line.method, line.pool))
    other = peers.get(("maximin", line.beside or 0))
    times = other["seconds"] / here["seconds"] if other else None
    met = here["memory"] <= MEMORY
    goal = ""
    if line.seconds is not None:
        goal = f"{line.seconds:g} s"
        met &= here["seconds"] <= line.seconds
    elif line.times is not None:
        goal = f"{line.times:g} x"
        met &= times is None or times >= line.times
        if line.beside != line.pool:
            goal += f" {line.beside}'s"
    if line.method in ("maximin", "leximin"):
        met &= here["bound"] - here["lowest"] <= NEAR
        met &= not (peer and "lowest" in peer) or peer["lowest"] - here["lowest"] <= NEAR
    asked = (line.method, line.pool) in peers
    fair = "lowest" in here
    return [
        f"{line.method}, pool {line.pool}",
        f"{peer['seconds']:.1f} s" if peer else f"none in {PATIENCE} s" if asked else "",
        f"{here['seconds']:.2f} s",
        f"{times:.0f} x" if times else "",
        f"{here['lowest']:.6f}" if fair else f"{here['relaxed']} bounds",
        f"{here['bound'] - here['lowest']:.0e}" if fair else "",
        f"{here['highest']:.4f}" if fair else "",
        f"{here['memory']:.0f} MB",
        goal,
        ("met" if met else "MISSED") if goal else "",
    ], met


def _reference(folder: Path, core: int) -> dict[str, float] | None:
    script = str(Path(__file__).with_name("draw_reference.py"))
    return _run([str(REFERENCE / "bin" / "python"), script, str(folder), str(SEATS)], core)


def _run(command: list[str], core: int) -> dict[str, float] | None:
    """What a process prints last, as JSON; None where it is not waited for any longer. It is on
    this core before it imports anything: a library that counts cores counts one."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env=os.environ | dict.fromkeys(THREADS, "1"),
            preexec_fn=partial(os.sched_setaffinity, 0, {core}),
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    sys.exit(main())
