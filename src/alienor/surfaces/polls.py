"""Votes in the words of the pages: nothing partial before the result is published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alienor.cores.voting.cells import BALLOTS, BLANK, GRADES, INVALID, OF, tally_of
from alienor.cores.voting.explanation import threshold
from alienor.cores.voting.judgment import JudgmentTally
from alienor.cores.voting.methods import how_it_counts
from alienor.cores.voting.ranking.pairs import PairsTally
from alienor.cores.voting.ranking.schulze import SchulzeTally
from alienor.cores.voting.recount import YES_NO, Sheet
from alienor.cores.voting.ways import way_of
from alienor.platform.acts import SystemClock
from alienor.stages.polls.queries import (
    college_results_of,
    count_account,
    counts_of,
    objections_of,
    poll_named,
    polls_of,
    published_sheets_of,
    result_sentence,
    result_verdict,
    round_after,
    rules_of_poll,
    vote_about,
    was_counted,
)
from alienor.surfaces.words import (
    ANSWERS,
    CHANNELS,
    COLLEGES,
    DEGREES,
    PARTS,
    POSITIONS,
    group_label,
    hour_of,
    reader_language,
    sector_words,
)
from alienor.surfaces.words import GRADES as GRADE_WORDS

ENDED = ("published", "annulled")
"""Where a vote has a record. Not before: a count without the other one, or a result that is not
public yet, printed for one, would be known to some before the rest."""


FULL_BARS = {
    "expressed": gettext_lazy("Une barre pleine vaudrait les %(count)s exprimés."),
    "cast": gettext_lazy("Une barre pleine vaudrait les %(count)s bulletins."),
    "present": gettext_lazy("Une barre pleine vaudrait les %(count)s personnes présentes."),
    "seats": gettext_lazy("Une barre pleine vaudrait les %(count)s places."),
}


@dataclass(frozen=True, kw_only=True)
class OptionView:
    """An option, what it costs where a budget is shared and, once the result is public, how many
    chose it."""

    key: str
    text: str
    count: int | None
    chosen: bool
    cost: int = 0


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
    def until(self) -> str:
        """Until when an open vote stays open at least; empty where no hour was announced."""
        return until_of(self.poll)

    @property
    def is_past_its_hour(self) -> bool:
        """Whether the announced hour is past, while the vote is open still."""
        return bool(self.until) and SystemClock().now() >= self.poll.closes_at

    @property
    def has_record(self) -> bool:
        """Whether its record can be printed: its result is public, or it was annulled."""
        return self.poll.state in ENDED

    @property
    def answer_labels(self) -> dict[str, Any]:
        """The words of an answer, in the order in which they are said."""
        return answer_words(self.poll)

    @property
    def counts(self) -> dict[str, int]:
        """The published counts, by answer or option."""
        return (self.poll.result or {}).get("counts", {})

    @property
    def cast(self) -> int:
        """How many ballots were cast."""
        answered = sum(self.counts.get(one, 0) for one in self.answer_labels)
        return self.counts.get(BALLOTS) or answered

    @property
    def full_bar(self) -> bool:
        """Whether a bar is a share of the ballots."""
        return bool(self.cast) and way_of(self.poll.method).ballot != "grades"

    @property
    def first_choices(self) -> bool:
        """Whether its bars say how many put an option first, and the result comes otherwise."""
        return way_of(self.poll.method).ballot == "ranking" and not self.duels

    @cached_property
    def duels(self) -> list[tuple[str, int, int]]:
        """The duels of the first option kept, where its bars show them."""
        return won_duels(self.poll)

    @property
    def base(self) -> int:
        """On how many votes or people its majority is counted, where bars can be drawn on them;
        else nought."""
        majority = self.rule.majority
        if majority is None or self.poll.method != YES_NO:
            return 0
        return {
            "expressed": self.counts.get("yes", 0) + self.counts.get("no", 0),
            "cast": self.cast,
            "present": self.poll.present,
            "seats": self.poll.seats,
        }[majority.base]

    @property
    def beside(self) -> tuple[str, ...]:
        """The answers that its majority leaves aside: they are counted, and have no bar."""
        expressed = self.base and self.rule.majority.base == "expressed"
        return ("abstain", "invalid") if expressed else ()

    @property
    def full_says(self) -> str:
        """What a full bar is worth."""
        base = self.rule.majority.base if self.base else "cast"
        return FULL_BARS[base] % {"count": self.base or self.cast}

    @property
    def needed(self) -> float:
        """How many votes for carry it, where that can be read off the bars; else nought."""
        return float(self.rule.majority.fraction * self.base) if self.base else 0

    @property
    def threshold(self) -> str:
        """What was needed, as the sentence says it."""
        majority = self.rule.majority
        return threshold(
            fraction=majority.fraction, strict=majority.strict, language=reader_language()
        )

    @property
    def verdict(self) -> str:
        """The result in a few words."""
        return result_verdict(self.poll, language=reader_language(), labels=_answer_texts())


def until_of(poll: Any) -> str:
    """Until when an open vote stays open at least, as it is said on the day of its opening; empty
    where no hour was announced."""
    if poll.state != "opened" or poll.closes_at is None:
        return ""
    return hour_of(poll.closes_at, said_on=poll.opened_at)


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
        sentence=result_sentence(poll, language=language, labels=_answer_texts()),
        options=[
            OptionView(
                key=option.key,
                text=str(option.text),
                count=counts.get(option.key) if published else None,
                chosen=option.key in chosen,
                cost=option.cost,
            )
            for option in poll.options.all()
        ],
    )


@dataclass(frozen=True, kw_only=True)
class CollegeRow:
    """How a college voted, or `why` that is not shown; `voters`: None where that is not either."""

    label: Any
    voters: int | None
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
        shown = sheet_views(poll, published_sheets_of(poll))
        return {"sheets": shown, "counted": True, "few": poll.sheets.exists() and not shown}
    if poll.state != "published":
        return {}
    sheets = sheet_views(poll, published_sheets_of(poll))
    return {
        "sheets": sheets,
        "by_college": _by_college(poll),
        "steps": count_account(poll, language=reader_language()),
        "duels": _duels(poll),
        "grades": grade_table(poll),
        "objections": objections_of(poll) if poll.method == "consent_round" else [],
    }


@dataclass(frozen=True, kw_only=True)
class TableView:
    """A table of figures: its columns, and rows of a label and a cell a column."""

    columns: list[Any]
    rows: list[tuple[Any, list[Any]]]


def won_duels(poll: Any) -> list[tuple[str, int, int]]:
    """The duels of the first option kept, where duels decide: the other option, how many prefer
    ours, how many prefer the other. Nothing for another method or before the result."""
    table = _duels(poll) if poll.state == "published" else None
    chosen = (poll.result or {}).get("chosen", [])
    keys = [option.key for option in poll.options.all()]
    if table is None or not chosen:
        return []
    ours = keys.index(chosen[0])
    return [
        (str(table.columns[other]), table.rows[ours][1][other], table.rows[other][1][ours])
        for other in range(len(keys))
        if other != ours
    ]


def _duels(poll: Any) -> TableView | None:
    """How many prefer each option to each other, where duels decide."""
    if poll.method not in ("schulze", "ranked_pairs"):
        return None
    options = {option.key: str(option.text) for option in poll.options.all()}
    tally = tally_of(poll.terms, counts_of(poll), options=list(options))
    assert isinstance(tally, SchulzeTally | PairsTally)
    rows = [
        (text, ["–" if one == other else count for other, count in enumerate(row)])
        for (one, row), text in zip(
            enumerate(tally.duels.preferred.tolist()), options.values(), strict=True
        )
    ]
    return TableView(columns=list(options.values()), rows=rows)


def grade_table(poll: Any) -> TableView | None:
    """How many ballots give each option each grade, the best first, options in their order; None
    for another method or before the result."""
    if way_of(poll.method).ballot != "grades" or poll.state != "published":
        return None
    options = {option.key: str(option.text) for option in poll.options.all()}
    tally = tally_of(poll.terms, counts_of(poll), options=list(options))
    assert isinstance(tally, JudgmentTally)
    return TableView(
        columns=list(GRADE_WORDS.values()),
        rows=[
            (options[key], list(tally.counts[key])[::-1])
            for group in tally.ranking()
            for key in group
        ],
    )


def answer_words(poll: Any) -> dict[str, Any]:
    """The words of what may be answered in a vote without options."""
    ballot = way_of(poll.method).ballot
    return {"position": POSITIONS, "degree": DEGREES}.get(ballot, ANSWERS)


def _answer_texts() -> dict[str, str]:
    named = (DEGREES, GRADE_WORDS, COLLEGES, PARTS)
    return {code: str(label) for words in named for code, label in words.items()}


@dataclass(frozen=True, kw_only=True)
class SheetView:
    """One count of a sector: its cells in words, or None while the second one is not in."""

    sheet: Sheet
    cells: list[tuple[str, int]] | None

    @property
    def sector(self) -> str:
        """The sector or urn, in words."""
        return sector_words(self.sheet.sector)


def cell_labels(poll: Any) -> dict[str, str]:
    """What is counted in a vote, in words: answers or options, then what is not expressed."""
    way = way_of(poll.method)
    if not way.has_options:
        return {code: str(label) for code, label in answer_words(poll).items()}
    options = {option.key: str(option.text) for option in poll.options.all()}
    invalid = {INVALID: str(ANSWERS[INVALID])}
    if way.in_words:
        return {BLANK: _("Bulletins blancs"), **invalid}
    if way.ballot == "grades":
        options = {
            f"{key}{OF}{grade}": f"{text} – {GRADE_WORDS[grade]}"
            for key, text in options.items()
            for grade in reversed(GRADES)
        }
    return {**options, BALLOTS: _("Bulletins exprimés ou blancs"), **invalid}


def ballot_in_words(cell: str, options: dict[str, str]) -> str:
    """A ballot that ranks, in the words of its options."""
    if "+" in cell:
        return " + ".join(options.get(key, key) for key in cell.split("+"))
    return " > ".join(
        " = ".join(options.get(key, key) for key in level.split("=")) for level in cell.split(">")
    )


def sheet_views(poll: Any, sheets: list[Sheet]) -> list[SheetView]:
    """The counts in words. A count whose second one is still to come shows no figure: whoever
    counts after must not know it."""
    labels = cell_labels(poll)
    place = {cell: number for number, cell in enumerate(labels)}  # no database keeps the order
    options = {option.key: str(option.text) for option in poll.options.all()}
    entered = Counter((sheet.sector, sheet.round) for sheet in sheets)
    return [
        SheetView(
            sheet=sheet,
            cells=[
                (labels.get(cell) or ballot_in_words(cell, options), count)
                for cell, count in sorted(
                    sheet.counts.items(), key=lambda one: (place.get(one[0], -1), one[0])
                )
                if count or cell != INVALID or poll.channel != "hands"  # no hand is invalid
            ]
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


def rounds_of(poll: Any, *, public: bool = False) -> dict[str, Any]:
    """Of a round of a chain: how many options each round keeps from this one on, and the rounds
    beside it that may be shown."""
    if not poll.rounds:
        return {}
    after = round_after(poll)
    if after is not None and public and after.state == "drafted":
        after = None
    keeps = _(", puis ").join(str(keep) for keep, _kind in poll.rounds)
    return {"rounds": keeps, "round_before": poll.follows, "round_after": after}


def _by_group(poll: Any) -> CollegeTable:
    """The groups in each of which a vote had to carry too, as its result publishes them."""
    groups = poll.result["by_group"]
    return CollegeTable(
        labels=list(ANSWERS.values()),
        rows=[
            CollegeRow(
                label=group_label(code),
                voters=sum(said["counts"].values()) if "counts" in said else None,
                counts=[said["counts"][one] for one in ANSWERS] if "counts" in said else [],
                why="" if "counts" in said else _("Non publié, pour le secret du vote."),
            )
            for code, said in groups.items()
        ],
    )


def _by_college(poll: Any) -> CollegeTable | None:
    if "by_group" in (poll.result or {}):
        return _by_group(poll)
    found = college_results_of(poll)
    if found is None:
        return None
    words = cell_labels(poll)
    labels = {key: label for key, label in words.items() if key in found.totals}
    if way_of(poll.method).has_options:
        labels.pop(INVALID, None)
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
