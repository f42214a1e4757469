"""A round of consent: who consents, who has reservations, who objects, and why.

It consults and decides nothing: an objection that is argued improves a proposal, it does not veto
it, and a majority never overrules it here. A round without objection says that the proposal can go
to the vote as it is; with objections, what they say is to be answered first.

Source: G. Endenburg, Sociocracy: the organization of decision-making, 1998 (consent as the absence
of argued and paramount objections).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from alienor.cores.voting.faults import VotingFault

Position = Literal["consent", "reservation", "objection", "aside"]
POSITIONS: tuple[str, ...] = get_args(Position)
"""`aside`: takes no part in this round."""


@dataclass(frozen=True, slots=True)
class ConsentRound:
    """Counts by position, and the `arguments` of objections as they were published.

    Errors: VotingFault (`negative_count`, `objection_unargued` where fewer arguments than one are
    given for objections, `argument_without_objection` where more are given than objections).
    """

    consent: int
    reservation: int
    objection: int
    aside: int = 0
    invalid: int = 0
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for cell, count in self.by_position().items():
            if count < 0:
                raise VotingFault("negative_count", cell=cell, count=count)
        argued = [argument for argument in self.arguments if argument.strip()]
        if self.objection and not argued:
            raise VotingFault("objection_unargued", objections=self.objection)
        if len(self.arguments) > self.objection:
            raise VotingFault(
                "argument_without_objection",
                arguments=len(self.arguments),
                objections=self.objection,
            )

    @property
    def cast(self) -> int:
        """All answers."""
        return sum(self.by_position().values())

    @property
    def clear(self) -> bool:
        """Whether somebody consented and nobody objected."""
        return not self.objection and self.consent + self.reservation > 0

    def by_position(self) -> dict[str, int]:
        """The counts by name, in the order in which they are said."""
        return {
            "consent": self.consent,
            "reservation": self.reservation,
            "objection": self.objection,
            "aside": self.aside,
            "invalid": self.invalid,
        }


def consent_from_counts(
    counts: Mapping[str, int], *, arguments: tuple[str, ...] = ()
) -> ConsentRound:
    """The round from counts by name, absent ones 0. Errors: VotingFault (`unknown_answer`, and
    those of the round)."""
    for position in counts:
        if position not in (*POSITIONS, "invalid"):
            raise VotingFault("unknown_answer", answer=position)
    return ConsentRound(
        consent=counts.get("consent", 0),
        reservation=counts.get("reservation", 0),
        objection=counts.get("objection", 0),
        aside=counts.get("aside", 0),
        invalid=counts.get("invalid", 0),
        arguments=arguments,
    )
