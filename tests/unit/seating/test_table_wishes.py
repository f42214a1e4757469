"""What cannot be had at tables is said at once, in one sentence for each thing."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from seating_cases import plain

from alienor.cores.seating import (
    Cap,
    Fault,
    Gathering,
    Person,
    SeatingInvalid,
    fault_sentence,
    seat,
    table_sizes,
)
from alienor.cores.seating.faults import FAULT_CODES

GOOD = plain(8, 2, 2)
ELECTED = {"field": "college", "values": ("elected",)}


def faults_of(gathering: Gathering) -> list[Fault]:
    with pytest.raises(SeatingInvalid) as refused:
        seat(gathering, seed="a", steps=10)
    return list(refused.value.faults)


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"people": (), "sizes": ()}, "no_people"),
        ({"sizes": ()}, "no_tables"),
        ({"sizes": (1,) * 9}, "more_tables_than_people"),
        ({"sizes": (8, 0)}, "empty_table"),
        ({"sizes": (4, 5)}, "sizes_do_not_add_up"),
        ({"rounds": 0}, "rounds_out_of_bounds"),
        ({"rounds": 21}, "rounds_out_of_bounds"),
        ({"people": (GOOD.people[0], *GOOD.people[:7])}, "person_twice"),
        ({"balance": {"colege": 1}}, "unknown_field"),
        ({"balance": {"college": 0}}, "weight_out_of_bounds"),
        ({"balance": {"college": 10}}, "weight_out_of_bounds"),
        ({"caps": (Cap(field="colege", values=("elected",), most=1),)}, "unknown_field"),
        ({"caps": (Cap(field="college", values=("electd",), most=1),)}, "unknown_value"),
        ({"caps": (Cap(**ELECTED, most=-1),)}, "negative_cap"),
        ({"caps": (Cap(**ELECTED, most=0),)}, "cap_too_low"),
        (
            {"caps": (Cap(**ELECTED, most=1),), "together": (("p02", "p06"),)},
            "cap_parts_group",
        ),
        ({"together": (("p00", "p99"),)}, "unknown_id"),
        ({"apart": (("p00", "p99"),)}, "unknown_id"),
        ({"together": (("p00",),)}, "group_of_one"),
        ({"apart": (("p00", "p00"),)}, "group_of_one"),
        ({"together": (("p00", "p01", "p02"), ("p02", "p03", "p04"))}, "group_too_large"),
        (
            {"together": (("p00", "p01"), ("p01", "p02")), "apart": (("p00", "p02"),)},
            "together_and_apart",
        ),
        ({"apart": (("p00", "p01", "p02"),)}, "too_many_apart"),
        ({"accessible": frozenset({3})}, "unknown_table"),
        (
            # Two tables of two colours each: every odd cycle needs three.
            {"apart": (("p00", "p01"), ("p01", "p02"), ("p00", "p02"))},
            "no_plan",
        ),
    ],
)
def test_each_contradiction_has_its_sentence(wishes: dict[str, object], code: str) -> None:
    found = faults_of(replace(GOOD, **wishes))
    assert [fault.code for fault in found] == [code]
    for language in ("fr", "en"):
        assert "{" not in fault_sentence(found[0], language)


def test_more_people_who_need_access_than_places_at_such_tables_is_said_with_both() -> None:
    people = tuple(replace(one, needs_access=n < 4) for n, one in enumerate(GOOD.people))
    gathering = replace(GOOD, people=people, accessible=frozenset({1}), together=(("p00", "p07"),))
    (fault,) = faults_of(gathering)
    assert (fault.code, fault.params) == ("too_few_accessible", {"people": 5, "places": 4})


def test_every_wrong_name_is_said_at_once_with_its_place_and_the_nearest_one() -> None:
    found = faults_of(
        replace(GOOD, together=(("p00", "p01"), ("p02", "p0O")), apart=(("x", "p03"),))
    )
    assert [(one.file, one.number, one.column) for one in found] == [
        ("together", 2, 2),
        ("apart", 1, 1),
    ]
    assert "Did you mean" in fault_sentence(found[0], "en")


def test_a_cap_that_is_too_low_says_how_many_would_do() -> None:
    people = tuple(Person(id=f"p{n}", values={"college": "elected"}) for n in range(9))
    gathering = Gathering(people=people, sizes=(3, 3, 3), rounds=1, caps=(Cap(**ELECTED, most=1),))
    assert faults_of(gathering)[0].params["needed"] == 3


def test_a_hard_knot_is_given_up_after_a_bounded_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alienor.cores.seating.beginning.TRIES", 3)
    assert [one.code for one in faults_of(replace(GOOD, apart=(("p00", "p01"), ("p02", "p03"),
                                                               ("p04", "p05"))))] == ["no_plan_found"]  # fmt: skip


def test_the_larger_tables_are_accessible_ones_first() -> None:
    assert table_sizes(people=11, tables=4, accessible=(3,)) == (3, 3, 3, 2)
    assert table_sizes(people=9, tables=4, accessible=(3,)) == (2, 2, 3, 2)
    with pytest.raises(ValueError, match="3 tables"):
        table_sizes(people=2, tables=3)


def test_faults_travel_between_processes() -> None:
    error = SeatingInvalid([Fault(code="no_tables")])
    assert pickle.loads(pickle.dumps(error)).faults == error.faults


def test_every_code_has_two_sentences() -> None:
    assert len(FAULT_CODES) > 25
