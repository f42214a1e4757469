"""The sheets of the paper file as parts of one form, in the order of the file.

A sheet gives its fields, what they show first, how they stand on the page, and what was typed as
parts of a `PaperDay`. Nothing typed is nothing entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from math import ceil
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.platform.acts import SystemClock
from alienor.platform.errors import Invalid
from alienor.procedures.afterwards import PaperSlips
from alienor.stages.sessions.exit_questions import (
    ANSWERS,
    QUESTIONS,
    own_answers,
    slips_of,
    still_asked,
)
from alienor.stages.sessions.queries import agenda_of, lasts_days
from alienor.stages.sessions.speaking import seconds_by_part
from alienor.stages.sessions.taps import parts_of
from alienor.surfaces.fields import Count
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import EXIT_ANSWERS, EXIT_QUESTIONS, PARTS, hour


@dataclass(frozen=True, kw_only=True)
class Row:
    """Fields that stand together: short ones side by side, under a legend."""

    names: tuple[str, ...]
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of a sheet; folded where it has a title of its own to fold under. `said`: what is in
    already; `links`: (address, words)."""

    rows: tuple[Row, ...] = ()
    title: str = ""
    said: str = ""
    folded: bool = False
    notes: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(kw_only=True)
class PaperSheet:
    """One sheet of the file. `said`: what is in already."""

    title: str
    said: str = ""
    fields: dict[str, forms.Field] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        """Say beside its field what cannot be entered."""

    def too_late(self, lost: Mapping[str, list[str]]) -> dict[str, str]:
        """What to say, by field, of what a page that was open before still sends, and is recorded
        since: it is not taken. Nothing where nothing is lost."""
        return {}

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        """What is typed, as parts of a `PaperDay`."""
        return {}

    def changed(self, facts: Mapping[str, Any], names: tuple[str, ...]) -> bool:
        """Whether these fields hold other than what they showed."""
        return any(plain(facts[one]) != plain(self.shown.get(one)) for one in names)


def each(names: Iterable[str]) -> tuple[Row, ...]:
    """A row for each field."""
    return tuple(Row(names=(name,)) for name in names)


def hour_field(label: str, help_text: str = "") -> forms.TimeField:
    """An hour, as a browser's own field reads and writes it."""
    return forms.TimeField(
        label=label,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        required=False,
    )


def moment_field(session: Any, label: str, help_text: str = "") -> forms.Field:
    """An hour of a day; with its date where the day lasts several."""
    if not lasts_days(session):
        return hour_field(label, help_text)
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
    )


def nearest(at: time, moment: datetime) -> datetime:
    """The moment of this hour that is nearest to another one: the day before, that day, or the day
    after."""
    day = localtime(moment).date()
    found = [make_aware(datetime.combine(day + timedelta(days=n), at)) for n in (-1, 0, 1)]
    return min(found, key=lambda one: abs(one - moment))


def plain(value: Any) -> Any:
    """A value as it compares: nothing is nothing, lines end in one way."""
    if isinstance(value, str):
        value = "\n".join(value.split("\r\n")).strip()
    return None if value == "" else value


class RunSheet(PaperSheet):
    """When each item really began."""

    def __init__(self, session: Any) -> None:
        super().__init__(title=now("Le déroulé"))
        timed = agenda_of(session)
        self.planned = {one.item.position + 1: one for one in timed}
        self.begun = {
            number: one.item.begun_at
            for number, one in self.planned.items()
            if one.item.begun_at is not None
        }
        for number, one in self.planned.items():
            if number not in self.begun:
                self.fields[f"hour_{number}"] = hour_field(
                    f"{number}. {one.item.title}",
                    now("Prévu à %(hour)s.") % {"hour": hour(one.begins_at)},
                )
        self.said = now("heures réelles : %(known)s sur %(all)s") % {
            "known": len(self.begun),
            "all": len(timed),
        }
        kept = [
            now("%(number)s. %(title)s : commencé à %(hour)s.")
            % {"number": number, "title": self.planned[number].item.title, "hour": hour(at)}
            for number, at in self.begun.items()
        ]
        how = [now("L'heure réelle de chaque point, d'après le déroulé.")] if self.fields else []
        over = [number for number in self.begun if self.planned[number].item.ended_at is not None]
        where = reverse("office:correct_hours", args=[session.edition.slug, session.public_id])
        links = ((where, now("Corriger une heure")),) if over else ()
        self.groups = [Group(rows=each(self.fields), notes=(*how, *kept), links=links)]

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        for number, at in self.hours(facts).items():
            if at > SystemClock().now():
                form.add_error(f"hour_{number}", sentence(Invalid("hour_not_of_day")))

    def too_late(self, lost: Mapping[str, list[str]]) -> dict[str, str]:
        said = now(
            "« %(title)s » est déjà noté à %(hour)s, depuis une autre page : l'heure que vous avez "
            "tapée, %(typed)s, n'est pas prise."
        )
        found = {}
        for number, at in self.begun.items():
            for typed in lost.get(f"hour_{number}", []):
                same = typed[:5] == f"{localtime(at):%H:%M}"
                facts = {"title": self.planned[number].item.title, "hour": hour(at), "typed": typed}
                found[f"hour_{number}"] = "" if same else said % facts
        return found

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {"hours": self.hours(facts)}

    def hours(self, facts: Mapping[str, Any]) -> dict[int, datetime]:
        """When the items that were typed began."""
        return {
            number: self.moment(number, facts[f"hour_{number}"])
            for number in self.planned
            if facts.get(f"hour_{number}") is not None
        }

    def moment(self, number: int, at: Any) -> datetime:
        """An hour of the day or the night for which an item was planned."""
        return nearest(at, self.planned[number].begins_at)

    def began(self, number: int, facts: Mapping[str, Any]) -> datetime | None:
        """When an item began: as it was noted, or as it is typed."""
        return self.begun.get(number) or self.hours(facts).get(number)

    def require(self, number: int, form: forms.Form, facts: Mapping[str, Any]) -> None:
        """What an item left is entered with its hour."""
        if self.began(number, facts) is None and f"hour_{number}" not in form.errors:
            form.add_error(
                f"hour_{number}",
                now("Ce point a laissé des notes : écrivez quand il a commencé, même à peu près."),
            )


class SpeakingSheet(PaperSheet):
    """How long each part of the assembly spoke."""

    def __init__(self, session: Any) -> None:
        super().__init__(title=now("La feuille de parole"))
        for part in parts_of(session):
            self.fields[f"minutes_{part}"] = Count(
                label=now("Minutes de parole : %(part)s") % {"part": PARTS.get(part, part)},
                required=False,
            )
        self.shown = {f"minutes_{part}": count for part, count in session.speaking.items()}
        self.said = now("les minutes y sont") if session.speaking else now("rien encore")
        notes = [now("Additionnez les durées de chaque part de l'assemblée.")]
        if live := [
            f"{PARTS.get(part, part)} {ceil(seconds / 60)}"
            for part, seconds in seconds_by_part(session).items()
            if seconds
        ]:
            self.said = self.said if session.speaking else now("comptées pendant la journée")
            said = now(
                "Minutes comptées pendant la journée : %(minutes)s. Ce que vous écrivez ici les "
                "remplace dans le compte rendu : ajoutez celles du papier."
            )
            notes.append(said % {"minutes": ", ".join(live)})
        self.groups = [
            Group(
                notes=tuple(notes),
                rows=(Row(names=tuple(self.fields)),) if self.fields else (),
            )
        ]

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {
            "minutes": {
                name.removeprefix("minutes_"): facts[name]
                for name in self.fields
                if facts[name] is not None
            }
        }


class ExitSheets(PaperSheet):
    """The four questions of the end: how many slips, how many of each answer."""

    def __init__(self, session: Any) -> None:
        super().__init__(title=now("Comment était cette journée, pour vous ?"))
        paper, said = slips_of(session), len(own_answers(session))
        self.said = ngettext(
            "%(count)s feuille saisie", "%(count)s feuilles saisies", paper.slips if paper else 0
        ) % {"count": paper.slips if paper else 0}
        if session.closed_at is not None and not still_asked(session, now=SystemClock().now()):
            over = now(
                "Ces questions se posent pendant deux jours après la journée : c'est passé, les "
                "totaux ne changent plus."
            )
            self.groups = [Group(notes=(over,))]
            return
        self.fields["exit_slips"] = Count(label=now("Combien de feuilles"), required=False)
        rows = [Row(names=("exit_slips",))]
        for question in QUESTIONS:
            names = tuple(f"exit_{question}_{answer}" for answer in ANSWERS)
            for name, answer in zip(names, ANSWERS, strict=True):
                self.fields[name] = Count(label=EXIT_ANSWERS[answer], required=False)
            rows.append(Row(legend=str(EXIT_QUESTIONS[question]), names=names))
        how = [
            now(
                "Comptez les feuilles, puis les réponses à chaque question. Une feuille ne dit pas "
                "de qui elle vient : il y en a au plus autant que de personnes présentes qui n'ont "
                "pas répondu par téléphone (réponses par téléphone : %(count)s)."
            )
            % {"count": said},
            now("Seuls des totaux paraissent, à partir de dix réponses et après deux jours."),
        ]
        if paper:
            how.append(
                now(
                    "Ce qui est saisi ne se relit pas ici. Pour corriger, saisissez de nouveau "
                    "toutes les feuilles : elles remplacent les précédentes."
                )
            )
        self.groups = [Group(notes=tuple(how), rows=tuple(rows))]

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        if self.fields and facts["exit_slips"] is None and self.changed(facts, tuple(self.fields)):
            form.add_error("exit_slips", now("Écrivez combien il y a de feuilles."))
        slips = facts.get("exit_slips")
        for question in QUESTIONS if slips is not None else ():
            names = [f"exit_{question}_{answer}" for answer in ANSWERS]
            if sum(facts[name] or 0 for name in names) > slips:
                form.add_error(names[0], sentence(Invalid("answers_beyond_slips", slips=slips)))

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        if not self.fields or facts["exit_slips"] is None:
            return {}
        counts = {
            question: {answer: facts[f"exit_{question}_{answer}"] or 0 for answer in ANSWERS}
            for question in QUESTIONS
        }
        return {"slips": PaperSlips(place="exit_", slips=facts["exit_slips"], counts=counts)}
