"""Tables: everybody sits once a round, colleges are mixed, few people meet twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.seating import Person, meetings, rotate_tables

COLLEGES = ("agent", "drawn", "elected", "volunteer")
people_of = st.lists(st.sampled_from(COLLEGES), min_size=1, max_size=80).map(
    lambda colleges: [Person(id=n, college=c) for n, c in enumerate(colleges)]
)


@given(people_of, st.integers(1, 12), st.integers(1, 5), st.text(max_size=8))
def test_everybody_sits_once_a_round_at_tables_of_the_same_size(
    people: list[Person], tables: int, rounds: int, seed: str
) -> None:
    if len(people) < tables:
        with pytest.raises(ValueError, match="tables"):
            rotate_tables(people, tables=tables, rounds=rounds, seed=seed)
        return
    plan = rotate_tables(people, tables=tables, rounds=rounds, seed=seed)
    assert len(plan) == rounds
    college = {one.id: one.college for one in people}
    for turn in plan:
        assert sorted(one for table in turn for one in table) == sorted(college)
        sizes = [len(table) for table in turn]
        assert max(sizes) - min(sizes) <= 1
    first = [Counter(college[one] for one in table) for table in plan[0]]
    for name in COLLEGES:
        counts = [table[name] for table in first]
        assert max(counts) - min(counts) <= 1


def test_nobody_meets_twice_where_tables_are_prime_and_enough() -> None:
    people = [Person(id=n, college=COLLEGES[n % 4]) for n in range(49)]
    plan = rotate_tables(people, tables=7, rounds=7, seed="essai")
    assert max(meetings(plan).values()) == 1


def test_the_same_seed_makes_the_same_plan_in_any_order_of_people() -> None:
    people = [Person(id=n, college="drawn") for n in range(20)]
    plan = rotate_tables(people, tables=4, rounds=3, seed="graine")
    assert plan == rotate_tables(people[::-1], tables=4, rounds=3, seed="graine")
    assert plan != rotate_tables(people, tables=4, rounds=3, seed="autre")


def test_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="0 tables"):
        rotate_tables([Person(id=1, college="drawn")], tables=0, rounds=1, seed="")
