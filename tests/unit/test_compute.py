"""Computations run elsewhere: what they return and raise comes back, what dies harms nobody."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import pytest
from tests.unit.sortition.sortition_cases import town

from alienor.cores.sortition import Quota, SortitionInvalid, deal, fair_distribution
from alienor.platform.compute import ComputationStopped, compute, pool


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


def test_a_computation_that_takes_too_long_is_ended() -> None:
    compute(abs, -1)  # the processes are there
    with pytest.raises(ComputationStopped) as refusal:
        pool._within(0.2, partial(time.sleep, 60))
    assert refusal.value.params["seconds"] == 0.2
    assert compute(abs, -2) == 2
