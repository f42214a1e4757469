"""Days and meetings as people see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime, make_aware

from alienor.cores.rules.vocabulary import ASSEMBLY, SESSION
from alienor.platform.errors import NotFound
from alienor.platform.people.notes import notes_for
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions.models import (
    Absence,
    AgendaItem,
    Answer,
    Presence,
    Session,
    TableSeat,
)

EARLIER, LATER = timedelta(hours=3), timedelta(hours=6)
"""How long before its planned beginning, and after its planned end, an hour is still of a day."""
UPCOMING = (Session.State.PLANNED, Session.State.ANNOUNCED, Session.State.OPENED)


def sessions_of(edition: Edition) -> QuerySet[Session]:
    """Every day and meeting of an edition, in the order of their dates."""
    return Session.objects.filter(edition=edition).order_by("starts_at", "pk")


def days_of(edition: Edition) -> QuerySet[Session]:
    """The days of the assembly, meetings of groups left aside."""
    return sessions_of(edition).exclude(kind=Session.Kind.MEETING)


def day_named(public_id: str) -> Session:
    """One day or meeting of any edition. Errors: NotFound."""
    found = Session.objects.filter(public_id=public_id).select_related("edition").first()
    if found is None:
        raise NotFound("session")
    return found


def session_named(edition: Edition, public_id: str) -> Session:
    """One day or meeting of an edition. Errors: NotFound."""
    found = (
        Session.objects.filter(edition=edition, public_id=public_id)
        .select_related("edition", "edition__rules")
        .first()
    )
    if found is None:
        raise NotFound("session")
    return found


def session_by_id(public_id: str) -> Session:
    """One day or meeting, whatever its edition. Errors: NotFound."""
    found = Session.objects.filter(public_id=public_id).select_related("edition").first()
    if found is None:
        raise NotFound("session")
    return found


def session_of_step(edition: Edition, step: str) -> Session | None:
    """The day that a step of the rules is, if it has one."""
    return (
        Session.objects.filter(edition=edition, step=step)
        .exclude(state=Session.State.CANCELLED)
        .first()
    )


def steps_with_a_day(edition: Edition) -> set[str]:
    """The steps that have a day of their own: the sessions of the rules, and any other for which
    one is planned."""
    rows = Session.objects.filter(edition=edition).exclude(state=Session.State.CANCELLED)
    sessions = {step.code for step in rules_of(edition).steps if step.kind == SESSION}
    return sessions | set(rows.exclude(step="").values_list("step", flat=True))


def next_day_of(edition: Edition, body: str) -> Session | None:
    """The day or meeting of a body that is open, else the next one that is planned."""
    rows = Session.objects.filter(
        edition=edition,
        body=body,
        state__in=(Session.State.PLANNED, Session.State.ANNOUNCED, Session.State.OPENED),
    ).order_by("starts_at", "pk")
    days = list(rows)
    return next((one for one in days if one.state == Session.State.OPENED), next(iter(days), None))


def sessions_held(edition: Edition) -> int:
    """How many sessions of the assembly were held: their day was opened and closed, and people were
    there. A step that was completed without its day is none."""
    steps = [step.code for step in rules_of(edition).steps if step.kind == SESSION]
    days = Session.objects.filter(
        edition=edition,
        body=ASSEMBLY,
        step__in=steps,
        state=Session.State.CLOSED,
        presences__isnull=False,
    )
    return days.values("step").distinct().count()


def open_session_of(edition: Edition, body: str, *, step: str = "") -> Session | None:
    """The day or meeting of a body that is open now, if any; of several, the one of this `step`, or
    the one that opened last."""
    rows = Session.objects.filter(edition=edition, body=body, state=Session.State.OPENED)
    found = list(rows.order_by("-opened_at", "-pk"))
    of_step = [one for one in found if step and one.step == step]
    return next(iter(of_step or found), None)


def next_session_of(edition: Edition, *, bodies: tuple[str, ...] = ("assembly",)) -> Session | None:
    """The next day or meeting of these bodies that is announced or open."""
    return (
        sessions_of(edition)
        .filter(body__in=bodies, state__in=(Session.State.ANNOUNCED, Session.State.OPENED))
        .first()
    )


def day_after(session: Session) -> Session | None:
    """The next day or meeting of the same body that is planned, whatever its state."""
    return (
        sessions_of(session.edition)
        .filter(
            body=session.body,
            starts_at__gt=session.starts_at,
            state__in=(Session.State.PLANNED, Session.State.ANNOUNCED),
        )
        .first()
    )


def coming_sessions(editions: Iterable[Edition]) -> list[Session]:
    """The days and meetings of these editions that are announced or open, the next one first."""
    return list(
        Session.objects.filter(
            edition__in={edition.pk for edition in editions},
            state__in=(Session.State.ANNOUNCED, Session.State.OPENED),
        ).order_by("starts_at", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class TimedItem:
    """An item of the agenda and when it is planned to begin."""

    item: AgendaItem
    begins_at: datetime


def agenda_of(session: Session) -> list[TimedItem]:
    """The agenda, each item with its planned time, counted from the beginning of the day."""
    timed, at = [], session.starts_at
    for item in session.agenda.select_related("title"):
        timed.append(TimedItem(item=item, begins_at=at))
        at += timedelta(minutes=item.minutes)
    return timed


def running_item(session: Session) -> AgendaItem | None:
    """The item that is on now, if any."""
    return session.agenda.filter(begun_at__isnull=False, ended_at__isnull=True).first()


@dataclass(frozen=True, kw_only=True)
class RunItem:
    """An item as the day goes: its place from 1, when it was planned, when it began or is expected
    to; `state`: done, now, skipped or coming."""

    number: int
    item: AgendaItem
    planned_at: datetime
    expected_at: datetime
    state: str

    @property
    def late(self) -> int:
        """Minutes behind the plan; negative where ahead of it."""
        return round((self.expected_at - self.planned_at).total_seconds() / 60)


def run_of(session: Session, *, now: datetime) -> list[RunItem]:
    """The agenda beside the clock: what is still to come is expected once what is on will have
    lasted as long as it was planned, and never earlier than now once the day is open."""
    timed = agenda_of(session)
    last = max((n for n, one in enumerate(timed) if one.item.begun_at), default=-1)
    open_ = session.state == Session.State.OPENED
    rows, free = [], max(now, session.starts_at) if open_ else session.starts_at
    for place, one in enumerate(timed):
        item, length = one.item, timedelta(minutes=one.item.minutes)
        if item.begun_at is not None:
            state, expected = "done" if item.ended_at else "now", item.begun_at
            free = max(now, item.ended_at or item.begun_at + length)
        elif place < last or session.state == Session.State.CLOSED:
            state, expected = "skipped", one.begins_at
        else:
            state, expected = "coming", free
            free += length
        rows.append(
            RunItem(
                number=place + 1,
                item=item,
                planned_at=one.begins_at,
                expected_at=expected,
                state=state,
            )
        )
    return rows


def moments_of(session: Session, at: time) -> list[datetime]:
    """When it was this hour during a day: once, or more often where it lasts days. An hour that is
    not within it is the nearest one, some hours before or after; none where it is far away."""
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    dates = [
        starts.date() + timedelta(days=n) for n in range(-1, (ends.date() - starts.date()).days + 2)
    ]
    found = [make_aware(datetime.combine(one, at)) for one in dates]
    within = [one for one in found if starts <= one <= ends]
    before = {starts - one: one for one in found if starts - EARLIER <= one < starts}
    after = {one - ends: one for one in found if ends < one <= ends + LATER}
    near = before | after
    return within or ([near[min(near)]] if near else [])


def lasts_days(session: Session) -> bool:
    """Whether an hour alone may name more than one moment of a day."""
    return session.ends_at - session.starts_at >= timedelta(days=1)


def present_in(session: Session) -> set[int]:
    """The people who are there now."""
    return set(session.presences.filter(left_at__isnull=True).values_list("person_id", flat=True))


def present_at(session: Session, moment: datetime) -> set[int]:
    """The people who were there at this minute: since the beginning, where they came before it.
    Whoever came or left within the minute was there."""
    after = moment + timedelta(minutes=1)
    came = Q(arrived_at__lt=after) | Q(arrived_at__lte=session.starts_at)
    there = Q(left_at__isnull=True) | Q(left_at__gte=moment)
    away = Absence.objects.filter(
        presence__session=session, left_at__lt=moment, back_at__gte=after
    ).values_list("presence__person_id", flat=True)
    people = session.presences.filter(came, there).values_list("person_id", flat=True)
    return set(people) - set(away)


def came_or_left_within(session: Session) -> bool:
    """Whether anybody came after the planned beginning, or left: who was there depends on when."""
    gone = Q(left_at__isnull=False) | Q(absences__isnull=False)
    moved = gone | Q(arrived_at__gt=session.starts_at)
    return session.presences.filter(moved).exists()


def present_since(session: Session, moment: datetime) -> set[int]:
    """The people who were there at any time since this moment."""
    there = Q(left_at__isnull=True) | Q(left_at__gte=moment)
    return set(session.presences.filter(there).values_list("person_id", flat=True))


def gone_from(session: Session) -> Counter[str]:
    """How many of each college were noted as gone, and have not come back."""
    return Counter(
        session.presences.filter(left_at__isnull=False).values_list("college", flat=True)
    )


def expected_people(session: Session) -> list[tuple[int, str]]:
    """(person, college) of those who are there once the day is open; before, of those who said
    that they come, and of any who came early."""
    there = session.presences.filter(left_at__isnull=True).order_by("pk")
    people = dict(there.values_list("person_id", "college"))
    if session.state != Session.State.OPENED:
        coming = session.answers.filter(answer="yes").order_by("pk")
        people |= dict(coming.values_list("person_id", "college"))
    return list(people.items())


RESIDENTS = "residents"


@dataclass(frozen=True, kw_only=True)
class CollegeCount:
    """How many of one college came; `count` is None where it is not published."""

    college: str
    count: int | None


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """Who came, in numbers that may be published: all and residents (None where they are too few),
    by part of the assembly (those that may be told) and by college."""

    people: int | None
    residents: int | None
    by_part: dict[str, int]
    by_college: list[CollegeCount]


def attendance_of(session: Session) -> Attendance:
    """Everybody who came to a day. Elected members and agents attend in public office; residents
    are counted by college only from the smallest cell that the rules publish, and where no few of
    them come back by subtraction."""
    rulebook = rules_of(session.edition)
    privacy = rulebook.privacy
    part = {one.code: one.part for one in rulebook.colleges}
    colleges = Counter(session.presences.values_list("college", flat=True))
    parts = Counter(part[one] for one in colleges.elements())
    known = privacy.tells(parts.total())
    apart = privacy.withheld(colleges, public=[one for one in part if part[one] != RESIDENTS])
    hidden = privacy.withheld(parts, public=set(parts) - {RESIDENTS}) if known else set(parts)
    return Attendance(
        people=parts.total() if known else None,
        residents=None if RESIDENTS in hidden else parts[RESIDENTS],
        by_part={one: parts[one] for one in sorted(set(parts) - hidden)},
        by_college=[
            CollegeCount(college=one, count=None if one in apart else colleges[one]) for one in part
        ],
    )


def answers_of(session: Session) -> Counter[str]:
    """How many said yes, no, unsure; `none` counts the seated who have not answered."""
    counts = Counter(session.answers.values_list("answer", flat=True))
    answered = set(session.answers.values_list("person_id", flat=True))
    seated = colleges_in(session.edition, session.body)
    counts["none"] = sum(1 for person in seated if person not in answered)
    return counts


def own_answer(session: Session, person_id: int) -> Answer | None:
    """What somebody said, if they did."""
    return session.answers.filter(person_id=person_id).first()


def given_answers(session: Session) -> dict[int, str]:
    """What each person who answered said."""
    return dict(session.answers.values_list("person_id", "answer"))


def own_tables(session: Session, person_id: int) -> list[TableSeat]:
    """Somebody's table in each round."""
    return list(session.table_seats.filter(person_id=person_id).order_by("round"))


def tables_of(session: Session) -> dict[int, dict[int, list[int]]]:
    """By round, by table: who sits there."""
    plan: dict[int, dict[int, list[int]]] = {}
    for row in session.table_seats.order_by("round", "table", "pk"):
        plan.setdefault(row.round, {}).setdefault(row.table, []).append(row.person_id)
    return plan


def recorded_place(session: Session) -> dict[str, Any]:
    """When and where a day is, as whoever moves it sees it."""
    return {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": session.place,
    }


def recorded_agenda(session: Session) -> dict[str, Any]:
    """The agenda, as whoever sets it sees it."""
    return {
        "items": [
            {
                "kind": row.kind,
                "title": str(row.title),
                "minutes": row.minutes,
                "lead": row.lead,
                "room": row.room,
                "material": row.material,
                "prompts": [str(one.text) for one in row.prompts.all()],
            }
            for row in session.agenda.select_related("title").prefetch_related("prompts__text")
        ]
    }


def needs_of(session: Session) -> dict[int, dict[str, Any]]:
    """What people said they need for a day, the last word of each; ask for permission first."""
    return {
        note.person_id: note.content
        for note in notes_for(purpose="needs")
        if note.content["session"] == session.public_id
    }


def presences_of(session: Session) -> QuerySet[Presence]:
    """Everybody noted on a day, in the order of arrival."""
    return session.presences.order_by("pk")


def to_prepare(edition: Edition, *, now: datetime) -> QuerySet[Session]:
    """Days and meetings that still need a hand: not announced and near, or begun and not closed,
    or over without published minutes."""
    return sessions_of(edition).filter(
        Q(state=Session.State.PLANNED, starts_at__lte=now + timedelta(days=30))
        | Q(state=Session.State.OPENED)
        | Q(state=Session.State.ANNOUNCED, starts_at__lte=now)
    )


def in_preparation(edition: Edition, *, now: datetime) -> QuerySet[Session]:
    """Days and meetings to come, the next one first: whether each `has_agenda`, `has_tables`."""
    return (
        sessions_of(edition)
        .filter(state__in=(Session.State.PLANNED, Session.State.ANNOUNCED), ends_at__gte=now)
        .annotate(
            has_agenda=Exists(AgendaItem.objects.filter(session=OuterRef("pk"))),
            has_tables=Exists(TableSeat.objects.filter(session=OuterRef("pk"))),
        )
    )
