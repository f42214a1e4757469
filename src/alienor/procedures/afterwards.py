"""A day that went on by paper, entered afterwards in one go, with the checks of the day itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alienor.cores.voting.sheets import voters_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, in_utc, record, unchanged
from alienor.platform.errors import ActError, Invalid, NotFound
from alienor.platform.people.records import Identity
from alienor.procedures.sessions import seat_walk_in
from alienor.stages.polls.acts import PollHeldOnPaper
from alienor.stages.polls.conducting import close_poll, open_poll
from alienor.stages.polls.counting import enter_count
from alienor.stages.polls.models import Poll
from alienor.stages.sessions.afterwards import (
    EARLIEST,
    enter_debate,
    enter_hours,
    enter_presence_hours,
    recorded_debates,
)
from alienor.stages.sessions.attending import enter_presences
from alienor.stages.sessions.debating import Positions
from alienor.stages.sessions.exit_questions import enter_exit_slips
from alienor.stages.sessions.holding import count_speaking
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import present_at, present_in
from alienor.stages.sessions.room import count_guests
from alienor.stages.sessions.sheets import Sheet
from alienor.stages.sessions.table_notes import enter_table_notes, recorded_sheets


@dataclass(frozen=True, kw_only=True)
class PaperNotes:
    """The sheet of one table for one item (`number`): by question, from 1."""

    place: str
    number: int
    table: int
    people: int | None
    sheets: Mapping[int, Sheet]


@dataclass(frozen=True, kw_only=True)
class PaperDebate:
    """The sheet of one statement of a moving debate; `words` where it was worded on the day."""

    place: str
    number: int
    statement: int
    counts: Sequence[Positions]
    arguments: Mapping[str, Sequence[str]]
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperCount:
    """One count of one sector or urn, by cell."""

    place: str
    sector: str
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PaperVote:
    """One of the two counts of a vote. `at`: when it was held; without an hour, among those who are
    there."""

    place: str
    poll_id: int
    channel: str
    sheets: Sequence[PaperCount]
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PaperSlips:
    """The answers to the questions of the end: how many slips, and by question, by answer."""

    place: str
    slips: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class PaperDay:
    """What the paper file of a day holds once the day is over; what nobody kept is left out.

    `hours`: by item, from 1; `walk_ins`: names, given name first; `arrived`, `left`: hours by
    person, or by the name of a walk-in; `guests`: companions, children; `minutes`: by part of the
    assembly. `place`, of a sheet: how its field is called by a refusal (`place` followed by the
    field of the act).
    """

    hours: Mapping[int, datetime] = field(default_factory=dict)
    person_ids: Sequence[int] = ()
    walk_ins: Sequence[str] = ()
    arrived: Mapping[int | str, datetime] = field(default_factory=dict)
    left: Mapping[int | str, datetime] = field(default_factory=dict)
    guests: tuple[int, int] | None = None
    notes: Sequence[PaperNotes] = ()
    debates: Sequence[PaperDebate] = ()
    minutes: Mapping[str, int] = field(default_factory=dict)
    votes: Sequence[PaperVote] = ()
    slips: PaperSlips | None = None


def recorded_paper(session: Session) -> dict[str, Any]:
    """What entering a day replaces: the rest of it adds to what is there."""
    return {
        "guests": [session.companions, session.children],
        "minutes": session.speaking,
        "debates": recorded_debates(session),
        "notes": recorded_sheets(session),
    }


@action
def enter_paper_day(
    *,
    session_id: int,
    day: PaperDay,
    actor: Actor,
    clock: Clock,
    seen: str = "",
    derogation: str = "",
) -> int:
    """Enter what a day kept on paper. Whoever is noted already stays as they are. Returns how many
    people are entered.

    A vote that is not open yet opens among those who are noted present, and closes, with the first
    of its two counts; the other one is entered by somebody else. Who: `sessions.welcome`; for the
    rest, whoever may do it on the day (`sessions.chair`, `sessions.write_minutes`,
    `polls.conduct`). Register: `presences_entered`, `person_entered`, `seat_accepted`,
    `presence_hours_entered`, `guests_counted`, `items_held`, `table_notes_given`, `debate_entered`,
    `speaking_counted`, `poll_opened`, `poll_held_on_paper`, `poll_closed`, `count_entered`,
    `exit_slips_entered`.
    Errors: those of each; Conflict; nothing is entered then.
    """
    states = (Session.State.ANNOUNCED, Session.State.OPENED, Session.State.CLOSED)
    session = locked(session_id, actor, "sessions.welcome", *states)
    unchanged(seen, recorded_paper(session))
    by: dict[str, Any] = {"actor": actor, "clock": clock}
    here: dict[str, Any] = {"session_id": session_id, **by}
    entered = _people(session, day, by)
    if day.guests not in (None, (session.companions, session.children)):
        companions, children = day.guests or (0, 0)
        count_guests(companions=companions, children=children, **here)
    if day.hours:
        with _at("hour_"):
            enter_hours(begun=day.hours, **here)
    for notes in day.notes:
        with _at(notes.place):
            enter_table_notes(
                number=notes.number,
                table=notes.table,
                people=notes.people,
                sheets=notes.sheets,
                seen={},
                **here,
            )
    for debate in day.debates:
        with _at(debate.place):
            enter_debate(
                number=debate.number,
                statement=debate.statement,
                words=debate.words,
                counts=debate.counts,
                arguments=debate.arguments,
                **here,
            )
    if day.minutes and dict(day.minutes) != session.speaking:
        count_speaking(minutes=day.minutes, **here)
    for vote in day.votes:
        _vote(session, vote, by, derogation)
    if day.slips is not None:
        with _at(day.slips.place):
            enter_exit_slips(slips=day.slips.slips, counts=day.slips.counts, **here)
    return entered


def _people(session: Session, day: PaperDay, by: dict[str, Any]) -> int:
    here: dict[str, Any] = {"session_id": session.pk, **by}
    came: dict[str, int] = {}
    for name in day.walk_ins:
        given, _space, family = name.strip().partition(" ")
        with _at("walk_ins"):
            who = Identity(given_name=given, family_name=family.strip())
            came[name] = seat_walk_in(session, who, **by)
    people = [*day.person_ids, *came.values()]
    entered = enter_presences(person_ids=people, **here) if people else 0
    if day.arrived or day.left:
        arrived, left = (
            {came[one] if isinstance(one, str) else one: at for one, at in hours.items()}
            for hours in (day.arrived, day.left)
        )
        enter_presence_hours(arrived=arrived, left=left, **here)
    return entered


def _vote(session: Session, vote: PaperVote, by: dict[str, Any], derogation: str) -> None:
    poll = Poll.objects.filter(pk=vote.poll_id, edition=session.edition).first()
    if poll is None:
        raise NotFound("poll")
    with _at(vote.place):
        poll = _held(session, poll, vote, by, derogation)
    for sheet in vote.sheets:
        with _at(sheet.place):
            enter_count(poll_id=poll.pk, sector=sheet.sector, counts=sheet.counts, **by)
    cast = sum(voters_of(sheet.counts) for sheet in vote.sheets)
    if cast > poll.entitled:
        with _at(vote.place):
            raise Invalid("count_exceeds_roll", cast=cast, entitled=poll.entitled)


def _held(
    session: Session, poll: Poll, vote: PaperVote, by: dict[str, Any], derogation: str
) -> Poll:
    """The vote, opened among those who were there, and closed."""
    if poll.state in (Poll.State.DRAFTED, Poll.State.ANNOUNCED):
        at = vote.at
        if at is not None and not session.starts_at - EARLIEST <= at <= by["clock"].now():
            raise Invalid("hour_not_of_day", field="at")
        poll = open_poll(
            poll_id=poll.pk,
            channel=vote.channel,
            present=present_in(session) if at is None else present_at(session, at),
            derogation=derogation,
            **by,
        )
        if at is not None:
            held = PollHeldOnPaper(poll=poll.public_id, held=in_utc(at))
            record(held, on=session.edition)
        return close_poll(poll_id=poll.pk, **by)
    if poll.state == Poll.State.OPENED and poll.channel != "hands":  # those are counted while open
        return close_poll(poll_id=poll.pk, **by)
    return poll


@contextmanager
def _at(place: str) -> Iterator[None]:
    """A refusal says on which sheet it was typed."""
    try:
        yield
    except ActError as error:
        error.field = place if place == "walk_ins" else f"{place}{error.field}"
        raise
