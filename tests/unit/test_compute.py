"""Computations run elsewhere: what they return and raise comes back, what dies harms nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.sortition.sortition_cases import town

from alienor.cores.sortition import Quota, SortitionInvalid, deal, fair_distribution
from alienor.platform.compute import ComputationStopped, compute, compute_within


def test_a_draw_dealt_elsewhere_is_the_one_dealt_here() -> None:
    facts = {"method": "leximin", "seed": b"s" * 32, "panels": 100}
    instance = town(people=40, seats=20)
    here, elsewhere = deal(instance, **facts), compute(deal, instance, **facts)
    assert elsewhere.lottery.text == here.lottery.text
    assert elsewhere.distribution.chances == here.distribution.chances


def test_it_runs_in_another_process() -> None:
    assert compute(os.getpid) != os.getpid()


def test_what_is_refused_elsewhere_is_refused_here_with_its_faults() -> None:
    asked = town(people=40, seats=20)
    feature = asked.quotas[0].feature
    absurd = [Quota(feature=feature, value="nobody", minimum=30, maximum=30)]
    broken = type(asked)(quotas=tuple(absurd), respondents=asked.respondents, seats=20)
    with pytest.raises(SortitionInvalid) as here:
        fair_distribution(broken)
    with pytest.raises(SortitionInvalid) as elsewhere:
        compute(fair_distribution, broken)
    assert elsewhere.value.faults == here.value.faults


def test_a_process_that_is_killed_is_said_and_the_next_one_works() -> None:
    with pytest.raises(ComputationStopped):
        compute(os.kill, compute(os.getpid), signal.SIGKILL) and compute(time.sleep, 5)
    assert compute(abs, -1) == 1


SERVER = """
import os, sys, time
from threading import Thread
from alienor.platform.compute import abandon, compute
if __name__ == "__main__":
    process = compute(os.getpid)
    for _ in range(2):
        Thread(target=compute, args=(time.sleep, 60), daemon=True).start()
    time.sleep(0.5)
    try:
        print(process, flush=True)
        time.sleep(60)
    finally:
        abandon()
"""


@pytest.mark.parametrize("ended_by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_that_compute_end_when_their_server_does(
    ended_by: signal.Signals, tmp_path: Path
) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    server = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    started = int(server.stdout.readline())
    begun = children_of(server.pid)
    assert started in begun
    server.send_signal(ended_by)
    end = time.monotonic() + 10
    while (left := [one for one in begun if alive(one)]) and time.monotonic() < end:
        server.poll()
        time.sleep(0.05)
    for one in left:
        os.kill(one, signal.SIGKILL)
    server.kill()
    server.wait()
    assert not left


def children_of(process: int) -> list[int]:
    """Processes that this one has begun, by its threads."""
    return [
        int(one)
        for thread in Path(f"/proc/{process}/task").iterdir()
        for one in (thread / "children").read_text().split()
    ]


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_computation_that_takes_too_long_is_ended() -> None:
    compute(abs, -1)  # the processes are there
    with pytest.raises(ComputationStopped) as refusal:
        compute_within(0.2, time.sleep, 60)
    assert refusal.value.params["seconds"] == 0.2
    assert compute(abs, -2) == 2
