"""What a day leaves for whoever writes its minutes: what its tables wrote, question by question.

    for item in notes_of_day(session):
        for question in item.questions:
            question.words        what was asked
            question.readiness    {"ready": 12, "almost": 5, "not_yet": 3}, of the hall; or empty
            for sheet in question.sheets:
                sheet.table, sheet.sheet.notes, sheet.sheet.agreements, sheet.sheet.disagreements

Ask for permission (`sessions.read_notes`) first: nothing of it is public before minutes use it.
Moving debates are read by `debating.debates_of`, points of order by `incidents.points_of_order_of`,
incidents by `incidents.incidents_of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alienor.stages.sessions.models import AgendaItem, Session
from alienor.stages.sessions.sheets import READY, Sheet, read_sheet
from alienor.stages.sessions.table_notes import (
    HEAD,
    content_of,
    people_at,
    standing_drafts,
)


@dataclass(frozen=True, kw_only=True)
class TableSheet:
    """What one table has for one question. `at`: when it came; `given`: whether it is handed in, or
    still being typed; `late`: it came once the item was over; `apart`: two devices wrote it without
    seeing each other, and both are here."""

    table: int
    people: int | None
    sheet: Sheet
    at: datetime
    given: bool
    late: bool
    apart: bool


@dataclass(frozen=True, kw_only=True)
class QuestionNotes:
    """A question of an item (from 1) and what every table has for it, in the order of tables."""

    number: int
    words: str
    sheets: tuple[TableSheet, ...]

    @property
    def readiness(self) -> dict[str, int]:
        """Hands of the whole hall; of two versions of a table, the newest. Empty where none."""
        newest = {one.table: one for one in sorted(self.sheets, key=lambda one: one.at)}
        hands = [one.sheet.hands for one in newest.values() if one.sheet.hands]
        return {name: sum(one[name] for one in hands) for name in READY} if hands else {}

    @property
    def agreements(self) -> list[tuple[str, list[int]]]:
        """Each agreement and the tables that wrote it, those of most tables first: the same words,
        capitals, spaces and the last full stop aside, are one."""
        return _recurring(
            (one.table, words) for one in self.sheets for words in one.sheet.agreements
        )


@dataclass(frozen=True, kw_only=True)
class ItemNotes:
    """An item at tables, with its questions."""

    number: int
    item: AgendaItem
    questions: tuple[QuestionNotes, ...]


def notes_of_day(session: Session, *, drafts: bool = False) -> list[ItemNotes]:
    """What the tables of a day have handed in, item by item, in the order of the agenda; with
    `drafts`, what they are typing stands in place of what they handed in before."""
    return [notes_of_item(item, drafts=drafts) for item in items_at_tables(session)]


def items_at_tables(session: Session) -> list[AgendaItem]:
    """The items of a day that are held at tables and have begun, in the order of the agenda."""
    begun = session.agenda.filter(kind="tables", begun_at__isnull=False)
    return list(begun.select_related("title"))


def question_words(item: AgendaItem) -> list[str]:
    """What an item asks its tables; its own title where it has no question."""
    return [str(one.text) for one in item.prompts.select_related("text")] or [str(item.title)]


def notes_of_item(item: AgendaItem, *, drafts: bool = False) -> ItemNotes:
    """The same for one item."""
    prompts = question_words(item)
    sheets: dict[tuple[int, int], list[TableSheet]] = {}
    for row in item.table_notes.filter(replaced_at=None).select_related("text"):
        sheets.setdefault((row.table, row.question), []).append(
            TableSheet(
                table=row.table,
                people=row.people,
                sheet=read_sheet(content_of(row)),
                at=row.given_at,
                given=True,
                late=row.late,
                apart=False,
            )
        )
    if drafts:
        _typed(item, sheets)
    return ItemNotes(
        number=item.position + 1,
        item=item,
        questions=tuple(
            QuestionNotes(
                number=question,
                words=prompts[question - 1],
                sheets=tuple(
                    _marked(one, len(found))
                    for (_table, number), found in sorted(sheets.items())
                    if number == question
                    for one in found
                ),
            )
            for question in range(1, len(prompts) + 1)
        ),
    )


def _typed(item: AgendaItem, sheets: dict[tuple[int, int], list[TableSheet]]) -> None:
    """Put in place of what was handed in what differs from it since."""
    found = standing_drafts(item)
    for (table, question), heads in found.items():
        if question == HEAD:
            continue
        given = {one.sheet for one in sheets.get((table, question), ())}
        typed = {read_sheet(one.content) for one in heads} - {Sheet()}
        if typed == given:
            continue
        people = people_at(found.get((table, HEAD), ()))
        sheets[table, question] = [
            TableSheet(
                table=table,
                people=people,
                sheet=sheet,
                at=one.at,
                given=False,
                late=one.late,
                apart=False,
            )
            for one in heads
            if not (sheet := read_sheet(one.content)).is_empty
        ]


def _marked(one: TableSheet, versions: int) -> TableSheet:
    facts: dict[str, Any] = {**one.__dict__, "apart": versions > 1}
    return TableSheet(**facts)


def _recurring(said: Iterable[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    words: dict[str, str] = {}
    tables: dict[str, list[int]] = {}
    for table, sentence in said:
        key = " ".join(sentence.casefold().split()).rstrip(" .")
        words.setdefault(key, sentence)
        if table not in tables.setdefault(key, []):
            tables[key].append(table)
    return sorted(
        ((words[key], found) for key, found in tables.items()), key=lambda one: -len(one[1])
    )
