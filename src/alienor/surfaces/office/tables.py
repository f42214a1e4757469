"""The desk's pages on tables: who sits where and how good that is, changes, wishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.cores.wording import folded
from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock, version_of
from alienor.platform.errors import Invalid, NotFound
from alienor.platform.people.records import identities
from alienor.procedures import tables as procedures
from alienor.procedures.tables import balances, effect_of
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.sessions import tables as stage
from alienor.stages.sessions.queries import expected_people, session_named, tables_of
from alienor.stages.sessions.tables import asked_of, recorded_tables, recorded_wishes, rounds_begun
from alienor.surfaces.fields import Count, number_in
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.office.names import Names
from alienor.surfaces.office.table_words import changed, effects, sizes_after, standing
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import reader_language

A_TABLE = 8
"""People at a table, where nobody says how many tables there are."""


def tables(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The tables of a day: how good they are, in words, and who sits where."""
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, "sessions.prepare", on=found)
    row = session_named(found, public_id)
    over, begun = rounds_begun(row)
    asked = asked_of(row)
    return render(
        request,
        "alienor/office/tables.html",
        {
            "edition": found,
            "session": row,
            "rounds": [
                {**turn, "over": turn["round"] <= over, "on": over < turn["round"] <= begun}
                for turn in named_tables(row)
            ],
            "said": list(standing(row)) if asked else [],
            "changed": list(changed(row)) if asked else [],
            "to_come": asked is not None and begun < asked.rounds,
            "last_one_on": asked is not None and over < begun == asked.rounds,
            "alive": row.state in stage.STATES,
            "may_wish": may(actor, "sessions.table_wishes", on=found),
        },
    )


def named_tables(row: Any) -> list[dict[str, Any]]:
    """By round, by table: the names of those who sit there."""
    plan = tables_of(row)
    names = identities(one for turn in plan.values() for ids in turn.values() for one in ids)
    return [
        {
            "round": turn,
            "tables": [
                {"number": table, "people": [names[one].full_name for one in ids]}
                for table, ids in seated.items()
            ],
        }
        for turn, seated in plan.items()
    ]


class MakeTables(DayPage):
    """Seat people at tables."""

    title = _("Composer les tables")
    intro = _(
        "D'une ronde à l'autre, chacun rencontre d'autres personnes, et chaque table ressemble à "
        "l'assemblée. Avant la journée, ce sont les personnes qui ont dit oui, et le jour même "
        "celles qui sont là. Le calcul prend quelques secondes."
    )
    submit = _("Composer les tables")
    done = _("Les tables sont composées.")

    class Form(forms.Form):
        tables = Count(label=_("Nombre de tables"), min_value=1, max_value=200)
        rounds = Count(label=_("Nombre de rondes"), min_value=1, max_value=10, initial=1)
        balance = forms.MultipleChoiceField(
            label=_("Mêler à chaque table :"),
            help_text=_(
                "Les réponses données pour le tirage servent au calcul ; personne ne les lit ici."
            ),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        officials = Count(
            label=_("Élues, élus, agentes et agents : combien au plus à une table ?"),
            required=False,
            min_value=0,
        )
        accessible = forms.CharField(
            label=_("Tables accessibles"),
            help_text=_(
                "Leurs numéros : 1, 2. Qui a dit avoir besoin d'accessibilité y est placé. Rien si "
                "elles le sont toutes."
            ),
            required=False,
            max_length=200,
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["balance"].choices = _balance_choices(edition_named(place["slug"]))
        return form

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_tables(self.session(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        made = self.recorded(**place)
        expected = len(expected_people(row))
        rounds = row.agenda.filter(kind="tables").count()
        return {
            "tables": made["tables"] or max(1, round(expected / A_TABLE)),
            "rounds": made["rounds"] or rounds or 2,
            "balance": balances(row.edition) if made["balance"] is None else made["balance"],
            "officials": made["officials"],
            "accessible": made["accessible"],
        }

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        shown = ("tables", "rounds", "officials", "accessible")
        return super().in_words(form, {name: recorded[name] for name in shown})

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = dict(form.cleaned_data)
        procedures.make_tables(
            session_id=self.session(**place).pk,
            actor=actor,
            clock=clock,
            accessible=_numbers(facts.pop("accessible")),
            **facts,
        )
        return _page(**place)


class RemakeTables(DayPage):
    """Make the rounds to come again, for those who are there."""

    title = _("Refaire les rondes à venir")
    intro = _(
        "Les rondes commencées ne bougent pas : qui est assis le reste. Qui vient d'arriver "
        "rejoint la ronde en cours, à la table où il y a le plus de place. Les rondes à venir "
        "sont composées de nouveau avec les personnes qui sont là."
    )
    submit = _("Refaire ces rondes")
    done = _("Les rondes à venir sont refaites.")

    class Form(forms.Form):
        since = Count(
            label=_("À partir de la ronde"),
            help_text=_(
                "La première qui n'a pas commencé, d'après le déroulé de la journée. Un numéro de "
                "plus que la dernière ronde : rien n'est refait, qui vient d'arriver est placé."
            ),
            min_value=1,
            max_value=20,
        )

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_tables(self.session(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"since": rounds_begun(self.session(**place))[1] + 1}

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [
            (_("Nombre de tables"), recorded["tables"]),
            (_("Nombre de rondes"), recorded["rounds"]),
        ]

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        procedures.remake_tables(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return _page(**place)


class SetTableWishes(DayPage):
    """Who stays together or apart, and who needs an accessible table."""

    title = _("Qui s’assied avec qui")
    intro = _(
        "Une ligne par groupe, les noms séparés par des virgules. Ces noms ne sont jamais publiés, "
        "et le comité ne les voit pas. Composez ensuite les tables, ou refaites les rondes à venir."
    )

    class Form(forms.Form):
        together = forms.CharField(
            label=_("Restent à la même table"),
            help_text=_("Une personne et son interprète ou son accompagnante, par exemple."),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        apart = forms.CharField(
            label=_("Jamais à la même table"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        access = forms.CharField(
            label=_("Ont besoin d'une table accessible"),
            help_text=_(
                "Un nom par ligne. Qui l'a dit en répondant est déjà compté : inutile de l'écrire."
            ),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.table_wishes", on=edition_named(place["slug"]))
        return super().context(**place)

    def recorded(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.table_wishes", on=edition_named(place["slug"]))
        return recorded_wishes(self.session(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return self._written(self.recorded(**place), **place)

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        place = self.kwargs
        return super().in_words(form, self._written(recorded, **place))

    def _written(self, recorded: Mapping[str, Any], **place: Any) -> dict[str, str]:
        names = Names(self.session(**place))
        return {
            kind: "\n".join(", ".join(filter(None, map(names.of, people))) for people in lists)
            for kind, lists in recorded.items()
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        row = self.session(**place)
        require(actor, "sessions.table_wishes", on=row.edition)
        names = Names(row)
        read = {
            kind: [names.read(line, field=kind) for line in form.cleaned_data[kind].splitlines()
                   if line.strip(" ,;")]
            for kind in ("together", "apart", "access")
        }  # fmt: skip
        stage.set_table_wishes(
            session_id=row.pk,
            together=read["together"],
            apart=read["apart"],
            access=[one for people in read["access"] for one in people],
            seen=form.cleaned_data.get("seen", ""),
            actor=actor,
            clock=clock,
        )
        return _page(**place)


def change(request: HttpRequest, slug: str, public_id: str, number: int) -> HttpResponse:
    """Move somebody by hand, or let two people change places, in one round: first what that
    changes, then the change."""
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, "sessions.prepare", on=found)
    row = session_named(found, public_id)
    seated = tables_of(row).get(number)
    if seated is None:
        raise NotFound("round")
    asked = request.POST if request.method == "POST" else request.GET
    to = _moves(seated, person=asked.get("person", ""), target=asked.get("to", ""))
    if request.method == "POST":
        if not to:
            raise Invalid("no_such_seat", field="person")
        procedures.change_tables(
            session_id=row.pk,
            round=number,
            to=to,
            actor=actor,
            clock=SystemClock(),
            seen=request.POST.get("seen", ""),
        )
        messages.success(request, now("C'est changé."))
        return HttpResponseRedirect(reverse("office:tables", args=[slug, public_id]))
    names = identities(one for ids in seated.values() for one in ids)
    people = sorted(
        ({"id": str(one), "code": f"p{one}", "name": names[one].full_name, "table": table}
         for table, ids in seated.items() for one in ids),
        key=lambda one: folded(one["name"]),
    )  # fmt: skip
    return render(
        request,
        "alienor/office/change_tables.html",
        {
            "edition": found,
            "session": row,
            "number": number,
            "people": people,
            "tables": [{"number": table, "code": f"t{table}"} for table in sorted(seated)],
            "person": asked.get("person", ""),
            "to": asked.get("to", ""),
            "moves": bool(to),
            "effects": [*effects(effect_of(row, round=number, to=to)), *sizes_after(seated, to)]
            if to
            else [],
            "seen": version_of(recorded_tables(row)),
        },
    )


def _moves(seated: Mapping[int, list[int]], *, person: str, target: str) -> dict[int, int]:
    """By person, their new table: one move to table `t3`, or two with person `p12`. None where
    nothing would change."""
    at = {one: table for table, ids in seated.items() for one in ids}
    one, number = number_in(person), number_in(target[1:])
    if one not in at or number is None:
        return {}
    moves = {one: number}
    if target[:1] == "p":
        if number not in at:
            return {}
        moves = {one: at[number], number: at[one]}
    elif number not in seated:
        return {}
    return {who: table for who, table in moves.items() if at[who] != table}


def _balance_choices(edition: Any) -> list[tuple[str, Any]]:
    known: dict[str, Any] = {
        procedures.COLLEGE: _("Les collèges (habitants, élus, agents…)"),
        procedures.NEWCOMER: _("Celles et ceux qui viennent pour la première fois"),
    }
    language = reader_language()
    for feature in rules_of(edition).draw.feature:
        known[feature.code] = feature.label.in_language(language)
    return [(code, known[code]) for code in balances(edition)]


def _numbers(text: str) -> list[int]:
    """Numbers of tables. Errors: Invalid (`table_number`)."""
    found = []
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        if part:
            number = number_in(part)
            if number is None:
                raise Invalid("table_number", field="accessible", text=part)
            found.append(number)
    return found


def _page(**place: Any) -> str:
    return reverse("office:tables", args=[place["slug"], place["public_id"]])
