"""Show of hands: the hall in sectors, two tellers each, both counts kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from alienor.cores.voting.answers import AnswerTally
from alienor.cores.voting.faults import VotingFault


@dataclass(frozen=True, slots=True)
class TellerCount:
    """What one teller counted in one sector; `round`: 1, then one more for each recount."""

    sector: str
    teller: str
    tally: AnswerTally
    round: int = 1


@dataclass(frozen=True, slots=True)
class SectorCount:
    """The two counts of a sector in its last round, and all counts of the earlier ones."""

    sector: str
    round: int
    first: TellerCount
    second: TellerCount
    earlier: tuple[TellerCount, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether both tellers counted the same, answer by answer."""
        return self.first.tally == self.second.tally


@dataclass(frozen=True, slots=True)
class HandsCount:
    """A show of hands, sector by sector; it has a tally once every sector agrees."""

    sectors: tuple[SectorCount, ...]

    @property
    def recounts(self) -> tuple[VotingFault, ...]:
        """The sectors to count again, each as a fault `recount_needed`."""
        return tuple(
            VotingFault("recount_needed", sector=count.sector)
            for count in self.sectors
            if not count.agreed
        )

    @property
    def tally(self) -> AnswerTally | None:
        """All sectors together; None while one must be counted again."""
        if self.recounts:
            return None
        return reduce(add, (count.first.tally for count in self.sectors), AnswerTally(0, 0))


def count_hands(
    counts: Iterable[TellerCount], *, present: Mapping[str, int] | None = None
) -> HandsCount:
    """Put the tellers' counts side by side; in each sector the last round stands.

    `present`: people in each sector, where known, to refuse more hands than people. An earlier
    round never decides; it stays in the record.

    Errors: VotingFault (`tellers` where a sector's last round is not two different people's,
    `counts_exceed_sector`).
    """
    by_sector: dict[str, list[TellerCount]] = {}
    for count in counts:
        by_sector.setdefault(count.sector, []).append(count)
    return HandsCount(
        sectors=tuple(
            _sector(sector, counts=found, present=(present or {}).get(sector))
            for sector, found in by_sector.items()
        )
    )


def _sector(sector: str, *, counts: Sequence[TellerCount], present: int | None) -> SectorCount:
    last = max(count.round for count in counts)
    standing = [count for count in counts if count.round == last]
    if len(standing) != 2 or standing[0].teller == standing[1].teller:
        raise VotingFault("tellers", sector=sector, count=len(standing), round=last)
    for count in standing:
        if present is not None and count.tally.cast > present:
            raise VotingFault(
                "counts_exceed_sector",
                sector=sector,
                teller=count.teller,
                cast=count.tally.cast,
                present=present,
            )
    return SectorCount(
        sector=sector,
        round=last,
        first=standing[0],
        second=standing[1],
        earlier=tuple(count for count in counts if count.round < last),
    )
