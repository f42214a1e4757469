"""The lottery: m equal numbered panels, published before the balls are drawn.

The list is plain text, UTF-8, one line a panel, each ended by a line feed:

    000 id id id
    001 id id id

The number is written with as many digits as there are balls; ids are sorted by code point and
separated by one space; lines are sorted by their ids, the same panel standing as many times as it
was dealt. `panels_hash` is the SHA-256 of these bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from alienor.cores.sortition.fair import Distribution
from alienor.cores.sortition.faults import refuse
from alienor.cores.sortition.profiles import Profiles
from alienor.cores.sortition.randomness import Stream, require_digit, seed_for
from alienor.cores.sortition.rounding import repetitions

Panel = tuple[str, ...]
"""Ids, sorted."""

_LEAST, _MOST = 10, 10_000

FEW = 10
"""On fewer numbered panels than this a chance is coarse: one more or less is a tenth of it."""

PUBLIC_FOR = timedelta(days=62)
"""How long a list stays public once the record of its draw is: two months, in which a decision may
be contested. Afterwards its hash is enough (docs/adr/0015)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """Panels numbered from 0, each with one chance in m.

    `chances`: what everyone's chance has become, a multiple of 1/m, by id; `rounding_loss`: the
    largest change of anyone's chance against the distribution, a float in [0, 1]; `lowest`: the
    lowest chance of those whom some panel could hold.
    """

    m: int
    panels: tuple[Panel, ...]
    chances: Mapping[str, float]
    rounding_loss: float
    lowest: float

    @property
    def balls(self) -> int:
        """How many balls write the number of a panel."""
        return digits(self.m)

    @property
    def text(self) -> str:
        """The list as it is published."""
        return panels_text(self.panels)

    @property
    def hash(self) -> str:
        """What is committed: SHA-256 of the list, hexadecimal."""
        return panels_hash(self.panels)


def numbered_panels(distribution: Distribution, *, m: int = 1000, seed: bytes = b"") -> Lottery:
    """The distribution dealt out as m equal panels.

    Within a type, people take turns: all once, in an order drawn anew, before any of them twice; so
    the chances of people of one type differ by at most 1/m, but for people who share a household,
    where turns can be skipped (the loss is measured all the same).
    `seed`: 32 bytes fixed before the list is made, as the hash of the pool; it decides the turns
    and thereby who gains from rounding, so that no id is favoured.

    Errors: SortitionInvalid (`number_of_panels`).
    """
    digits(m)
    profiles = distribution.profiles
    times = repetitions(
        np.array(distribution.panels, dtype=np.int64).reshape(-1, len(profiles.types)),
        np.array(distribution.weights),
        sizes=profiles.sizes,
        m=m,
    )
    compositions = [
        counts
        for counts, repeated in zip(distribution.panels, times.tolist(), strict=True)
        for _ in range(repeated)
    ]
    stream = Stream(seed_for(seed, "compositions"))
    turns = _Turns(profiles, seed=seed)
    panels = sorted(turns.panel(counts) for counts in stream.shuffled(compositions))
    held = dict.fromkeys(distribution.chances, 0)
    for panel in panels:
        for person in panel:
            held[person] += 1
    chances = {person: count / m for person, count in held.items()}
    out = set(distribution.unreachable) | set(profiles.shut_out)
    return Lottery(
        m=m,
        panels=tuple(panels),
        chances=chances,
        rounding_loss=max(
            (abs(chances[person] - chance) for person, chance in distribution.chances.items()),
            default=0.0,
        ),
        lowest=min((chance for one, chance in chances.items() if one not in out), default=1.0),
    )


class _Turns:
    """Whose turn it is within each type."""

    def __init__(self, profiles: Profiles, *, seed: bytes) -> None:
        self._profiles = profiles
        self._streams = [
            Stream(seed_for(seed, f"turns {index}")) for index in range(len(profiles.types))
        ]
        self._waiting: list[list[str]] = [[] for _ in profiles.types]
        self._shared = {index for group, _ in profiles.households for index in group}

    def panel(self, counts: Sequence[int]) -> Panel:
        """People for one panel: the first of each queue whose household is not on it yet."""
        homes: set[str] = set()
        taken: list[str] = []
        for index, count in enumerate(counts):
            for person in self._take(index, count, homes):
                homes.add(self._profiles.homes[person])
                taken.append(person)
        return tuple(sorted(taken))

    def _take(self, index: int, count: int, homes: set[str]) -> list[str]:
        queue = self._waiting[index]
        taken: list[str] = []
        blocked = set(homes) if index in self._shared else set()
        place = 0
        while len(taken) < count:
            if place == len(queue):
                queue += self._streams[index].shuffled(self._profiles.types[index].ids)
            home = self._profiles.homes[queue[place]]
            if home in blocked:
                place += 1
                continue
            blocked.add(home)
            taken.append(queue.pop(place))
        return taken


def panels_for(people: int, *, seats: int) -> int:
    """How many panels a pool asks for, a thousand (three balls) or ten thousand (four): with these,
    people are on ten of them on average, or on as many as there can be."""
    return 1000 if 1000 * seats >= FEW * people else _MOST


def digits(m: int) -> int:
    """How many balls number m panels. Errors: SortitionInvalid (`number_of_panels`)."""
    count = len(str(m)) - 1
    if not _LEAST <= m <= _MOST or m != 10**count:
        raise refuse("number_of_panels", m=m)
    return count


def chance_written(panels: int, m: int) -> str:
    """The chance of somebody on that many of m panels, as it is published: to the last panel."""
    return f"{panels / m:.{digits(m)}f}"


def panel_index(balls: Sequence[int], m: int = 1000, *, shift: int = 0) -> int:
    """The number that the balls write, in order of drawing, and a beacon shifts: 0 to m - 1.

    Each ball is a digit from 0 to 9, put back (or drawn from a bowl of its own) so that every
    number is as likely. The `shift` of a beacon (`beacon_shift`) is added, and m - 1 is followed by
    0: every number is as likely while the balls are, or the beacon is, and neither knew the other.
    Errors: SortitionInvalid (`number_of_balls`, `ball_not_a_digit`, `number_of_panels`).
    """
    if len(balls) != digits(m):
        raise refuse("number_of_balls", balls=len(balls), expected=digits(m))
    return (int("".join(str(require_digit(ball)) for ball in balls)) + shift) % m


def panels_text(panels: Sequence[Panel]) -> str:
    """The list of panels as it is published."""
    width = digits(len(panels))
    return "".join(
        f"{' '.join((f'{number:0{width}d}', *panel))}\n" for number, panel in enumerate(panels)
    )


def panels_hash(panels: Sequence[Panel]) -> str:
    """SHA-256 of the published list, hexadecimal."""
    return hashlib.sha256(panels_text(panels).encode()).hexdigest()
