"""A double majority against an oracle, and what its published groups may and must say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.voting import explain
from alienor.cores.voting.double_majority import DoubleDecision
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.groups import OTHERS, published_groups
from alienor.cores.voting.recount import outcome_by_groups, outcome_of, result_of

GROUPS = ("residents", "elected")
CELLS = ("yes", "no", "abstain", "invalid")


def terms(*, base: str = "expressed", fraction: str = "1/2", **facts: Any) -> dict[str, Any]:
    """The terms of a vote that has to carry among residents and among the elected."""
    return {
        "method": "yes_no_abstain",
        "secret": False,
        "channel": "hands",
        "entitled": 10_000,
        "present": 0,
        "seats": 0,
        "quorum": None,
        "tie": "rejected",
        "minimum_cell": 10,
        "majority": {"fraction": fraction, "strict": True, "base": base},
        "double_majority": [{"group": one, "colleges": [one]} for one in GROUPS],
        **facts,
    }


def total_of(by_group: dict[str, dict[str, int]]) -> dict[str, int]:
    return {cell: sum(row.get(cell, 0) for row in by_group.values()) for cell in CELLS}


def judged(said: dict[str, Any], by_group: dict[str, dict[str, int]]) -> DoubleDecision:
    found = result_of(said, total_of(by_group), options=[], by_group=by_group)
    assert isinstance(found, DoubleDecision)
    return found


def carried(counts: dict[str, int], fraction: Fraction, base: str) -> bool:
    """The oracle: more than a fraction of those who count, by hand."""
    of = counts["yes"] + counts["no"]
    if base == "cast":
        of = sum(counts.values())
    return counts["yes"] + counts["no"] > 0 and counts["yes"] > fraction * of


rows = st.fixed_dictionaries({cell: st.integers(0, 15) for cell in CELLS})
tables = st.fixed_dictionaries(dict.fromkeys((*GROUPS, OTHERS), rows))


@given(
    tables,
    st.sampled_from(["1/2", "2/3", "3/5"]),
    st.sampled_from(["expressed", "cast"]),
    st.booleans(),
)
def test_it_carries_where_an_oracle_says_so_and_what_is_published_says_the_same(
    by_group: dict[str, dict[str, int]], fraction: str, base: str, secret: bool
) -> None:
    said = terms(base=base, fraction=fraction, secret=secret)
    found = judged(said, by_group)
    expected = all(
        carried(counts, Fraction(fraction), base)
        for counts in (total_of(by_group), *(by_group[one] for one in GROUPS))
    )
    assert found.adopted is expected
    groups = published_groups(found)
    outcome = outcome_by_groups(said, total_of(by_group), groups)
    assert outcome == outcome_of(found) == ("adopted" if expected else "rejected")
    for code in ("fr", "en"):
        assert explain(found, language=code)


@given(tables)
def test_a_secret_vote_gives_no_small_group_away_not_even_by_subtraction(
    by_group: dict[str, dict[str, int]],
) -> None:
    groups = published_groups(judged(terms(secret=True), by_group))
    voted = [one for one in by_group if sum(by_group[one].values())]
    hidden = [one for one in voted if "counts" not in groups[one]]
    for one, said in groups.items():
        if "counts" in said:
            assert sum(said["counts"].values()) >= 10 or sum(by_group[one].values()) == 0
    if hidden and len(voted) > 1:
        assert len(hidden) > 1
        together = sum(sum(by_group[one].values()) for one in hidden)
        assert together >= 10 or hidden == voted


def test_paper_is_as_secret_as_the_rules_can_ask() -> None:
    by_group = {"residents": {"yes": 30, "no": 9}, "elected": {"yes": 4, "no": 2}}
    shown = published_groups(judged(terms(), by_group))
    assert shown["elected"] == {
        "reached": True,
        "counts": {"yes": 4, "no": 2, "abstain": 0, "invalid": 0},
    }
    hidden = published_groups(judged(terms(channel="paper"), by_group))
    assert hidden == {"residents": {"reached": True}, "elected": {"reached": True}}


def test_the_sentence_says_in_which_groups_it_carried_few_people_in_full_many_as_a_share() -> None:
    labels = {"residents": "les habitantes et habitants", "elected": "les élues et élus"}
    by_group = {"residents": {"yes": 71, "no": 29}, "elected": {"yes": 4, "no": 2}}
    found = judged(terms(), by_group)
    assert explain(found, language="fr", labels=labels).endswith(
        "Adopté\u00a0; majorité atteinte chez les habitantes et habitants (71,0\u00a0%) et les élues et "
        "élus (4 sur 6)\u00a0; il fallait l'ensemble et chaque collège."
    )
    secret = explain(judged(terms(secret=True), by_group), language="fr", labels=labels)
    assert "4 sur 6" not in secret and "71 pour" not in secret
    assert "75 pour" in secret


@pytest.mark.parametrize(
    "bent",
    [
        {"residents": {"reached": True, "counts": {"yes": 9, "no": 1}}},
        {
            "residents": {"reached": True, "counts": {"yes": 9, "no": 1}},
            "elected": {"reached": True, "counts": {"yes": 1, "no": 2}},
        },
        {
            "residents": {"reached": True, "counts": {"yes": 9, "no": 1}},
            "elected": {"reached": True},
        },
        {
            "residents": {"reached": True, "counts": {"yes": 12, "no": 1}},
            "elected": {"reached": False, "counts": {"yes": 1, "no": 2}},
        },
        {
            "residents": {"reached": True, "counts": {"yes": 9, "no": 1}},
            "elected": {"reached": False, "counts": {"yes": 1, "no": 2}},
            "agents": {"reached": True, "counts": {}},
        },
    ],
)
def test_groups_that_do_not_hold_are_refused(bent: dict[str, Any]) -> None:
    counts = {"yes": 10, "no": 3, "abstain": 0, "invalid": 0}
    with pytest.raises(VotingFault) as refusal:
        outcome_by_groups(terms(), counts, bent)
    assert refusal.value.code == "groups_do_not_hold"


def test_counts_of_no_named_group_are_refused() -> None:
    with pytest.raises(VotingFault) as refusal:
        judged(terms(), {"residents": {"yes": 1}, "": {"yes": 1}})
    assert refusal.value.code == "college_unknown"


def test_each_group_is_counted_on_its_own_people_present() -> None:
    said = terms(base="present", present=40)
    said["double_majority"] = [
        {"group": "residents", "colleges": ["drawn"], "base": 30},
        {"group": "elected", "colleges": ["elected_majority"], "base": 6},
    ]
    by_group = {"residents": {"yes": 30}, "elected": {"yes": 3}}
    found = judged(said, by_group)
    assert found.opposed == ("elected",)
    assert found.whole.base_count == 40
    assert outcome_by_groups(said, total_of(by_group), published_groups(found)) == "rejected"
