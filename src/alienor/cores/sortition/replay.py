"""The draw done again from what was published: the list of panels, its hash, the balls, and the
randomness of a beacon where one was announced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alienor.cores.sortition.faults import Fault, SortitionInvalid
from alienor.cores.sortition.lottery import Panel, digits, panel_index
from alienor.cores.sortition.randomness import beacon_shift, seed_from
from alienor.cores.sortition.reserve import rank_reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the balls decided: the `number` of the panel, the `shift` that a beacon added to it (0
    without one), its ids sorted, the hash of the list it comes from, the seed of all that is random
    after it, and the ranked reserve."""

    number: int
    shift: int
    panel: Panel
    panels_hash: str
    seed: bytes
    reserve: tuple[str, ...]


def read_panels(text: str, *, empty: bool = False) -> tuple[Panel, ...]:
    """The panels of a published list, or their alternates (`empty`: a line may hold nobody).

    Errors: SortitionInvalid (`panel_line` with its line, `panels_end`, `number_of_panels`).
    """
    lines = text.split("\n")
    if lines[-1] or (len(lines) > 1 and not lines[-2]):
        raise SortitionInvalid([Fault.of("panels_end", line=len(lines))])
    lines.pop()
    width = digits(len(lines))
    faults, panels = [], []
    for number, line in enumerate(lines):
        written, *ids = line.split(" ")
        expected = f"{number:0{width}d}"
        plain = all(one and not any(c.isspace() for c in one) for one in ids)
        if written != expected or not (ids or empty) or not plain or sorted(set(ids)) != ids:
            faults.append(Fault.of("panel_line", line=number + 1, expected=expected))
        panels.append(tuple(ids))
    if faults:
        raise SortitionInvalid(faults)
    return tuple(panels)


def replay(
    *,
    panels: str,
    balls: Sequence[int],
    pool: Iterable[str] = (),
    committed_hash: str | None = None,
    alternates: str | None = None,
    beacon: bytes | None = None,
) -> Replay:
    """The panel that the balls chose in a published list, and the reserve among `pool` (ids),
    its `alternates` first (their published list, one line a panel) where there is one.

    The seed is drawn from the hash of the list, as its commitment, and from the balls. `beacon`:
    the randomness announced beforehand; it shifts the number of the panel and enters the seed.
    Errors: SortitionInvalid (`hash_differs` if the list is not the committed one; the faults of
    `read_panels`, `panel_index` and `beacon_shift`).
    """
    found = hashlib.sha256(panels.encode())
    if committed_hash is not None and found.hexdigest() != committed_hash.lower():
        raise SortitionInvalid(
            [Fault.of("hash_differs", found=found.hexdigest(), expected=committed_hash)]
        )
    read = read_panels(panels)
    shift = 0 if beacon is None else beacon_shift(beacon, len(read))
    number = panel_index(balls, len(read), shift=shift)
    seed = seed_from(commitment=found.digest(), balls=balls, beacon=beacon)
    return Replay(
        number=number,
        shift=shift,
        panel=read[number],
        panels_hash=found.hexdigest(),
        seed=seed,
        reserve=rank_reserve(
            pool=pool,
            panel=read[number],
            seed=seed,
            alternates=() if alternates is None else read_panels(alternates, empty=True)[number],
        ),
    )
