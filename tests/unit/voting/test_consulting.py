"""Rounds of consent and gradients of agreement: they say, they decide nothing."""

from __future__ import annotations

import pytest

from alienor.cores.voting import VotingFault
from alienor.cores.voting.consent import consent_from_counts
from alienor.cores.voting.gradient import DEGREES, Gradient


def test_a_round_is_clear_without_objection_and_never_by_a_majority() -> None:
    assert consent_from_counts({"consent": 3, "reservation": 2}).clear
    assert not consent_from_counts({"aside": 5}).clear
    against = consent_from_counts({"consent": 90, "objection": 1}, arguments=("Trop cher.",))
    assert not against.clear
    assert against.cast == 91


@pytest.mark.parametrize(
    ("counts", "arguments", "code"),
    [
        ({"objection": 2}, (), "objection_unargued"),
        ({"objection": 2}, ("  ",), "objection_unargued"),
        ({"objection": 1}, ("Un.", "Deux."), "argument_without_objection"),
        ({"consent": 3}, ("Un.",), "argument_without_objection"),
        ({"consent": -1}, (), "negative_count"),
        ({"veto": 1}, (), "unknown_answer"),
    ],
)
def test_an_objection_comes_with_its_reason(
    counts: dict[str, int], arguments: tuple[str, ...], code: str
) -> None:
    with pytest.raises(VotingFault) as refusal:
        consent_from_counts(counts, arguments=arguments)
    assert refusal.value.code == code


def test_two_objections_may_share_an_argument() -> None:
    assert consent_from_counts({"objection": 2}, arguments=("Trop cher.",)).objection == 2


def test_a_gradient_is_read_whole_and_its_middle_is_what_more_than_half_reach() -> None:
    told = Gradient(counts=dict(zip(DEGREES, (9, 8, 4, 3, 1), strict=True)), invalid=1)
    assert (told.expressed, told.cast) == (25, 26)
    assert (told.supporting, told.between, told.opposing) == (17, 4, 4)
    assert told.middle() == "support_with_reservations"
    assert Gradient(counts={"whole_support": 1, "opposed": 1}).middle() == "opposed"
    assert Gradient(counts={}).middle() is None
    for counts, code in (({"maybe": 1}, "unknown_answer"), ({"opposed": -1}, "negative_count")):
        with pytest.raises(VotingFault) as refusal:
            Gradient(counts=counts)
        assert refusal.value.code == code
