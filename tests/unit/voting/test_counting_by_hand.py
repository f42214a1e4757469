"""Hands, paper, roll call: two people count everything, and the difference is said."""

from __future__ import annotations

import pytest

from alienor.cores.voting import (
    AnswerTally,
    Choice,
    PaperEntry,
    TellerCount,
    VotingFault,
    compare_entries,
    count_hands,
    count_roll_call,
    paper_findings,
)


def counted(sector: str, teller: str, *, yes: int, no: int = 0, turn: int = 1) -> TellerCount:
    return TellerCount(sector=sector, teller=teller, tally=AnswerTally(yes=yes, no=no), round=turn)


def test_sectors_that_agree_add_up() -> None:
    hands = count_hands(
        [
            counted("A", "Claire", yes=12, no=3),
            counted("B", "Élodie", yes=9, no=8),
            counted("A", "Driss", yes=12, no=3),
            counted("B", "Bruno", yes=9, no=8),
        ]
    )
    assert hands.recounts == ()
    assert hands.tally == AnswerTally(yes=21, no=11)


def test_one_sector_that_differs_withholds_the_whole_result_and_keeps_both_counts() -> None:
    hands = count_hands(
        [
            counted("A", "Claire", yes=12),
            counted("A", "Driss", yes=12),
            counted("B", "Élodie", yes=9),
            counted("B", "Bruno", yes=10),
        ]
    )
    assert hands.tally is None
    assert hands.recounts == (VotingFault("recount_needed", sector="B"),)
    second = hands.sectors[1]
    assert (second.first.tally.yes, second.second.tally.yes) == (9, 10)


def test_a_recount_stands_and_the_first_count_stays_in_the_record() -> None:
    first = [counted("A", "Claire", yes=12), counted("A", "Driss", yes=13)]
    again = [counted("A", "Claire", yes=13, turn=2), counted("A", "Driss", yes=13, turn=2)]
    hands = count_hands([*first, *again])
    assert hands.tally == AnswerTally(yes=13, no=0)
    assert hands.sectors[0].earlier == tuple(first)


def test_no_sector_counts_nothing() -> None:
    assert count_hands([]).tally == AnswerTally(yes=0, no=0)


@pytest.mark.parametrize(
    "counts",
    [
        [counted("A", "Claire", yes=1)],
        [counted("A", "Claire", yes=1), counted("A", "Claire", yes=1)],
        [counted("A", name, yes=1) for name in ("Claire", "Driss", "Bruno")],
        [
            counted("A", "Claire", yes=1),
            counted("A", "Driss", yes=2),
            counted("A", "Claire", yes=2, turn=2),
        ],
    ],
)
def test_a_sector_is_counted_by_two_different_people(counts: list[TellerCount]) -> None:
    with pytest.raises(VotingFault) as refusal:
        count_hands(counts)
    assert refusal.value.code == "tellers"


def test_a_teller_cannot_count_more_hands_than_people() -> None:
    with pytest.raises(VotingFault) as refusal:
        count_hands(
            [counted("A", "Claire", yes=12), counted("A", "Driss", yes=12)], present={"A": 11}
        )
    assert refusal.value.code == "counts_exceed_sector"


def test_two_equal_entries_are_agreed() -> None:
    cells = {"table 1, pour": 40, "table 1, contre": 12}
    result = compare_entries(
        PaperEntry(by="Hélène", cells=cells), PaperEntry(by="Gwenaëlle", cells=dict(cells))
    )
    assert result.agreed == cells
    assert result.mismatches == ()


def test_two_entries_are_compared_cell_by_cell() -> None:
    result = compare_entries(
        PaperEntry(by="Hélène", cells={"pour": 40, "contre": 12, "nuls": 1}),
        PaperEntry(by="Gwenaëlle", cells={"pour": 40, "contre": 21, "blancs": 2}),
    )
    assert result.agreed is None
    assert [(m.cell, m.first, m.second) for m in result.mismatches] == [
        ("contre", 12, 21),
        ("nuls", 1, None),
        ("blancs", None, 2),
    ]
    assert "contre" in result.mismatches[0].fault().sentence(language="fr")
    assert "–" in result.mismatches[1].fault().sentence(language="fr")


def test_one_person_cannot_make_both_entries() -> None:
    entry = PaperEntry(by="Hélène", cells={"pour": 1})
    with pytest.raises(VotingFault) as refusal:
        compare_entries(entry, entry)
    assert refusal.value.code == "same_person"
    with pytest.raises(VotingFault, match="negative"):
        PaperEntry(by="Hélène", cells={"pour": -1})


def test_a_ballot_box_that_differs_from_its_roll_is_put_on_record() -> None:
    assert paper_findings(signatures=80, ballots=80, entitled=100) == ()
    assert paper_findings(signatures=80, ballots=81, entitled=80) == (
        VotingFault("signatures_differ", signatures=80, ballots=81),
        VotingFault("counts_exceed_electorate", cast=81, entitled=80),
    )


def test_a_roll_call_is_a_public_list_by_seat() -> None:
    result = count_roll_call(
        [Choice("H-07", "yes"), Choice("H-02", "no"), Choice("E-01", "abstain")],
        electorate={"H-02", "H-07", "E-01", "A-03"},
    )
    assert [choice.seat for choice in result.choices] == ["E-01", "H-02", "H-07"]
    assert result.silent == ("A-03",)
    assert result.tally == AnswerTally(yes=1, no=1, abstain=1)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([Choice("X", "yes")], "not_entitled"),
        ([Choice("A", "yes"), Choice("A", "no")], "voted_twice"),
        ([Choice("A", "perhaps")], "unknown_answer"),
    ],
)
def test_a_roll_call_hears_each_seat_called_once(choices: list[Choice], code: str) -> None:
    with pytest.raises(VotingFault) as refusal:
        count_roll_call(choices, electorate=["A"])
    assert refusal.value.code == code
