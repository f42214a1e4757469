"""Paper ballots: counted in public, typed twice by two people, compared cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alienor.cores.voting.faults import VotingFault


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """The counting sheets as one person typed them: `cells`, a count by name of cell.

    Errors: VotingFault (`negative_count`).
    """

    by: str
    cells: Mapping[str, int] = field(hash=False)

    def __post_init__(self) -> None:
        for cell, count in self.cells.items():
            if count < 0:
                raise VotingFault("negative_count", cell=cell, count=count)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A cell on which two entries differ; None where one of them has nothing."""

    cell: str
    first: int | None
    second: int | None

    def fault(self) -> VotingFault:
        """The difference as a fault, for its sentence; an absent count reads as a dash."""
        shown = ["–" if count is None else count for count in (self.first, self.second)]
        return VotingFault("entries_differ", cell=self.cell, first=shown[0], second=shown[1])


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """Two entries side by side; `agreed` holds the counts once they are the same."""

    first: PaperEntry
    second: PaperEntry
    mismatches: tuple[Mismatch, ...]

    @property
    def agreed(self) -> Mapping[str, int] | None:
        """The counts that both typed; None while a cell differs."""
        return None if self.mismatches else dict(self.first.cells)


def compare_entries(first: PaperEntry, second: PaperEntry) -> DoubleEntry:
    """Compare two independent entries cell by cell, in the first one's order.

    Errors: VotingFault (`same_person`).
    """
    if first.by == second.by:
        raise VotingFault("same_person")
    mismatches = [
        Mismatch(cell=cell, first=first.cells.get(cell), second=second.cells.get(cell))
        for cell in dict.fromkeys([*first.cells, *second.cells])
        if first.cells.get(cell) != second.cells.get(cell)
    ]
    return DoubleEntry(first=first, second=second, mismatches=tuple(mismatches))


def paper_findings(*, signatures: int, ballots: int, entitled: int) -> tuple[VotingFault, ...]:
    """What the record must say of a ballot box, though the count goes on.

    `signatures` on the roll, `ballots` found in the box, people `entitled`. A difference between
    the first two is written down, as at an election (code électoral, article L. 65).
    """
    findings = []
    if signatures != ballots:
        findings.append(VotingFault("signatures_differ", signatures=signatures, ballots=ballots))
    if ballots > entitled:
        findings.append(VotingFault("counts_exceed_electorate", cast=ballots, entitled=entitled))
    return tuple(findings)
