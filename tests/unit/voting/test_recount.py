"""A published vote counted again from its file: only what the rules can write is computed."""

from __future__ import annotations

from typing import Any

import pytest

from alienor.cores.voting import VotingFault
from alienor.cores.voting.recount import outcome_of, result_of

COUNTS = {"yes": 9, "no": 3, "abstain": 0, "invalid": 0}


def terms(fraction: str, **other: Any) -> dict[str, Any]:
    majority = {"fraction": fraction, "strict": False, "base": "expressed"}
    return {
        "method": "yes_no_abstain",
        "majority": majority,
        "quorum": None,
        "tie": "rejected",
        "entitled": 20,
        "present": 0,
        "seats": 20,
        **other,
    }


@pytest.mark.parametrize(("fraction", "outcome"), [("1/2", "adopted"), ("1", "rejected")])
def test_a_majority_is_a_fraction_or_the_whole(fraction: str, outcome: str) -> None:
    assert outcome_of(result_of(terms(fraction), COUNTS, options=[])) == outcome


@pytest.mark.parametrize("fraction", ["1e-9999999999", "1/0", "٣/٤", "0.5", "-1/2", "", "1/20000"])
def test_no_other_number_is_computed(fraction: str) -> None:
    quorum = {"fraction": fraction, "of": "seats", "attending": 12, "total": 20}
    for unreadable in (terms(fraction), terms("1/2", quorum=quorum)):
        with pytest.raises(VotingFault, match="is not a fraction"):
            result_of(unreadable, COUNTS, options=[])
