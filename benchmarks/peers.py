"""What benchmarks beside a peer share: its environment, apart from ours, and their options."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def install(environment: Path, *, lock: str) -> None:
    """Make an environment of its own for a peer, from `requirements/<lock>`, hashes required."""
    python = environment / "bin" / "python"
    if python.exists():
        return
    uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "--system-certs", "--quiet"]
    wanted = ["--python", str(python), "--require-hashes", "-r", str(ROOT / "requirements" / lock)]
    for command in ([sys.executable, "-m", "venv", str(environment)], [*uv, *wanted]):
        subprocess.run(command, check=True)


def read_options(description: str, *, measured: tuple[str, str]) -> argparse.Namespace:
    """The options of a benchmark that runs itself again, in a process of its own, for each line
    (`measured`: what that process is told)."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--without-reference", action="store_true")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--measure", nargs=2, metavar=measured, help=argparse.SUPPRESS)
    return parser.parse_args()
