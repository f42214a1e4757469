"""Results by college: shown from ten voters on, and never giving a hidden cell away."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.voting import Breakdown, VotingFault, publishable_breakdown

ANSWERS = ("yes", "no", "abstain")
Table = dict[str, dict[str, int]]


def table(**rows: tuple[int, ...]) -> Table:
    return {college: dict(zip(ANSWERS, row, strict=False)) for college, row in rows.items()}


def test_colleges_of_ten_voters_or_more_are_shown() -> None:
    counts = table(residents=(60, 20, 3), agents=(5, 4, 1))
    breakdown = publishable_breakdown(counts)
    assert breakdown.hidden == ()
    assert breakdown.together is None
    assert [row.counts for row in breakdown.rows] == list(counts.values())


def test_a_college_of_nine_is_hidden_and_the_smallest_other_hides_it() -> None:
    breakdown = publishable_breakdown(
        table(residents=(60, 20, 3), elected=(4, 4, 1), agents=(6, 4, 2))
    )
    assert [(row.college, row.why) for row in breakdown.rows] == [
        ("residents", "shown"),
        ("elected", "too_few"),
        ("agents", "protects_another"),
    ]
    assert breakdown.together == {"yes": 10, "no": 8, "abstain": 3}
    assert [row.voters for row in breakdown.rows] == [83, 9, 12]


def test_two_small_colleges_do_not_hide_each_other_below_ten_together() -> None:
    breakdown = publishable_breakdown(
        table(residents=(60, 20, 3), elected=(2, 2, 0), agents=(1, 2, 1))
    )
    assert breakdown.hidden == ("residents", "elected", "agents")
    assert breakdown.together == breakdown.totals


def test_two_small_colleges_hide_each_other_from_ten_together() -> None:
    breakdown = publishable_breakdown(
        table(residents=(60, 20, 3), elected=(3, 4, 1), agents=(2, 4, 2))
    )
    assert breakdown.hidden == ("elected", "agents")


def test_a_hidden_group_of_one_voice_is_widened() -> None:
    breakdown = publishable_breakdown(
        table(residents=(60, 20, 3), elected=(8, 0, 0), agents=(8, 0, 0), volunteers=(10, 9, 4))
    )
    assert set(breakdown.hidden) == {"elected", "agents", "volunteers"}


def test_a_college_where_nobody_voted_hides_nothing() -> None:
    breakdown = publishable_breakdown(
        table(residents=(60, 20, 3), elected=(4, 4, 1), agents=(0, 0, 0))
    )
    assert [row.why for row in breakdown.rows] == ["protects_another", "too_few", "no_voter"]


def test_one_small_assembly_is_hidden_as_a_college_though_its_result_is_public() -> None:
    breakdown = publishable_breakdown(table(residents=(3, 2, 1)))
    assert breakdown.hidden == ("residents",)
    assert breakdown.totals == {"yes": 3, "no": 2, "abstain": 1}


def test_a_negative_cell_is_refused() -> None:
    with pytest.raises(VotingFault) as refusal:
        publishable_breakdown({"residents": {"yes": -1}})
    assert refusal.value.code == "negative_count"


def possible(breakdown: Breakdown, *, answers: tuple[str, ...]) -> list[Table]:
    """Every way to fill the hidden rows that agrees with all that is published."""
    assert breakdown.together is not None
    hidden = [row for row in breakdown.rows if row.counts is None]

    def rows(voters: int) -> list[tuple[int, ...]]:
        ranges = [range(voters + 1)] * len(answers)
        return [cells for cells in product(*ranges) if sum(cells) == voters]

    margin = tuple(breakdown.together[answer] for answer in answers)
    found = []
    for filling in product(*(rows(row.voters) for row in hidden)):
        if tuple(map(sum, zip(*filling, strict=True))) == margin:
            found.append(
                {
                    row.college: dict(zip(answers, cells, strict=True))
                    for row, cells in zip(hidden, filling, strict=True)
                }
            )
    return found


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["r", "v", "e", "a"]),
        st.tuples(st.integers(0, 5), st.integers(0, 4)),
        min_size=2,
    )
)
def test_no_hidden_cell_can_be_deduced_from_what_is_published(
    rows: dict[str, tuple[int, int]],
) -> None:
    """Threshold four, two answers: small enough to try every table."""
    counts = {college: {"yes": yes, "no": no} for college, (yes, no) in rows.items()}
    breakdown = publishable_breakdown(counts, least=4)
    everyone = all(row.counts is None or row.voters == 0 for row in breakdown.rows)
    if not breakdown.hidden or everyone:
        return  # nothing is hidden, or the whole result is all that is published
    fillings = possible(breakdown, answers=("yes", "no"))
    for college in breakdown.hidden:
        for answer in ("yes", "no"):
            if 0 < breakdown.totals[answer] < sum(breakdown.totals.values()):
                assert len({filling[college][answer] for filling in fillings}) > 1
    assert sum((breakdown.together or {}).values()) >= 4
    for row in breakdown.rows:
        assert row.counts is None or row.voters == 0 or row.voters >= 4
