"""Enter a day that went on by paper: one page for it all, with the checks of the day itself."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.cores.voting.recount import count_faults
from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, version_of
from alienor.platform.errors import ActError
from alienor.procedures.afterwards import PaperDay, enter_paper_day, recorded_paper
from alienor.procedures.day_votes import votes_of_day
from alienor.stages.polls.queries import sheets_of
from alienor.stages.sessions.debating import debates_of
from alienor.stages.sessions.table_notes import notes_closed
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.office.debate import fuller_than_the_hall, people_there
from alienor.surfaces.office.paper_hall import DebateSheets, NoteSheets
from alienor.surfaces.office.paper_presences import PresenceLists
from alienor.surfaces.office.paper_sheets import (
    ExitSheets,
    Group,
    PaperSheet,
    RunSheet,
    SpeakingSheet,
    plain,
)
from alienor.surfaces.office.paper_votes import TallySheets
from alienor.surfaces.people import actor_of

SEEN = "seen-"
NO_SHEET = ("csrfmiddlewaretoken", "derogation")


class PaperForm(forms.Form):
    """All the sheets of a day that somebody may enter now, in the order of the paper file.

    What a field showed travels beside it. One that was left as it was holds what is recorded now,
    so that several people enter one day at once; one that two people changed is a fault.
    """

    def __init__(self, *args: Any, session: Any, actor: Actor) -> None:
        super().__init__(*args)
        self.version = version_of(recorded_paper(session))
        self.papers = _sheets(session, actor)
        for one in self.papers:
            self.fields |= one.fields
            self.initial |= one.shown

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = self.cleaned_data
        for name in list(facts):
            if not isinstance(self.fields[name], forms.MultipleChoiceField):  # which only adds
                self._settle(name, facts)
        for said in self._too_late():
            self.add_error(None, said)
        if not self.errors:  # what a sheet checks, it reads whole
            for one in self.papers:
                one.check(self, facts)
        return facts

    def _too_late(self) -> list[str]:
        """What to say of what was typed on a page that was open before, in fields that no sheet has
        any more."""
        lost = {
            name: self.data.getlist(name)
            for name in self.data
            if name not in self.fields
            and name not in NO_SHEET
            and not name.startswith(SEEN)
            and plain(self.data[name]) != plain(self.data.get(SEEN + name, ""))
        }
        said = dict.fromkeys(
            lost,
            now(
                "Une partie de ce que vous avez tapé n'a plus sa place ici : la journée ou un "
                "vote est allé plus loin entre-temps. Relisez la page, puis enregistrez le "
                "reste."
            ),
        )
        for one in self.papers:
            said |= one.too_late(lost)
        return [words for words in dict.fromkeys(said.values()) if words]

    def _settle(self, name: str, facts: dict[str, Any]) -> None:
        """Keep what is recorded in a field that was left as it was shown."""
        recorded, typed = self.initial.get(name), facts[name]
        seen = self.fields[name].to_python(self.data.get(SEEN + name, ""))
        if plain(typed) == plain(seen):
            if plain(recorded) != plain(typed):
                self.data[name] = written(recorded)
                facts[name] = self.fields[name].to_python(self.data[name])
        elif plain(recorded) not in (plain(seen), plain(typed)):
            said = now(
                "Quelqu'un d'autre a écrit ici entre-temps : « %(words)s ». Gardez ce qui est "
                "juste, puis enregistrez de nouveau."
            )
            self.add_error(name, said % {"words": written(recorded)})

    def seen(self) -> list[tuple[str, str]]:
        """What the fields show now, to travel beside them."""
        return [
            (SEEN + name, written(value))
            for name, value in self.initial.items()
            if name in self.fields and plain(value) is not None
        ]

    def day(self) -> PaperDay:
        """What is typed."""
        parts: dict[str, Any] = {}
        for one in self.papers:
            parts |= one.typed(self.cleaned_data)
        return PaperDay(**parts)

    def sheets(self) -> list[dict[str, Any]]:
        """The sheets as the page shows them: one that holds what is not entered yet is open."""
        typed = set(self.changed_data) | set(self.errors) if self.is_bound else set()
        return [
            {
                "title": one.title,
                "said": one.said,
                "open": bool(typed & one.fields.keys()),
                "groups": [self._group(group, typed) for group in one.groups],
            }
            for one in self.papers
        ]

    def faults(self) -> list[dict[str, Any]]:
        """What is wrong, each with the sheet, the part and the field where it is."""
        found = []
        for one in self.papers:
            for group in one.groups:
                for row in group.rows:
                    found += [
                        {
                            "field": self[name],
                            "where": " · ".join(
                                str(part) for part in (one.title, group.title, row.legend) if part
                            ),
                            "said": " ".join(self.errors[name]),
                        }
                        for name in row.names
                        if name in self.errors
                    ]
        return found

    def nearest(self, name: str) -> str:
        """The field that a refusal is about: the one of that name, or the first of its sheet."""
        while name and name not in self.fields:
            near = next((one for one in self.fields if one.startswith(name)), None)
            if near is not None:
                return near
            name = name.rstrip("_").rpartition("_")[0] + "_" if "_" in name.rstrip("_") else ""
        return name

    def _group(self, group: Group, typed: set[str]) -> dict[str, Any]:
        names = {name for row in group.rows for name in row.names}
        return {
            "group": group,
            "open": bool(typed & names),
            "rows": [
                {"legend": row.legend, "fields": [self[name] for name in row.names]}
                for row in group.rows
            ],
        }


class EnterPaperDay(DayPage):
    """Enter what a day kept on paper."""

    template = "alienor/office/afterwards.html"
    title = _("Saisir après coup")
    intro = _(
        "Recopiez le dossier papier feuille par feuille, dans son ordre. Rien n'est obligatoire, "
        "et l'on peut revenir. Tout s'enregistre ensemble ; s'il y a une erreur, rien n'est "
        "enregistré et ce que vous avez tapé reste."
    )
    done = ""

    def form(self, *args: Any, **place: Any) -> PaperForm:
        return PaperForm(*args, session=self.session(**place), actor=actor_of(self.request))

    def initial(self, **place: Any) -> dict[str, Any]:
        return self.form(**place).initial

    def context(self, **place: Any) -> dict[str, Any]:
        found = super().context(**place)
        row = found["session"]
        return {
            **found,
            "may_chair": may(actor_of(self.request), "sessions.chair", on=row.edition),
            "minutes_public": notes_closed(row),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        assert isinstance(form, PaperForm), "made by `form`"
        day = form.day()
        try:
            entered = enter_paper_day(
                session_id=self.session(**place).pk,
                day=day,
                seen=form.version,
                derogation=derogation_of(form),
                actor=actor,
                clock=clock,
            )
        except ActError as error:
            error.field = form.nearest(error.field)
            raise
        said = ngettext(
            "C'est enregistré : %(count)s personne de plus.",
            "C'est enregistré : %(count)s personnes de plus.",
            entered,
        )
        messages.success(
            self.request, said % {"count": entered} if entered else now("C'est enregistré.")
        )
        alone = bool(day.arrived or day.left) and not day.votes
        for warned in self._to_look_at(hours=alone, **place):
            messages.warning(self.request, warned)
        return reverse("office:enter_paper_day", args=[place["slug"], place["public_id"]])

    def _to_look_at(self, *, hours: bool, **place: Any) -> list[str]:
        """What is entered and still asks for somebody's eye. `hours`: of people were entered, and
        the vote of none."""
        row = self.session(**place)
        differ = now(
            "Les deux comptages de « %(question)s » diffèrent : recomptez, chacune ou chacun à "
            "part, et saisissez sur la page du vote."
        )
        found = [
            differ % {"question": poll.question}
            for poll in votes_of_day(row)
            if any(one.code == "recount_needed" for one in count_faults(sheets_of(poll)).values())
        ]
        there = people_there(row)
        fixed = [one for one in votes_of_day(row) if one.opened_at is not None]
        if hours and fixed:
            said = now("La liste des votes déjà ouverts ne suit pas ces heures : %(votes)s.")
            questions = ", ".join(f"« {one.question} »" for one in fixed)
            found.append(said % {"votes": questions})
        return found + [
            said
            for _item, debates in debates_of(row)
            for debate in debates
            if (said := fuller_than_the_hall(debate, there))
        ]


def written(value: Any) -> str:
    """A value as a field writes it."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return "" if value is None else str(value)


def _sheets(session: Any, actor: Actor) -> list[PaperSheet]:
    """The sheets that somebody may enter, in the state in which the day is."""
    chairs = may(actor, "sessions.chair", on=session.edition)
    begun = session.state in ("opened", "closed")
    free = begun and not notes_closed(session)
    run = RunSheet(session)
    found: list[PaperSheet] = []
    if free and chairs:
        found.append(run)
    lists = PresenceLists(session) if session.state in ("announced", "opened") else None
    if lists:
        found.append(lists)
    if free and chairs and may(actor, "sessions.write_minutes", on=session.edition):
        found.append(NoteSheets(session, run))
    if free and chairs and session.agenda.filter(kind="moving_debate").exists():
        found.append(DebateSheets(session, run))
    if begun and chairs:
        found.append(SpeakingSheet(session))
    if lists and session.state == "opened" and may(actor, "polls.conduct", on=session.edition):
        found.append(TallySheets(session, lists, reader=actor.person_id))
    if begun and chairs:
        found.append(ExitSheets(session))
    return found
