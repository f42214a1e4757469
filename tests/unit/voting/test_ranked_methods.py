"""Approval, majority judgment, shortlists: checked against brute force on small cases."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.voting import (
    ApprovalTally,
    JudgmentTally,
    TieProtocol,
    VotingFault,
    count_approvals,
    count_judgments,
    settle_shortlist,
    shortlist,
)

SCALE = ("reject", "poor", "fair", "good")
OPTIONS = ("haies", "bus", "eau")
GRADES = st.sampled_from(SCALE)
BALLOTS = st.lists(st.fixed_dictionaries(dict.fromkeys(OPTIONS, GRADES)), min_size=1, max_size=9)


def removed_in_order(grades: list[int]) -> list[int]:
    """The definition: sort, take the lower median away, again and again."""
    left = sorted(grades)
    return [left.pop((len(left) - 1) // 2) for _ in range(len(left))]


def tally_of(rows: dict[str, list[int]]) -> JudgmentTally:
    return JudgmentTally(
        scale=SCALE,
        counts={
            option: tuple(grades.count(rank) for rank in range(len(SCALE)))
            for option, grades in rows.items()
        },
    )


@settings(max_examples=300)
@given(BALLOTS)
def test_the_order_is_that_of_taking_medians_away_one_by_one(
    ballots: list[dict[str, str]],
) -> None:
    values = {
        option: removed_in_order([SCALE.index(ballot[option]) for ballot in ballots])
        for option in OPTIONS
    }
    tally = count_judgments(ballots, options=OPTIONS, scale=SCALE)
    ranking = tally.ranking()
    assert sorted(option for group in ranking for option in group) == sorted(OPTIONS)
    for group in ranking:
        assert len({tuple(values[option]) for option in group}) == 1
    best_of_groups = [values[group[0]] for group in ranking]
    assert best_of_groups == sorted(best_of_groups, reverse=True)
    assert all(a != b for a, b in pairwise(best_of_groups))
    for option in OPTIONS:
        assert tally.median(option) == SCALE[values[option][0]]


def test_every_pair_of_options_with_up_to_five_ballots_is_ordered_as_defined() -> None:
    for size in range(1, 6):
        profiles = sorted({tuple(sorted(p)) for p in product(range(3), repeat=size)})
        rows = {str(profile): list(profile) for profile in profiles}
        tally = JudgmentTally(
            scale=SCALE[:3],
            counts={name: tuple(g.count(rank) for rank in range(3)) for name, g in rows.items()},
        )
        expected = sorted(rows, key=lambda name: removed_in_order(rows[name]), reverse=True)
        assert [group for (group,) in tally.ranking()] == expected


@given(BALLOTS)
def test_options_tie_exactly_when_they_have_the_same_counts(
    ballots: list[dict[str, str]],
) -> None:
    tally = count_judgments(ballots, options=OPTIONS, scale=SCALE)
    for group in tally.ranking():
        assert len({tally.counts[option] for option in group}) == 1
    assert len(tally.ranking()) == len(set(tally.counts.values()))


@given(BALLOTS, st.data())
def test_a_better_grade_never_lowers_an_option(
    ballots: list[dict[str, str]], data: st.DataObject
) -> None:
    def place(cast: list[dict[str, str]]) -> int:
        ranking = count_judgments(cast, options=OPTIONS, scale=SCALE).ranking()
        return next(at for at, group in enumerate(ranking) if "haies" in group)

    def beaten_by(cast: list[dict[str, str]]) -> int:
        ranking = count_judgments(cast, options=OPTIONS, scale=SCALE).ranking()
        return sum(len(group) for group in ranking[: place(cast)])

    which = data.draw(st.integers(0, len(ballots) - 1))
    raised = [dict(ballot) for ballot in ballots]
    raised[which]["haies"] = SCALE[-1]
    assert beaten_by(raised) <= beaten_by(ballots)


def test_an_even_number_of_ballots_takes_the_lower_median() -> None:
    tally = tally_of({"haies": [0, 3]})
    assert tally.median("haies") == "reject"
    assert tally.at_least_median("haies") == 1


def test_the_same_median_is_decided_by_the_ballots_around_it() -> None:
    tally = tally_of({"haies": [2, 2, 2, 0, 0], "bus": [3, 3, 2, 1, 1], "eau": [3, 2, 2, 2, 0]})
    assert {tally.median(option) for option in OPTIONS} == {"fair"}
    assert tally.ranking() == (("eau",), ("bus",), ("haies",))


def test_an_option_left_unmarked_is_refused_or_gets_the_lowest_grade_by_the_rule() -> None:
    ballots = [{"haies": "good"}, {"haies": "good", "bus": "fair"}]
    with pytest.raises(VotingFault) as refusal:
        count_judgments(ballots, options=("haies", "bus"), scale=SCALE)
    assert refusal.value == VotingFault("grade_missing", option="bus")
    tally = count_judgments(ballots, options=("haies", "bus"), scale=SCALE, unmarked="lowest")
    assert tally.counts["bus"] == (1, 0, 1, 0)


def test_no_ballot_gives_no_grade_and_no_order() -> None:
    tally = count_judgments([], options=OPTIONS, scale=SCALE)
    assert tally.median("haies") is None
    assert tally.ranking() == (OPTIONS,)


def test_a_hundred_thousand_ballots_that_differ_by_one_are_ordered() -> None:
    tally = JudgmentTally(
        scale=SCALE,
        counts={"haies": (1, 0, 99_999, 0), "bus": (0, 1, 99_999, 0)},
    )
    assert tally.ranking() == (("bus",), ("haies",))


@pytest.mark.parametrize(
    ("counts", "scale", "code"),
    [
        ({"a": (1, 2)}, ("bad",), "scale_too_short"),
        ({"a": (1, 2)}, ("bad", "bad"), "scale_too_short"),
        ({}, ("bad", "good"), "no_option"),
        ({"a": (1, 2, 3)}, ("bad", "good"), "sum_mismatch"),
        ({"a": (1, 2), "b": (1, 1)}, ("bad", "good"), "sum_mismatch"),
        ({"a": (4, -1)}, ("bad", "good"), "negative_count"),
    ],
)
def test_grades_that_do_not_add_up_are_refused(
    counts: dict[str, tuple[int, ...]], scale: tuple[str, ...], code: str
) -> None:
    with pytest.raises(VotingFault) as refusal:
        JudgmentTally(scale=scale, counts=counts)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("ballot", "code"),
    [({"autre": "good"}, "unknown_option"), ({"haies": "superb"}, "unknown_grade")],
)
def test_a_judgment_outside_the_vote_is_refused(ballot: dict[str, str], code: str) -> None:
    with pytest.raises(VotingFault) as refusal:
        count_judgments([ballot], options=("haies",), scale=SCALE)
    assert refusal.value.code == code


@given(st.lists(st.sets(st.sampled_from(OPTIONS)), max_size=12))
def test_approvals_are_the_ballots_that_name_the_option(ballots: list[set[str]]) -> None:
    tally = count_approvals(ballots, options=OPTIONS)
    assert tally.ballots == len(ballots)
    for option in OPTIONS:
        assert tally.approvals[option] == sum(option in ballot for ballot in ballots)


@pytest.mark.parametrize(
    ("ballot", "code"),
    [
        (["autre"], "unknown_option"),
        (["haies", "haies"], "chosen_twice"),
        (["haies", "bus", "eau"], "too_many_choices"),
    ],
)
def test_an_approval_ballot_outside_the_rule_is_refused(ballot: list[str], code: str) -> None:
    with pytest.raises(VotingFault) as refusal:
        count_approvals([ballot], options=OPTIONS, most=2)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("ballots", "approvals", "code"),
    [
        (3, {"a": 4}, "approvals_exceed_ballots"),
        (3, {"a": -1}, "negative_count"),
        (-1, {"a": 0}, "negative_count"),
        (3, {}, "no_option"),
    ],
)
def test_approvals_that_cannot_be_are_refused(
    ballots: int, approvals: dict[str, int], code: str
) -> None:
    with pytest.raises(VotingFault) as refusal:
        ApprovalTally(ballots=ballots, approvals=approvals)
    assert refusal.value.code == code


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 6), min_size=1),
    st.integers(1, 8),
)
def test_a_shortlist_never_separates_equal_options(counts: dict[str, int], places: int) -> None:
    places = min(places, len(counts))
    result = shortlist(ApprovalTally(ballots=6, approvals=counts), places=places, least=0)
    assert len(result.chosen) + result.places_left == places
    outside = set(counts) - set(result.chosen) - set(result.tied)
    lowest_kept = min((counts[option] for option in result.chosen), default=7)
    for option in result.tied:
        assert counts[option] < lowest_kept
        assert all(counts[option] > counts[other] for other in outside)
    for option in outside:
        assert counts[option] < lowest_kept
    assert result.pending is bool(result.tied)
    if result.tied:
        assert len(result.tied) > result.places_left > 0


def test_eighteen_subjects_become_three() -> None:
    counts = {f"sujet {number}": 100 - number for number in range(18)}
    result = shortlist(ApprovalTally(ballots=120, approvals=counts), places=3)
    assert result.chosen == ("sujet 0", "sujet 1", "sujet 2")
    assert not result.pending


def test_an_option_that_nobody_approves_is_not_kept_to_fill_a_place() -> None:
    tally = ApprovalTally(ballots=5, approvals={"haies": 5, "bus": 0, "eau": 0})
    result = shortlist(tally, places=2)
    assert (result.chosen, result.pending) == (("haies",), False)


TIED = ApprovalTally(ballots=9, approvals={"haies": 7, "bus": 5, "eau": 5, "vélo": 5})


@pytest.mark.parametrize("protocol", ["chair", "draw", "revote"])
def test_a_tie_at_the_last_place_waits_for_its_protocol(protocol: TieProtocol) -> None:
    result = shortlist(TIED, places=3, protocol=protocol)
    assert (result.chosen, result.tied, result.places_left) == (
        ("haies",),
        ("bus", "eau", "vélo"),
        2,
    )
    settled = settle_shortlist(result, picked=["vélo", "bus"])
    assert settled.chosen == ("haies", "vélo", "bus")
    assert (settled.pending, settled.settled_by) == (False, protocol)
    with pytest.raises(VotingFault) as refusal:
        settle_shortlist(settled, picked=[])
    assert refusal.value.code == "no_tie"


def test_a_tie_declared_rejected_leaves_the_tied_options_out() -> None:
    result = shortlist(TIED, places=3, protocol="rejected")
    assert (result.chosen, result.pending, result.settled_by) == (("haies",), False, "rejected")


@pytest.mark.parametrize("picked", [["bus"], ["bus", "bus"], ["bus", "haies"], ["bus", "x"]])
def test_only_tied_options_may_be_picked_and_as_many_as_places(picked: list[str]) -> None:
    with pytest.raises(VotingFault) as refusal:
        settle_shortlist(shortlist(TIED, places=3), picked=picked)
    assert refusal.value == VotingFault("wrong_pick", places=2)


@pytest.mark.parametrize("places", [0, 5])
def test_a_shortlist_keeps_between_one_and_all_options(places: int) -> None:
    with pytest.raises(VotingFault) as refusal:
        shortlist(TIED, places=places)
    assert refusal.value.code == "places_out_of_range"


def test_a_shortlist_may_be_drawn_from_judgments() -> None:
    tally = tally_of({"haies": [3, 3, 2], "bus": [2, 2, 2], "eau": [2, 2, 2]})
    result = shortlist(tally, places=2)
    assert (result.chosen, result.tied, result.places_left) == (("haies",), ("bus", "eau"), 1)
