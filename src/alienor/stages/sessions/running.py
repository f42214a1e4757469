"""The day as it goes: which item is on, and what the screens of the hall show."""

from __future__ import annotations

from datetime import datetime

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.sessions import acts
from alienor.stages.sessions.debating import record_debate
from alienor.stages.sessions.models import AgendaItem, Session
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.queries import running_item
from alienor.stages.sessions.speaking import thank_speaker
from alienor.stages.sessions.table_notes import gather_notes

CHAIR = "sessions.chair"


@action
def begin_item(*, session_id: int, number: int, actor: Actor, clock: Clock) -> AgendaItem:
    """Come to an item of the agenda; the one that is on ends with that.

    `number`: its place on the agenda, from 1; any item may be next, and one that was ended goes on.
    Two desks that press at once begin it once. Who: `sessions.chair`. Register: `item_begun`, and
    what the item that ends leaves (`end_running`).
    Errors: NotAllowed; WrongState where the day is not open; NotFound; Invalid (`item_is_on`).
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    item = session.agenda.filter(position=number - 1).first()
    if item is None:
        raise NotFound("item")
    on = running_item(session)
    if on is not None and on.pk == item.pk:
        raise Invalid("item_is_on", field="number", number=number)
    if on is not None:
        end_running(on, now=clock.now())
    item.begun_at, item.ended_at = item.begun_at or clock.now(), None
    item.save(update_fields=["begun_at", "ended_at"])
    record(
        acts.ItemBegun(session=session.public_id, number=number, kind=item.kind),
        on=session.edition,
    )
    return item


@action
def end_item(*, session_id: int, actor: Actor, clock: Clock) -> AgendaItem:
    """End the item that is on, with none after it yet: a break.

    Who: `sessions.chair`. Register: `item_ended`, and what the item leaves (`end_running`). Errors:
    NotAllowed; WrongState where the day is not open; Invalid (`no_item_is_on`).
    """
    session = locked(session_id, actor, CHAIR, Session.State.OPENED)
    item = running_item(session)
    if item is None:
        raise Invalid("no_item_is_on")
    end_running(item, now=clock.now())
    record(acts.ItemEnded(session=session.public_id, number=item.position + 1), on=session.edition)
    return item


def end_running(item: AgendaItem, *, now: datetime) -> None:
    """An item ends (in the running act): whoever speaks has spoken, what its tables wrote is handed
    in, its debate is recorded. Register: `floor_taken_back`; `table_notes_given`, `tables_told`;
    `debate_held`."""
    thank_speaker(item.session, now)
    gather_notes(item, now=now)
    record_debate(item, now=now)
    item.ended_at = now
    item.save(update_fields=["ended_at"])


@action
def set_screens(*, session_id: int, screen: str, actor: Actor, clock: Clock) -> Session:
    """Choose what the screens of the hall show; every one of them follows.

    `screen`: a value of `Session.Screen`; `day` follows the day by itself. Who: `sessions.chair`.
    Register: `screens_set`. Errors: NotAllowed; WrongState where the day is neither announced, open
    nor just closed; Invalid (`unknown_code`).
    """
    session = locked(
        session_id,
        actor,
        CHAIR,
        Session.State.ANNOUNCED,
        Session.State.OPENED,
        Session.State.CLOSED,
    )
    if screen not in Session.Screen.values:
        raise Invalid("unknown_code", field="screen", value=screen)
    if session.screen != screen:
        session.screen = screen
        session.save(update_fields=["screen"])
        record(acts.ScreensSet(session=session.public_id, screen=screen), on=session.edition)
    return session
