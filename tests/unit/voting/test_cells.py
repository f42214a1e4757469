"""What a count sheet holds for each method, and piles of ballots as they are typed."""

from __future__ import annotations

import pytest

from alienor.cores.rules import vocabulary
from alienor.cores.voting import VotingFault
from alienor.cores.voting.cells import checked_counts, fixed_cells, summary_of, tally_of
from alienor.cores.voting.ranking.piles import letter_of, read_piles
from alienor.cores.voting.recount import (
    chosen_of,
    outcome_of,
    places_left_of,
    result_of,
    tied_of,
)
from alienor.cores.voting.ways import IN_ORDER, WAYS, methods_for, way_of

OPTIONS = ("haies", "bus", "eau")
BUDGET = {"budget": 60, "completion": "none", "costs": {"haies": 20, "bus": 30, "eau": 40}}
TERMS = {"places": 1, "tie": "draw", "entitled": 9, "majority": None, "quorum": None}


def test_the_rules_name_the_same_methods_as_are_counted() -> None:
    ranked = {vocabulary.RANKED}
    assert set(vocabulary.METHODS) - ranked == set(WAYS)
    assert set(vocabulary.RANKED_METHODS) == set(IN_ORDER)
    consult = {method for method, way in WAYS.items() if not way.decides}
    assert consult == set(vocabulary.CONSULTATIVE_METHODS)
    assert methods_for("ranked") == IN_ORDER
    assert methods_for("approval") == ("approval",)
    with pytest.raises(VotingFault) as refusal:
        way_of("ranked")
    assert refusal.value.code == "unknown_method"


def test_a_sheet_of_rankings_holds_ballots_as_they_are_always_written() -> None:
    clean = checked_counts(
        "schulze", {"eau=bus>haies": 2, "bus = eau > haies": 1, "eau": 0, "": 3}, options=OPTIONS
    )
    assert clean == {"blank": 3, "invalid": 0, "bus=eau>haies": 3}
    assert summary_of("schulze", clean, options=OPTIONS) == {
        "haies": 0,
        "bus": 3,
        "eau": 3,
        "ballots": 6,
        "blank": 3,
        "invalid": 0,
    }


@pytest.mark.parametrize(
    ("method", "counts", "code"),
    [
        ("yes_no_abstain", {"maybe": 1}, "unknown_answer"),
        ("approval", {"velo": 1}, "unknown_answer"),
        ("approval", {"haies": 2, "ballots": 1}, "approvals_exceed_ballots"),
        ("approval", {"haies": -1}, "negative_count"),
        ("majority_judgment", {"haies/good": 2, "ballots": 2}, "sum_mismatch"),
        ("majority_judgment", {"haies/superb": 2}, "unknown_answer"),
        ("schulze", {"velo": 1}, "unknown_option"),
        ("instant_runoff", {"bus=eau": 1}, "equal_places"),
        ("single_transferable_vote", {"bus>bus": 1}, "chosen_twice"),
        ("equal_shares", {"velo": 1}, "unknown_option"),
        ("equal_shares", {"bus+bus": 1}, "chosen_twice"),
        ("consent_round", {"veto": 1}, "unknown_answer"),
        ("nothing", {}, "unknown_method"),
    ],
)
def test_a_sheet_of_another_method_or_a_bad_ballot_is_refused(
    method: str, counts: dict[str, int], code: str
) -> None:
    with pytest.raises(VotingFault) as refusal:
        checked_counts(method, counts, options=OPTIONS)
    assert refusal.value.code == code


@pytest.mark.parametrize("method", [method for method, way in WAYS.items() if way.has_options])
def test_every_method_among_options_makes_a_tally_that_orders_them(method: str) -> None:
    counts = dict.fromkeys(fixed_cells(method, options=OPTIONS), 0)
    terms = {"method": method, "places": 1, **BUDGET}
    groups = tally_of(terms, counts, options=OPTIONS).ranking()
    assert sorted(option for group in groups for option in group) == sorted(OPTIONS)


def test_a_budget_is_shared_and_a_tie_within_it_is_settled() -> None:
    terms = {**TERMS, **BUDGET, "method": "equal_shares"}
    counts = checked_counts("equal_shares", {"eau+haies": 4, "bus": 3, "": 1}, options=OPTIONS)
    assert counts == {"blank": 1, "invalid": 0, "eau+haies": 4, "bus": 3}
    assert summary_of("equal_shares", counts, options=OPTIONS) == {
        "haies": 4, "bus": 3, "eau": 4, "ballots": 8, "blank": 1, "invalid": 0,
    }  # fmt: skip
    result = result_of(terms, counts, options=OPTIONS)
    assert (chosen_of(result), outcome_of(result)) == (["haies"], "chosen")
    equal = {**terms, "costs": dict.fromkeys(OPTIONS, 40), "completion": "approvals"}
    tied = result_of(equal, {"bus": 3, "eau": 3}, options=OPTIONS)
    assert (outcome_of(tied), tied_of(tied), places_left_of(tied)) == ("tied", ["bus", "eau"], 1)
    settled = result_of(
        equal, {"bus": 3, "eau": 3}, options=OPTIONS, settlement={"picked": ["eau"]}
    )
    assert chosen_of(settled) == ["eau"]
    left_out = result_of({**equal, "tie": "rejected"}, {"bus": 3, "eau": 3}, options=OPTIONS)
    assert (chosen_of(left_out), outcome_of(left_out)) == ([], "chosen")


def test_what_consults_is_heard_and_more_ballots_than_people_are_refused() -> None:
    said = result_of({**TERMS, "method": "gradient_of_agreement"}, {"opposed": 9}, options=())
    assert outcome_of(said) == "heard"
    for method, counts in (
        ("gradient_of_agreement", {"opposed": 10}),
        ("consent_round", {"consent": 10}),
        ("schulze", {"bus": 10}),
        ("majority_judgment", {"ballots": 10, **{f"{o}/good": 10 for o in OPTIONS}}),
    ):
        with pytest.raises(VotingFault) as refusal:
            result_of({**TERMS, "method": method}, counts, options=OPTIONS)
        assert refusal.value.code == "counts_exceed_electorate"


def test_a_runoff_for_two_places_is_no_result() -> None:
    with pytest.raises(VotingFault) as refusal:
        result_of({**TERMS, "method": "instant_runoff", "places": 2}, {"bus": 1}, options=OPTIONS)
    assert refusal.value.code == "one_place_only"


def test_piles_are_read_with_letters_counts_and_equal_places() -> None:
    text = "12 : A C b\n\n3x B\nC > A\n2 × A = C, B\n A C B "
    assert read_piles(text, options=OPTIONS) == {
        "haies>eau>bus": 13,
        "bus": 3,
        "eau>haies": 1,
        "eau=haies>bus": 2,
    }
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A\n3 :", VotingFault("bad_pile", line=2)),
        ("A D", VotingFault("unknown_letter", line=1, letter="D", last="C")),
        ("A ==B", VotingFault("bad_pile", line=1)),
        (" , ", VotingFault("bad_pile", line=1)),
    ],
)
def test_a_pile_that_cannot_be_read_says_which_line(text: str, fault: VotingFault) -> None:
    with pytest.raises(VotingFault) as refusal:
        read_piles(text, options=OPTIONS)
    assert refusal.value == fault
