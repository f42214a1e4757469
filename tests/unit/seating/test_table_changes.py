"""Absences and late arrivals: whoever sits stays seated, later rounds are made again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from seating_cases import plain, seats_everybody

from alienor.cores.seating import (
    Gathering,
    Person,
    meetings,
    quality_of,
    reseat,
    seat,
    table_sizes,
    welcome,
)


@given(st.integers(6, 30), st.integers(2, 4), st.integers(0, 4), st.integers(0, 4), st.data())
@settings(max_examples=60)
def test_nobody_who_sits_moves_and_everybody_there_is_seated_in_what_is_to_come(
    people: int, tables: int, leaving: int, coming: int, data: st.DataObject
) -> None:
    before = plain(people, tables, 4)
    plan = seat(before, seed="a", steps=20)
    over = data.draw(st.integers(0, 4))
    begun = data.draw(st.integers(over, 4))
    there = (
        *before.people[min(leaving, people - tables) :],
        *(Person(id=f"w{n}", values={"college": "volunteer"}) for n in range(coming)),
    )
    now = replace(before, people=there, sizes=table_sizes(people=len(there), tables=tables))
    again = reseat(now, plan, over=over, begun=begun, seed="b", steps=20)
    assert again[:over] == plan[:over]
    for old, new in zip(plan[over:begun], again[over:begun], strict=True):
        assert all(set(was) <= set(is_) for was, is_ in zip(old, new, strict=True))
        assert now.ids() <= {one for ids in new for one in ids}
    later = replace(now, rounds=4 - begun) if begun < 4 else None
    assert len(again) == 4
    if later is not None:
        assert seats_everybody(later, again[begun:])


def test_who_comes_late_sits_where_people_are_missing_then_where_their_like_is_rare() -> None:
    people = tuple(
        Person(id=one, values={"sex": "woman" if one in "abx" else "man"}) for one in "abcdefx"
    )
    gathering = Gathering(people=people, sizes=(4, 3), rounds=1, balance={"sex": 1})
    balanced = welcome(gathering, ((("a", "b", "c"), ("d", "e", "f")),), round=1)
    assert balanced == ((("a", "b", "c"), ("d", "e", "f", "x")),)
    emptier = welcome(gathering, ((("a", "b"), ("c", "d", "e", "f")),), round=1)
    assert emptier == ((("a", "b", "x"), ("c", "d", "e", "f")),)


def test_who_comes_late_joins_their_group_and_keeps_from_whom_they_avoid() -> None:
    gathering = plain(9, 3, 1, together=(("p00", "p08"),), apart=(("p07", "p01"),))
    seated = ((("p00", "p02", "p05"), ("p01", "p03"), ("p04", "p06")),)
    turn = welcome(gathering, seated, round=1)[0]
    assert "p08" in turn[0]
    assert "p07" in turn[2]


def test_later_rounds_part_those_who_met_in_the_rounds_that_were() -> None:
    before = plain(16, 4, 3, balance={})
    plan = seat(before, seed="a")
    now = replace(before, people=before.people[1:], sizes=(4, 4, 4, 3))
    again = reseat(now, plan, over=1, begun=1, seed="b")
    assert max(meetings(again).values()) == 1
    assert quality_of(now, again).repeats == 0
