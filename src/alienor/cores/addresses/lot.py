"""Draw dwellings: addresses without replacement, with chances near their dwellings."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDwelling:
    """One address that was drawn: its place in the list (from 0), which dwelling (from 1)."""

    index: int
    dwelling: int


def draw_dwellings(dwellings: Sequence[int], *, count: int, seed: str) -> tuple[DrawnDwelling, ...]:
    """`count` of the addresses whose dwellings are given, in the order of the list; all of those
    with a dwelling where they are fewer. The same list and seed give the same draw.

    Each address with w dwellings gets the key u ** (1 / w), u uniform in [0, 1), taken in the
    order of the list from Python's `random.Random(seed)`, whose sequence the language guarantees;
    the greatest keys are drawn, a tie going to the later address. Source: Efraimidis and
    Spirakis, "Weighted random sampling with a reservoir" (2006). The dwelling within an address
    follows from SHA-256 of the seed and the index, modulo its dwellings.
    """
    rng = random.Random(seed)  # noqa: S311  # replayed from a recorded seed, on purpose
    keyed = [
        (rng.random() ** (1 / weight), index) for index, weight in enumerate(dwellings) if weight
    ]
    keyed.sort(reverse=True)
    return tuple(
        DrawnDwelling(index=index, dwelling=_dwelling(seed, index, dwellings[index]))
        for index in sorted(index for _, index in keyed[:count])
    )


def _dwelling(seed: str, index: int, among: int) -> int:
    digest = hashlib.sha256(f"{seed}\n{index}".encode()).digest()
    return int.from_bytes(digest) % among + 1
