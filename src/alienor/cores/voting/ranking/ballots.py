"""Rankings: what each ballot says, and on how many ballots.

A ballot gives places to options: 1 is the first, two options may share a place where the method
allows it, and an option without a place comes after all those that have one, equal to the others
without. Only the order matters: places 1, 5 and 9 say the same as 1, 2 and 3.

In words, a ballot is `a>b=c`: a first, then b and c together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alienor.cores.voting.faults import VotingFault

Places = NDArray[Any]
"""Unsigned integers, (n_options, n_ballots): the place of an option on a ballot."""
Counts = NDArray[np.int64]

BEFORE, TOGETHER = ">", "="
OPTIONS_AT_MOST = 250


@dataclass(frozen=True, eq=False)
class Rankings:
    """Ballots by what they say.

    `options`: their codes; `places`: (n_options, n) unsigned integers from 1, `unplaced` where a
    ballot gives none; `counts`: (n,) how many ballots say so, positive; `blank`: ballots that rank
    nothing; `invalid`: those set aside. Order of ballots means nothing.
    Errors: VotingFault (`no_option`, `too_many_options`, `negative_count`).
    """

    options: tuple[str, ...]
    places: Places = field(repr=False)
    counts: Counts = field(repr=False)
    blank: int = 0
    invalid: int = 0

    def __post_init__(self) -> None:
        require_options(self.options)
        for cell, count in (("blank", self.blank), ("invalid", self.invalid)):
            if count < 0:
                raise VotingFault("negative_count", cell=cell, count=count)
        if self.counts.size and int(self.counts.min()) < 0:
            raise VotingFault("negative_count", cell="", count=int(self.counts.min()))

    @property
    def unplaced(self) -> int:
        """The place of an option that a ballot does not rank: after every other."""
        return int(np.iinfo(self.places.dtype).max)

    @property
    def ranking(self) -> int:
        """How many ballots rank something."""
        return int(self.counts.sum())

    @property
    def ballots(self) -> int:
        """How many ballots count: those that rank something, and blank ones."""
        return self.ranking + self.blank

    @property
    def cast(self) -> int:
        """All ballots, invalid ones included."""
        return self.ballots + self.invalid

    def with_equal_places(self) -> bool:
        """Whether a ballot puts two options at the same place."""
        rows = np.sort(self.places, axis=0)
        same = (rows[1:] == rows[:-1]) & (rows[1:] != self.unplaced)
        return bool(same.any())

    def merged(self) -> Rankings:
        """The same ballots, those that say the same thing counted together."""
        ordered = _dense(self.places, unplaced=self.unplaced)
        rows, inverse = np.unique(ordered.T, axis=0, return_inverse=True)
        counts = np.bincount(inverse.reshape(-1), weights=self.counts, minlength=len(rows))
        return Rankings(
            options=self.options,
            places=np.ascontiguousarray(rows.T),
            counts=counts.astype(np.int64),
            blank=self.blank,
            invalid=self.invalid,
        )

    def of(self, options: Sequence[str]) -> Rankings:
        """The same ballots with these options alone."""
        kept = [self.options.index(option) for option in options]
        return Rankings(
            options=tuple(options),
            places=self.places[kept],
            counts=self.counts,
            blank=self.blank,
            invalid=self.invalid,
        )


def require_options(options: Sequence[str]) -> None:
    """Errors: VotingFault (`no_option`, also where one stands twice; `too_many_options`)."""
    if not options or len(set(options)) != len(options):
        raise VotingFault("no_option")
    if len(options) > OPTIONS_AT_MOST:
        raise VotingFault("too_many_options", options=len(options), most=OPTIONS_AT_MOST)


def written(levels: Iterable[Iterable[str]]) -> str:
    """A ballot in words, from the options of each place in turn; those of a place are sorted."""
    return BEFORE.join(TOGETHER.join(sorted(level)) for level in levels)


def read_ballot(
    text: str, *, options: Sequence[str], equal_places: bool, most: int | None = None
) -> tuple[tuple[str, ...], ...]:
    """The options of each place of a ballot such as `a>b=c`, nothing where it is blank.

    `equal_places`: whether two options may share one. `most`: how many options it may rank.
    Errors: VotingFault (`unknown_option`, `chosen_twice`, `equal_places`, `too_many_choices`,
    `empty_place`).
    """
    if not text.strip():
        return ()
    levels = tuple(
        tuple(code.strip() for code in level.split(TOGETHER)) for level in text.split(BEFORE)
    )
    seen: set[str] = set()
    for level in levels:
        if len(level) > 1 and not equal_places:
            raise VotingFault("equal_places", first=level[0], second=level[1])
        for option in level:
            if not option:
                raise VotingFault("empty_place", ballot=text)
            if option not in options:
                raise VotingFault("unknown_option", option=option)
            if option in seen:
                raise VotingFault("chosen_twice", option=option)
            seen.add(option)
    if most is not None and len(seen) > most:
        raise VotingFault("too_many_choices", chosen=len(seen), most=most)
    return levels


def rankings_from_counts(
    counts: Mapping[str, int],
    *,
    options: Sequence[str],
    equal_places: bool,
    most: int | None = None,
    invalid: int = 0,
) -> Rankings:
    """Rankings from how many ballots say each thing: `{"a>b": 3, "b>a": 2, "": 1}`.

    A ballot in words that is empty is blank. Errors: VotingFault (those of `read_ballot`,
    `no_option`, `negative_count`).
    """
    require_options(options)
    at = {option: row for row, option in enumerate(options)}
    said: dict[tuple[int, ...], int] = {}
    blank = 0
    unplaced = np.iinfo(np.uint8).max
    for text, count in counts.items():
        if count < 0:
            raise VotingFault("negative_count", cell=text, count=count)
        levels = read_ballot(text, options=options, equal_places=equal_places, most=most)
        if not levels:
            blank += count
            continue
        row = [int(unplaced)] * len(options)
        for place, level in enumerate(levels, start=1):
            for option in level:
                row[at[option]] = place
        if count:
            said[tuple(row)] = said.get(tuple(row), 0) + count
    places = np.array(list(said), dtype=np.uint8).reshape(len(said), len(options)).T
    return Rankings(
        options=tuple(options),
        places=np.ascontiguousarray(places),
        counts=np.array(list(said.values()), dtype=np.int64),
        blank=blank,
        invalid=invalid,
    )


def counts_in_words(rankings: Rankings) -> dict[str, int]:
    """How many ballots say each thing, in words and sorted; blank ones under nothing."""
    said: dict[str, int] = {"": rankings.blank} if rankings.blank else {}
    merged = rankings.merged()
    for column, count in zip(merged.places.T.tolist(), merged.counts.tolist(), strict=True):
        levels: dict[int, list[str]] = {}
        for option, place in zip(merged.options, column, strict=True):
            if place != merged.unplaced:
                levels.setdefault(place, []).append(option)
        said[written(levels[place] for place in sorted(levels))] = count
    return dict(sorted(said.items()))


def _dense(places: Places, *, unplaced: int) -> Places:
    """The same orders with places 1, 2, 3... and no gap."""
    if not places.size:
        return places
    order = np.argsort(places, axis=0, kind="stable")
    rows = np.take_along_axis(places, order, axis=0)
    steps = np.ones_like(rows)
    steps[1:] = rows[1:] != rows[:-1]
    ranks = np.cumsum(steps, axis=0, dtype=places.dtype)
    ranks[rows == unplaced] = unplaced
    dense = np.empty_like(places)
    np.put_along_axis(dense, order, ranks, axis=0)
    return dense
