"""The presence lists of a day, as a part of the form of a paper day: who signed, when they came and
left, who came unannounced, who came along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as now
from django.utils.translation import ngettext

from alienor.cores.wording import folded, name_words
from alienor.platform.errors import Invalid
from alienor.platform.people.records import identities
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.sessions.queries import came_or_left_within, gone_from, presences_of
from alienor.surfaces.fields import Count
from alienor.surfaces.office.paper_sheets import Group, PaperSheet, Row, each
from alienor.surfaces.office.presence_lines import LineFault, example, read_line
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import COLLEGES

HOURS = ("arrivals", "departures")
NAME_AT_MOST = 160


class Signed(forms.TypedMultipleChoiceField):
    """Who signed a list. Somebody `noted` since the page was shown is there already."""

    def __init__(self, *, noted: Iterable[int], **facts: Any) -> None:
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, required=False, **facts)
        self.noted = {str(person) for person in noted}

    def to_python(self, value: Any) -> list[str]:
        """The people who are ticked and not noted yet."""
        ticked: list[str] = super().to_python(value)
        return [one for one in ticked if one not in self.noted]


class PresenceLists(PaperSheet):
    """Who signed, when they came and left, who came unannounced, who came along."""

    def __init__(self, session: Any) -> None:
        super().__init__(title=now("Les listes de présence"))
        self.session = session
        self.noted = {one.person_id for one in presences_of(session)}
        members = colleges_in(session.edition, session.body)
        names = identities({*members, *self.noted})
        self.called: dict[tuple[str, ...], list[int]] = defaultdict(list)
        signed: dict[str, list[tuple[int, str]]] = {}
        for person, who in names.items():
            if who.full_name:
                self.called[tuple(name_words(who.full_name))].append(person)
                if person not in self.noted:
                    signed.setdefault(members[person], []).append((person, who.full_name))
        self.lists = [f"present_{college}" for college in sorted(signed)]
        for college, people in sorted(signed.items()):
            self.fields[f"present_{college}"] = Signed(
                label=capfirst(str(COLLEGES.get(college, college))),
                help_text=now("Qui a signé la liste."),
                choices=sorted(people, key=lambda one: folded(one[1])),
                noted=self.noted,
            )
        self.fields["walk_ins"] = _lines(
            now("Venues sans inscription"), now("Un nom par ligne, le prénom d'abord.")
        )
        self.fields["arrivals"] = _lines(
            now("Arrivées en retard, et retours"),
            now("Une ligne par personne : l'heure, puis le nom. Par exemple : %(line)s.")
            % {"line": example(session)},
        )
        self.fields["departures"] = _lines(
            now("Parties avant la fin"),
            now(
                "De même. Qui est partie ou parti ne compte plus dans les votes d'après, jusqu'à "
                "son retour."
            ),
        )
        self.fields["companions"] = Count(label=now("Accompagnants"), required=False)
        self.fields["children"] = Count(label=now("Enfants"), required=False)
        self.shown = {"companions": session.companions, "children": session.children}
        self.said = self._said()
        guests = ("companions", "children")
        self.groups = [
            Group(rows=each([*self.lists, "walk_ins", *HOURS])),
            Group(rows=(Row(legend=now("Venues sans place"), names=guests),)),
        ]

    def _said(self) -> str:
        there, gone = len(self.noted), sum(gone_from(self.session).values())
        said = ngettext(
            "%(count)s personne notée présente", "%(count)s personnes notées présentes", there
        ) % {"count": there}
        if not gone:
            return said
        return ", ".join(
            (
                said,
                ngettext("%(count)s est partie", "%(count)s sont parties", gone) % {"count": gone},
            )
        )

    def check(self, form: forms.Form, facts: dict[str, Any]) -> None:
        read = {field: self._hours(field, facts) for field in HOURS}
        for said in self._faults_of_walk_ins(self._walk_ins(facts)):
            form.add_error("walk_ins", said)
        for field, (_hours, faults) in read.items():
            for said in faults:
                form.add_error(field, said)
        came, noted = read["arrivals"][0], self._arrived()
        for who, left in read["departures"][0].items():
            back = who in came and left < came[who]
            since = noted.get(who) if back or who not in came else came[who]
            if left < (since or self.session.starts_at).replace(second=0, microsecond=0):
                form.add_error("departures", sentence(Invalid("left_before_arriving")))

    def _faults_of_walk_ins(self, names: Sequence[str]) -> Iterator[str]:
        often = Counter(tuple(name_words(name)) for name in names)
        for name in names:
            words = tuple(name_words(name))
            if not words or len(name) > NAME_AT_MOST:
                said = now("« %(name)s » : écrivez un prénom et un nom, %(most)s signes au plus.")
                yield said % {"name": name[:40], "most": NAME_AT_MOST}
            elif words in self.called:
                yield sentence(Invalid("same_name", name=name))
            elif often.pop(words, 1) > 1:
                yield now("« %(name)s » est écrit deux fois.") % {"name": name}

    def too_late(self, lost: Mapping[str, list[str]]) -> dict[str, str]:
        """Whoever was ticked and is noted since, is noted."""
        noted = {str(person) for person in self.noted}
        return {
            name: ""
            for name, ticked in lost.items()
            if name.startswith("present_") and noted.issuperset(ticked)
        }

    def typed(self, facts: dict[str, Any]) -> dict[str, Any]:
        arrived, left = (self._hours(field, facts)[0] for field in HOURS)
        return {
            "person_ids": [person for name in self.lists for person in facts[name]],
            "walk_ins": self._walk_ins(facts),
            "arrived": arrived,
            "left": left,
            "guests": (facts["companions"] or 0, facts["children"] or 0),
        }

    def hours_matter(self, facts: Mapping[str, Any]) -> bool:
        """Whether who was there depends on when: somebody came late, or left."""
        return any(facts.get(field) for field in HOURS) or came_or_left_within(self.session)

    def _arrived(self) -> dict[int | str, datetime]:
        return {one.person_id: one.arrived_at for one in presences_of(self.session)}

    def _walk_ins(self, facts: Mapping[str, Any]) -> list[str]:
        typed = facts.get("walk_ins", "")
        return [line.strip() for line in typed.splitlines() if line.strip()]

    def _hours(
        self, field: str, facts: Mapping[str, Any]
    ) -> tuple[dict[int | str, datetime], list[str]]:
        """The hours of people that are typed, and what is wrong with the other lines."""
        ticked = {person for name in self.lists for person in facts.get(name, ())}
        walking = {tuple(name_words(name)): name for name in self._walk_ins(facts)}
        found: dict[int | str, datetime] = {}
        faults = []
        for line in filter(None, map(str.strip, facts.get(field, "").splitlines())):
            try:
                name, at = read_line(line, self.session)
                words = tuple(name_words(name))
                who = walking[words] if words in walking else self._who(words, name, ticked)
                if found.setdefault(who, at) != at:
                    raise LineFault(now("« %(name)s » a deux heures.") % {"name": name})
            except LineFault as fault:
                faults.append(str(fault))
        return found, faults

    def _who(self, words: tuple[str, ...], name: str, ticked: set[int]) -> int:
        called = self.called.get(words, [])
        there = [one for one in called if one in self.noted or one in ticked]
        if len(there) == 1:
            return there[0]
        if there:
            said = now(
                "« %(name)s » : plusieurs personnes s'appellent ainsi, leur heure ne peut pas se "
                "saisir ici. Retirez cette ligne."
            )
        elif called:
            said = now("« %(name)s » n'est pas noté comme présent : cochez d'abord ce nom.")
        else:
            said = now(
                "« %(name)s » n'est sur aucune liste : vérifiez le nom, ou écrivez-le aussi parmi "
                "les venues sans inscription."
            )
        raise LineFault(said % {"name": name})


def _lines(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        required=False,
    )
