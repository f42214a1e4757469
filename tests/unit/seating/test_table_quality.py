"""Figures of a plan, and what a move by hand changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from seating_cases import gatherings, plain

from alienor.cores.seating import (
    Cap,
    Gathering,
    Person,
    SeatingInvalid,
    change_of,
    met_by_each,
    moved,
    quality_of,
    seat,
)


@given(gatherings(most=16, wishes=2), st.data())
@settings(max_examples=150)
def test_the_change_of_a_move_is_the_difference_of_both_plans(
    gathering: Gathering, data: st.DataObject
) -> None:
    try:
        plan = seat(gathering, seed="a", steps=10)
    except SeatingInvalid:
        assume(False)
    turn = data.draw(st.integers(1, gathering.rounds))
    to = data.draw(
        st.dictionaries(
            st.sampled_from(sorted(gathering.ids())),
            st.integers(1, len(gathering.sizes)),
            max_size=3,
        )
    )
    change = change_of(gathering, plan, round=turn, to=to)
    before = quality_of(gathering, plan)
    after = quality_of(gathering, moved(plan, round=turn, to=to))
    for figure in ("distinct", "repeats", "thrice", "misfit", "over_caps", "parted", "joined",
                   "unreached"):  # fmt: skip
        assert getattr(change, figure) == getattr(after, figure) - getattr(before, figure), figure


@given(gatherings(most=16, wishes=0))
@settings(max_examples=60)
def test_misfits_are_the_people_beyond_the_share_rounded_down_and_up(gathering: Gathering) -> None:
    gathering = replace(gathering, accessible=frozenset())
    plan = seat(gathering, seed="a", steps=10)
    for name in gathering.balance:
        value = {one.id: one.values[name] for one in gathering.people}
        total = Counter(value.values())
        beyond = 0
        for turn in plan:
            for ids in turn:
                here = Counter(value[one] for one in ids)
                for one, holders in total.items():
                    share = holders * len(ids) / len(gathering.people)
                    near = [n for n in range(len(ids) + 1) if abs(n - share) < 1 - 1e-9]
                    beyond += min(abs(here[one] - n) for n in near)
        assert quality_of(gathering, plan).misfits[name] == beyond


def test_the_bound_is_reached_by_no_more_than_all_pairs() -> None:
    gathering = plain(4, 2, 6, balance={})
    quality = quality_of(gathering, seat(gathering, seed="a"))
    assert (quality.distinct, quality.bound) == (6, 6)
    assert quality.repeats == 6


def test_those_who_stay_together_are_no_repeat() -> None:
    gathering = plain(8, 2, 2, balance={}, together=(("p00", "p01"),))
    plan = seat(gathering, seed="a")
    quality = quality_of(gathering, plan)
    assert quality.bound == 4 * 6 - 1
    pairs = Counter(pair for turn in plan for ids in turn for pair in combinations(ids, 2))
    assert quality.repeats == sum(n - 1 for pair, n in pairs.items() if pair != ("p00", "p01"))


def test_each_person_is_told_how_many_they_meet() -> None:
    plan = ((("a", "b"), ("c", "d")), (("a", "b"), ("c", "d")), (("a", "c"), ("b", "d")))
    assert met_by_each(plan) == {"a": 2, "b": 2, "c": 2, "d": 2}


def test_what_moves_by_hand_break_is_counted() -> None:
    people = tuple(
        Person(
            id=one,
            values={"college": "elected" if one in "ab" else "drawn"},
            needs_access=one == "d",
        )
        for one in "abcdef"
    )
    gathering = Gathering(
        people=people,
        sizes=(3, 3),
        rounds=1,
        caps=(Cap(field="college", values=("elected",), most=1),),
        together=(("c", "d"),),
        apart=(("e", "f"),),
        accessible=frozenset({1}),
    )
    plan = ((("a", "c", "d"), ("b", "e", "f")),)
    assert quality_of(gathering, plan).joined == 1
    change = change_of(gathering, plan, round=1, to={"d": 2, "b": 1, "e": 1, "a": 1})
    assert (change.over_caps, change.parted, change.joined, change.unreached) == (1, 1, -1, 1)
    assert change.broken == 2


@pytest.mark.parametrize(
    ("round_", "to", "code"),
    [(3, {"p00": 1}, "unknown_round"), (0, {}, "unknown_round"),
     (1, {"p99": 1}, "not_seated"), (1, {"p00": 3}, "no_such_table")],
)  # fmt: skip
def test_a_move_that_cannot_be_is_refused(round_: int, to: dict[str, int], code: str) -> None:
    gathering = plain(8, 2, 2)
    with pytest.raises(SeatingInvalid) as refused:
        moved(seat(gathering, seed="a", steps=0), round=round_, to=to)
    assert refused.value.faults[0].code == code
