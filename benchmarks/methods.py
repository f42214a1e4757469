"""Open methods of vote: 100,000 ballots on 10 options, beside the reference in the same run.

    python benchmarks/methods.py                      every line (ten minutes, mostly the reference)
    python benchmarks/methods.py --without-reference  this engine alone (a few seconds)
    python benchmarks/methods.py --core 1             pin every run to this core

The reference is pref_voting, in an environment of its own (`build/methods-reference`, made by this
command from `requirements/methods.txt`; it is never a dependency). Both read the same table of
ballots, each run a process of its own on the same core, timed from reading it to the winners,
compiled parts compiled before; medians of `PAIRS` pairs, alternated.

Then both count `PROFILES` small votes with many ties and as many of 401 ballots with few, ties in
every order, and their winners are compared one by one; majority judgment is compared with the
definition followed to the letter, grade by grade, because references differ from each other near
ties. Exits 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from peers import install, read_options
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "build" / "methods-reference"
METHODS = ("schulze", "ranked_pairs", "instant_runoff", "approval", "majority_judgment")
BALLOTS, OPTIONS, GRADES = 100_000, 10, 7
PAIRS = 3
PROFILES = 1_000
TIMES = 20
NAMES = tuple(f"o{number}" for number in range(OPTIONS))
SCALE = tuple(f"g{number}" for number in range(GRADES))


def main() -> int:
    """Measure every line and print the table."""
    options = read_options(str(__doc__), measured=("METHOD", "FILE"))
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]), options.core)))
        return 0
    if not options.without_reference:
        install(REFERENCE, lock="methods.txt")
    table = Table(title=f"{BALLOTS:,} ballots, {OPTIONS} options, one core, reading included")
    for title in ("method", "reference", "here", "times", "goal", "", "same winners", "goal", ""):
        table.add_column(title, justify="left" if title == "method" else "right")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for method in METHODS:
            row, met = _line(method, Path(folder), options)
            missed += not met
            table.add_row(*row)
    Console(width=130).print(table)
    return 1 if missed else 0


def measure(method: str, path: Path, core: int) -> dict[str, object]:
    """One count by this engine, in this process, on this core."""
    os.sched_setaffinity(0, {core})
    winners_of(method, b"a,b\n1,0\n1,1\n" if method == "approval" else b"a,b\n1,2\n2,1\n")
    started = time.perf_counter()
    found = winners_of(method, path.read_bytes())
    return {"seconds": time.perf_counter() - started, "winners": [int(one[1:]) for one in found]}


def winners_of(method: str, data: bytes) -> tuple[str, ...]:
    """Whoever comes first, those that a tie leaves together."""
    from alienor.cores.voting.ranking.pairs import count_ranked_pairs
    from alienor.cores.voting.ranking.runoff import count_runoff
    from alienor.cores.voting.ranking.schulze import count_schulze
    from alienor.cores.voting.ranking.tables import (
        read_approvals,
        read_judgments,
        read_rankings,
    )

    if method == "approval":
        return read_approvals(data).ranking()[0]
    if method == "majority_judgment":
        return read_judgments(data, scale=SCALE).ranking()[0]
    count = {
        "schulze": count_schulze,
        "ranked_pairs": count_ranked_pairs,
        "instant_runoff": count_runoff,
    }[method]
    return count(read_rankings(data)).ranking()[0]


def _line(method: str, folder: Path, options: argparse.Namespace) -> tuple[list[str], bool]:
    path = folder / f"{method}.csv"
    path.write_bytes(_table(_ballots(method, BALLOTS, OPTIONS, seed=1)))
    here, there, ends = [], [], []
    for _pair in range(PAIRS):
        if not options.without_reference:
            told = _reference("time", method, path, options.core)
            there.append(told["seconds"])
            ends.append(told["winners"])
        own = _run([sys.executable, __file__, "--core", str(options.core), "--measure", method,
                    str(path)])  # fmt: skip
        here.append(own["seconds"])
        ends.append(own["winners"])
    same = all(end == ends[0] for end in ends)
    compared, agreed = (0, 0) if options.without_reference else _agreement(method, folder, options)
    times = statistics.median(there) / statistics.median(here) if there else None
    fast = times is None or times >= TIMES
    right = same and compared == agreed
    return [
        method.replace("_", " "),
        f"{statistics.median(there):.2f} s" if there else "",
        f"{statistics.median(here):.3f} s",
        f"{times:.0f} x" if times else "",
        f"{TIMES} x",
        ("met" if fast else "MISSED") if times else "",
        f"{agreed:,} of {compared:,}" if compared else "",
        "all",
        ("met" if right else "MISSED") if compared else "",
    ], fast and right


def _ballots(method: str, ballots: int, options: int, *, seed: int) -> np.ndarray:
    """(ballots, options): places, approvals or grades, some options preferred to others."""
    rng = np.random.default_rng(seed)
    liked = rng.normal(size=(ballots, options)) + np.linspace(0.3, 0, options)
    if method == "approval":
        return (liked > 0).astype(int)
    if method == "majority_judgment":
        return np.clip(np.rint(liked * 1.5 + 3), 0, GRADES - 1).astype(int)
    places = np.empty((ballots, options), dtype=int)
    np.put_along_axis(places, np.argsort(-liked, axis=1), np.arange(1, options + 1)[None, :], 1)
    return places


def _table(rows: np.ndarray) -> bytes:
    heading = ",".join(f"o{number}" for number in range(rows.shape[1]))
    lines = [",".join(map(str, row)) for row in rows.tolist()]
    return "\n".join([heading, *lines, ""]).encode()


def _agreement(method: str, folder: Path, options: argparse.Namespace) -> tuple[int, int]:
    """How many small votes were compared, and in how many the winners are the same."""
    profiles = [
        _ballots(method, 401 if number % 2 else 3 + number % 9, 4 + number % 2, seed=number)
        for number in range(2 * PROFILES)
    ]
    own = [sorted(int(one[1:]) for one in winners_of(method, _table(one))) for one in profiles]
    if method == "majority_judgment":
        there = [_by_definition(one) for one in profiles]
    else:
        path = folder / f"{method}.json"
        shown = profiles if method == "approval" else [np.argsort(one, axis=1) for one in profiles]
        path.write_text(json.dumps([one.tolist() for one in shown]))
        there = _reference("agree", method, path, options.core)["winners"]
    return len(own), sum(one == other for one, other in zip(own, there, strict=True))


def _by_definition(grades: np.ndarray) -> list[int]:
    """Majority judgment by taking lower medians away one by one."""
    values = []
    for column in grades.T.tolist():
        left = sorted(column)
        values.append([left.pop((len(left) - 1) // 2) for _ in range(len(left))])
    return [option for option, value in enumerate(values) if value == max(values)]


def _reference(task: str, method: str, path: Path, core: int) -> dict:
    script = str(Path(__file__).with_name("methods_reference.py"))
    return _run([str(REFERENCE / "bin" / "python"), script, task, method, str(path), str(core)])


def _run(command: list[str]) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
