"""Enter a day that went on by paper: one page for it all, with the checks of the day itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.cores.wording import folded
from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.people.records import identities
from alienor.procedures.afterwards import enter_paper_day
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions.queries import presences_of
from alienor.surfaces.fields import Count
from alienor.surfaces.office.conduct import votes_of_day
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.office.polls import poll_lines
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import COLLEGES, PARTS

PRESENT, MINUTES = "present_", "minutes_"


class EnterPaperDay(DayPage):
    """Enter what a day kept on paper."""

    template = "alienor/office/afterwards.html"
    title = _("Saisir après coup")
    intro = _(
        "Recopiez ce que la journée a gardé sur papier. Ce qui est noté déjà ne change pas, et "
        "rien n'est enregistré s'il y a une erreur. Les votes se saisissent chacun sur leur page, "
        "par deux personnes."
    )
    done = ""

    class Form(forms.Form):
        walk_ins = forms.CharField(
            label=_("Venues sans inscription"),
            help_text=_("Un nom par ligne, le prénom d'abord."),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
        )
        companions = Count(label=_("Accompagnants"), required=False)
        children = Count(label=_("Enfants"), required=False)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form, session = super().form(*args, **place), self.session(**place)
        noted = {one.person_id for one in presences_of(session)}
        members = colleges_in(session.edition, session.body)
        names = identities(one for one in members if one not in noted)
        signed: dict[str, list[tuple[int, str]]] = {}
        for person, who in names.items():
            if who.full_name:
                signed.setdefault(members[person], []).append((person, who.full_name))
        ahead = {
            PRESENT + college: forms.TypedMultipleChoiceField(
                label=capfirst(str(COLLEGES.get(college, college))),
                help_text=_("Qui a signé la liste."),
                choices=sorted(people, key=lambda one: folded(one[1])),
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            for college, people in sorted(signed.items())
        }
        if session.state == "opened" and self._may_chair(session):
            spoke = dict.fromkeys(one.part for one in rules_of(session.edition).colleges)
            for part in spoke:
                form.fields[MINUTES + part] = Count(
                    label=_("Minutes de parole : %(part)s") % {"part": PARTS.get(part, part)},
                    required=False,
                )
        form.fields = {**ahead, **form.fields}
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        session = self.session(**place)
        return {
            "companions": session.companions,
            "children": session.children,
            **{MINUTES + part: count for part, count in session.speaking.items()},
        }

    def context(self, **place: Any) -> dict[str, Any]:
        found = super().context(**place)
        row = found["session"]
        return {
            **found,
            "polls": poll_lines(row.edition, votes_of_day(row)),
            "may_chair": self._may_chair(row),
        }

    def _may_chair(self, session: Any) -> bool:
        return may(actor_of(self.request), "sessions.chair", on=session.edition)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        given = {
            name.removeprefix(MINUTES): count
            for name, count in facts.items()
            if name.startswith(MINUTES) and count is not None
        }
        session = self.session(**place)
        entered = enter_paper_day(
            session_id=session.pk,
            person_ids=[
                person
                for name, people in facts.items()
                if name.startswith(PRESENT)
                for person in people
            ],
            walk_ins=[line for line in facts["walk_ins"].splitlines() if line.strip()],
            companions=facts["companions"] or 0,
            children=facts["children"] or 0,
            minutes=given if given != session.speaking else {},
            actor=actor,
            clock=clock,
        )
        messages.success(
            self.request,
            ngettext(
                "C'est enregistré : %(count)s personne de plus.",
                "C'est enregistré : %(count)s personnes de plus.",
                entered,
            )
            % {"count": entered},
        )
        return self.back(**place)
