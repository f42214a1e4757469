"""Votes as the public sees them: nothing partial before the result is published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alienor.cores.voting.methods import how_it_counts
from alienor.cores.voting.recount import BALLOTS, INVALID, YES_NO, Sheet
from alienor.stages.polls.queries import (
    college_results_of,
    poll_named,
    polls_of,
    published_sheets_of,
    result_sentence,
    rules_of_poll,
    vote_about,
    was_counted,
)
from alienor.surfaces.words import ANSWERS, CHANNELS, COLLEGES, reader_language


@dataclass(frozen=True, kw_only=True)
class OptionView:
    """An option and, once the result is public, how many chose it."""

    key: str
    text: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class PollView:
    """A vote: its question, terms, and result once there is one."""

    poll: Any
    label: str
    rule: Any
    channel: Any
    how: str
    sentence: str
    options: list[OptionView]

    @property
    def answer_labels(self) -> dict[str, Any]:
        """The words of a yes or no, in the order in which they are said."""
        return ANSWERS

    @property
    def counts(self) -> dict[str, int]:
        """The published counts, by answer or option."""
        return (self.poll.result or {}).get("counts", {})

    @property
    def cast(self) -> int:
        """How many ballots were cast: what a full bar stands for."""
        return self.counts.get(BALLOTS) or sum(self.counts.get(one, 0) for one in ANSWERS)

    @property
    def needed(self) -> float:
        """How many votes for carry it, where that can be read off the bars; else nought."""
        majority = self.rule.majority
        bases = {
            "expressed": self.counts.get("yes", 0) + self.counts.get("no", 0),
            "cast": self.cast,
            "present": self.poll.present or 0,
        }
        if majority is None or self.poll.method != YES_NO:
            return 0
        return float(majority.fraction * bases.get(majority.base, 0))


def poll_views(edition: Any) -> list[PollView]:
    """The votes of an edition that the public knows of, newest first."""
    return [poll_view(poll) for poll in polls_of(edition)]


def poll_view(poll: Any) -> PollView:
    """One vote."""
    language = reader_language()
    rule = rules_of_poll(poll).poll_kind(poll.kind)
    published = poll.state == "published"
    result = (poll.result or {}) if published else {}
    counts, chosen = result.get("counts", {}), result.get("chosen", [])
    return PollView(
        poll=poll,
        label=rule.label.in_language(language),
        rule=rule,
        channel=CHANNELS.get(poll.channel, ""),
        how=how_it_counts(poll.method, language=language),
        sentence=result_sentence(poll, language=language),
        options=[
            OptionView(
                key=option.key,
                text=str(option.text),
                count=counts.get(option.key) if published else None,
                chosen=option.key in chosen,
            )
            for option in poll.options.all()
        ],
    )


@dataclass(frozen=True, kw_only=True)
class CollegeRow:
    """How a college voted, or `why` that is not shown."""

    label: Any
    voters: int
    counts: list[int]
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class CollegeTable:
    """What may be shown of a result by college: the answers or options, and a row a college."""

    labels: list[Any]
    rows: list[CollegeRow]


def result_details_of(poll: Any) -> dict[str, Any]:
    """What the page of one vote adds once its result is public, sectors and colleges, or once it
    is annulled, what had been counted."""
    if poll.state == "annulled" and was_counted(poll):
        return {"sheets": sheet_views(poll, published_sheets_of(poll)), "counted": True}
    if poll.state != "published":
        return {}
    sheets = sheet_views(poll, published_sheets_of(poll))
    return {"sheets": sheets, "by_college": _by_college(poll)}


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """One count of a sector: its cells in words, or None while the second one is not in."""

    sheet: Sheet
    cells: list[tuple[str, int]] | None


def cell_labels(poll: Any) -> dict[str, str]:
    """What is counted in a vote, in words: answers or options, then what is not expressed."""
    if poll.method == YES_NO:
        return {code: str(label) for code, label in ANSWERS.items()}
    options = {option.key: str(option.text) for option in poll.options.all()}
    return {**options, BALLOTS: _("Bulletins exprimés ou blancs"), INVALID: str(ANSWERS[INVALID])}


def sheet_views(poll: Any, sheets: list[Sheet]) -> list[SheetView]:
    """The counts in words. A count whose second one is still to come shows no figure: whoever
    counts after must not know it."""
    labels = cell_labels(poll)
    entered = Counter((sheet.sector, sheet.round) for sheet in sheets)
    return [
        SheetView(
            sheet=sheet,
            cells=[(labels.get(cell, cell), count) for cell, count in sheet.counts.items()]
            if entered[sheet.sector, sheet.round] > 1 or poll.state in ("published", "annulled")
            else None,
        )
        for sheet in sheets
    ]


def ties_of(poll: Any, *, public: bool = False) -> dict[str, Any]:
    """The new vote that settles a tie, and the tied vote that this one settles, where there are."""
    again = vote_about(poll.edition, f"revote:{poll.public_id}")
    if again is not None and public and again.state == "drafted":
        again = None
    kind, _colon, tied = poll.matter.partition(":")
    return {"revote": again, "revote_of": poll_named(tied) if kind == "revote" else None}


def _by_college(poll: Any) -> CollegeTable | None:
    found = college_results_of(poll)
    if found is None:
        return None
    if poll.method == YES_NO:
        labels = {key: label for key, label in ANSWERS.items() if key in found.totals}
    else:
        labels = {option.key: str(option.text) for option in poll.options.all()}
        labels[BALLOTS] = _("Bulletins exprimés ou blancs")
    why = {
        "too_few": _("Non publié : moins de %(least)s personnes.")
        % {"least": poll.terms["minimum_cell"]},
        "protects_another": _("Non publié, pour qu'on ne puisse pas en déduire un autre collège."),
    }
    rows = [
        CollegeRow(
            label=COLLEGES.get(row.college, row.college),
            voters=row.voters,
            counts=[row.counts[key] for key in labels] if row.counts is not None else [],
            why=why.get(row.why, ""),
        )
        for row in found.rows
    ]
    if found.together is not None:
        rows.append(
            CollegeRow(
                label=_("Collèges non publiés, ensemble"),
                voters=sum(row.voters for row in found.rows if row.counts is None),
                counts=[found.together[key] for key in labels],
            )
        )
    return CollegeTable(labels=list(labels.values()), rows=rows)
