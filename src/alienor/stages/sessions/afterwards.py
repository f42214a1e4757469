"""What a day kept on paper, entered once it was over: when people came and left, when its items
began, its moving debates.

What tables wrote is entered by `table_notes.enter_table_notes`, the questions of the end by
`exit_questions.enter_exit_slips`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, announce, in_utc, record, unchanged
from alienor.platform.errors import Invalid, NotFound, NotYet
from alienor.platform.live.topics import desk_topic
from alienor.platform.texts.words import keep_words, require_words
from alienor.stages.sessions import acts, hall_acts
from alienor.stages.sessions.debating import (
    ARGUMENTS_AT_MOST,
    CHAIR,
    COUNTS_AT_MOST,
    SIDES,
    Positions,
    debate_item,
    record_debate,
    require_argument,
    require_positions,
    statement_of,
)
from alienor.stages.sessions.models import (
    AgendaItem,
    DebateArgument,
    PositionCount,
    Presence,
    Prompt,
    Session,
)
from alienor.stages.sessions.preparing import PROMPTS_AT_MOST, keep_prompts, locked
from alienor.stages.sessions.table_notes import notes_closed

STATES = (Session.State.OPENED, Session.State.CLOSED)
EARLIEST = timedelta(hours=12)
"""How long before it was to begin a day may have begun."""


@action
def enter_presence_hours(
    *,
    session_id: int,
    arrived: Mapping[int, datetime],
    left: Mapping[int, datetime],
    actor: Actor,
    clock: Clock,
) -> int:
    """Enter when people arrived and left, as the presence lists kept it, in place of what was noted
    of them. Somebody who left before they arrived came back. Returns for how many people something
    changed.

    `arrived`, `left`: by person. Who: `sessions.welcome`. Register: `presence_hours_entered`.
    Errors: NotAllowed; WrongState; NotFound where somebody is not noted there; Invalid
    (`hour_not_of_day`, `left_before_arriving`).
    """
    states = (Session.State.ANNOUNCED, Session.State.OPENED)
    session = locked(session_id, actor, "sessions.welcome", *states)
    there = {
        one.person_id: one for one in session.presences.filter(person_id__in={*arrived, *left})
    }
    for hours, field in ((arrived, "arrivals"), (left, "departures")):
        for person_id, at in hours.items():
            if person_id not in there:
                raise NotFound("presence")
            if not session.starts_at - EARLIEST <= at <= clock.now():
                raise Invalid("hour_not_of_day", field=field)
    changed = [
        person_id
        for person_id, one in there.items()
        if _kept(one, arrived.get(person_id), left.get(person_id))
    ]
    if changed:
        record(
            acts.PresenceHoursEntered(
                session=session.public_id,
                arrivals=len(arrived.keys() & set(changed)),
                departures=len(left.keys() & set(changed)),
            ),
            on=session.edition,
            concerns=changed,
        )
    return len(changed)


def _kept(there: Presence, arrived: datetime | None, left: datetime | None) -> bool:
    """Keep when somebody came and left; whether that changes anything. Errors: Invalid
    (`left_before_arriving`)."""
    back = left is not None and arrived is not None and left < arrived
    came = there.arrived_at if arrived is None or back else arrived
    if left is not None and left < came.replace(second=0, microsecond=0):
        raise Invalid("left_before_arriving", field="departures")
    if back:
        _absence, new = there.absences.get_or_create(left_at=left, back_at=arrived)
        return new
    hours = came, left or there.left_at
    if hours == (there.arrived_at, there.left_at):
        return False
    there.arrived_at, there.left_at = hours
    there.save(update_fields=["arrived_at", "left_at"])
    return True


@action
def enter_hours(
    *, session_id: int, begun: Mapping[int, datetime], actor: Actor, clock: Clock
) -> list[AgendaItem]:
    """Enter when items of the agenda really began, as the run sheet kept it; those noted already
    stay as they are. An item ended when the next one began, the last one after its planned length.

    `begun`: by their place on the agenda, from 1. Who: `sessions.chair`. Register: `items_held`.
    Errors: NotAllowed; WrongState where the day is not open nor closed; NotFound; Invalid
    (`hour_not_of_day`: to come, or long before the day; `minutes_are_public`).
    """
    session = locked(session_id, actor, CHAIR, *STATES)
    if notes_closed(session):
        raise Invalid("minutes_are_public")
    items = {item.position + 1: item for item in session.agenda.all()}
    now = clock.now()
    for number, at in begun.items():
        if number not in items:
            raise NotFound("item")
        if not session.starts_at - EARLIEST <= at <= now:
            raise Invalid("hour_not_of_day", field=str(number))
    held = {number: at for number, at in begun.items() if items[number].begun_at is None}
    for number, at in held.items():
        items[number].begun_at = at
    hours = sorted(item.begun_at for item in items.values() if item.begun_at is not None)
    for number, at in held.items():
        item = items[number]
        planned = at + timedelta(minutes=item.minutes)
        item.ended_at = min(now, next((one for one in hours if one > at), planned))
        item.save(update_fields=["begun_at", "ended_at"])
    if held:
        record(
            acts.ItemsHeld(
                session=session.public_id,
                items=sorted(held),
                begun=[in_utc(held[number]) for number in sorted(held)],
            ),
            on=session.edition,
        )
    return [items[number] for number in sorted(held)]


@action
def correct_hours(
    *,
    session_id: int,
    begun: Mapping[int, datetime],
    reason: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> list[AgendaItem]:
    """Correct when items that are over began: an hour was mistyped, a button pressed late. An item
    that ended because another began ends when that one begins now. Returns those that moved.

    `begun`: by their place on the agenda, from 1; `seen`: the `recorded_hours` that its author was
    changing. Who: `sessions.chair`. Register: `hours_corrected`. Errors: NotAllowed; WrongState
    where the day is not open nor closed; NotYet (`item_without_hour`); Conflict; Invalid
    (`item_still_on`, `hour_not_of_day`, `minutes_are_public`, `nothing_changed`,
    `reason_required`).
    """
    session = locked(session_id, actor, CHAIR, *STATES)
    if notes_closed(session):
        raise Invalid("minutes_are_public")
    unchanged(seen, recorded_hours(session))
    held = {item.position + 1: item for item in _held(session)}
    for number, at in begun.items():
        item = held.get(number)
        if item is None:
            raise NotYet("item_without_hour", field=str(number))
        if item.ended_at is None:
            raise Invalid("item_still_on", field=str(number))
        if not session.starts_at - EARLIEST <= at <= clock.now():
            raise Invalid("hour_not_of_day", field=str(number))
    moved = sorted(number for number, at in begun.items() if held[number].begun_at != at)
    if not moved:
        raise Invalid("nothing_changed")
    if not reason.strip():
        raise Invalid("reason_required", field="reason")
    before = [(item.begun_at, item.ended_at) for item in held.values()]
    for number in moved:
        held[number].begun_at = begun[number]
    _end_again(list(held.values()), before, now=clock.now())
    words = keep_words(reason, now=clock.now(), author_id=actor.person_id)
    record(
        acts.HoursCorrected(
            session=session.public_id,
            items=moved,
            begun=[in_utc(begun[number]) for number in moved],
            reason=words.digest,
        ),
        on=session.edition,
    )
    announce(desk_topic(session.edition.slug))
    return [held[number] for number in moved]


def recorded_hours(session: Session) -> dict[str, datetime]:
    """When the items that are over began, by their place on the agenda, from 1."""
    return {
        str(item.position + 1): item.begun_at
        for item in _held(session)
        if item.begun_at is not None and item.ended_at is not None
    }


def _held(session: Session) -> list[AgendaItem]:
    return list(session.agenda.filter(begun_at__isnull=False).select_related("title"))


def _end_again(
    items: Sequence[AgendaItem],
    before: Sequence[tuple[datetime | None, datetime | None]],
    *,
    now: datetime,
) -> None:
    """End each item as it ended `before`: when another one began, or by itself."""
    followed = {begun for begun, _ended in before}
    hours = sorted(item.begun_at for item in items if item.begun_at is not None)
    for item, (_begun, was) in zip(items, before, strict=True):
        if item.begun_at is not None and was is not None:
            planned = item.begun_at + timedelta(minutes=item.minutes)
            following = next((one for one in hours if one > item.begun_at), None)
            alone = was if was not in followed and was > item.begun_at else planned
            begins = following if was in followed else None
            item.ended_at = min(begins or alone, following or now, now)
        item.save(update_fields=["begun_at", "ended_at"])


@action
def enter_debate(
    *,
    session_id: int,
    number: int,
    statement: int,
    counts: Sequence[Positions],
    arguments: Mapping[str, Sequence[str]],
    actor: Actor,
    clock: Clock,
    words: str = "",
) -> Prompt:
    """Enter what the sheet of one statement of a moving debate holds, once the debate is over:
    every count and argument, in place of those noted before. Entered again without a change,
    nothing changes.

    `number`: the item's place on the agenda, from 1; `statement`: from 1, or the next number for
    one that was worded on the day, with its `words`; `arguments`: by side (`SIDES`). Who:
    `sessions.chair`. Register: `debate_entered`, after `statement_added` where it is new. Errors:
    NotAllowed; WrongState; NotFound; NotYet (`item_without_hour`); Invalid (`debate_is_on`,
    `hour_not_of_day`, `minutes_are_public`, those of a count and of an argument).
    """
    session = locked(session_id, actor, CHAIR, *STATES)
    item = debate_item(session, number)
    if notes_closed(session):
        raise Invalid("minutes_are_public")
    if item.begun_at is None:
        raise NotYet("item_without_hour")
    if item.ended_at is None:
        raise Invalid("debate_is_on")
    now = clock.now()
    for turn, one in enumerate(counts, start=1):
        if one.at > now:
            raise Invalid("hour_not_of_day", field=f"{turn}_at")
    _check(counts, arguments)
    if words:
        _worded(item, statement, words, now=now, author_id=actor.person_id)
    found = statement_of(item, statement)
    found.counts.all().delete()
    for one in counts:
        PositionCount.objects.create(
            statement=found,
            agree=one.agree,
            between=one.between,
            disagree=one.disagree,
            counted_at=one.at,
        )
    found.arguments.all().delete()
    for side in SIDES:
        for said in arguments.get(side, ()):
            DebateArgument.objects.create(
                statement=found, side=side, words=said.strip(), noted_at=now
            )
    record_debate(item, now=now, act=hall_acts.DebateEntered)
    announce(desk_topic(session.edition.slug))
    return found


def recorded_debates(session: Session) -> dict[str, Any]:
    """What the desk holds of the moving debates of a day, as whoever replaces it sees it."""
    return {
        f"{item.position + 1}-{one.position + 1}": {
            "counts": [
                [row.counted_at, row.agree, row.between, row.disagree] for row in one.counts.all()
            ],
            "arguments": [[said.side, said.words] for said in one.arguments.all()],
        }
        for item in session.agenda.filter(kind="moving_debate")
        for one in item.prompts.prefetch_related("counts", "arguments")
    }


def _check(counts: Sequence[Positions], arguments: Mapping[str, Sequence[str]]) -> None:
    for one in counts:
        require_positions(agree=one.agree, between=one.between, disagree=one.disagree)
    if len(counts) > COUNTS_AT_MOST:
        raise Invalid("counts_at_most", most=COUNTS_AT_MOST)
    for side, said in arguments.items():
        for words in said:
            require_argument(side, words)
    if sum(map(len, arguments.values())) > ARGUMENTS_AT_MOST:
        raise Invalid("arguments_at_most", field="words", most=ARGUMENTS_AT_MOST)


def _worded(
    item: AgendaItem, statement: int, words: str, *, now: datetime, author_id: int | None
) -> None:
    """Keep a statement that was worded on the day (in the running act)."""
    require_words(statement=words)
    count = item.prompts.count()
    if statement != count + 1:
        raise NotFound("statement")
    if count >= PROMPTS_AT_MOST:
        raise Invalid(
            "too_many_prompts", field="words", number=item.position + 1, most=PROMPTS_AT_MOST
        )
    [digest] = keep_prompts(item, [words], now=now, author_id=author_id, since=count)
    record(
        hall_acts.StatementAdded(
            session=item.session.public_id, item=item.position + 1, statement=digest
        ),
        on=item.session.edition,
    )
