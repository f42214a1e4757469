"""Count sheets as the public sees them: they add up, two tellers agree, and no small group of
people can be taken apart by subtraction."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.voting import VotingFault
from alienor.cores.voting.recount import Sheet, add_up, standing_counts
from alienor.cores.voting.sheets import (
    annulled_sheets,
    breakdown_of,
    counts_by_college,
    published_sheets,
    voters_of,
)

LEAST = 10


def counted(sector: str, college: str = "", round: int = 1, **counts: int) -> list[Sheet]:
    """Two alike sheets of a sector."""
    return [
        Sheet(sector=sector, college=college, round=round, teller=teller, counts=counts)
        for teller in "AB"
    ]


def shown(sheets: list[Sheet]) -> dict[str, int]:
    """How many people each published sector counts."""
    return {
        name: voters_of(row)
        for name, row in standing_counts(published_sheets(sheets, least=LEAST)).items()
    }


def test_sectors_of_ten_or_more_are_published_as_they_were_counted() -> None:
    sheets = counted("A", yes=9, no=4) + counted("B", yes=3, no=9)
    assert published_sheets(sheets, least=LEAST) == sheets


def test_six_elected_members_are_never_a_sector_of_their_own() -> None:
    sheets = (
        counted("Salle", "drawn", yes=40, no=20)
        + counted("Fond", "volunteer", yes=15, no=9)
        + counted("Élus", "elected_minority", yes=5, no=1)
    )
    assert shown(sheets) == {"Fond + Élus": 30, "Salle": 60}
    breakdown = breakdown_of(counts_by_college(sheets), least=LEAST)
    assert [(row.college, row.why) for row in breakdown.rows] == [
        ("drawn", "shown"),
        ("volunteer", "protects_another"),
        ("elected_minority", "too_few"),
    ]


def test_a_small_sector_of_a_large_college_goes_with_another_of_the_same() -> None:
    sheets = (
        counted("Salle", "drawn", yes=40, no=20)
        + counted("Balcon", "drawn", yes=3, no=1)
        + counted("Fond", "drawn", yes=8, no=7)
        + counted("Volontaires", "volunteer", yes=15, no=9)
    )
    assert shown(sheets) == {"Balcon + Fond": 19, "Salle": 60, "Volontaires": 24}


def test_a_small_meeting_publishes_its_result_and_nothing_else() -> None:
    sheets = counted("Gauche", yes=2, no=1) + counted("Droite", yes=2, no=1)
    assert shown(sheets) == {"Gauche + Droite": 6}
    assert shown(counted("Salle", "agent", yes=3)) == {"Salle": 3}


def test_ballots_that_approve_several_options_count_one_person_each() -> None:
    few = {"ballots": 4, "invalid": 0, "a": 4, "b": 4, "c": 4}
    many = {"ballots": 50, "invalid": 1, "a": 20, "b": 30, "c": 9}
    sheets = counted("Élus", "agent", **few) + counted("Salle", "drawn", **many)
    assert shown(sheets) == {"Élus + Salle": 55}
    assert breakdown_of(counts_by_college(sheets), least=LEAST).hidden == ("agent", "drawn")


def test_a_recount_stays_visible_in_the_sum_of_small_sectors() -> None:
    first = [
        Sheet(sector="Balcon", college="", round=1, teller="A", counts={"yes": 3, "no": 2}),
        Sheet(sector="Balcon", college="", round=1, teller="B", counts={"yes": 4, "no": 2}),
    ]
    sheets = (
        first
        + counted("Balcon", round=2, yes=4, no=2)
        + counted("Fond", yes=3, no=4)
        + counted("Salle", yes=30, no=20)
    )
    published = published_sheets(sheets, least=LEAST)
    group = [sheet for sheet in published if sheet.sector == "Balcon + Fond"]
    assert [(sheet.round, sheet.teller, sheet.counts["yes"]) for sheet in group] == [
        (1, "A", 6),
        (1, "B", 7),
        (2, "A", 7),
        (2, "B", 7),
    ]
    assert add_up(standing_counts(published)) == add_up(standing_counts(sheets))


def test_a_sector_counted_once_is_not_published() -> None:
    with pytest.raises(VotingFault, match="must be counted by two"):
        published_sheets(counted("A", yes=12)[:1], least=LEAST)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "drawn", "agent", "elected"]),
            st.integers(0, 14),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=7,
    )
)
def test_no_difference_of_what_is_published_counts_fewer_than_ten(
    rows: list[tuple[str, int, int]],
) -> None:
    """Sectors and colleges are published together: whatever is added and taken away, what remains
    is nobody, everybody, or ten people and more."""
    sheets = [
        sheet
        for number, (college, yes, no) in enumerate(rows)
        for sheet in counted(str(number), college, yes=yes, no=no)
    ]
    published = published_sheets(sheets, least=LEAST)
    groups = standing_counts(published)
    assert add_up(groups) == add_up(standing_counts(sheets))
    everybody = sum(yes + no for _college, yes, no in rows)
    members = {name: frozenset(name.split(" + ")) for name in groups}
    parts = [set(own) for own in members.values()]
    breakdown = breakdown_of(counts_by_college(sheets), least=LEAST)
    for row in breakdown.rows:
        if row.counts is not None:
            parts.append(
                {str(n) for n, (college, _y, _n) in enumerate(rows) if college == row.college}
            )
    size = {str(number): yes + no for number, (_college, yes, no) in enumerate(rows)}
    parts.append(set(size))
    for one, other in combinations(parts, 2):
        for rest in (one - other, other - one, one & other):
            people = sum(size[name] for name in rest)
            assert people == 0 or people == everybody or people >= LEAST


def test_a_vote_annulled_before_its_counts_agree_shows_them_together() -> None:
    agreed = counted("A", yes=12) + counted("B", yes=3, no=2)
    assert annulled_sheets(agreed, least=LEAST) == published_sheets(agreed, least=LEAST)
    (once,) = annulled_sheets(agreed[:3], least=LEAST)
    assert (once.sector, once.teller, once.counts) == ("A + B", "A", {"yes": 15, "no": 2})
    again = [*agreed[:3], replace(agreed[3], counts={"yes": 4, "no": 1})]
    assert [sheet.counts["yes"] for sheet in annulled_sheets(again, least=LEAST)] == [15, 16]
