"""Seats of a body against its rules, and bodies that exclude one another."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.rules import (
    Composition,
    UnknownCode,
    breach_sentence,
    composition,
    incompatible_bodies,
    load_template,
)

RULES = load_template("poitiers-2022")
COLLEGES = [college.code for college in RULES.colleges]


def group(**seats: int) -> Composition:
    filled = [college for college, number in seats.items() for _ in range(number)]
    return composition(RULES, body="proposition_group", seats=filled)


def codes(found: Composition) -> list[str]:
    return [breach.code for breach in found.breaches]


def test_a_group_of_twenty_six_and_four_with_two_of_the_minority_is_complete() -> None:
    assert group(drawn=20, elected_majority=4, elected_minority=2, agent=4).complete


def test_eighteen_volunteers_leave_two_seats_missing() -> None:
    found = group(drawn=18, elected_majority=4, elected_minority=2, agent=4)
    assert codes(found) == ["seats_missing"]
    assert (found.lines[0].required, found.lines[0].filled, found.lines[0].missing) == (20, 18, 2)
    assert found.breaches[0].article == "5"
    assert not found.breaches[0].absolute


def test_the_seats_of_the_minority_cannot_be_taken_by_the_majority() -> None:
    found = group(drawn=20, elected_majority=5, elected_minority=1, agent=4)
    assert codes(found) == ["subquota_missing"]
    (quota,) = found.lines[1].subquotas
    assert (quota.missing, quota.out_of_reach) == (1, True)


def test_a_reserved_seat_still_to_be_filled_is_not_out_of_reach() -> None:
    (quota,) = group(drawn=20, elected_majority=4, elected_minority=1, agent=4).lines[1].subquotas
    assert (quota.missing, quota.out_of_reach) == (1, False)


def test_a_minority_larger_than_its_reserve_is_welcome() -> None:
    assert group(drawn=20, elected_majority=0, elected_minority=6, agent=4).complete


def test_a_seat_too_many_is_a_breach() -> None:
    found = group(drawn=21, elected_majority=4, elected_minority=2, agent=4)
    assert codes(found) == ["seats_in_excess"]
    assert found.lines[0].excess == 1


def test_a_college_without_a_seat_in_the_body_is_a_breach() -> None:
    found = group(drawn=20, volunteer=1, elected_majority=4, elected_minority=2, agent=4)
    assert codes(found) == ["college_without_seat"]


def test_the_assembly_is_open_to_any_number_of_volunteers() -> None:
    found = composition(RULES, body="assembly", seats=["drawn"] * 100 + ["volunteer"] * 300)
    assert found.complete
    assert found.lines[1].required is None


def test_a_college_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCode):
        composition(RULES, body="assembly", seats=["mayor"])


@given(st.lists(st.sampled_from(COLLEGES), max_size=60), st.sampled_from(RULES.bodies))
@settings(max_examples=100)
def test_every_filled_seat_is_counted_once(seats: list[str], body: object) -> None:
    code = body.code
    found = composition(RULES, body=code, seats=seats)
    homeless = sum(
        number
        for college, number in Counter(seats).items()
        if RULES.body(code).line_of(college) is None
    )
    assert sum(line.filled for line in found.lines) + homeless == len(seats)
    for line in found.lines:
        if line.required is not None:
            assert line.filled + line.missing - line.excess == line.required
            assert not (line.missing and line.excess)
    for breach in found.breaches:
        assert "{" not in breach_sentence(RULES, breach, language="fr")
        assert "Correct it, or derogate" in breach_sentence(RULES, breach, language="en")


def test_one_person_does_not_sit_in_the_group_and_in_the_committee() -> None:
    (breach,) = incompatible_bodies(
        RULES, held=["assembly", "methodology_committee"], wanted="proposition_group"
    )
    assert breach.params == {"body": "proposition_group", "held": "methodology_committee"}
    assert breach.article == "6"
    said = breach_sentence(RULES, breach, language="fr")
    assert "groupe de proposition" in said
    assert "comité de méthodologie" in said


def test_a_member_of_the_group_may_join_the_follow_up() -> None:
    assert incompatible_bodies(RULES, held=["proposition_group"], wanted="followup_group") == ()
