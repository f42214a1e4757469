"""The first k options of a ranking, and the named protocols that settle ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, get_args

from alienor.cores.voting.approval import ApprovalTally
from alienor.cores.voting.faults import VotingFault

TieProtocol = Literal["rejected", "chair", "draw", "revote"]
"""Declared before the vote. `rejected`: what is tied does not pass. `chair`: the chair of the day
has the casting vote. `draw`: a public draw decides. `revote`: the tied options are voted again."""
TIE_PROTOCOLS: tuple[str, ...] = get_args(TieProtocol)


class Ranked(Protocol):
    """A tally that orders its options."""

    def ranking(self) -> tuple[tuple[str, ...], ...]:
        """Groups of equal options, best group first."""
        ...


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The options kept, and those that a tie leaves open.

    `chosen`: best first; `tied`: equal options among which `places_left` remain to be given, none
    where the order is clear; `places`: how many were to be kept; `settled_by`: the protocol that
    settled a tie, once it has; `tally`: the counts that made the order.
    """

    places: int
    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    places_left: int
    protocol: TieProtocol
    tally: Ranked
    settled_by: TieProtocol | None = None

    @property
    def pending(self) -> bool:
        """Whether a tie still has to be settled."""
        return bool(self.tied)


def shortlist(
    tally: Ranked, *, places: int, protocol: TieProtocol = "draw", least: int = 1
) -> Shortlist:
    """The first `places` options of a tally, ties at the last place left to their protocol.

    `least`: with approval, an option approved by fewer ballots than this is never kept, so that
    fewer than `places` may be. Where the protocol is `rejected`, tied options are all left out at
    once.

    Errors: VotingFault (`places_out_of_range`).
    """
    groups = tally.ranking()
    options = sum(len(group) for group in groups)
    if not 1 <= places <= options:
        raise VotingFault("places_out_of_range", places=places, options=options)
    if isinstance(tally, ApprovalTally):
        groups = tuple(group for group in groups if tally.approvals[group[0]] >= least)
    clear = Shortlist(
        places=places, chosen=(), tied=(), places_left=0, protocol=protocol, tally=tally
    )
    chosen: tuple[str, ...] = ()
    for group in groups:
        left = places - len(chosen)
        if len(group) <= left:
            chosen += group
        elif left and protocol == "rejected":
            return replace(clear, chosen=chosen, settled_by=protocol)
        elif left:
            return replace(clear, chosen=chosen, tied=group, places_left=left)
        else:
            break
    return replace(clear, chosen=chosen)


def settle_shortlist(result: Shortlist, *, picked: Sequence[str]) -> Shortlist:
    """The shortlist once the chair or the draw has picked among the tied options, in order.

    A revote is a new vote: its own shortlist gives the `picked`.
    Errors: VotingFault (`no_tie`, `wrong_pick`).
    """
    if not result.pending:
        raise VotingFault("no_tie")
    unique = set(picked)
    if (
        len(picked) != result.places_left
        or len(unique) != len(picked)
        or not unique <= set(result.tied)
    ):
        raise VotingFault("wrong_pick", places=result.places_left)
    return replace(
        result,
        chosen=(*result.chosen, *picked),
        tied=(),
        places_left=0,
        settled_by=result.protocol,
    )
