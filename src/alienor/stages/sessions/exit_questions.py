"""The four questions of the end of a day: how it was, said by whoever was there, for themself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alienor.cores.transparency.commitments import commit_value
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SealedRef, action, record
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people.notes import notes_for
from alienor.platform.people.records import seal
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import ExitSlips, ExitTotals, Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import tables_of

PURPOSE = "exit_questions"
QUESTIONS = ("spoke", "heard", "understood", "again")
ANSWERS = ("yes", "rather_yes", "rather_no", "no")
ASKED_FOR = timedelta(hours=48)
"""How long after its day they are asked."""


@action
def answer_exit_questions(
    *, session_id: int, person_id: int, answers: Mapping[str, str], actor: Actor, clock: Clock
) -> str:
    """Say how the day was. Answered again, the last word counts, once.

    `answers`: for codes of `QUESTIONS`, one of `ANSWERS`; any may be left out. It is sealed for
    the person: only counts are shown, from the smallest cell that the rules publish. Who: the
    person themself (`sessions.answer_own`). Register: `exit_answered`. Errors: NotAllowed;
    WrongState before the day; NotFound where they were not noted there; Invalid (unknown code,
    nothing answered; `everybody_answered` where slips of paper and answers are as many as people).
    """
    session = locked(
        session_id, actor, "sessions.answer_own", Session.State.OPENED, Session.State.CLOSED
    )
    if actor.person_id != person_id or not session.presences.filter(person_id=person_id).exists():
        raise NotFound("presence")
    if session.closed_at is not None and not still_asked(session, now=clock.now()):
        raise Invalid("questions_over")
    for question, answer in answers.items():
        if question not in QUESTIONS or answer not in ANSWERS:
            raise Invalid("unknown_code", field=question, value=answer)
    if not answers:
        raise Invalid("nothing_answered", field=QUESTIONS[0])
    _room_for_one_more(session, person_id)
    digest = seal(
        person_id,
        purpose=PURPOSE,
        content={"session": session.public_id, "answers": dict(answers)},
        now=clock.now(),
    )
    record(
        acts.ExitAnswered(session=session.public_id, answers=SealedRef(digest)),
        on=session.edition,
        concerns=[person_id],
    )
    return digest


@action
def enter_exit_slips(
    *,
    session_id: int,
    slips: int,
    counts: Mapping[str, Mapping[str, int]],
    actor: Actor,
    clock: Clock,
) -> ExitSlips:
    """Enter all the answers that came on paper: how many slips, and by question how many of them
    gave each answer. Entered again, they replace those before.

    A slip names nobody, so that one answer a person holds in number alone: there are no more slips
    than people who were there and did not answer by telephone. Who: `sessions.chair`. Register:
    `exit_slips_entered`. Errors: NotAllowed; WrongState before the day; Invalid (`questions_over`,
    unknown code, `negative`, `slips_too_many`, `answers_beyond_slips`).
    """
    session = locked(
        session_id, actor, "sessions.chair", Session.State.OPENED, Session.State.CLOSED
    )
    if session.closed_at is not None and not still_asked(session, now=clock.now()):
        raise Invalid("questions_over")
    told = {one: dict.fromkeys(ANSWERS, 0) for one in QUESTIONS}
    for question, answers in counts.items():
        if question not in QUESTIONS or not set(answers) <= set(ANSWERS):
            raise Invalid("unknown_code", field="counts", value=question)
        told[question] |= answers
    if slips < 0 or any(count < 0 for one in told.values() for count in one.values()):
        raise Invalid("negative", field="slips")
    there, said = session.presences.count(), len(own_answers(session))
    if slips > there - said:
        raise Invalid("slips_too_many", field="slips", most=max(0, there - said))
    for question, answers in told.items():
        if sum(answers.values()) > slips:
            raise Invalid("answers_beyond_slips", field=question, slips=slips)
    before = slips_of(session)
    if before is not None and (before.slips, before.counts) == (slips, told):
        return before
    salt = os.urandom(32)
    made, _new = ExitSlips.objects.update_or_create(
        session=session,
        defaults={"slips": slips, "counts": told, "salt": salt, "entered_at": clock.now()},
    )
    record(
        acts.ExitSlipsEntered(
            session=session.public_id, slips=slips, answers=commit_value(salt=salt, value=told)
        ),
        on=session.edition,
    )
    return made


def slips_of(session: Session) -> ExitSlips | None:
    """The answers of a day that came on paper, if they are entered."""
    return ExitSlips.objects.filter(session=session).first()


@dataclass(frozen=True, kw_only=True)
class ExitCounts:
    """How many gave each answer to each question that enough people answered. `table` is 0 for the
    whole day; `people`: how many answered anything."""

    table: int
    people: int
    counts: dict[str, dict[str, int]]


def exit_counts(session: Session, *, now: datetime) -> list[ExitCounts]:
    """The whole day first, then the tables of its last round; those with fewer answers than the
    smallest cell that the rules publish are left out, questions that so few answered too, and a
    table's counts where subtracting would tell those of a small one. Answers on paper count for the
    whole day; whoever entered them could take them away, so that so few others are left out too.

    Nothing as long as people may answer or change their answer: of two totals, read a moment apart,
    the difference is what one person said. Once settled (`exit_settling`), they stay.
    """
    if still_asked(session, now=now):
        return []
    settled = ExitTotals.objects.filter(session=session).first()
    if settled is not None:
        return [_as_settled(**one) for one in settled.told]
    return _counted_now(session)


def _as_settled(table: int, people: int, counts: Mapping[str, Mapping[str, int]]) -> ExitCounts:
    """The same, in the order of the questions: a database keeps none."""
    told = [one for one in QUESTIONS if one in counts]
    return ExitCounts(
        table=table,
        people=people,
        counts={one: {answer: counts[one][answer] for answer in ANSWERS} for one in told},
    )


def _counted_now(session: Session) -> list[ExitCounts]:
    least = rules_of(session.edition).privacy.minimum_cell
    given = own_answers(session)
    paper = slips_of(session)
    slips = paper.slips if paper else 0
    if len(given) < least and slips < least:
        return []
    plan = tables_of(session)
    tables = plan[max(plan)] if plan else {}
    groups = {number: [one for one in people if one in given] for number, people in tables.items()}
    large = {number: people for number, people in groups.items() if len(people) >= least}
    left_out = len(given) - sum(map(len, large.values()))
    if not _tells_nobody(left_out, slips, least=least):
        large = {}
    told = [
        question
        for question in QUESTIONS
        if _may_be_told(question, given, large, least=least, paper=paper)
    ]
    return [
        _counted(0, given, list(given), QUESTIONS, least=least, paper=paper),
        *(
            _counted(number, given, people, told, least=least)
            for number, people in sorted(large.items())
        ),
    ]


def still_asked(session: Session, *, now: datetime) -> bool:
    """Whether the questions of a day may be answered still, or will be."""
    return session.closed_at is None or now <= session.closed_at + ASKED_FOR


def own_answers(session: Session) -> dict[int, dict[str, str]]:
    """What each person said of this day, their last word; ask for permission first."""
    return {
        note.person_id: note.content["answers"]
        for note in notes_for(purpose=PURPOSE)
        if note.content["session"] == session.public_id
    }


def _room_for_one_more(session: Session, person_id: int) -> None:
    """No more answers than people, those on paper included. Errors: Invalid
    (`everybody_answered`)."""
    paper = slips_of(session)
    if paper is None:
        return
    said = own_answers(session)
    if person_id not in said and len(said) + paper.slips >= session.presences.count():
        raise Invalid("everybody_answered")


def _tells_nobody(left_out: int, slips: int, *, least: int) -> bool:
    """Whether what is left of the whole day, once every table is taken away, is of nobody or of
    enough people: with the slips, and for whoever takes those away too."""
    return all(count == 0 or count >= least for count in (left_out, left_out + slips))


def _may_be_told(
    question: str,
    given: Mapping[int, Mapping[str, str]],
    tables: Mapping[int, list[int]],
    *,
    least: int,
    paper: ExitSlips | None,
) -> bool:
    """Whether a question may be told table by table: people answer some and leave others."""
    said = [sum(question in given[one] for one in people) for people in tables.values()]
    whole = sum(question in answers for answers in given.values())
    left_out = whole - sum(count for count in said if count >= least)
    slips = sum(paper.counts[question].values()) if paper else 0
    return _tells_nobody(left_out, slips, least=least)


def _counted(
    table: int,
    given: Mapping[int, Mapping[str, str]],
    people: list[int],
    questions: Sequence[str],
    *,
    least: int,
    paper: ExitSlips | None = None,
) -> ExitCounts:
    counts: dict[str, dict[str, int]] = {}
    for question in questions:
        said = Counter(given[one][question] for one in people if question in given[one])
        if said.total() < least:
            said.clear()
        said.update(paper.counts[question] if paper else {})
        if said.total() >= least:
            counts[question] = {answer: said[answer] for answer in ANSWERS}
    told = len(people) if len(people) >= least else 0
    return ExitCounts(table=table, people=told + (paper.slips if paper else 0), counts=counts)
