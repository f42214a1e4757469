"""The same lowest chance as the reference, where its environment is there (`benchmarks/draw.py`
makes it: it is never a dependency)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "build" / "reference" / "bin" / "python"
BENCHMARKS = ROOT / "benchmarks"


@pytest.mark.skipif(
    not REFERENCE.exists(),
    reason="no environment of the reference: python benchmarks/draw.py makes one",
)
def test_the_lowest_chance_is_that_of_the_reference(tmp_path: Path) -> None:
    made = "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import draw_instances"
    made += "; draw_instances.write(pathlib.Path(sys.argv[2]), 220)"
    subprocess.run([sys.executable, "-c", made, str(BENCHMARKS), str(tmp_path)], check=True)
    theirs = subprocess.run(
        [str(REFERENCE), str(BENCHMARKS / "draw_reference.py"), str(tmp_path), "100"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = subprocess.run(
        [sys.executable, str(BENCHMARKS / "draw.py"), "--measure", "maximin", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    lowest = [json.loads(done.stdout.splitlines()[-1])["lowest"] for done in (theirs, ours)]
    assert lowest[0] == pytest.approx(lowest[1], abs=1e-6)
