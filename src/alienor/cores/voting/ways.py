"""The ways in which a vote may be held, as data: what is on a ballot, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from alienor.cores.voting.faults import VotingFault

Ballot = Literal["answer", "approval", "grades", "ranking", "approved_set", "position", "degree"]
"""What each person gives: for, against or abstains; the options that suit them; a grade for each
option; options in order; the options that suit them, kept together because they share a budget; a
position in a round of consent; a degree of agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`method`: its code; `decides`: whether a decision may rest on it; `one`: whether it keeps one
    option only; `equal_places`: whether a ballot may put two options at the same place."""

    method: str
    ballot: Ballot
    decides: bool = True
    one: bool = False
    equal_places: bool = False

    @property
    def has_options(self) -> bool:
        """Whether people choose among options, rather than answer a question."""
        return self.ballot not in ("answer", "position", "degree")

    @property
    def shares(self) -> bool:
        """Whether options have costs, and a budget is shared."""
        return self.ballot == "approved_set"

    @property
    def in_words(self) -> bool:
        """Whether whole ballots are counted, each kind of them with its number, because sums by
        option do not hold what the method needs."""
        return self.ballot in ("ranking", "approved_set")


WAYS: Mapping[str, Way] = {
    way.method: way
    for way in (
        Way(method="yes_no_abstain", ballot="answer"),
        Way(method="approval", ballot="approval"),
        Way(method="majority_judgment", ballot="grades"),
        Way(method="schulze", ballot="ranking", equal_places=True),
        Way(method="ranked_pairs", ballot="ranking", equal_places=True),
        Way(method="instant_runoff", ballot="ranking", one=True),
        Way(method="single_transferable_vote", ballot="ranking"),
        Way(method="equal_shares", ballot="approved_set"),
        Way(method="consent_round", ballot="position", decides=False),
        Way(method="gradient_of_agreement", ballot="degree", decides=False),
    )
}
IN_ORDER = tuple(method for method, way in WAYS.items() if way.ballot == "ranking")
"""The methods that rules call "ranked"; the first one where nobody chooses."""


def way_of(method: str) -> Way:
    """The way of a method. Errors: VotingFault (`unknown_method`)."""
    if method not in WAYS:
        raise VotingFault("unknown_method", method=method)
    return WAYS[method]


def methods_for(named: str) -> tuple[str, ...]:
    """The methods that rules allow by the one they name, the usual one first."""
    return IN_ORDER if named == "ranked" else (named,)
