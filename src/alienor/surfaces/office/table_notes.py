"""The desk's pages on what tables write: their signs, all the notes side by side, paper sheets."""

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

from alienor.platform.access.decide import may, require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.stages.founding.queries import edition_named
from alienor.stages.sessions import photos, signs
from alienor.stages.sessions.day_notes import items_at_tables, notes_of_day, question_words
from alienor.stages.sessions.queries import session_named, tables_of
from alienor.stages.sessions.sheets import HANDS_AT_MOST, READY, Disagreement, Sheet
from alienor.stages.sessions.table_notes import (
    PEOPLE_AT_MOST,
    enter_table_notes,
    notes_closed,
)
from alienor.stages.sessions.tables import asked_of
from alienor.surfaces.fields import Count
from alienor.surfaces.live import desk_topic, listens_to, notes_topic
from alienor.surfaces.office.day import DayPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import READINESS

A_DOZEN = 12
"""Signs that the page proposes where no tables are composed."""


class MakeSigns(DayPage):
    """Give each table its sign."""

    template = "alienor/office/table_signs.html"
    title = _("Les panneaux des tables")
    intro = _(
        "Un panneau par table, avec un code. Qui anime la table le lit et y tient les notes, sans "
        "compte. Recommencer ne change aucun code : cela ajoute les panneaux qui manquent."
    )
    submit = _("Préparer les panneaux")
    done = _("Les panneaux sont prêts : imprimez-les.")

    class Form(forms.Form):
        tables = Count(label=_("Tables"), min_value=1, max_value=signs.TABLES_AT_MOST)

    def initial(self, **place: Any) -> dict[str, Any]:
        session = self.session(**place)
        asked, plan = asked_of(session), tables_of(session)
        made = max((one.table for one in signs.signs_of(session)), default=0)
        seated = max((number for turn in plan.values() for number in turn), default=0)
        return {"tables": max(made, seated, asked.tables if asked else 0) or A_DOZEN}

    def context(self, **place: Any) -> dict[str, Any]:
        return {**super().context(**place), "signs": len(signs.signs_of(self.session(**place)))}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        signs.make_table_signs(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:make_signs", args=[place["slug"], place["public_id"]])


class RenewSign(DayPage):
    """Another code for one table."""

    title = _("Remplacer le code d'une table")
    intro = _(
        "Si le code a circulé hors de la table : le nouveau panneau s'imprime, l'ancien n'ouvre "
        "plus rien. Ce que la table a écrit reste."
    )
    submit = _("Remplacer le code")
    done = _("Le code est remplacé : imprimez le nouveau panneau.")

    class Form(forms.Form):
        table = Count(label=_("Table"), min_value=1, max_value=signs.TABLES_AT_MOST)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        signs.renew_table_sign(
            session_id=self.session(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return reverse("office:make_signs", args=[place["slug"], place["public_id"]])


def all_tables(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """What every table writes, side by side, as it is written: for the scribe."""
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, "sessions.read_notes", on=found)
    row = session_named(found, public_id)
    items, pictures = notes_of_day(row, drafts=True), photos.photos_of(row)
    tables = {number for turn in tables_of(row).values() for number in turn}
    tables |= {one.table for one in signs.signs_of(row)}
    return render(
        request,
        "alienor/office/table_notes.html",
        {
            "edition": found,
            "session": row,
            "items": [
                {
                    "notes": one,
                    "questions": [
                        {"asked": question, "recurring": _recurring(question)}
                        for question in one.questions
                    ],
                    "on": one.item.ended_at is None,
                    "progress": _progress(one, tables),
                    "photos": [each for each in pictures if each.item_id == one.item.pk],
                }
                for one in items
            ],
            "may_enter": may(actor, "sessions.write_minutes", on=found) and not notes_closed(row),
            "text": in_words(items),
            **listens_to(desk_topic(slug), notes_topic(slug)),
        },
    )


def photo(request: HttpRequest, slug: str, public_id: str, picture: str) -> HttpResponse:
    """One photo of what a table put on paper; sent, the button takes it away."""
    found = edition_named(slug)
    actor = actor_of(request)
    require(actor, "sessions.read_notes", on=found)
    row = session_named(found, public_id)
    if request.method == "POST":
        photos.remove_photo(session_id=row.pk, photo=picture, actor=actor, clock=SystemClock())
        messages.success(request, now("La photo est retirée, et effacée."))
        return HttpResponseRedirect(reverse("office:table_notes", args=[slug, public_id]))
    answer = HttpResponse(photos.picture_of(row, picture), content_type=photos.MEDIA)
    answer["Cache-Control"] = "no-store"
    return answer


def _progress(notes: Any, tables: set[int]) -> list[tuple[str, list[int]]]:
    """Which tables handed in their notes on an item, which still write, which wrote nothing."""
    wrote: dict[int, bool] = {}
    for question in notes.questions:
        for sheet in question.sheets:
            wrote[sheet.table] = wrote.get(sheet.table, True) and sheet.given
    found = [
        (now("Notes remises"), sorted(table for table, given in wrote.items() if given)),
        (now("En train d'écrire"), sorted(table for table, given in wrote.items() if not given)),
        (now("Rien encore"), sorted(tables - wrote.keys())),
    ]
    return [(label, numbers) for label, numbers in found if numbers]


def _recurring(question: Any) -> list[tuple[str, list[int]]]:
    """The agreements that more than one table wrote."""
    return [(words, tables) for words, tables in question.agreements if len(tables) > 1]


def in_words(items: Any) -> str:
    """All that the tables wrote as plain text, for whoever writes the minutes."""
    lines: list[str] = []
    for one in items:
        lines += [str(one.item.title), ""]
        for question in one.questions:
            lines += [question.words]
            if question.readiness:
                lines.append(
                    now(
                        "Prêts à conclure : %(ready)s oui, %(almost)s presque, "
                        "%(not_yet)s pas encore."
                    )
                    % question.readiness
                )
            for sheet in question.sheets:
                lines += ["", now("Table %(number)s") % {"number": sheet.table}]
                lines += [sheet.sheet.notes] if sheet.sheet.notes else []
                lines += [f"+ {words}" for words in sheet.sheet.agreements]
                for said in sheet.sheet.disagreements:
                    lines += [f"± {said.about}", *(f"  – {each}" for each in said.positions)]
            lines.append("")
    return "\n".join(lines).strip()


def sheet_fields(prefix: str, *, asked: str, number: int = 0) -> dict[str, forms.Field]:
    """The fields of a table's sheet for one question: notes under `asked`, agreements,
    disagreements, hands; `number` tells those of several questions apart on one page."""
    which = f" ({number})" if number else ""
    fields: dict[str, forms.Field] = {
        "notes": forms.CharField(
            label=asked,
            help_text=now("Ce qui s'est dit."),
            widget=forms.Textarea(attrs={"rows": 4}),
            required=False,
        ),
        "agreements": forms.CharField(
            label=now("Nos accords") + which,
            help_text=now("Une phrase courte par ligne."),
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
        ),
        "disagreements": forms.CharField(
            label=now("Nos désaccords, gardés comme tels") + which,
            help_text=now(
                "Une ligne par désaccord ; ses positions à la suite, séparées par « / » : "
                "Le prix / Gratuit / Un euro."
            ),
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
        ),
    }
    for name in READY:
        fields[name] = Count(
            label=now("Prêts à conclure (%(number)s) : %(answer)s")
            % {"number": number, "answer": READINESS[name]}
            if number
            else READINESS[name],
            max_value=HANDS_AT_MOST,
            required=False,
        )
    return {f"{prefix}{name}": one for name, one in fields.items()}


def sheet_typed(facts: Mapping[str, Any], prefix: str) -> Sheet:
    """The sheet that these fields hold."""
    return Sheet(
        notes=facts[f"{prefix}notes"],
        agreements=tuple(facts[f"{prefix}agreements"].splitlines()),
        disagreements=tuple(
            Disagreement(about=about, positions=tuple(positions.split("/")))
            for line in facts[f"{prefix}disagreements"].splitlines()
            for about, _slash, positions in [line.partition("/")]
        ),
        **{name: facts[f"{prefix}{name}"] for name in READY},
    )


def sheet_shown(sheet: Sheet, prefix: str) -> dict[str, Any]:
    """A sheet as these fields show it."""
    return {
        f"{prefix}notes": sheet.notes,
        f"{prefix}agreements": "\n".join(sheet.agreements),
        f"{prefix}disagreements": "\n".join(
            " / ".join((one.about, *one.positions)) for one in sheet.disagreements
        ),
        **{f"{prefix}{name}": getattr(sheet, name) for name in READY},
    }


class EnterNotes(DayPage):
    """Enter what a table wrote on paper."""

    title = _("Saisir les notes d'une table")
    submit = _("Enregistrer et remettre")
    done = _("Les notes de la table sont enregistrées.")
    intro = _(
        "Recopiez la feuille de la table, sans nom. Ce qu'un appareil de la table a déjà envoyé "
        "reste, à côté : la page « Toutes les tables » montre les deux."
    )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        item = self._item(**place)
        form.fields["table"] = Count(
            label=now("Table"), min_value=1, max_value=signs.TABLES_AT_MOST
        )
        form.fields["people"] = Count(
            label=now("Personnes à la table"), max_value=PEOPLE_AT_MOST, required=False
        )
        for number, words in enumerate(question_words(item), start=1):
            form.fields |= sheet_fields(f"{number}-", asked=words, number=number)
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "sessions.write_minutes", on=edition_named(place["slug"]))
        return super().context(**place)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts, item = form.cleaned_data, self._item(**place)
        typed = {
            number: sheet_typed(facts, f"{number}-")
            for number in range(1, len(question_words(item)) + 1)
        }
        enter_table_notes(
            session_id=self.session(**place).pk,
            number=place["number"],
            table=facts["table"],
            people=facts["people"],
            sheets={number: sheet for number, sheet in typed.items() if not sheet.is_empty},
            seen={},
            actor=actor,
            clock=clock,
        )
        return reverse("office:table_notes", args=[place["slug"], place["public_id"]])

    def _item(self, **place: Any) -> Any:
        found = items_at_tables(self.session(**place))
        item = next((one for one in found if one.position + 1 == place["number"]), None)
        if item is None:
            raise NotFound("item")
        return item
