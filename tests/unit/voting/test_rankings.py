"""Ballots that rank: what they say, what may be wrong in them, how a table of them is read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.voting import VotingFault
from alienor.cores.voting.ranking.ballots import (
    counts_in_words,
    rankings_from_counts,
    read_ballot,
    written,
)
from alienor.cores.voting.ranking.duels import duels_of
from alienor.cores.voting.ranking.tables import (
    read_approvals,
    read_judgments,
    read_rankings,
    read_table,
)

OPTIONS = ("haies", "bus", "eau")


@pytest.mark.parametrize(
    ("ballot", "fault"),
    [
        ("haies>velo", VotingFault("unknown_option", option="velo")),
        ("haies>bus>haies", VotingFault("chosen_twice", option="haies")),
        ("haies=bus", VotingFault("equal_places", first="haies", second="bus")),
        ("haies>>bus", VotingFault("empty_place", ballot="haies>>bus")),
        ("haies>bus>eau", VotingFault("too_many_choices", chosen=3, most=2)),
    ],
)
def test_a_bad_ballot_is_refused_with_its_reason(ballot: str, fault: VotingFault) -> None:
    with pytest.raises(VotingFault) as refusal:
        read_ballot(ballot, options=OPTIONS, equal_places=False, most=2)
    assert refusal.value == fault
    assert fault.sentence(language="fr") != fault.sentence(language="en")


def test_equal_places_and_missing_options_are_read_where_the_method_takes_them() -> None:
    levels = read_ballot("bus = eau > haies", options=OPTIONS, equal_places=True)
    assert levels == (("bus", "eau"), ("haies",))
    assert read_ballot(" ", options=OPTIONS, equal_places=True) == ()


def test_ballots_that_say_the_same_are_counted_together_and_blank_ones_apart() -> None:
    told = {"haies>bus": 2, "bus=haies": 1, "": 4}
    read = rankings_from_counts(told, options=OPTIONS, equal_places=True, invalid=1)
    assert (read.ranking, read.ballots, read.cast) == (3, 7, 8)
    assert counts_in_words(read) == dict(sorted(told.items()))
    assert read.with_equal_places()
    assert (
        not rankings_from_counts({"haies": 1}, options=OPTIONS, equal_places=False)
        .merged()
        .with_equal_places()
    )


def test_what_is_not_ranked_comes_after_what_is_and_equal_to_the_rest() -> None:
    duels = duels_of(rankings_from_counts({"bus": 3}, options=OPTIONS, equal_places=False))
    assert duels.preferred.tolist() == [[0, 0, 0], [3, 0, 3], [0, 0, 0]]


def test_a_table_of_places_gives_the_same_ballots_as_words() -> None:
    read = read_rankings(b"haies,bus,eau\n1,2,\n1,2,\n2,1,3\n,,\n7,7,1\n")
    assert counts_in_words(read) == {
        "": 1,
        "bus>haies>eau": 1,
        "eau>bus=haies": 1,
        "haies>bus": 2,
    }


def test_an_unusual_table_is_read_all_the_same() -> None:
    """Marks of another system, quotes, blanks, no end of line, a hundred and more."""
    plain = read_table(b"a,b\n1,2\n2,1\n")[1]
    for odd in (
        b"\xef\xbb\xbfa,b\r\n1,2\r\n2,1\r\n",
        b'a,b\n"1",2\n2, 1\n',
        b"a,b\n1,2\n\n2,1",
        b"a,b\n001,2\n2,1\n",
    ):
        options, cells = read_table(odd)
        assert options == ("a", "b")
        assert np.array_equal(cells, plain)
    assert read_table(b"a\n100\n\n")[1].tolist() == [[100]]


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (b"", VotingFault("no_option")),
        (b"a,a\n1,2\n", VotingFault("no_option")),
        (b"a,b\n1,2\n1\n", VotingFault("bad_line", line=3, cells=1, options=2)),
        (b"a,b\n1,2,3\n", VotingFault("bad_line", line=2, cells=3, options=2)),
        (b"a,b\n1,x\n", VotingFault("bad_number", line=2, cell="x")),
        (b"a,b\n1,-2\n", VotingFault("bad_number", line=2, cell="-2")),
        (b"a,b\n1,255\n", VotingFault("bad_number", line=2, cell="255")),
        (b"a,b\n1,2\n0,1\n", VotingFault("bad_number", line=3, cell="0")),
        (b"a,b\n1,\xff\n", VotingFault("not_text")),
        (b"\xff\n", VotingFault("not_text")),
        (
            ",".join(f"o{n}" for n in range(251)).encode() + b"\n",
            VotingFault("too_many_options", options=251, most=250),
        ),
    ],
)
def test_a_bad_table_is_refused_with_its_line(table: bytes, fault: VotingFault) -> None:
    with pytest.raises(VotingFault) as refusal:
        read_rankings(table)
    assert refusal.value == fault


CELLS = st.one_of(st.none(), st.integers(0, 99))


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n))))
def test_the_sweep_reads_what_the_patient_reader_reads(rows: list[list[int | None]]) -> None:
    rows = [row for row in rows if len(row) > 1 or row[0] is not None]
    width = len(rows[0]) if rows else 2
    heading = ",".join(f"o{n}" for n in range(width))
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    swept = read_table("\n".join([heading, *lines, ""]).encode())[1]
    quoted = [",".join("" if c is None else f'"{c}"' for c in row) for row in rows]
    patient = read_table("\n".join([heading, *quoted, ""]).encode())[1]
    wanted = [[255 if cell is None else cell for cell in row] for row in rows]
    assert swept.T.tolist() == patient.T.tolist() == wanted


def test_approvals_and_grades_are_read_from_tables_too() -> None:
    tally = read_approvals(b"haies,bus\n1,0\n1,\n,\n")
    assert (tally.ballots, dict(tally.approvals)) == (3, {"haies": 2, "bus": 0})
    with pytest.raises(VotingFault) as refusal:
        read_approvals(b"haies,bus\n1,0\n1,2\n")
    assert refusal.value == VotingFault("bad_number", line=3, cell="2")
    graded = read_judgments(b"haies,bus\n2,0\n1,1\n", scale=("bad", "fair", "good"))
    assert dict(graded.counts) == {"haies": (0, 1, 1), "bus": (1, 1, 0)}
    with pytest.raises(VotingFault) as refusal:
        read_judgments(b"haies,bus\n2,3\n", scale=("bad", "fair", "good"))
    assert refusal.value == VotingFault("unknown_grade", grade="3")
    with pytest.raises(VotingFault) as refusal:
        read_judgments(b"haies,bus\n2,\n", scale=("bad", "fair", "good"))
    assert refusal.value == VotingFault("grade_missing", option="bus")


def test_a_ballot_is_written_one_way_only() -> None:
    assert written([["eau", "bus"], ["haies"]]) == "bus=eau>haies"
