"""A count tells how it went, in sentences that hold its figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from alienor.cores.voting import METHODS, how_it_counts
from alienor.cores.voting.account import account_of
from alienor.cores.voting.ranking.ballots import Rankings, rankings_from_counts
from alienor.cores.voting.ranking.pairs import count_ranked_pairs
from alienor.cores.voting.ranking.runoff import count_runoff
from alienor.cores.voting.ranking.schulze import count_schulze
from alienor.cores.voting.ranking.transfers import count_transfers
from alienor.cores.voting.shares import count_shares
from alienor.cores.voting.words import decimal

NAMES = {"m": "Memphis", "n": "Nashville", "c": "Chattanooga", "k": "Knoxville"}
TENNESSEE = {"m>n>c>k": 42, "n>c>k>m": 26, "c>k>n>m": 15, "k>c>n>m": 17}
CIRCLE = {"m>n>c": 4, "n>c>m": 3, "c>m>n": 2}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def held(counts: dict[str, int], options: str = "mnck") -> Rankings:
    return rankings_from_counts(counts, options=tuple(options), equal_places=False)


def test_a_runoff_tells_its_rounds() -> None:
    said = [
        plain(s) for s in account_of(count_runoff(held(TENNESSEE)), language="fr", labels=NAMES)
    ]
    assert said == [
        "Tour 1 : « Memphis » 42, « Nashville » 26, « Knoxville » 17, « Chattanooga » 15 ; "
        "dernier, « Chattanooga » est éliminé.",
        "Tour 2 : « Memphis » 42, « Knoxville » 32, « Nashville » 26 ; dernier, « Nashville » "
        "est éliminé.",
        "Tour 3 : « Knoxville » 58, « Memphis » 42 ; « Knoxville » est en tête de plus de la "
        "moitié des 100 bulletins qui comptent.",
    ]


def test_a_runoff_says_which_ballots_count_no_more_and_which_ties_matter() -> None:
    told = account_of(count_runoff(held({"m": 4, "n": 3, "c>n": 2, "k": 1})), language="en")
    assert told[1] == (
        "Round 2: “m” 4, “n” 3, “c” 2; last, “c” is eliminated (with no option left: 1 ballot)."
    )
    tied = account_of(count_runoff(held({"m": 3, "n": 2, "c": 2, "k": 0})), language="en")
    assert "equally last" in tied[1]
    even = account_of(count_runoff(held({"m": 1, "n": 1}, "mn")), language="en")
    assert even[-1] == "Nothing in the ballots separates “m” and “n”: the rule on ties chooses."


def test_schulze_tells_of_the_duels_or_of_the_chains_where_there_is_a_circle() -> None:
    clear = account_of(count_schulze(held(TENNESSEE)), language="en", labels=NAMES)
    assert clear[0] == (
        "“Nashville” wins every duel: 58 to 42 against “Memphis”, 68 to 32 against "
        "“Chattanooga”, 68 to 32 against “Knoxville”."
    )
    circle = account_of(count_schulze(held(CIRCLE, "mnc")), language="en")
    assert circle[1] == (
        "From “m” to “n” the strongest chain is worth 6 to 3; the other way, 5 to 4."
    )
    assert circle[-1] == "The whole order: “m”, then “n”, then “c”."


def test_ranked_pairs_tells_which_victory_was_left_out() -> None:
    said = account_of(count_ranked_pairs(held(CIRCLE, "mnc")), language="en")
    assert said[-2] == "“c” before “m”, 5 to 4: left out, stronger victories say the opposite."


def test_transfers_tell_the_quota_and_surpluses() -> None:
    tally = count_transfers(held({"m>n": 12, "m>c": 8, "n": 4, "c": 6, "k": 1}), seats=2)
    said = [plain(one) for one in account_of(tally, language="fr")]
    assert said[0] == "Pour 2 places, il faut 11 bulletins : c'est le quota."
    assert said[1].endswith(
        "« m » : quota atteint, la place est acquise et le surplus passe aux choix suivants."
    )
    assert "« c » 9,60, « n » 9,40, « k » 1" in said[2]


def test_equal_shares_tell_what_each_gives() -> None:
    tally = count_shares(
        {frozenset("a"): 20, frozenset("c"): 10},
        costs={"a": 50, "c": 25},
        budget=90,
        completion="none",
    )
    said = [plain(one) for one in account_of(tally, language="fr")]
    assert said == [
        "Le budget de 90 est partagé entre 30 bulletins : 3 chacun.",
        "« a » (50), coché sur 20 bulletins : chacun donne au plus 2,50 de sa part.",
        "« c » (25), coché sur 10 bulletins : chacun donne au plus 2,50 de sa part.",
        "Dépensé : 75 sur 90.",
    ]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_in_both_languages_how_it_counts(method: str) -> None:
    french, english = (how_it_counts(method, language=one) for one in ("fr", "en"))
    assert french != english
    assert french.endswith(".")
    assert english.endswith(".")


def test_a_value_is_rounded_and_whole_where_it_is() -> None:
    assert decimal(Fraction(10), language="fr") == "10"
    assert decimal(Fraction(10, 3), language="fr") == "3,33"
    assert decimal(Fraction(2, 3), language="en") == "0.67"
    assert plain(decimal(Fraction(12345), language="fr")) == "12 345"
