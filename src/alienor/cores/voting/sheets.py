"""What of the count sheets may be published: every sector that may be shown, and the others added
together, so that anybody counts again and nobody's answer comes back by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alienor.cores.voting.breakdown import Breakdown, publishable_breakdown
from alienor.cores.voting.cells import BALLOTS, INVALID
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.recount import Sheet, add_up, standing_counts


def voters_of(counts: Mapping[str, int]) -> int:
    """How many people a count counts: its ballots, or its answers where each is somebody's."""
    if BALLOTS in counts:
        return counts[BALLOTS] + counts.get(INVALID, 0)
    return sum(counts.values())


def counts_by_college(sheets: Sequence[Sheet]) -> dict[str, dict[str, int]]:
    """The agreed counts, college by college; sectors of several colleges under an empty name.

    Errors: VotingFault (as `standing_counts`).
    """
    colleges = _colleges(sheets)
    together: dict[str, dict[str, Mapping[str, int]]] = {}
    for sector, counts in standing_counts(sheets).items():
        together.setdefault(colleges[sector], {})[sector] = counts
    return {college: add_up(sectors) for college, sectors in together.items()}


def breakdown_of(counts: Mapping[str, Mapping[str, int]], *, least: int) -> Breakdown:
    """What may be published of counts by college, or by sector, each person counted once."""
    voters = {name: voters_of(row) for name, row in counts.items()}
    return publishable_breakdown(counts, voters=voters, least=least)


def published_sheets(sheets: Sequence[Sheet], *, least: int) -> list[Sheet]:
    """The sheets as the public sees them: sectors that may not be shown are one sector.

    Sectors of the colleges whose counts are hidden go together; in each other college, the sectors
    hidden among its own. The two tellers' counts are added apart, round by round (a sector counted
    fewer times keeps its last count), so that their agreement stays checkable in sum.

    Errors: VotingFault (as `standing_counts`).
    """
    colleges, standing = _colleges(sheets), standing_counts(sheets)
    by_college = breakdown_of(counts_by_college(sheets), least=least)
    groups = [[sector for sector in standing if colleges[sector] in by_college.hidden]]
    for row in by_college.rows:
        if row.college in by_college.hidden:
            continue
        own = {name: counts for name, counts in standing.items() if colleges[name] == row.college}
        hidden = breakdown_of(own, least=least).hidden
        groups.append(list(hidden))
        groups += [[sector] for sector in own if sector not in hidden]
    return [sheet for group in groups for sheet in _added(group, sheets)]


def _colleges(sheets: Sequence[Sheet]) -> dict[str, str]:
    """The college of each sector: the one that every sheet of it names, else none."""
    named: dict[str, set[str]] = {}
    for sheet in sheets:
        named.setdefault(sheet.sector, set()).add(sheet.college)
    return {
        sector: next(iter(colleges)) if len(colleges) == 1 else ""
        for sector, colleges in named.items()
    }


def annulled_sheets(sheets: Sequence[Sheet], *, least: int) -> list[Sheet]:
    """The sheets of a vote that was annulled: as `published_sheets` where they agree, else the last
    count of every sector, added up; a second one only where each sector has it, so that no sector
    comes back by subtraction."""
    try:
        return published_sheets(sheets, least=least)
    except VotingFault:
        pass
    last: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        held = last.setdefault(sheet.sector, [])
        if held and sheet.round > held[0].round:
            held.clear()
        held.append(sheet)
    return [
        Sheet(
            sector=" + ".join(last),
            college="",
            round=max(held[0].round for held in last.values()),
            teller=teller,
            counts=add_up({name: held[place].counts for name, held in last.items()}),
            salt=_salt([held[place] for held in last.values()]),
        )
        for place, teller in enumerate("AB")
        if all(len(held) > place for held in last.values())
    ]


def _added(sectors: Sequence[str], sheets: Sequence[Sheet]) -> list[Sheet]:
    rounds: dict[str, dict[int, list[Sheet]]] = {}
    for sheet in sheets:
        if sheet.sector in sectors:
            rounds.setdefault(sheet.sector, {}).setdefault(sheet.round, []).append(sheet)
    last = max((number for one in rounds.values() for number in one), default=0)
    return [
        Sheet(
            sector=" + ".join(sectors),
            college="",
            round=number,
            teller=teller,
            counts=add_up(
                {name: one[min(number, max(one))][place].counts for name, one in rounds.items()}
            ),
            salt=_salt([one[min(number, max(one))][place] for one in rounds.values()]),
        )
        for number in range(1, last + 1)
        for place, teller in enumerate("AB")
    ]


def _salt(sheets: Sequence[Sheet]) -> str:
    """What opens the commitment to a sheet that is published alone."""
    return sheets[0].salt if len(sheets) == 1 else ""
