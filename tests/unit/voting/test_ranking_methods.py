"""Schulze, ranked pairs, instant runoff: against their definitions, followed to the letter on small
votes, and the properties that make people choose them."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.voting import VotingFault, shortlist
from alienor.cores.voting.ranking.ballots import Rankings, rankings_from_counts, written
from alienor.cores.voting.ranking.duels import duels_of
from alienor.cores.voting.ranking.pairs import count_ranked_pairs
from alienor.cores.voting.ranking.runoff import count_runoff
from alienor.cores.voting.ranking.schulze import count_schulze

OPTIONS = ("a", "b", "c", "d")
LINEAR = st.permutations(OPTIONS).flatmap(
    lambda order: st.integers(0, len(order)).map(lambda kept: tuple(order[:kept]))
)
WEAK = st.lists(st.integers(0, 3), min_size=4, max_size=4).map(
    lambda places: tuple(
        tuple(o for o, p in zip(OPTIONS, places, strict=True) if p == place)
        for place in sorted({p for p in places if p})
    )
)
STRICT_PROFILES = st.lists(LINEAR, max_size=9)
WEAK_PROFILES = st.lists(WEAK, max_size=9)
METHODS = (count_schulze, count_ranked_pairs, count_runoff)


def rankings(ballots: list[tuple[object, ...]], options: tuple[str, ...] = OPTIONS) -> Rankings:
    counts: dict[str, int] = {}
    for ballot in ballots:
        text = written([one] if isinstance(one, str) else one for one in ballot)
        counts[text] = counts.get(text, 0) + 1
    return rankings_from_counts(counts, options=options, equal_places=True)


def preferring(ballots: list[tuple[tuple[str, ...], ...]], one: str, other: str) -> int:
    def place(ballot: tuple[tuple[str, ...], ...], option: str) -> int:
        return next((at for at, level in enumerate(ballot) if option in level), 99)

    return sum(place(ballot, one) < place(ballot, other) for ballot in ballots)


def victories(ballots: list[tuple[tuple[str, ...], ...]]) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for one, other in permutations(OPTIONS, 2):
        for_, against = preferring(ballots, one, other), preferring(ballots, other, one)
        if for_ > against:
            found[one, other] = (for_, -against)
    return found


@settings(max_examples=200)
@given(WEAK_PROFILES)
def test_schulze_compares_the_strongest_of_all_chains(
    ballots: list[tuple[tuple[str, ...], ...]],
) -> None:
    won = victories(ballots)

    def strongest(one: str, other: str) -> tuple[int, int]:
        best = (-1, 0)
        for size in range(3):
            for between in permutations([o for o in OPTIONS if o not in (one, other)], size):
                chain = list(zip((one, *between), (*between, other), strict=True))
                if all(step in won for step in chain):
                    best = max(best, min(won[step] for step in chain))
        return best

    left, groups = list(OPTIONS), []
    while left:
        first = [o for o in left if all(strongest(x, o) <= strongest(o, x) for x in left if x != o)]
        groups.append(tuple(first))
        left = [o for o in left if o not in first]
    assert count_schulze(rankings(ballots)).ranking() == tuple(groups)


@settings(max_examples=150)
@given(WEAK_PROFILES)
def test_ranked_pairs_keeps_victories_under_every_order_of_equal_ones(
    ballots: list[tuple[tuple[str, ...], ...]],
) -> None:
    won = victories(ballots)
    groups = [
        [pair for pair in won if won[pair] == strength]
        for strength in sorted(set(won.values()), reverse=True)
    ]
    if len(list(product(*[range(len(group)) for group in groups]))) > 3000:
        return
    first: set[str] = set()
    for orders in product(*[list(permutations(group)) for group in groups]):
        kept: set[tuple[str, str]] = set()
        for winner, loser in (pair for order in orders for pair in order):
            reached, edge = {loser}, {loser}
            while edge:
                edge = {b for a, b in kept if a in edge} - reached
                reached |= edge
            if winner not in reached:
                kept.add((winner, loser))
        first |= {o for o in OPTIONS if not any(b == o for _a, b in kept)}
    assert set(count_ranked_pairs(rankings(ballots)).ranking()[0]) == first


def runoff_winners(ballots: list[tuple[str, ...]], left: frozenset[str]) -> set[str]:
    votes = dict.fromkeys(sorted(left), 0)
    for ballot in ballots:
        top = next((o for o in ballot if o in left), None)
        if top is not None:
            votes[top] += 1
    if len(left) == 1:
        return set(left)
    fewest = min(votes.values())
    found: set[str] = set()
    for option, held in votes.items():
        if held == fewest:
            found |= runoff_winners(ballots, left - {option})
    return found


@settings(max_examples=200)
@given(STRICT_PROFILES)
def test_a_runoff_elects_whoever_one_order_of_elimination_leaves(
    ballots: list[tuple[str, ...]],
) -> None:
    tally = count_runoff(rankings(ballots))
    assert set(tally.winners) == runoff_winners(ballots, frozenset(OPTIONS))


@settings(max_examples=150)
@given(STRICT_PROFILES, st.permutations(OPTIONS), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_names_change_a_result(
    ballots: list[tuple[str, ...]], names: list[str], random: object
) -> None:
    shuffled = list(ballots)
    random.shuffle(shuffled)
    named = dict(zip(OPTIONS, names, strict=True))
    for count in METHODS:
        groups = [set(group) for group in count(rankings(ballots)).ranking()]
        assert [set(g) for g in count(rankings(shuffled)).ranking()] == groups
        renamed = [tuple(named[o] for o in ballot) for ballot in ballots]
        assert [set(g) for g in count(rankings(renamed)).ranking()] == [
            {named[o] for o in group} for group in groups
        ]


@settings(max_examples=200)
@given(WEAK_PROFILES)
def test_who_wins_every_duel_is_first_by_schulze_and_by_ranked_pairs(
    ballots: list[tuple[tuple[str, ...], ...]],
) -> None:
    held = rankings(ballots)
    winner = duels_of(held).condorcet_winner()
    if winner is not None:
        assert count_schulze(held).ranking()[0] == (winner,)
        assert count_ranked_pairs(held).ranking()[0] == (winner,)


@given(STRICT_PROFILES.filter(bool), st.sampled_from(OPTIONS))
def test_who_is_first_on_more_than_half_of_the_ballots_wins_by_every_method(
    ballots: list[tuple[str, ...]], winner: str
) -> None:
    more = [*ballots, *[(winner,)] * (len(ballots) + 1)]
    for count in METHODS:
        assert count(rankings(more)).ranking()[0] == (winner,)


def test_the_example_of_schulzes_article_comes_out_as_there() -> None:
    """Example 1 of the article of 2011: 45 ballots, five options."""
    counts = {
        "a>c>b>e>d": 5, "a>d>e>c>b": 5, "b>e>d>a>c": 8, "c>a>b>e>d": 3,
        "c>a>e>b>d": 7, "c>b>a>d>e": 2, "d>c>e>b>a": 7, "e>b>a>d>c": 8,
    }  # fmt: skip
    held = rankings_from_counts(counts, options=tuple("abcde"), equal_places=False)
    assert count_schulze(held).ranking() == (("e",), ("a",), ("c",), ("b",), ("d",))


def test_the_capital_of_tennessee_is_found_differently_by_each_method() -> None:
    counts = {"m>n>c>k": 42, "n>c>k>m": 26, "c>k>n>m": 15, "k>c>n>m": 17}
    held = rankings_from_counts(counts, options=tuple("mnck"), equal_places=False)
    assert count_schulze(held).ranking() == (("n",), ("c",), ("k",), ("m",))
    assert count_ranked_pairs(held).ranking() == (("n",), ("c",), ("k",), ("m",))
    runoff = count_runoff(held)
    assert runoff.winners == ("k",)
    assert [one.eliminated for one in runoff.rounds] == [("c",), ("n",), ()]
    assert runoff.rounds[-1].elected == "k"


def test_a_circle_of_equal_victories_is_a_tie_that_the_protocol_settles() -> None:
    held = rankings([("a", "b", "c"), ("b", "c", "a"), ("c", "a", "b")], options=("a", "b", "c"))
    for count in METHODS:
        result = shortlist(count(held), places=1, protocol="draw")
        assert result.tied == ("a", "b", "c")


def test_a_runoff_refuses_ballots_with_equal_places() -> None:
    with pytest.raises(VotingFault) as refusal:
        count_runoff(rankings([(("a", "b"),)]))
    assert refusal.value.code == "equal_places_uncounted"


@pytest.mark.parametrize("count", METHODS)
def test_no_ballot_and_forty_equal_options_are_counted_at_once(count: object) -> None:
    many = tuple(f"o{n}" for n in range(40))
    empty = rankings_from_counts({"": 3}, options=many, equal_places=False)
    assert set(count(empty).ranking()[0]) == set(many)
    circle = {">".join(many[n:] + many[:n]): 1 for n in range(40)}
    held = rankings_from_counts(circle, options=many, equal_places=False)
    assert set(count(held).ranking()[0]) == set(many)
