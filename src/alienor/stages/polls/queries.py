"""Votes as people see them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from django.db.models import Q, QuerySet

from alienor.cores.rules import Language, Rulebook, electorate_of
from alienor.cores.voting import explain
from alienor.cores.voting.account import Counted, account_of
from alienor.cores.voting.breakdown import Breakdown
from alienor.cores.voting.cells import tally_of
from alienor.cores.voting.explanation import verdict
from alienor.cores.voting.groups import OTHERS, is_anonymous
from alienor.cores.voting.open_ballots import count_ballots
from alienor.cores.voting.recount import (
    Found,
    Sheet,
    add_up,
    agreed_sheets,
    result_of,
    standing_counts,
)
from alienor.cores.voting.sheets import (
    annulled_sheets,
    breakdown_of,
    counts_by_college,
    voters_of,
)
from alienor.cores.voting.ways import way_of
from alienor.platform.bundle import json_file
from alienor.platform.errors import NotFound
from alienor.stages.bodies.queries import seats_of
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of, rules_read
from alienor.stages.polls.committing import opening
from alienor.stages.polls.models import Poll, PollOption

BESIDE = ("edition", "edition__rules", "rules", "question")
"""What is read with a vote."""
REASONS = ("annulled_reason", "extended_reason")
"""What is read after it, where one has any: hardly a vote does."""


def rules_of_poll(poll: Poll) -> Rulebook:
    """The rules by which a vote is held, which later ones may know no more."""
    return rules_read(poll.rules, poll.edition)


def polls_of(edition: Edition) -> QuerySet[Poll]:
    """The votes of an edition that the public knows of, newest first, each with its options."""
    return (
        Poll.objects.filter(edition=edition)
        .exclude(state=Poll.State.DRAFTED)
        .select_related(*BESIDE)
        .prefetch_related(*REASONS, "options__text")
        .order_by("-pk")
    )


class Held(Protocol):
    """A day, as votes know it."""

    @property
    def body(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def opened_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def polls_of_day(polls: QuerySet[Poll], day: Held) -> QuerySet[Poll]:
    """Those of these votes that belong to a day, oldest first: the votes of its step, and any that
    its body opened while it was held."""
    ours = Q(step=day.step) if day.step else Q(pk=None)
    if day.opened_at is not None:
        during = Q(body=day.body, opened_at__gte=day.opened_at)
        if day.closed_at is not None:
            during &= Q(opened_at__lte=day.closed_at)
        ours |= during
    return polls.filter(ours).order_by("pk")


def published_polls_of(edition: Edition) -> QuerySet[Poll]:
    """The votes whose result is public, newest first."""
    rows = polls_of(edition).filter(state=Poll.State.PUBLISHED)
    return rows.order_by("-published_at", "-pk")


def poll_ids_in(edition: Edition) -> dict[str, str]:
    """The question of each published vote, by its public id."""
    rows = Poll.objects.filter(edition=edition, state=Poll.State.PUBLISHED)
    return {row.public_id: str(row.question) for row in rows.select_related("question")}


def all_polls_of(edition: Edition) -> QuerySet[Poll]:
    """Every vote of an edition, those in preparation included, newest first."""
    rows = Poll.objects.filter(edition=edition)
    return rows.select_related("edition", "rules", "question").order_by("-pk")


def unfinished_polls(edition: Edition, *, body: str) -> QuerySet[Poll]:
    """The votes of a body that are open, or closed without a result, in the order they opened."""
    rows = all_polls_of(edition).filter(body=body)
    return rows.filter(state__in=(Poll.State.OPENED, Poll.State.CLOSED)).order_by("opened_at", "pk")


def unopened_polls(edition: Edition, *, step: str) -> QuerySet[Poll]:
    """The votes prepared for a step that never opened, oldest first."""
    rows = all_polls_of(edition).filter(step=step)
    return rows.filter(state__in=(Poll.State.DRAFTED, Poll.State.ANNOUNCED)).order_by("pk")


def poll_named(public_id: str) -> Poll:
    """One vote by its public id, with its edition. Errors: NotFound."""
    poll = (
        Poll.objects.filter(public_id=public_id)
        .select_related(*BESIDE)
        .prefetch_related(*REASONS, "options__text")
        .first()
    )
    if poll is None:
        raise NotFound("poll")
    return poll


def poll_in(slug: str, public_id: str) -> Poll:
    """One vote of the edition with this slug. Errors: NotFound, for those of other editions too."""
    poll = poll_named(public_id)
    if poll.edition.slug != slug:
        raise NotFound("poll")
    return poll


def option_digests(poll: Poll) -> list[str]:
    """The digests of a vote's options, in order."""
    return list(poll.options.order_by("position").values_list("text__digest", flat=True))


def sheets_of(poll: Poll) -> list[Sheet]:
    """The count sheets of a vote in the order of their entry; tellers are told apart by A and B.

    Teller names stay inside: each is a letter by order of appearance in the sector and round.
    """
    letters: dict[tuple[str, int], dict[int, str]] = {}
    sheets = []
    for row in sorted(poll.sheets.all(), key=lambda sheet: sheet.pk):
        known = letters.setdefault((row.sector, row.round), {})
        teller = known.setdefault(row.entered_by, "ABCDEFGH"[len(known)])
        sheets.append(
            Sheet(
                sector=row.sector,
                college=row.college,
                round=row.round,
                teller=teller,
                counts=dict(row.counts),
                salt=opening(row.salt).get("salt", ""),
            )
        )
    return sheets


def published_sheets_of(poll: Poll) -> list[Sheet]:
    """The count sheets of a vote, published or annulled, as the public sees them: small sectors
    together. Of a vote without names that has no result, a count of few ballots stays closed: it
    would be how these few voted."""
    least = poll.terms["minimum_cell"]
    sheets = annulled_sheets(sheets_of(poll), least=least)
    if poll.result is None and is_anonymous(poll.terms):
        return [sheet for sheet in sheets if voters_of(sheet.counts) >= least]
    return sheets


def was_counted(poll: Poll) -> bool:
    """Whether anything was counted, or answered at a roll call."""
    return poll.sheets.exists() or poll.open_choices.exists()


def cast_of(poll: Poll) -> int | None:
    """How many have voted so far where each votes for themself, never what; else None."""
    return poll.open_choices.count() if poll.is_one_by_one else None


def closes_later(poll: Poll, now: datetime) -> bool:
    """Whether an open vote was announced to stay open until later, and not everybody has voted, as
    far as one knows."""
    if poll.closes_at is None or now >= poll.closes_at:
        return False
    return cast_of(poll) != poll.entitled


def colleges_voting_in(poll: Poll) -> tuple[str, ...]:
    """The colleges that vote in a vote, whether or not anybody of them is there."""
    return electorate_of(rules_of_poll(poll), kind=poll.kind).colleges


def group_codes(poll: Poll) -> list[str]:
    """The groups in each of which an open vote has to carry too; none for most votes."""
    return [one["group"] for one in poll.terms.get("double_majority", ())]


def group_counts_of(poll: Poll) -> dict[str, dict[str, int]] | None:
    """The counts of a vote by the groups in which it has to carry too; None where there are none.
    Inside alone: what may be shown of them is in its result. Errors: VotingFault (as
    `standing_counts`; `college_unknown` for a sector that names no group)."""
    groups = {
        college: one["group"]
        for one in poll.terms.get("double_majority", ())
        for college in one["colleges"]
    }
    if not groups:
        return None
    if not poll.is_one_by_one:
        return counts_by_college(sheets_of(poll))
    counts: dict[str, dict[str, int]] = {}
    for college, answer in poll.open_choices.values_list("entry__college", "answer"):
        row = counts.setdefault(
            groups.get(college, OTHERS), dict.fromkeys(("yes", "no", "abstain"), 0)
        )
        row[answer] += 1
    return counts


def beyond_roll(poll: Poll) -> tuple[int, int] | None:
    """How many voices the counts that stand make together, and how many people could vote, of all
    or of a group, where there are more voices than people; then one of them was miscounted."""
    sheets = agreed_sheets(sheets_of(poll))
    made = [(voters_of(add_up(standing_counts(sheets))), poll.entitled)]
    people = voters_by_group(poll)
    if people:
        groups = counts_by_college(sheets)
        made += [(voters_of(one), people[code]) for code, one in groups.items() if code in people]
    return next(((cast, entitled) for cast, entitled in made if cast > entitled), None)


def voters_by_group(poll: Poll) -> dict[str, int]:
    """How many people on the roll each group has in which a vote has to carry too, and those who
    are of none; nothing where there are no groups."""
    groups = {
        college: one["group"]
        for one in poll.terms.get("double_majority", ())
        for college in one["colleges"]
    }
    if not groups:
        return {}
    found = Counter(groups.get(one, OTHERS) for one in poll.roll.values_list("college", flat=True))
    return {group: found[group] for group in (*group_codes(poll), OTHERS)}


def college_results_of(poll: Poll) -> Breakdown | None:
    """What may be shown of a published vote by college; None where its sectors or urns mix them,
    or where its ballots are not sums."""
    if way_of(poll.method).in_words:
        return None
    if poll.channel == "roll_call":
        counts: dict[str, dict[str, int]] = {}
        for college, answer in poll.open_choices.values_list("entry__college", "answer"):
            row = counts.setdefault(college, dict.fromkeys(("yes", "no", "abstain"), 0))
            row[answer] += 1
    elif poll.channel == "electronic_open":
        ballots: dict[str, list[str]] = {}
        for college, answer in poll.open_choices.values_list("entry__college", "answer"):
            ballots.setdefault(college, []).append(answer)
        keys = [option.key for option in poll.options.all()]
        counts = {
            college: count_ballots(poll.method, given, options=keys)
            for college, given in ballots.items()
        }
    else:
        counts = counts_by_college(sheets_of(poll))
    if not counts or "" in counts:
        return None
    return breakdown_of(counts, least=poll.terms["minimum_cell"])


def result_sentence(
    poll: Poll, *, language: Language, labels: Mapping[str, str] | None = None
) -> str:
    """A published result in one sentence, its options in the words that may be shown today.
    `labels`: what grades and degrees are called in `language`."""
    if poll.state != Poll.State.PUBLISHED or not poll.result:
        return ""
    return explain(_result_of(poll), language=language, labels=_names(poll, labels))


def result_verdict(
    poll: Poll, *, language: Language, labels: Mapping[str, str] | None = None
) -> str:
    """A published result in a few words; empty where nothing was to be decided."""
    if poll.state != Poll.State.PUBLISHED or not poll.result:
        return ""
    return verdict(_result_of(poll), language=language, labels=_names(poll, labels))


def _result_of(poll: Poll) -> Found:
    return result_of(
        poll.terms,
        counts_of(poll),
        options=[option.key for option in poll.options.all()],
        settlement=poll.settlement,
        arguments=arguments_of(poll),
        by_group=group_counts_of(poll),
    )


def _names(poll: Poll, labels: Mapping[str, str] | None) -> dict[str, str]:
    return {**(labels or {}), **{one.key: str(one.text) for one in poll.options.all()}}


def count_account(poll: Poll, *, language: Language) -> tuple[str, ...]:
    """How the count of a published vote among ranked options went, step by step; nothing where its
    method counts in one sum."""
    if poll.state != Poll.State.PUBLISHED or not way_of(poll.method).in_words:
        return ()
    options = {option.key: str(option.text) for option in poll.options.all()}
    tally = tally_of(poll.terms, counts_of(poll), options=list(options))
    return account_of(cast(Counted, tally), language=language, labels=options)


def counts_of(poll: Poll) -> dict[str, int]:
    """What a published vote is counted from: its result's counts or, where these only sum it up,
    its ballots, one by one or on its sheets."""
    if way_of(poll.method).in_words and poll.channel == "electronic_open":
        return count_ballots(
            poll.method,
            poll.open_choices.values_list("answer", flat=True),
            options=[option.key for option in poll.options.all()],
        )
    if way_of(poll.method).in_words:
        return add_up(standing_counts(sheets_of(poll)))
    return dict((poll.result or {})["counts"])


def arguments_of(poll: Poll) -> list[str]:
    """The digests of the objections argued in a round of consent, in the order of their note."""
    if way_of(poll.method).ballot != "position":
        return []
    return list(poll.objections.order_by("pk").values_list("text__digest", flat=True))


def objections_of(poll: Poll) -> list[str]:
    """What the objections of a round of consent say, in the words that may be shown today."""
    return [str(row.text) for row in poll.objections.select_related("text").order_by("pk")]


def tied_options_of(poll: Poll) -> list[PollOption]:
    """The options among which a tie remains to be settled, in the order of the question."""
    tied = (poll.result or {}).get("tied", [])
    return [option for option in poll.options.select_related("text") if option.key in tied]


def places_left_of(poll: Poll) -> int:
    """How many options remain to be picked among those tied."""
    result = poll.result or {}
    if "places_left" in result:
        return int(result["places_left"])
    return poll.places - len(result.get("chosen", []))


def round_after(poll: Poll) -> Poll | None:
    """The vote that goes on from the options that a round kept; None before it is drafted."""
    rows = all_polls_of(poll.edition).filter(follows=poll)
    return rows.exclude(state=Poll.State.ANNULLED).first()


def vote_about(edition: Edition, matter: str) -> Poll | None:
    """The latest vote on something, those annulled left aside."""
    rows = all_polls_of(edition).filter(matter=matter)
    return rows.exclude(state=Poll.State.ANNULLED).first()


def votes_by_matter(edition: Edition) -> dict[str, Poll]:
    """The latest vote on each thing that votes are about, those annulled left aside."""
    rows = all_polls_of(edition).exclude(state=Poll.State.ANNULLED).order_by("pk")
    return {row.matter: row for row in rows if row.matter}


@dataclass(frozen=True, kw_only=True)
class Electorate:
    """Who may vote: (person, college) pairs; how many of each college attend, and hold a seat; how
    many of those who may vote attend; seats filled."""

    voters: list[tuple[int, str]]
    attending: dict[str, int]
    seated: dict[str, int]
    voters_attending: int
    seats: int

    @property
    def present(self) -> int:
        return sum(self.attending.values())

    def attending_of(self, base: str) -> int:
        """How many attend of what a quorum is counted on: seats, people entitled, or a college."""
        if base == "entitled":
            return self.voters_attending
        return self.present if base == "seats" else self.attending.get(base, 0)


def electorate_for(poll: Poll, present: set[int] | None) -> Electorate:
    """The electorate that the rules set, college by college, from seats and presences: those in
    force, for a vote that is open those by which it opened.

    `present`: the people checked in now; None where nobody notes them, and nobody is present.
    """
    there = present or set()
    rulebook = rules_of_poll(poll) if poll.opened_at else rules_of(poll.edition)
    ways = electorate_of(rulebook, kind=poll.kind).by_college
    seats = list(seats_of(poll.edition, poll.body))
    voters = [
        (seat.person_id, seat.college)
        for seat in seats
        if ways.get(seat.college) == "seated"
        or (ways.get(seat.college) == "present" and seat.person_id in there)
    ]
    return Electorate(
        voters=voters,
        attending=dict(Counter(seat.college for seat in seats if seat.person_id in there)),
        seated=dict(Counter(seat.college for seat in seats)),
        voters_attending=sum(1 for person, _college in voters if person in there),
        seats=len(seats),
    )


def left_off_roll(poll: Poll, electorate: Electorate) -> list[tuple[int, str]]:
    """Those of an electorate who are not on the roll of a vote."""
    listed = set(poll.roll.values_list("person_id", flat=True))
    return [voter for voter in electorate.voters if voter[0] not in listed]


def published_electorate(rulebook: Rulebook, electorate: Electorate) -> dict[str, int]:
    """How many may vote, by college: the elected, who are public by name, and colleges large enough
    to be told, so that no few people come back by subtraction from the whole
    (`Privacy.withheld`)."""
    voters = Counter(college for _person, college in electorate.voters)
    others = {one: voters[one] for one in voters if rulebook.college(one).part != "elected"}
    few = rulebook.privacy.withheld(others)
    return {one: voters[one] for one in sorted(set(voters) - few)}


def public_record(poll: Poll) -> dict[str, Any]:
    """Everything with which anybody can count a published vote again: `polls/<poll>.json`.

    No sector and no college of few people can be read from it: small sectors are added together,
    and an answer given aloud goes with the voter's public name in this vote alone.
    """
    return {**annulled_record(poll), "settlement": poll.settlement, "result": poll.result}


def annulled_record(poll: Poll) -> dict[str, Any]:
    """What was counted in a vote, under the same protection: all there is of one that was annulled,
    `annulled/<poll>.json`."""
    arguments = arguments_of(poll)
    return {
        **({"objections": arguments} if arguments else {}),
        "poll": poll.public_id,
        "edition": poll.edition.slug,
        "kind": poll.kind,
        "question": poll.question.digest,
        "options": [
            {"key": option.key, "text": option.text.digest}
            for option in poll.options.select_related("text")
        ],
        "terms": poll.terms,
        **opening(poll.terms_salt, "terms_salt"),
        "sheets": [
            {
                "sector": sheet.sector,
                "round": sheet.round,
                "teller": sheet.teller,
                "counts": dict(sheet.counts),
                **({"salt": sheet.salt} if sheet.salt else {}),
            }
            for sheet in published_sheets_of(poll)
        ],
        "roll_call": [
            {"token": token, "answer": answer, **opening(salt)}
            for token, answer, salt in poll.open_choices.order_by("entry__token").values_list(
                "entry__token", "answer", "salt"
            )
        ],
    }


def record_digest(poll: Poll) -> str:
    """SHA-256 of the public file of a vote, in hexadecimal."""
    return hashlib.sha256(json_file(public_record(poll))).hexdigest()


def annulled_record_digest(poll: Poll) -> str:
    """SHA-256 of the public file of a vote that is annulled, in hexadecimal."""
    return hashlib.sha256(json_file(annulled_record(poll))).hexdigest()
