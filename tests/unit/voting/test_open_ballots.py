"""Ballots given one by one are written in one way, and count to what their sheets would say."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.voting import VotingFault
from alienor.cores.voting.cells import GRADES, checked_counts
from alienor.cores.voting.open_ballots import SPOKEN, count_ballots, written_ballot
from alienor.cores.voting.ways import WAYS

OPTIONS = ("bus", "eau", "velo")


@pytest.mark.parametrize(
    ("method", "said", "written"),
    [
        ("yes_no_abstain", "yes", "yes"),
        ("approval", "velo+bus", "bus+velo"),
        ("approval", "", ""),
        ("equal_shares", "velo+bus", "bus+velo"),
        ("schulze", "eau>velo=bus", "eau>bus=velo"),
        ("schulze", "", ""),
        ("instant_runoff", "eau>velo", "eau>velo"),
        (
            "majority_judgment",
            "velo/good+bus/reject+eau/fair",
            "bus/reject+eau/fair+velo/good",
        ),
        ("gradient_of_agreement", "opposed", "opposed"),
    ],
)
def test_a_ballot_is_written_in_one_way(method: str, said: str, written: str) -> None:
    assert written_ballot(method, said, options=OPTIONS) == written
    assert written_ballot(method, written, options=OPTIONS) == written


@pytest.mark.parametrize(
    ("method", "said", "fault"),
    [
        ("yes_no_abstain", "maybe", "unknown_answer"),
        ("yes_no_abstain", "invalid", "unknown_answer"),
        ("yes_no_abstain", "", "unknown_answer"),
        ("approval", "bus+tram", "unknown_option"),
        ("approval", "bus+bus", "chosen_twice"),
        ("approval", "ballots", "unknown_option"),
        ("schulze", "bus>invalid", "unknown_option"),
        ("instant_runoff", "bus=eau", "equal_places"),
        ("majority_judgment", "bus/good+eau/good", "grade_missing"),
        ("majority_judgment", "bus/perfect+eau/good+velo/good", "unknown_grade"),
        ("majority_judgment", "bus/good+bus/good+eau/good+velo/good", "chosen_twice"),
        ("consent_round", "consent", "unknown_method"),
        ("nothing", "yes", "unknown_method"),
    ],
)
def test_a_ballot_that_cannot_be_counted_is_refused(method: str, said: str, fault: str) -> None:
    with pytest.raises(VotingFault) as refused:
        written_ballot(method, said, options=OPTIONS)
    assert refused.value.code == fault


def ballots(method: str) -> st.SearchStrategy[str]:
    kind = WAYS[method].ballot
    some = st.lists(st.sampled_from(OPTIONS), unique=True, max_size=3)
    if kind in ("approval", "approved_set"):
        return some.map("+".join)
    if kind == "ranking":
        return some.map(">".join)
    if kind == "grades":
        return st.tuples(*[st.sampled_from(GRADES)] * 3).map(
            lambda grades: "+".join(f"{o}/{g}" for o, g in zip(OPTIONS, grades, strict=True))
        )
    return st.sampled_from(["yes", "no", "abstain"] if kind == "answer" else ["opposed", "neither"])


@pytest.mark.parametrize("method", [one for one, way in WAYS.items() if way.ballot in SPOKEN])
@given(data=st.data())
def test_ballots_count_to_a_sheet_of_their_method(method: str, data: st.DataObject) -> None:
    given_ballots = data.draw(st.lists(ballots(method), max_size=9))
    counts = count_ballots(method, given_ballots, options=OPTIONS)
    assert checked_counts(method, counts, options=OPTIONS) == counts
    backwards = count_ballots(method, given_ballots[::-1], options=OPTIONS)
    assert Counter(counts) == Counter(backwards), "the order of voters changes nothing"
