"""Several winners: seats by transfers with a quota, a budget by equal shares."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.voting import VotingFault, shortlist
from alienor.cores.voting.ranking.ballots import rankings_from_counts
from alienor.cores.voting.ranking.transfers import TransferTally, count_transfers, droop
from alienor.cores.voting.shares import (
    Completion,
    approval_sets,
    count_shares,
    price_of,
)

OPTIONS = ("a", "b", "c", "d")
ORDERS = st.permutations(OPTIONS).flatmap(
    lambda order: st.integers(1, 4).map(lambda kept: tuple(order[:kept]))
)
PROFILES = st.dictionaries(ORDERS, st.integers(1, 9), min_size=1, max_size=6)


def transfers(profile: dict[tuple[str, ...], int], seats: int) -> TransferTally:
    counts = {">".join(order): count for order, count in profile.items()}
    held = rankings_from_counts(counts, options=OPTIONS, equal_places=False)
    return count_transfers(held, seats=seats)


def possible(profile: dict[tuple[str, ...], int], seats: int) -> set[frozenset[str]]:
    """Whoever may be elected, ballot by ballot: the rule followed to the letter."""
    quota = sum(profile.values()) // (seats + 1) + 1

    def go(
        ballots: list[tuple[tuple[str, ...], Fraction]],
        left: tuple[str, ...],
        elected: frozenset[str],
        earlier: list[dict[str, Fraction]],
    ) -> set[frozenset[str]]:
        free = seats - len(elected)
        if len(left) <= free:
            return {elected | set(left)}
        votes = dict.fromkeys(left, Fraction(0))
        for order, value in ballots:
            top = next((o for o in order if o in left), None)
            if top:
                votes[top] += value
        reached = [o for o in left if votes[o] >= quota]
        if reached:
            then = []
            for order, value in ballots:
                top = next((o for o in order if o in left), None)
                if top in reached:
                    value = value * (votes[top] - quota) / votes[top]
                then.append((order, value))
            rest = tuple(o for o in left if o not in reached)
            if len(reached) == free:
                return {elected | set(reached)}
            return go(then, rest, elected | set(reached), [*earlier, votes])
        last = list(left)
        for row in [votes, *reversed(earlier)]:
            least = min(row[o] for o in last)
            last = [o for o in last if row[o] == least]
        found: set[frozenset[str]] = set()
        for gone in last:
            rest = tuple(o for o in left if o != gone)
            found |= go(ballots, rest, elected, [*earlier, votes])
        return found

    return go([(o, Fraction(n)) for o, n in profile.items()], OPTIONS, frozenset(), [])


@settings(max_examples=300)
@given(PROFILES, st.integers(1, 4))
def test_transfers_elect_whom_the_rule_followed_ballot_by_ballot_elects(
    profile: dict[tuple[str, ...], int], seats: int
) -> None:
    tally, ends = transfers(profile, seats), possible(profile, seats)
    assert set(tally.elected) == frozenset.intersection(*ends)
    assert set(tally.elected) | set(tally.tied) == frozenset.union(*ends)


@given(PROFILES, st.integers(1, 4))
def test_every_seat_is_filled_or_tied_and_no_vote_is_made_or_lost(
    profile: dict[tuple[str, ...], int], seats: int
) -> None:
    tally = transfers(profile, seats)
    assert len(tally.elected) + len(tally.tied) >= seats >= len(tally.elected)
    ballots = sum(profile.values())
    assert tally.quota == droop(ballots, seats)
    assert tally.quota * (seats + 1) > ballots
    elected = 0
    for one in tally.rounds:
        held = sum((votes for _option, votes in one.votes), Fraction(0))
        assert held + one.exhausted + tally.quota * elected == ballots
        assert one.exhausted >= 0
        elected += len(one.elected)
    result = shortlist(tally, places=seats, protocol="draw")
    assert result.chosen == tally.elected
    assert set(result.tied) == set(tally.tied)


@settings(max_examples=200)
@given(PROFILES, st.integers(1, 3), st.sets(st.sampled_from(OPTIONS), min_size=1, max_size=3))
def test_a_group_of_k_quotas_that_ranks_its_own_first_gets_k_of_them(
    profile: dict[tuple[str, ...], int], seats: int, own: set[str]
) -> None:
    """Droop proportionality for solid coalitions."""
    solid = sum(n for order, n in profile.items() if set(order[: len(own)]) == own)
    tally = transfers(profile, seats)
    due = min(len(own), solid // tally.quota)
    assert len(own & {*tally.elected, *tally.tied}) >= due
    assert len(own - {*tally.elected}) <= len(own) - due or tally.tied


def test_a_surplus_is_handed_on_at_the_value_that_remains() -> None:
    counts = {"a>b": 12, "a>c": 8, "b": 4, "c": 6, "d": 1}
    tally = count_transfers(
        rankings_from_counts(counts, options=OPTIONS, equal_places=False), seats=2
    )
    assert tally.quota == 11
    assert tally.rounds[0].elected == ("a",)
    second = dict(tally.rounds[1].votes)
    assert second == {"b": 4 + Fraction(27, 5), "c": 6 + Fraction(18, 5), "d": 1}
    assert tally.elected == ("a", "c")


def test_a_tie_for_last_is_told_apart_by_an_earlier_round() -> None:
    counts = {"a": 10, "b>a": 3, "c>a": 4, "d>b": 1}
    tally = count_transfers(
        rankings_from_counts(counts, options=OPTIONS, equal_places=False), seats=1
    )
    assert [one.eliminated for one in tally.rounds] == [()]  # a holds the quota of 10
    closer = {"a": 6, "b>a": 3, "c>a": 4, "d>b": 1}
    tally = count_transfers(
        rankings_from_counts(closer, options=OPTIONS, equal_places=False), seats=1
    )
    assert [one.eliminated for one in tally.rounds] == [("d",), ("b",), ()]
    assert tally.rounds[1].last == ("b",)


def test_seats_nobody_was_ranked_for_are_tied_and_not_given() -> None:
    tally = transfers({("a",): 5}, 2)
    assert tally.elected == ("a",)
    assert tally.tied == ("b", "c", "d")
    with pytest.raises(VotingFault) as refusal:
        transfers({("a",): 5}, 5)
    assert refusal.value.code == "places_out_of_range"


COSTS = {"a": 30, "b": 20, "c": 50, "d": 10}
SETS = st.dictionaries(
    st.frozensets(st.sampled_from(OPTIONS)), st.integers(1, 6), min_size=1, max_size=6
)
BOUGHT = st.fixed_dictionaries(dict.fromkeys(OPTIONS, st.integers(1, 60)))


@pytest.mark.parametrize("completion", ["none", "raised", "approvals", "raised_then_approvals"])
@settings(max_examples=60)
@given(SETS, BOUGHT, st.integers(60, 120))
def test_the_budget_holds_whatever_the_completion(
    completion: Completion,
    ballots: dict[frozenset[str], int],
    costs: dict[str, int],
    budget: int,
) -> None:
    tally = count_shares(ballots, costs=costs, budget=budget, completion=completion)
    assert tally.spent <= budget
    assert sum(one.cost for one in tally.purchases) <= budget
    assert all(tally.approvals[one.option] for one in tally.purchases)
    assert not set(tally.bought) & set(tally.tied)
    swapped = dict(zip(OPTIONS, reversed(OPTIONS), strict=True))
    renamed = {frozenset(swapped[o] for o in chosen): n for chosen, n in ballots.items()}
    mirrored = count_shares(
        renamed,
        costs={swapped[o]: cost for o, cost in costs.items()},
        budget=budget,
        completion=completion,
    )
    assert set(mirrored.bought) == {swapped[o] for o in tally.bought}
    assert set(mirrored.tied) == {swapped[o] for o in tally.tied}


@settings(max_examples=150)
@given(SETS, BOUGHT, st.integers(60, 120))
def test_a_group_that_could_pay_for_options_it_agrees_on_has_a_member_served_as_well(
    ballots: dict[frozenset[str], int], costs: dict[str, int], budget: int
) -> None:
    """Extended justified representation up to one option, the utility of an option its cost: in
    every group whose shares pay for a set that all of them approve, somebody is served for as much,
    or would be with one more option of that set."""
    tally = count_shares(ballots, costs=costs, budget=budget, completion="none")
    if tally.tied:
        return
    people, bought = sum(ballots.values()), set(tally.bought)
    for size in range(1, 5):
        for wanted in map(set, combinations(OPTIONS, size)):
            group = [chosen for chosen in ballots if wanted <= chosen]
            number = sum(ballots[chosen] for chosen in group)
            value = sum(costs[o] for o in wanted)
            if not number or number * budget < value * people or wanted <= bought:
                continue
            assert any(
                sum(costs[o] for o in chosen & bought) + max(costs[o] for o in wanted - bought)
                > value
                or sum(costs[o] for o in chosen & bought) >= value
                for chosen in group
            )


@given(
    st.dictionaries(st.frozensets(st.sampled_from(OPTIONS)), st.integers(1, 5), max_size=5),
    st.integers(1, 60),
    st.integers(0, 20),
)
def test_a_price_is_what_each_supporter_need_not_exceed(
    ballots: dict[frozenset[str], int], cost: int, purse: int
) -> None:
    money = {chosen: Fraction(purse, 1 + len(chosen)) for chosen in ballots}
    price = price_of("a", cost=cost, money=money, ballots=ballots)
    supporters = [chosen for chosen in ballots if "a" in chosen]
    together = sum(money[chosen] * ballots[chosen] for chosen in supporters)
    if price is None:
        assert together < cost
    else:
        assert sum(min(money[c], price) * ballots[c] for c in supporters) == cost


def test_a_third_of_the_people_decides_of_a_third_of_the_budget() -> None:
    ballots = {frozenset("ab"): 20, frozenset("cd"): 10}
    costs = {"a": 50, "b": 50, "c": 25, "d": 25}
    tally = count_shares(ballots, costs=costs, budget=90, completion="none")
    assert tally.share == 3
    assert set(tally.bought) | set(tally.tied) == {"a", "b", "c", "d"}
    assert tally.approvals == {"a": 20, "b": 20, "c": 10, "d": 10}
    sole = count_shares(
        {frozenset("a"): 20, frozenset("c"): 10},
        costs={"a": 50, "c": 25},
        budget=90,
        completion="none",
    )
    assert [(one.option, one.price) for one in sole.purchases] == [
        ("a", Fraction(5, 2)),
        ("c", Fraction(5, 2)),
    ]


def test_money_left_goes_by_the_completion_declared() -> None:
    ballots = {frozenset("ab"): 6, frozenset("c"): 4}
    costs = {"a": 60, "b": 40, "c": 50}
    bare = count_shares(ballots, costs=costs, budget=100, completion="none")
    assert bare.bought == ("b",)
    raised = count_shares(ballots, costs=costs, budget=100, completion="raised")
    assert raised.share > 10
    assert raised.spent <= 100
    filled = count_shares(ballots, costs=costs, budget=100, completion="approvals")
    assert filled.bought == ("b", "a")
    assert filled.purchases[1].by == "approvals"


@pytest.mark.parametrize(
    ("ballots", "costs", "code"),
    [
        ({frozenset("a"): 1}, {}, "no_option"),
        ({frozenset("z"): 1}, {"a": 1}, "unknown_option"),
        ({frozenset("a"): -1}, {"a": 1}, "negative_count"),
        ({frozenset("a"): 1}, {"a": 0}, "cost_out_of_range"),
        ({frozenset("a"): 1}, {"a": 11}, "cost_out_of_range"),
    ],
)
def test_what_cannot_be_bought_is_refused_with_its_reason(
    ballots: dict[frozenset[str], int], costs: dict[str, int], code: str
) -> None:
    with pytest.raises(VotingFault) as refusal:
        count_shares(ballots, costs=costs, budget=10)
    assert refusal.value.code == code


def test_approvals_are_read_as_sets_and_nobody_approves_twice() -> None:
    assert approval_sets([["a", "b"], ["b", "a"], []], options=OPTIONS) == {
        frozenset("ab"): 2,
        frozenset(): 1,
    }
    for ballot, code in ((["z"], "unknown_option"), (["a", "a"], "chosen_twice")):
        with pytest.raises(VotingFault) as refusal:
            approval_sets([ballot], options=OPTIONS)
        assert refusal.value.code == code
