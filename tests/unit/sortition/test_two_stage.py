"""The lottery in two stages: compositions numbered, people ranked within types."""

import random
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sortition_cases import every_panel, keeps_rules, tiny, town

from alienor.cores.sortition import fair_distribution
from alienor.cores.sortition.two_stage import panel_within, two_stage

SEED = bytes(range(32))


@settings(max_examples=60)
@given(number=st.integers(0, 10**6), drawn=st.integers(0, 99))
def test_whatever_is_drawn_keeps_quotas_and_households(number: int, drawn: int) -> None:
    instance = tiny(random.Random(number))
    if not every_panel(instance):
        return
    found = two_stage(fair_distribution(instance), m=100, seed=SEED)
    seed = sha256(str((number, drawn)).encode()).digest()
    panel = panel_within(found.profiles, found.compositions[drawn], seed=seed)
    assert keeps_rules(instance, panel)
    assert sum(found.chances.values()) == pytest.approx(instance.seats)


def test_everybody_of_a_type_has_the_same_chance_and_it_is_the_one_said() -> None:
    instance = town(people=60, seats=20, seed=5)
    found = two_stage(fair_distribution(instance), m=100, seed=SEED)
    for one in found.profiles.types:
        assert len({found.chances[person] for person in one.ids}) == 1
    times: Counter[str] = Counter()
    rounds = 40
    for number in range(100 * rounds):
        seed = sha256(number.to_bytes(4, "big")).digest()
        times.update(panel_within(found.profiles, found.compositions[number % 100], seed=seed))
    for person, chance in found.chances.items():
        assert times[person] / (100 * rounds) == pytest.approx(chance, abs=0.04)


def test_the_same_seed_draws_the_same_people() -> None:
    instance = town(people=60, seats=20, seed=5)
    first, second = (two_stage(fair_distribution(instance), m=100, seed=SEED) for _ in range(2))
    assert first.compositions == second.compositions
    panels = [panel_within(one.profiles, one.compositions[7], seed=SEED) for one in (first, second)]
    assert panels[0] == panels[1]
    other = panel_within(first.profiles, first.compositions[7], seed=bytes(32))
    assert other != panels[0]
