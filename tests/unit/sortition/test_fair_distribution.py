"""Chances against listed panels, properties of every distribution, the demonstration's pool."""

import math
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sortition_cases import (
    every_panel,
    exact,
    goldilocks_oracle,
    keeps_rules,
    leximin_oracle,
    maximin_oracle,
    nash_oracle,
    one_panel,
    tiny,
    town,
)

from alienor.cores.sortition import (
    METHODS,
    Instance,
    Quota,
    Respondent,
    SortitionInvalid,
    deal,
    fair,
    fair_distribution,
    gini,
    hoped_chances,
    is_feasible,
    numbered_panels,
)
from alienor.cores.sortition.columns import Columns
from alienor.cores.sortition.fair import cover
from alienor.cores.sortition.over_panels import PanelChances
from alienor.cores.sortition.pricing import PanelOracle
from alienor.cores.sortition.profiles import merge
from alienor.cores.sortition.relaxation import AIMS
from alienor.cores.sortition.solver import Program
from alienor.cores.sortition.watching import Watch

SEED = bytes(range(32))
NEAR = 1e-5


def held(instance: Instance) -> tuple[list[tuple[str, ...]], list[str]]:
    """Every panel, and the people whom at least one holds."""
    panels = every_panel(instance)
    return panels, sorted({one for panel in panels for one in panel})


@pytest.mark.parametrize("number", range(60))
def test_leximin_equals_the_oracle_over_every_panel(number: int) -> None:
    instance = tiny(random.Random(number))
    panels, ids = held(instance)
    if not panels:
        with pytest.raises(SortitionInvalid) as refused:
            fair_distribution(instance)
        assert refused.value.faults[0].code in {"no_panel", "maximums_below_seats"} | {
            "minimums_exceed_seats"
        }
        return
    found = fair_distribution(instance)
    everyone = {person.id for person in instance.respondents}
    assert sorted(found.chances[one] for one in ids) == pytest.approx(
        leximin_oracle(panels, ids), abs=NEAR
    )
    assert set(found.unreachable) == everyone - set(ids)
    assert all(found.chances[one] == 0 for one in found.unreachable)
    assert found.certificate.exact
    assert found.lowest == pytest.approx(found.certificate.proven_bound, abs=NEAR)
    assert found.certificate.proven_bound <= found.certificate.lp_bound + NEAR


@pytest.mark.parametrize("number", range(60, 100))
def test_maximin_equals_the_oracle_over_every_panel(number: int) -> None:
    instance = tiny(random.Random(number))
    panels, ids = held(instance)
    if panels:
        found = fair_distribution(instance, method="maximin")
        assert found.lowest == pytest.approx(maximin_oracle(panels, ids), abs=NEAR)
        assert found.certificate.exact


@pytest.mark.parametrize("number", range(130, 170))
def test_nash_and_goldilocks_equal_the_oracle_over_every_panel(number: int) -> None:
    instance = tiny(random.Random(number))
    panels, ids = held(instance)
    if not panels:
        return
    nash = fair_distribution(instance, method="nash")
    assert nash.certificate.exact
    product = sum(math.log(nash.chances[one]) for one in ids)
    assert product == pytest.approx(nash_oracle(panels, ids), abs=NEAR)
    capped = fair_distribution(instance, method="goldilocks")
    assert capped.certificate.exact
    equal = instance.seats / len(ids)
    reached = capped.highest / equal + equal / capped.lowest
    assert reached == pytest.approx(goldilocks_oracle(panels, ids, equal), abs=1e-4)


@settings(max_examples=20)
@given(number=st.integers(0, 10**6))
def test_no_method_loses_its_optimum_where_quotas_leave_hardly_any_room(number: int) -> None:
    instance = exact(random.Random(number))
    panels, ids = held(instance)
    if not panels:
        with pytest.raises(SortitionInvalid):
            fair_distribution(instance)
        return
    found = {method: fair_distribution(instance, method=method) for method in METHODS[:4]}
    assert all(one.certificate.exact for one in found.values())
    assert sorted(found["leximin"].chances[one] for one in ids) == pytest.approx(
        leximin_oracle(panels, ids), abs=NEAR
    )
    assert found["maximin"].lowest == pytest.approx(maximin_oracle(panels, ids), abs=NEAR)
    product = sum(math.log(found["nash"].chances[one]) for one in ids)
    assert product >= nash_oracle(panels, ids) - NEAR
    equal, capped = instance.seats / len(ids), found["goldilocks"]
    reached = capped.highest / equal + equal / capped.lowest
    assert reached <= goldilocks_oracle(panels, ids, equal) + 1e-4


def test_where_the_solver_loses_its_way_it_begins_afresh() -> None:
    program = Program(
        cost=np.array([-1.0, -2.0]),
        lower=np.zeros(2),
        upper=np.ones(2),
        rows=[([0, 1], [1.0, 1.0], 0.0, 1.0)],
    )
    solver, asked = program._highs, []

    class Lost:
        def __getattr__(self, name: str) -> Any:
            return getattr(solver, name)

        def run(self) -> None:
            asked.append(1)
            if len(asked) > 2:
                solver.run()

    program._highs = Lost()
    solution = program.solve()
    assert solution is not None
    assert solution.objective == pytest.approx(-2) and len(asked) == 3


@pytest.mark.parametrize(("people", "seats", "slack"), [(150, 9, 0), (300, 12, 1)])
def test_few_seats_and_tight_quotas_take_no_whole_program_for_each_panel(
    people: int, seats: int, slack: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole programs, a hundred times slower than branching here, are kept for rare proofs."""
    solved: list[bool] = []
    whole = PanelOracle.best
    monkeypatch.setattr(PanelOracle, "best", lambda *_: solved.append(True) or whole(*_))
    found = fair_distribution(town(people=people, seats=seats, slack=slack))
    assert found.certificate.exact
    assert len(solved) <= 40


def over_panels(instance: Instance, method: str) -> tuple[dict[str, float], Columns]:
    """Everyone's chance by the programs over panels alone, and the panels that these met."""
    profiles = merge(instance)
    oracle = PanelOracle(profiles)
    columns = Columns(profiles, oracle)
    reachable = cover(profiles, oracle, columns)
    chances = AIMS[method](PanelChances(profiles, reachable=reachable, columns=columns))
    return {one: chances[kind] for one, kind in profiles.type_of.items()}, columns


@pytest.mark.parametrize("number", range(100, 130))
def test_the_programs_over_panels_equal_the_oracles_too(number: int) -> None:
    instance = tiny(random.Random(number))
    panels, ids = held(instance)
    if not panels:
        return
    chances, columns = over_panels(instance, "leximin")
    assert sorted(chances[one] for one in ids) == pytest.approx(
        leximin_oracle(panels, ids), abs=NEAR
    )
    assert len({counts.tobytes() for counts in columns.panels}) == len(columns.panels)
    chances, _ = over_panels(instance, "nash")
    product = sum(math.log(chances[one]) for one in ids)
    assert product == pytest.approx(nash_oracle(panels, ids), abs=NEAR)
    chances, _ = over_panels(instance, "goldilocks")
    drawn, equal = [chances[one] for one in ids], instance.seats / len(ids)
    reached = max(drawn) / equal + equal / min(drawn)
    assert reached == pytest.approx(goldilocks_oracle(panels, ids, equal), abs=1e-4)


@pytest.mark.parametrize("method", ["leximin", "nash", "goldilocks"])
def test_where_cuts_do_not_end_panels_settle_it(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = town(people=40, seats=20, seed=4, slack=0)
    by_cuts = fair_distribution(instance, method=method)
    assert by_cuts.certificate.proof == "cuts"
    monkeypatch.setattr(fair, "_MOST_CUTS", 0)
    over = fair_distribution(instance, method=method)
    assert over.certificate.proof == "panels" and over.certificate.exact
    assert over.chances == pytest.approx(dict(by_cuts.chances), abs=NEAR)
    assert over.certificate.proven_bound == pytest.approx(
        by_cuts.certificate.proven_bound, abs=NEAR
    )


@pytest.mark.parametrize("number", range(40))
def test_goldilocks_begins_where_everybody_has_some_chance(number: int) -> None:
    """From equal chances, far above what some can have, a tangent would be steeper than the solver
    takes."""
    instance = one_panel(random.Random(number))
    found = fair_distribution(instance, method="goldilocks")
    most_equal = fair_distribution(instance, method="maximin")
    equal = instance.seats / (len(instance.respondents) - len(found.unreachable))
    assert found.certificate.exact
    assert found.highest / equal + equal / found.lowest <= (
        most_equal.highest / equal + equal / most_equal.lowest + NEAR
    )


def test_where_fractions_of_people_promise_too_much_panels_decide() -> None:
    """Three features that pair Aïcha, Bruno and Claire two by two, at most one of each pair: half
    of each would do for one seat and a half, no panel does."""
    people = tuple(
        Respondent(id=one, values={"x": x, "y": y, "z": z})
        for one, x, y, z in (
            ("aicha", "1", "1", "0"),
            ("bruno", "1", "0", "1"),
            ("claire", "0", "1", "1"),
            ("driss", "0", "0", "0"),
            ("elodie", "0", "0", "0"),
        )
    )
    quotas = tuple(
        Quota(feature=f, value=v, minimum=0, maximum=1 if v == "1" else 3)
        for f in "xyz"
        for v in "01"
    )
    instance = Instance(quotas=quotas, respondents=people, seats=2)
    found = fair_distribution(instance)
    panels, ids = held(instance)
    assert sorted(found.chances.values()) == pytest.approx(leximin_oracle(panels, ids), abs=NEAR)
    assert found.certificate.proof == "cuts"
    assert found.lowest == pytest.approx(1 / 3, abs=NEAR)
    assert found.certificate.lp_bound == pytest.approx(0.4, abs=NEAR)


@settings(max_examples=40)
@given(number=st.integers(0, 10**6), method=st.sampled_from(METHODS))
def test_every_panel_of_a_distribution_keeps_the_rules(number: int, method: str) -> None:
    instance = tiny(random.Random(number))
    try:
        found = fair_distribution(instance, method=method, seed=SEED, attempts=20)
    except SortitionInvalid as refused:
        assert refused.faults[0].code != "no_panel" or not every_panel(instance)
        return
    assert sum(found.weights) == pytest.approx(1)
    assert sum(found.chances.values()) == pytest.approx(instance.seats)
    assert all(0 <= chance <= 1 for chance in found.chances.values())
    lottery = numbered_panels(found, m=100, seed=SEED)
    assert len(lottery.panels) == 100
    assert all(keeps_rules(instance, panel) for panel in lottery.panels)


@settings(max_examples=25)
@given(number=st.integers(0, 10**6), mix=st.randoms(use_true_random=False))
def test_the_order_of_the_pool_changes_nothing(number: int, mix: random.Random) -> None:
    instance = tiny(random.Random(number))
    if not every_panel(instance):
        return
    people, quotas = list(instance.respondents), list(instance.quotas)
    mix.shuffle(people)
    mix.shuffle(quotas)
    shuffled = replace(instance, respondents=tuple(people), quotas=tuple(quotas))
    first, second = fair_distribution(instance), fair_distribution(shuffled)
    assert first.chances == second.chances
    assert first.panels == second.panels
    assert first.weights == second.weights
    assert numbered_panels(first, seed=SEED).text == numbered_panels(second, seed=SEED).text


def test_hash_seeds_threads_and_the_order_of_rows_change_nothing() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from dataclasses import replace\n"
        "from hashlib import sha256\n"
        "from sortition_cases import town\n"
        "from alienor.cores.sortition import deal\n"
        "from alienor.cores.sortition.written import draw_files\n"
        "pool = town(people=300, seats=100)\n"
        "if sys.argv[2] == 'reversed':\n"
        "    pool = replace(pool, respondents=pool.respondents[::-1], quotas=pool.quotas[::-1])\n"
        "dealt = deal(pool, method='leximin', seed=bytes(32), panels=1000)\n"
        "files = draw_files(dealt, seed=bytes(32), seconds=0)\n"
        "print(*(f'{name} {sha256(data).hexdigest()}' for name, data in files.items()))"
    )
    here = __file__.rpartition("/")[0]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, here, order],
            env={"PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed, threads, order in (("1", "1", "as is"), ("2", "2", "reversed"))
    }
    assert len(seen) == 1
    assert "certificate.json" in seen.pop()


class Stopped(Exception):
    """Somebody stops a computation."""


def test_a_draw_that_is_stopped_goes_on_to_the_same_result() -> None:
    instance = town(people=200, seats=60)
    whole = deal(instance, method="leximin", seed=SEED, panels=100)
    notes: list[str] = []
    heard: list[tuple[str, float]] = []

    def stop_later(stage: str, done: float) -> None:
        heard.append((stage, done))
        if len(heard) == 140:
            raise Stopped

    with pytest.raises(Stopped):
        watch = Watch(told=stop_later, keep=notes.append)
        deal(instance, method="leximin", seed=SEED, panels=100, watch=watch)
    assert [done for stage, done in heard] == sorted(done for _, done in heard)
    kept, heard_before = notes[-1], len(heard)
    again = Watch(told=lambda *_: heard.append(_), kept=kept)
    resumed = deal(instance, method="leximin", seed=SEED, panels=100, watch=again)
    assert resumed.distribution.weights == whole.distribution.weights
    assert resumed.lottery.text == whole.lottery.text
    calls_in_full: list[object] = []
    counting = Watch(
        told=lambda *_: calls_in_full.append(_), kept=kept.replace('"of": "', '"of": "x')
    )
    deal(instance, method="leximin", seed=SEED, panels=100, watch=counting)
    assert len(heard) - heard_before < len(calls_in_full) - 90


def test_the_pool_of_the_demonstration() -> None:
    instance = town(people=140, seats=100)
    found = fair_distribution(instance)
    certificate = found.certificate
    assert is_feasible(instance)
    assert certificate.exact
    assert found.lowest == pytest.approx(certificate.lp_bound, abs=1e-6)
    assert sum(found.chances.values()) == pytest.approx(100)
    simple = fair_distribution(instance, method="stratified", seed=SEED, attempts=50)
    assert simple.lowest <= found.lowest + 1e-9
    assert found.gini <= simple.gini
    lottery = numbered_panels(found, seed=SEED)
    assert all(keeps_rules(instance, panel) for panel in lottery.panels)
    assert lottery.rounding_loss < 0.01


def test_no_panel_is_much_likelier_than_need_be() -> None:
    found = fair_distribution(town(people=60, seats=30))
    assert set(map(round, (1000 * chance for chance in found.chances.values()))) == {500}
    assert len(found.panels) > 20
    assert max(found.weights) < 0.05


def test_people_already_on_the_panel_keep_their_seats() -> None:
    instance = town(people=60, seats=30)
    people = tuple(
        replace(person, household="foyer") if number < 3 else person
        for number, person in enumerate(instance.respondents)
    )
    instance = replace(instance, respondents=people)
    held_by, *housemates = sorted(p.id for p in instance.respondents if p.household == "foyer")
    found = fair_distribution(replace(instance, already_selected=(held_by,)))
    assert found.chances[held_by] == pytest.approx(1)
    assert all(found.chances[one] == 0 for one in housemates)
    assert found.certificate.max_probability <= 1
    lottery = numbered_panels(found, seed=SEED)
    assert all(held_by in panel for panel in lottery.panels)
    assert all(keeps_rules(instance, panel) for panel in lottery.panels)


def test_quotas_without_slack_still_give_proven_chances() -> None:
    instance = town(people=40, seats=20, seed=4, slack=0)
    found = fair_distribution(instance)
    assert found.certificate.proof == "cuts"
    assert found.lowest == pytest.approx(2 / 15, abs=1e-6)
    assert found.lowest < found.certificate.lp_bound - 0.005
    assert len(found.unreachable) == 2


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(SortitionInvalid) as refused:
        fair_distribution(town(people=20, seats=10), method="lottery")
    assert refused.value.faults[0].code == "unknown_method"


def test_gini_of_equal_chances_is_0_and_of_one_winner_nearly_1() -> None:
    assert gini(np.full(10, 0.5)) == pytest.approx(0)
    assert gini(np.array([0.0] * 9 + [1.0])) == pytest.approx(0.9)
    assert gini(np.array([])) == 0


def test_in_a_pool_of_some_size_panels_reach_the_chances_hoped_for() -> None:
    pool = town(people=300, seats=40)
    hoped, bound = hoped_chances(pool)
    found = fair_distribution(pool)
    assert hoped == pytest.approx(dict(found.chances), abs=1e-6)
    assert bound == pytest.approx(found.certificate.proven_bound, abs=1e-6)


@pytest.mark.parametrize("number", range(20))
def test_no_panels_give_a_higher_lowest_chance_than_is_hoped_for(number: int) -> None:
    instance = tiny(random.Random(number))
    panels, ids = held(instance)
    if not panels:
        return
    hoped, bound = hoped_chances(instance)
    if len(ids) == len(instance.respondents):
        assert bound >= fair_distribution(instance).certificate.min_probability - 1e-7
    assert sum(hoped.values()) == pytest.approx(instance.seats)
