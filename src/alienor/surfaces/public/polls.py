"""Votes as the public sees them: nothing partial before the result is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from alienor.cores.voting.breakdown import Breakdown, publishable_breakdown
from alienor.cores.voting.methods import how_it_counts
from alienor.cores.voting.recount import Sheet, standing_counts
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.queries import polls_of, sheets_of
from alienor.surfaces.words import ANSWERS, CHANNELS, reader_language


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
    sheets: list[Sheet]
    breakdown: Breakdown | None

    @property
    def answer_labels(self) -> dict[str, Any]:
        """The words of a yes or no, in the order in which they are said."""
        return ANSWERS

    @property
    def counts(self) -> dict[str, int]:
        """The published counts, by answer or option."""
        return (self.poll.result or {}).get("counts", {})


def poll_views(edition: Any) -> list[PollView]:
    """The votes of an edition that the public knows of, newest first."""
    return [poll_view(poll) for poll in polls_of(edition)]


def poll_view(poll: Any) -> PollView:
    """One vote."""
    language = reader_language()
    rule = rules_of(poll.edition).poll_kind(poll.kind)
    published = poll.state == "published"
    result = (poll.result or {}) if published else {}
    counts, chosen = result.get("counts", {}), result.get("chosen", [])
    sheets = sheets_of(poll) if published else []
    return PollView(
        poll=poll,
        label=rule.label.in_language(language),
        rule=rule,
        channel=CHANNELS.get(poll.channel, ""),
        how=how_it_counts(poll.method, language=language),
        sentence=result.get("sentence", {}).get(language, ""),
        options=[
            OptionView(
                key=option.key,
                text=str(option.text),
                count=counts.get(option.key) if published else None,
                chosen=option.key in chosen,
            )
            for option in poll.options.all()
        ],
        sheets=sheets,
        breakdown=_by_college(sheets),
    )


def _by_college(sheets: list[Sheet]) -> Breakdown | None:
    colleges = {sheet.sector: sheet.college for sheet in sheets}
    if not sheets or not all(colleges.values()):
        return None
    counts: dict[str, dict[str, int]] = {}
    for sector, row in standing_counts(sheets).items():
        college = counts.setdefault(colleges[sector], {})
        for answer, count in row.items():
            college[answer] = college.get(answer, 0) + count
    return publishable_breakdown(counts)
