"""A day as pages show it, to the public, to a member and at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alienor.cores.rules import quorum_of
from alienor.platform.acts import SystemClock
from alienor.stages.founding.queries import rules_of
from alienor.stages.polls.queries import polls_of, polls_of_day
from alienor.stages.sessions.exit_questions import exit_counts
from alienor.stages.sessions.incidents import points_of_order_of
from alienor.stages.sessions.minutes_queries import published_minutes
from alienor.stages.sessions.queries import (
    RunItem,
    agenda_of,
    attendance_of,
    run_of,
)
from alienor.surfaces.pictures.bars import Bar
from alienor.surfaces.polls import PollView, poll_view
from alienor.surfaces.words import (
    ASKERS,
    BODIES,
    COLLEGES,
    EXIT_ANSWERS,
    EXIT_QUESTIONS,
    ITEM_KINDS,
    PARTS,
    SESSION_KINDS,
)


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """A day or meeting with everything that is public of it."""

    session: Any
    kind: Any
    agenda: list[dict[str, Any]]
    agenda_has_leads: bool
    attendance: Any
    colleges: list[dict[str, Any]]
    speaking: list[dict[str, Any]]
    conclusions: list[Any]
    polls: list[PollView]
    minutes: list[Any]
    papers: list[Any]
    quorum: Any
    few: bool  # too few were there for any count of them to be public

    @property
    def decided(self) -> list[str]:
        """What was decided: the sentences that were written or, where none was, the results of
        the votes of a day that is over."""
        return _decided(self.session, self.conclusions, lambda: self.polls)

    @property
    def votes(self) -> list[tuple[PollView, str]]:
        """Each vote with its result, empty where what was decided that day says it already."""
        decided = "\n".join(self.decided)
        return [(one, "" if one.sentence in decided else one.sentence) for one in self.polls]


def session_view(session: Any) -> SessionView:
    """One day."""
    attendance = attendance_of(session)
    agenda = agenda_of(session)
    return SessionView(
        session=session,
        kind=SESSION_KINDS[session.kind],
        agenda=[
            {"at": one.begins_at, "item": one.item, "kind": ITEM_KINDS[one.item.kind]}
            for one in agenda
        ],
        agenda_has_leads=any(one.item.lead for one in agenda),
        attendance=attendance,
        colleges=[
            {"label": COLLEGES.get(one.college, one.college), "count": one.count}
            for one in attendance.by_college
            if one.count != 0
        ],
        speaking=[
            {"label": COLLEGES.get(code) or PARTS.get(code, code), "minutes": minutes}
            for code, minutes in session.speaking.items()
        ],
        conclusions=list(session.conclusions.select_related("text")),
        polls=[poll_view(poll) for poll in polls_of_day(polls_of(session.edition), session)],
        minutes=published_minutes(session),
        papers=list(session.papers.select_related("text").order_by("pk")),
        quorum=quorum_of_day(session),
        few=attendance.people is None,
    )


def decided_of(session: Any) -> list[str]:
    """What was decided on a day, without the rest of its page: 300 telephones ask at its close."""
    return _decided(
        session,
        list(session.conclusions.select_related("text")),
        lambda: [poll_view(one) for one in polls_of_day(polls_of(session.edition), session)],
    )


def _decided(
    session: Any, conclusions: list[Any], polls: Callable[[], list[PollView]]
) -> list[str]:
    written = [str(one.text) for one in conclusions]
    if written or session.state != "closed":
        return written
    return [f"« {one.poll.question} » {one.sentence}" for one in polls() if one.sentence]


def exit_view(session: Any) -> list[dict[str, Any]]:
    """What those who were there said at its end, for the whole day then for tables; empty where too
    few did, and as long as they may say it."""
    return [
        {
            "table": counted.table,
            "people": counted.people,
            "questions": [
                {
                    "label": label,
                    "bars": [
                        Bar(label=str(EXIT_ANSWERS[code]), count=count)
                        for code, count in counted.counts[question].items()
                    ],
                }
                for question, label in EXIT_QUESTIONS.items()
                if question in counted.counts
            ],
        }
        for counted in exit_counts(session, now=SystemClock().now())
    ]


def asker_words(code: str) -> Any:
    """Who asks for a point of order, in words: a part of the assembly, a body, the chair."""
    return PARTS.get(code) or BODIES.get(code) or ASKERS.get(code, code)


def points_view(session: Any) -> list[dict[str, Any]]:
    """The points of order of a day, with who asked in words."""
    return [
        {"point": one, "asked_by": asker_words(one.asked_by)} for one in points_of_order_of(session)
    ]


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A day as it goes: its items, the one that is on and the next, when it should end; `last`: the
    one that ended last, where none is on."""

    rows: list[RunItem]
    on: RunItem | None
    next: RunItem | None
    last: RunItem | None
    ends_at: datetime
    late: int

    @property
    def over(self) -> bool:
        """Whether an item is over, and the hour of its beginning may be corrected."""
        return any(one.state == "done" for one in self.rows)

    @property
    def seconds_left(self) -> int:
        """Of the item that is on; negative once it lasts longer than planned."""
        if self.on is None or self.on.item.begun_at is None:
            return 0
        ends = self.on.item.begun_at + timedelta(minutes=self.on.item.minutes)
        return round((ends - SystemClock().now()).total_seconds())


def run_view(session: Any) -> RunView:
    """The day as it goes now."""
    rows = run_of(session, now=SystemClock().now())
    on = next((one for one in rows if one.state == "now"), None)
    coming = [one for one in rows if one.state == "coming"]
    last = coming[-1] if coming else on
    ends = last.expected_at + timedelta(minutes=last.item.minutes) if last else session.ends_at
    late = coming[0].late if coming else 0
    done = [one for one in rows if one.state == "done" and one.item.ended_at]
    return RunView(
        rows=rows,
        on=on,
        next=coming[0] if coming else None,
        last=max(done, key=lambda one: one.item.ended_at) if done and not on else None,
        ends_at=ends,
        late=max(0, late),
    )


def quorum_of_day(session: Any) -> Any:
    """What the final vote asks for, where this day holds it."""
    if session.kind != "final_vote":
        return None
    rulebook = rules_of(session.edition)
    kinds = [poll.code for poll in rulebook.polls if session.step in poll.steps]
    return quorum_of(rulebook, kind=kinds[0], entitled=0) if kinds else None
