"""Ties inside a count: they matter only where they change who is kept.

Where several options are equally last, or several duels equally strong, every order is followed,
and an option wins where it wins under one of them at least ("parallel universes", V. Conitzer,
M. Rognlie, L. Xia, Preference functions that score rankings, IJCAI 2009). One winner: the tie was
of no consequence. Several: they are tied, and the protocol that the rules name chooses.

Nobody may wait for ever, so forks are followed while the product of their branches stays within
`BRANCHES`; past that, what is tied is treated together, as each method says. The limit depends on
the forks alone, never on names or the order of options.
"""

from __future__ import annotations

BRANCHES = 5_000


def forked(room: int, ways: int) -> int:
    """What remains to be branched once a fork of `ways` is followed; 0 where it may not be."""
    return room // ways
