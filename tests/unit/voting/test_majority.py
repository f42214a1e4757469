"""Majorities, quorums and ties: exact at the threshold, on the base that the rule names."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.voting import (
    AnswerTally,
    Base,
    Majority,
    Quorum,
    TieProtocol,
    VotingFault,
    answers_from_counts,
    check_quorum,
    check_quorum_by_college,
    count_answers,
    decide,
    decide_by_college,
    settle_tie,
)

TWO_THIRDS = Majority(fraction=Fraction(2, 3), strict=False)
COUNTS = st.integers(0, 60)
TALLIES = st.builds(AnswerTally, yes=COUNTS, no=COUNTS, abstain=COUNTS, invalid=COUNTS)


def test_two_thirds_of_94_expressed_need_63_votes() -> None:
    decision = decide(AnswerTally(yes=73, no=21, abstain=6), majority=TWO_THIRDS)
    assert decision.adopted
    assert (decision.needed, decision.got, decision.base_count) == (63, 73, 94)
    assert decision.percentage == Fraction(73, 94)
    assert decision.reason == "majority_reached"


@pytest.mark.parametrize(
    ("base", "base_count", "adopted"),
    [("expressed", 18, True), ("cast", 22, True), ("present", 24, False), ("seats", 30, False)],
)
def test_the_same_twelve_votes_pass_or_fail_by_the_base(
    base: Base, base_count: int, adopted: bool
) -> None:
    decision = decide(
        AnswerTally(yes=12, no=6, abstain=3, invalid=1),
        majority=Majority(fraction=Fraction(1, 2), strict=True, base=base),
        present=24,
        seats=30,
    )
    assert (decision.base_count, decision.adopted) == (base_count, adopted)


def test_exactly_the_fraction_passes_unless_more_is_asked_for() -> None:
    tally = AnswerTally(yes=8, no=2)
    eighty = Fraction(4, 5)
    assert decide(tally, majority=Majority(fraction=eighty, strict=False)).adopted
    assert not decide(tally, majority=Majority(fraction=eighty, strict=True)).adopted


@given(
    TALLIES,
    st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100), max_denominator=100),
    st.booleans(),
    st.sampled_from(["expressed", "cast", "present", "seats"]),
)
def test_a_proposal_is_adopted_exactly_when_its_share_reaches_the_fraction(
    tally: AnswerTally, fraction: Fraction, strict: bool, base: Base
) -> None:
    majority = Majority(fraction=fraction, strict=strict, base=base)
    decision = decide(tally, majority=majority, present=tally.cast + 3, seats=tally.cast + 5)
    share = decision.percentage
    reached = tally.yes > 0 and (share > fraction if strict else share >= fraction)
    assert decision.adopted is reached
    assert decision.adopted is (
        decision.got >= decision.needed and decision.reason == "majority_reached"
    )
    exact = fraction * decision.base_count
    assert decision.needed == max(1, floor(exact) + 1 if strict else ceil(exact))


@given(TALLIES)
def test_one_more_vote_for_never_turns_adoption_into_rejection(tally: AnswerTally) -> None:
    more = tally + AnswerTally(yes=1, no=0)
    if decide(tally, majority=TWO_THIRDS).adopted:
        assert decide(more, majority=TWO_THIRDS).adopted


@given(TALLIES)
def test_a_simple_majority_is_more_for_than_against_and_equal_is_a_tie(tally: AnswerTally) -> None:
    decision = decide(tally)
    assert decision.adopted is (tally.yes > tally.no)
    assert decision.tie is (tally.yes == tally.no > 0)


def test_nothing_is_adopted_where_nobody_says_yes_or_no() -> None:
    decision = decide(AnswerTally(yes=0, no=0, abstain=12), majority=TWO_THIRDS)
    assert (decision.adopted, decision.reason, decision.needed) == (False, "nobody_expressed", 1)
    assert decision.percentage == 0


@pytest.mark.parametrize(
    ("protocol", "reason", "pending"),
    [
        ("rejected", "tie_rejected", False),
        ("chair", "tie_awaits_chair", True),
        ("draw", "tie_awaits_draw", True),
        ("revote", "tie_awaits_revote", True),
    ],
)
def test_a_tie_follows_the_protocol_declared_before_the_vote(
    protocol: TieProtocol, reason: str, pending: bool
) -> None:
    decision = decide(AnswerTally(yes=20, no=20, abstain=4), tie_protocol=protocol)
    assert (decision.tie, decision.adopted) == (True, False)
    assert (decision.reason, decision.pending) == (reason, pending)


@pytest.mark.parametrize("protocol", ["chair", "draw", "revote"])
@pytest.mark.parametrize("adopted", [True, False])
def test_the_chair_the_draw_or_a_new_vote_settles_a_tie_once(
    protocol: TieProtocol, adopted: bool
) -> None:
    tied = decide(AnswerTally(yes=20, no=20), tie_protocol=protocol)
    settled = settle_tie(tied, adopted=adopted)
    assert (settled.adopted, settled.pending) == (adopted, False)
    assert settled.reason == f"tie_settled_by_{protocol}"
    with pytest.raises(VotingFault) as refusal:
        settle_tie(settled, adopted=adopted)
    assert refusal.value.code == "no_tie"


def test_equal_voices_under_two_thirds_are_no_tie() -> None:
    assert not decide(AnswerTally(yes=20, no=20), majority=TWO_THIRDS).tie


def test_a_missing_quorum_decides_nothing_whatever_the_votes() -> None:
    short = check_quorum(Quorum(fraction=Fraction(1, 2)), attending=49, total=100)
    decision = decide(AnswerTally(yes=49, no=0), quorum=short)
    assert (decision.adopted, decision.reason) == (False, "quorum_not_reached")


@pytest.mark.parametrize(
    ("fraction", "strict", "total", "needed"),
    [
        (Fraction(1, 2), False, 100, 50),
        (Fraction(1, 2), True, 100, 51),
        (Fraction(1, 2), False, 101, 51),
        (Fraction(1, 2), True, 101, 51),
        (Fraction(1, 3), False, 100, 34),
        (Fraction(0), False, 100, 0),
    ],
)
def test_a_quorum_counts_whole_people(
    fraction: Fraction, strict: bool, total: int, needed: int
) -> None:
    quorum = Quorum(fraction=fraction, of="seats", strict=strict)
    assert quorum.needed(total) == needed
    assert check_quorum(quorum, attending=needed, total=total).reached
    if needed:
        assert not check_quorum(quorum, attending=needed - 1, total=total).reached


def test_a_quorum_by_college_is_asked_of_every_college() -> None:
    checks = check_quorum_by_college(
        Quorum(fraction=Fraction(1, 2)),
        attending={"residents": 60},
        totals={"residents": 100, "elected": 10},
    )
    assert {college: check.reached for college, check in checks.items()} == {
        "residents": True,
        "elected": False,
    }
    with pytest.raises(VotingFault) as refusal:
        check_quorum_by_college(Quorum(fraction=Fraction(1, 2)), attending={"x": 1}, totals={})
    assert refusal.value.code == "college_unknown"


@pytest.mark.parametrize(
    ("given_facts", "code"),
    [
        ({"entitled": 9}, "counts_exceed_electorate"),
        (
            {
                "present": 9,
                "majority": Majority(fraction=Fraction(1, 2), strict=True, base="present"),
            },
            "counts_exceed_present",
        ),
        (
            {"seats": 9, "majority": Majority(fraction=Fraction(1, 2), strict=True, base="seats")},
            "counts_exceed_seats",
        ),
        (
            {"majority": Majority(fraction=Fraction(1, 2), strict=True, base="present")},
            "base_unknown",
        ),
    ],
)
def test_counts_that_cannot_be_are_refused(given_facts: dict[str, object], code: str) -> None:
    with pytest.raises(VotingFault) as refusal:
        decide(AnswerTally(yes=6, no=3, abstain=1), **given_facts)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("fraction", "strict"), [(Fraction(0), False), (Fraction(3, 2), False), (Fraction(1), True)]
)
def test_a_majority_that_no_vote_can_reach_is_refused(fraction: Fraction, strict: bool) -> None:
    with pytest.raises(VotingFault) as refusal:
        Majority(fraction=fraction, strict=strict)
    assert refusal.value.code == "impossible_majority"
    with pytest.raises(VotingFault):
        Quorum(fraction=Fraction(1), strict=True)


def test_answers_are_counted_one_by_one_or_taken_from_counts() -> None:
    tally = count_answers(["yes", "no", "yes", "abstain"])
    assert tally == AnswerTally(yes=2, no=1, abstain=1)
    assert answers_from_counts({"yes": 2, "no": 1, "abstain": 1}) == tally
    attempts: list[Callable[[], object]] = [
        lambda: count_answers(["maybe"]),
        lambda: answers_from_counts({"maybe": 1}),
    ]
    for refused in attempts:
        with pytest.raises(VotingFault) as refusal:
            refused()
        assert refusal.value == VotingFault("unknown_answer", answer="maybe")
    with pytest.raises(VotingFault) as refusal:
        AnswerTally(yes=-1, no=0)
    assert refusal.value == VotingFault("negative_count", cell="yes", count=-1)


TALLIES_BY_COLLEGE = {
    "residents": AnswerTally(yes=60, no=20, abstain=3),
    "elected": AnswerTally(yes=3, no=5),
    "agents": AnswerTally(yes=10, no=2, abstain=1),
}


def test_a_double_majority_fails_where_one_college_opposes() -> None:
    result = decide_by_college(TALLIES_BY_COLLEGE)
    assert result.whole.adopted
    assert (result.adopted, result.reason, result.opposed) == (
        False,
        "college_not_reached",
        ("elected",),
    )


def test_a_double_majority_asks_only_the_colleges_that_the_rule_names() -> None:
    result = decide_by_college(TALLIES_BY_COLLEGE, required=("residents", "agents"))
    assert result.adopted
    assert set(result.colleges) == {"residents", "agents"}


def test_a_double_majority_needs_the_whole_too() -> None:
    result = decide_by_college(
        {"residents": AnswerTally(yes=6, no=4), "agents": AnswerTally(yes=6, no=4)},
        majority=TWO_THIRDS,
        college_majority=Majority(fraction=Fraction(1, 2), strict=True),
    )
    assert (result.adopted, result.reason, result.opposed) == (False, "whole_not_reached", ())


def test_a_double_majority_counts_each_college_on_its_own_seats() -> None:
    seats = Majority(fraction=Fraction(1, 2), strict=True, base="seats")
    result = decide_by_college(
        {"residents": AnswerTally(yes=60, no=0), "elected": AnswerTally(yes=5, no=0)},
        majority=seats,
        seats={"residents": 100, "elected": 10},
    )
    assert result.whole.base_count == 110
    assert result.opposed == ("elected",)


def test_a_double_majority_without_quorum_decides_nothing() -> None:
    short = check_quorum(Quorum(fraction=Fraction(1, 2)), attending=1, total=100)
    result = decide_by_college({"residents": AnswerTally(yes=1, no=0)}, quorum=short)
    assert (result.adopted, result.reason) == (False, "quorum_not_reached")


def test_a_college_without_a_count_is_refused() -> None:
    attempts: list[Callable[[], object]] = [
        lambda: decide_by_college({}),
        lambda: decide_by_college(TALLIES_BY_COLLEGE, required=["nobody"]),
    ]
    for refused in attempts:
        with pytest.raises(VotingFault) as refusal:
            refused()
        assert refusal.value.code == "college_unknown"
