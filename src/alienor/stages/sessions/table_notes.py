"""What tables write: kept while it is typed, handed in by the table or when its item ends.

While it is typed it is a draft: an action keeps it, nothing of it enters the register. Handed in,
each sheet is a text whose digest is recorded, with how many agreements and disagreements it has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alienor.cores.transparency.canonical import canonical_json
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, announce, record, require
from alienor.platform.errors import Invalid, NotFound, NotYet, WrongState
from alienor.platform.live.topics import notes_topic
from alienor.platform.texts.words import keep_words
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import hall_acts as acts
from alienor.stages.sessions.models import (
    AgendaItem,
    Minutes,
    Session,
    TableDraft,
    TableNotes,
    TableSign,
)
from alienor.stages.sessions.preparing import locked
from alienor.stages.sessions.sheets import (
    READY,
    Sheet,
    read_sheet,
    standing,
    tidied,
    vector_of,
)
from alienor.stages.sessions.signs import TABLES_AT_MOST, sign_with

HEAD = 0
"""The question under which a table's number of people is kept."""
PEOPLE_AT_MOST = 500
DEVICES_AT_MOST = 12
SEQ_AT_MOST = 2_000_000_000
DESK = "desk"
"""The device as which the desk enters what a table wrote on paper."""
STATES = (Session.State.OPENED, Session.State.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One device's version of one sheet. `question` from 1, or `HEAD`; `seq` counts the device's
    own versions, from 1; `seen`: up to which version of each other device it goes on."""

    question: int
    client: str
    seq: int
    seen: Mapping[str, int]
    sheet: Sheet | None = None
    people: int | None = None


@action
def keep_table_draft(
    *, code: str, number: int, typed: Typed, actor: Actor, clock: Clock
) -> list[TableDraft]:
    """Keep what a device has typed for its table; sent twice, or after a later one, it changes
    nothing. Two devices that wrote apart are both kept: the versions that stand are returned.

    `number`: the item's place on the agenda, from 1. Once the item is over it is kept as late,
    until the day's minutes are public. Who: whoever holds the code of the table's sign
    (`sessions.note_table`). Register: nothing. Errors: NotFound (no such sign, item or question);
    NotYet where the item has not begun; WrongState; Invalid (what is too long or too much; where
    minutes are public).
    """
    sign, item = table_and_item(code, number, actor)
    if typed.client == DESK:
        raise Invalid("unknown_code", field="client", value=DESK)
    _require_version(item, typed)
    kept = _kept(item, sign.table, typed, clock.now())
    announce(notes_topic(sign.session.edition.slug))
    return kept


@action
def hand_in_notes(*, code: str, number: int, actor: Actor, clock: Clock) -> bool:
    """Hand in what a table has written for an item; once the item is over it is handed in late.
    Handed in again without a change, nothing changes; returns whether anything did.

    Who: whoever holds the code of the table's sign (`sessions.note_table`). Register:
    `table_notes_given`. Errors: as `keep_table_draft`.
    """
    sign, item = table_and_item(code, number, actor)
    return _hand_in(item, sign.table, now=clock.now())


@action
def enter_table_notes(
    *,
    session_id: int,
    number: int,
    table: int,
    sheets: Mapping[int, Sheet],
    people: int | None,
    seen: Mapping[str, int],
    actor: Actor,
    clock: Clock,
) -> bool:
    """Enter what a table wrote on paper for an item, and hand it in. Returns whether that changed
    anything.

    `sheets` by question, from 1; `seen`: the versions on the page from which they were entered, so
    that what a device sent meanwhile stays beside. Who: `sessions.write_minutes`. Register:
    `table_notes_given`. Errors: NotAllowed; WrongState; NotFound; NotYet where the item has not
    begun; Invalid.
    """
    session = locked(session_id, actor, "sessions.write_minutes", *STATES)
    item = _locked_item(session, number)
    if not 1 <= table <= TABLES_AT_MOST:
        raise NotFound("table")
    rows = item.table_drafts.filter(table=table, client=DESK)
    last = dict(rows.values_list("question", "seq"))
    given: dict[int, dict[str, Any]] = {n: {"sheet": sheet} for n, sheet in sheets.items()}
    if people is not None:
        given[HEAD] = {"people": people}
    for question, what in given.items():
        typed = Typed(
            question=question,
            client=DESK,
            seq=last.get(question, 0) + 1,
            seen={one: seq for one, seq in seen.items() if one != DESK},
            **what,
        )
        _require_version(item, typed)
        _kept(item, table, typed, clock.now())
    announce(notes_topic(session.edition.slug))
    return _hand_in(item, table, now=clock.now())


def recorded_sheets(session: Session) -> list[list[int]]:
    """Which version of each sheet the desk holds: item, table, question, version."""
    rows = TableDraft.objects.filter(item__session=session, client=DESK)
    return [list(row) for row in rows.values_list("item_id", "table", "question", "seq")]


def gather_notes(item: AgendaItem, *, now: datetime) -> None:
    """An item at tables is over: what its tables have written is handed in, and how ready they are
    is published for the whole hall, from the smallest cell of the rules on (in the running act).
    """
    if item.kind != "tables":
        return
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    session = item.session
    tables = sorted(set(item.table_drafts.values_list("table", flat=True)))
    for table in tables:
        _hand_in(item, table, now=now, late=False)
    if not tables:
        return
    ready = readiness_of(item)
    tells = rules_of(session.edition).privacy.tells
    shown = [one if tells(sum(one.values())) else dict.fromkeys(READY, 0) for one in ready]
    record(
        acts.TablesTold(
            session=session.public_id,
            item=item.position + 1,
            tables=len(tables),
            ready=[one["ready"] for one in shown],
            almost=[one["almost"] for one in shown],
            not_yet=[one["not_yet"] for one in shown],
        ),
        on=session.edition,
    )


def question_count(item: AgendaItem) -> int:
    """How many sheets a table has: one a question; one for the item itself where it has none."""
    return max(item.prompts.count(), 1)


def standing_drafts(item: AgendaItem, table: int | None = None) -> dict[tuple[int, int], list[Any]]:
    """By (table, question): the versions that stand, of one table or of all."""
    rows = item.table_drafts.all() if table is None else item.table_drafts.filter(table=table)
    groups: dict[tuple[int, int], list[TableDraft]] = {}
    for row in rows:
        groups.setdefault((row.table, row.question), []).append(row)
    return {key: standing(found) for key, found in groups.items()}


def people_at(drafts: Iterable[Any]) -> int | None:
    """How many people sit at a table, by the newest of the versions of its head."""
    newest = max(drafts, key=lambda one: (one.at, one.pk), default=None)
    return newest.content["people"] if newest is not None else None


def notes_closed(session: Session) -> bool:
    """Whether tables can hand in nothing more: the day's minutes are public."""
    return session.minutes.filter(state=Minutes.State.PUBLISHED).exists()


def readiness_of(item: AgendaItem) -> list[dict[str, int]]:
    """For each question of an item: how many hands said ready, almost, not yet, at all the tables
    that handed in; of two versions of a table, the newest counts."""
    newest: dict[tuple[int, int], TableNotes] = {}
    for row in item.table_notes.filter(replaced_at=None).select_related("text"):
        newest[(row.question, row.table)] = row
    total = [dict.fromkeys(READY, 0) for _question in range(question_count(item))]
    for (question, _table), row in newest.items():
        for name, count in read_sheet(content_of(row)).hands.items():
            total[question - 1][name] += count
    return total


def content_of(row: TableNotes) -> dict[str, Any]:
    """What a table handed in, as it is stored."""
    return dict(json.loads(row.text.body))


def table_and_item(code: str, number: int, actor: Actor) -> tuple[TableSign, AgendaItem]:
    """The table that a code opens, and an item of its day, locked (in the running act).

    Who: whoever holds the code (`sessions.note_table`). Errors: as `keep_table_draft`.
    """
    sign = sign_with(code)
    if sign is None:
        raise NotFound("table")
    session = sign.session
    require(actor, "sessions.note_table", on=session.edition)
    if session.state not in STATES:
        raise WrongState(state=session.state, wanted=STATES)
    return sign, _locked_item(session, number)


def _locked_item(session: Session, number: int) -> AgendaItem:
    """An item at tables that has begun. Locked, so that what is kept while it ends is either handed
    in with the others, or late."""
    item = (
        session.agenda.filter(position=number - 1, kind="tables")
        .select_for_update(of=("self",))
        .first()
    )
    if item is None:
        raise NotFound("item")
    if item.begun_at is None:
        raise NotYet("tables_not_begun")
    if notes_closed(session):
        raise Invalid("minutes_are_public")
    item.session = session
    return item


def _require_version(item: AgendaItem, typed: Typed) -> None:
    """Errors: NotFound (`question`); Invalid (`unknown_code`, `out_of_range`, `people_wrong`)."""
    if not HEAD <= typed.question <= question_count(item):
        raise NotFound("question")
    for client, seq in {**typed.seen, typed.client: typed.seq}.items():
        if not (0 < len(client) <= 32 and client.isalnum() and client.isascii()):
            raise Invalid("unknown_code", field="client", value=client[:32])
        if not 1 <= seq <= SEQ_AT_MOST:
            raise Invalid("out_of_range", field="seq")
    if typed.question == HEAD and not 0 <= (typed.people or 0) <= PEOPLE_AT_MOST:
        raise Invalid("people_wrong", field="people", most=PEOPLE_AT_MOST)


def _kept(item: AgendaItem, table: int, typed: Typed, now: datetime) -> list[TableDraft]:
    if typed.question == HEAD:
        content: dict[str, Any] = {"people": typed.people}
    else:
        content = tidied(typed.sheet or Sheet()).as_json()
    of_sheet = item.table_drafts.filter(table=table, question=typed.question)
    rows = {row.client: row for row in of_sheet}
    mine = rows.get(typed.client)
    if mine is not None and mine.seq >= typed.seq:
        return standing(rows.values())
    if mine is None and len(rows) >= DEVICES_AT_MOST:
        raise Invalid("too_many_devices", field="client", most=DEVICES_AT_MOST)
    # Nobody has seen what was never sent: whoever says so would silence a device for good.
    known = vector_of(rows.values())
    seen = {
        one: min(seq, known[one])
        for one, seq in typed.seen.items()
        if one in known and one != typed.client
    }
    facts = {
        "seq": typed.seq,
        "seen": seen,
        "content": content,
        "at": now,
        "late": item.ended_at is not None,
    }
    rows[typed.client], _made = TableDraft.objects.update_or_create(
        item=item, table=table, question=typed.question, client=typed.client, defaults=facts
    )
    heads = standing(rows.values())
    # What was seen and gone on from is not kept twice: the version that stands holds it.
    over = [row.pk for row in rows.values() if seen.get(row.client, 0) >= row.seq]
    TableDraft.objects.filter(pk__in=over).delete()
    return heads


def _hand_in(item: AgendaItem, table: int, *, now: datetime, late: bool | None = None) -> bool:
    """Hand in what stands of a table and differs from what it handed in before."""
    found = standing_drafts(item, table)
    people = people_at(found.get((table, HEAD), ()))
    prompts = [str(one.text) for one in item.prompts.select_related("text")]
    over = item.ended_at is not None if late is None else late
    given: list[TableNotes] = []
    changed = False
    for question in range(1, question_count(item) + 1):
        heads = [one for one in found.get((table, question), ()) if not _is_empty(one.content)]
        before = item.table_notes.filter(table=table, question=question, replaced_at=None)
        bodies = [_body(item, table, question, prompts, one.content) for one in heads]
        handed = list(before.select_related("text"))
        same_people = all(row.people == people for row in handed)
        if bodies == [row.text.body for row in handed] and same_people:
            continue
        changed = True
        before.update(replaced_at=now)
        given += [
            TableNotes.objects.create(
                item=item,
                table=table,
                question=question,
                people=people,
                text=keep_words(body, now=now),
                given_at=now,
                late=over,
            )
            for body in bodies
        ]
    if not changed:
        return False
    sheets = [read_sheet(content_of(row)) for row in given]
    record(
        acts.TableNotesGiven(
            session=item.session.public_id,
            item=item.position + 1,
            table=table,
            people=people,
            notes=[row.text.digest for row in given],
            agreements=sum(len(one.agreements) for one in sheets),
            disagreements=sum(len(one.disagreements) for one in sheets),
            late=over,
        ),
        on=item.session.edition,
        concerns=(),
    )
    announce(notes_topic(item.session.edition.slug))
    return True


def _is_empty(content: Mapping[str, Any]) -> bool:
    return read_sheet(content).is_empty


def _body(
    item: AgendaItem, table: int, question: int, prompts: list[str], content: Mapping[str, Any]
) -> str:
    """A sheet as the text that the register commits to: with its place, so that it stands alone."""
    asked = prompts[question - 1] if prompts else str(item.title)
    whole = {"item": item.position + 1, "table": table, "question": asked, **content}
    return canonical_json(whole).decode()
