"""The sheets that tables and moving debates leave, as parts of the form of a paper day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.platform.errors import Invalid
from alienor.procedures.afterwards import PaperDebate, PaperNotes
from alienor.stages.sessions.day_notes import question_words
from alienor.stages.sessions.debating import PEOPLE_AT_MOST as HALL_AT_MOST
from alienor.stages.sessions.debating import SIDES, Positions, debate_now
from alienor.stages.sessions.preparing import PROMPTS_AT_MOST
from alienor.stages.sessions.queries import tables_of
from alienor.stages.sessions.sheets import READY, read_sheet, tidied
from alienor.stages.sessions.signs import signs_of
from alienor.stages.sessions.table_notes import DESK, HEAD, PEOPLE_AT_MOST
from alienor.surfaces.fields import Count
from alienor.surfaces.office.paper_sheets import (
    Group,
    PaperSheet,
    Row,
    RunSheet,
    each,
    hour_field,
)
from alienor.surfaces.office.table_notes import sheet_fields, sheet_shown, sheet_typed
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import DEBATE_SIDES

SIDES_COUNTED = ("agree", "between", "disagree")
COUNTS = 4
"""How often the sheet of a moving debate lets the hall be counted."""


class NoteSheets(PaperSheet):
    """What each table wrote: a sheet a table, a part for each question of each item at tables."""

    def __init__(self, session: Any, run: RunSheet) -> None:
        super().__init__(title=now("Les notes des tables"))
        self.run = run
        self.asked = {
            item.position + 1: question_words(item)
            for item in session.agenda.filter(kind="tables").select_related("title")
        }
        self.given: set[tuple[int, int]] = set()
        desk: dict[tuple[int, int, int], Any] = {}
        for item in session.agenda.filter(kind="tables"):
            number = item.position + 1
            rows = item.table_notes.filter(replaced_at=None)
            self.given |= {(table, number) for table in rows.values_list("table", flat=True)}
            for row in item.table_drafts.all():
                self.given.add((row.table, number))
                if row.client == DESK:
                    desk[row.table, number, row.question] = row.content
        seated = {number for turn in tables_of(session).values() for number in turn}
        signs = {one.table for one in signs_of(session)}
        self.tables = sorted(seated | signs | {table for table, _number in self.given})
        for table in self.tables if self.asked else ():
            self._table(table, desk)
        whole = {table for table, _number in self.given}
        self.said = now("notes remises, par table : %(count)s sur %(all)s") % {
            "count": len(whole),
            "all": len(self.tables),
        }
        if not self.groups:
            self.said = ""
            self.groups = [
                Group(
                    notes=(now("Aucune table n'est composée et aucun panneau n'est préparé."),),
                    links=(
                        (
                            reverse(
                                "office:make_signs", args=[session.edition.slug, session.public_id]
                            ),
                            now("Dire combien il y avait de tables"),
                        ),
                    ),
                )
            ]

    def _table(self, table: int, desk: Mapping[tuple[int, int, int], Any]) -> None:
        rows: list[Row] = []
        for number, asked in self.asked.items():
            people = f"t{table}_{number}_people"
            self.fields[people] = Count(
                label=now("Combien étiez-vous à cette table ?"),
                max_value=PEOPLE_AT_MOST,
                required=False,
            )
            self.shown[people] = (desk.get((table, number, HEAD)) or {}).get("people")
            rows.append(Row(legend=str(self.run.planned[number].item.title), names=(people,)))
            for question, words in enumerate(asked, start=1):
                prefix = f"t{table}_{number}_{question}_"
                self.fields |= sheet_fields(prefix, asked=words)
                if (content := desk.get((table, number, question))) is not None:
                    self.shown |= sheet_shown(read_sheet(content), prefix)
                rows += each([f"{prefix}{one}" for one in ("notes", "agreements")])
                rows += each([f"{prefix}disagreements"])
                rows.append(
                    Row(
                        legend=now("Prêts à conclure sur ce point ? Combien de mains"),
                        names=tuple(f"{prefix}{one}" for one in READY),
                    )
                )
        known = any((table, number) in self.given for number in self.asked)
        self.groups.append(
            Group(
                title=now("Table %(number)s") % {"number": table},
                said=now("des notes y sont déjà") if known else now("rien encore"),
                folded=True,
                rows=tuple(rows),
            )
        )

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        for table, number, prefixes in self._sheets(facts):
            self.run.require(number, form, facts)
            for question in prefixes:
                prefix = f"t{table}_{number}_{question}_"
                try:
                    tidied(sheet_typed(facts, prefix))
                except Invalid as error:
                    error.field = prefix + error.field
                    form.add_error(error.field, sentence(error))
                self._check_hands(prefix, facts.get(f"t{table}_{number}_people"), form, facts)

    def _check_hands(
        self, prefix: str, people: int | None, form: forms.Form, facts: Mapping[str, Any]
    ) -> None:
        """No more hands than people at the table, where both are written."""
        hands = sum(facts.get(f"{prefix}{one}") or 0 for one in READY)
        if people is not None and hands > people:
            said = now("Cela fait %(hands)s mains, et vous étiez %(people)s à cette table.")
            form.add_error(f"{prefix}{READY[0]}", said % {"hands": hands, "people": people})

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "notes": [
                PaperNotes(
                    place=f"t{table}_{number}_",
                    number=number,
                    table=table,
                    people=facts[f"t{table}_{number}_people"],
                    sheets={
                        question: sheet_typed(facts, f"t{table}_{number}_{question}_")
                        for question in questions
                    },
                )
                for table, number, questions in self._sheets(facts)
            ]
        }

    def _sheets(self, facts: Mapping[str, Any]) -> Iterator[tuple[int, int, list[int]]]:
        """Table, item, and the questions for which something else is typed than was shown."""
        if not self.fields:
            return
        for table in self.tables:
            for number, asked in self.asked.items():
                questions = [
                    question
                    for question in range(1, len(asked) + 1)
                    if self.changed(facts, _names_of(f"t{table}_{number}_{question}_"))
                ]
                if questions or self.changed(facts, (f"t{table}_{number}_people",)):
                    yield table, number, questions


class DebateSheets(PaperSheet):
    """The moving debates: a sheet a statement, and one for a statement worded on the day."""

    def __init__(self, session: Any, run: RunSheet) -> None:
        super().__init__(title=now("Le débat mouvant"))
        self.run = run
        self.recorded: dict[str, tuple[Positions, ...]] = {}
        self.sheets: list[tuple[int, int, str]] = []
        known, worded = 0, 0
        for item in session.agenda.filter(kind="moving_debate").select_related("title"):
            number, debates = item.position + 1, debate_now(item)
            if item.begun_at is not None and item.ended_at is None:
                self.groups.append(_running(session, item))
                continue
            for one in debates:
                self._statement(number, one.number, str(one.statement), one)
            known += sum(1 for one in debates if one.counts)
            worded += len(debates)
            if len(debates) < PROMPTS_AT_MOST:
                self._statement(number, len(debates) + 1, "", None)
        self.said = now("affirmations comptées : %(count)s sur %(all)s") % {
            "count": known,
            "all": worded,
        }

    def _statement(self, number: int, statement: int, words: str, debate: Any) -> None:
        prefix = _debate_prefix(number, statement, worded=debate is not None)
        counts = debate.counts if debate else ()
        self.recorded[prefix] = counts
        self.sheets.append((number, statement, prefix))
        rows: list[Row] = []
        if debate is None:
            self.fields[f"{prefix}words"] = forms.CharField(
                label=now("L'affirmation, telle qu'elle a été dite"), max_length=300, required=False
            )
            rows += each([f"{prefix}words"])
        for turn in self._turns(prefix):
            names = tuple(f"{prefix}{turn}_{one}" for one in ("at", *SIDES_COUNTED))
            self.fields[names[0]] = hour_field(now("Heure"))
            for name, side in zip(names[1:], SIDES, strict=True):
                self.fields[name] = Count(
                    label=capfirst(str(DEBATE_SIDES[side])), max_value=HALL_AT_MOST, required=False
                )
            if turn <= len(counts):
                one = counts[turn - 1]
                at = localtime(one.at).time().replace(second=0, microsecond=0)
                kept = (at, one.agree, one.between, one.disagree)
                self.shown |= dict(zip(names, kept, strict=True))
            rows.append(Row(legend=now("Comptage %(turn)s") % {"turn": turn}, names=names))
        for side in SIDES:
            self.fields[f"{prefix}{side}"] = forms.CharField(
                label=now("Arguments : %(side)s") % {"side": DEBATE_SIDES[side]},
                help_text=now("Un argument par ligne, sans dire de qui."),
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )
            if debate is not None:
                said = "\n".join(str(each) for _pk, each in debate.arguments[side])
                self.shown[f"{prefix}{side}"] = said
            rows += each([f"{prefix}{side}"])
        self.groups.append(
            Group(
                title=words or now("Une affirmation écrite sur place"),
                said=_debate_said(debate) if debate else "",
                folded=True,
                notes=(now("Sans heure, un comptage prend celle où le point a commencé."),),
                rows=tuple(rows),
            )
        )

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        for number, _statement, prefix in self._changed(facts):
            self.run.require(number, form, facts)
            if f"{prefix}words" in self.fields and not facts[f"{prefix}words"]:
                form.add_error(f"{prefix}words", now("Écrivez l'affirmation qui a été débattue."))
            for turn in self._turns(prefix):
                at, *people = self._turn(prefix, turn, facts)
                if at is not None and all(one is None for one in people):
                    said = now("Écrivez combien de personnes étaient de chaque côté à cette heure.")
                    form.add_error(f"{prefix}{turn}_agree", said)

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "debates": [
                PaperDebate(
                    place=prefix,
                    number=number,
                    statement=statement,
                    words=facts.get(f"{prefix}words", ""),
                    counts=self._counts(number, prefix, facts),
                    arguments={
                        side: [
                            line.strip()
                            for line in facts[f"{prefix}{side}"].splitlines()
                            if line.strip()
                        ]
                        for side in SIDES
                    },
                )
                for number, statement, prefix in self._changed(facts)
            ]
        }

    def _changed(self, facts: Mapping[str, Any]) -> list[tuple[int, int, str]]:
        return [one for one in self.sheets if self.changed(facts, self._names(one[2]))]

    def _names(self, prefix: str) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name.startswith(prefix))

    def _turns(self, prefix: str) -> range:
        """The counts of a sheet, from 1: those recorded and one more, or as many as on paper."""
        return range(1, max(COUNTS, len(self.recorded[prefix]) + 1) + 1)

    def _turn(self, prefix: str, turn: int, facts: Mapping[str, Any]) -> list[Any]:
        """What one count holds: its hour, then how many on each side."""
        return [facts[f"{prefix}{turn}_{one}"] for one in ("at", *SIDES_COUNTED)]

    def _counts(self, number: int, prefix: str, facts: Mapping[str, Any]) -> list[Positions]:
        """The counts that are typed; one that was shown and left keeps its moment to the second."""
        found, began = [], self.run.began(number, facts)
        for turn in self._turns(prefix):
            at, *people = self._turn(prefix, turn, facts)
            if all(one is None for one in people):
                continue
            moment = self.run.moment(number, at) if at is not None else began
            if at is not None and at == self.shown.get(f"{prefix}{turn}_at"):
                moment = self.recorded[prefix][turn - 1].at
            assert moment is not None, "an hour is required before"  # a fault of `check`
            agree, between, disagree = (one or 0 for one in people)
            found.append(Positions(agree=agree, between=between, disagree=disagree, at=moment))
        return found


def _debate_prefix(number: int, statement: int, *, worded: bool) -> str:
    """How the fields of a statement begin. One that is still to be worded has no number: somebody
    else may word theirs first."""
    return f"d{number}_{statement}_" if worded else f"d{number}_new_"


def _names_of(prefix: str) -> tuple[str, ...]:
    """The fields of a table's sheet for one question."""
    return tuple(f"{prefix}{one}" for one in ("notes", "agreements", "disagreements", *READY))


def _running(session: Any, item: Any) -> Group:
    """A debate that is on is counted on its own page."""
    place = [session.edition.slug, session.public_id, item.position + 1]
    return Group(
        title=str(item.title),
        notes=(now("Ce débat est en cours : il se compte sur sa page."),),
        links=((reverse("office:debate", args=place), now("Compter les positions")),),
    )


def _debate_said(debate: Any) -> str:
    counts, said = len(debate.counts), sum(map(len, debate.arguments.values()))
    if not counts and not said:
        return now("rien encore")
    return ", ".join(
        (
            ngettext("%(count)s comptage", "%(count)s comptages", counts) % {"count": counts},
            ngettext("%(count)s argument", "%(count)s arguments", said) % {"count": said},
        )
    )
