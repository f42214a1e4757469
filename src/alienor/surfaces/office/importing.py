"""Lists of people: choose a file, see what each line would do, then import all of it."""

from __future__ import annotations

import base64
import csv
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.acts import SystemClock, rehearse
from alienor.platform.errors import ActError, Invalid
from alienor.procedures import importing
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.surfaces.fields import hold_to_one_line
from alienor.surfaces.forms import (
    FormPage,
    derogation_of,
    explain,
    keep_derogation,
    offer_derogation,
)
from alienor.surfaces.people import actor_of
from alienor.surfaces.recruitment import THROUGH
from alienor.surfaces.words import BODIES, MEMBERS, reader_language


class ImportPage(FormPage, ABC):
    """A list, shown line by line before anything is written.

    The file travels with the page that previews it, and is kept nowhere: what is confirmed is
    what was seen, and leaving the page leaves nothing behind.
    """

    template = "alienor/office/import.html"
    submit = _("Voir ce que fera ce fichier")
    run: Any  # the action that the list leads to

    @abstractmethod
    def columns(self, **place: Any) -> list[Any]:
        """The columns that the list may have."""

    @abstractmethod
    def back(self, **place: Any) -> str:
        """Where the list is shown afterwards."""

    def homes(self, _lines: list[importing.Line]) -> dict[str, Any] | None:  # for subclasses
        """Who shares a household, where the list tells."""
        return None

    def facts(self, form: forms.Form, **place: Any) -> dict[str, Any]:
        """What the action wants besides the file."""
        chosen = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        return {"edition_id": edition_named(place["slug"]).pk, **chosen}

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"]), "columns": self.columns(**place)}

    def post(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """A file chosen leads to its preview; a preview confirmed, to the import."""
        form = self.form(request.POST, request.FILES, **place)
        confirmed = "content" in request.POST
        field = form.fields["file"]
        if confirmed:
            del form.fields["file"]
        hold_to_one_line(form)
        valid = form.is_valid()
        keep_derogation(form)
        if not valid:
            return self.show(form, place, status=422)
        try:
            data = _carried(request) if confirmed else form.cleaned_data["file"].read()
            facts = {
                **self.facts(form, **place),
                "data": data,
                "actor": actor_of(request),
                "clock": SystemClock(),
            }
            run = type(self).run
            lines = run(**facts) if confirmed else rehearse(run, **facts)
        except ActError as error:
            form.fields["file"] = field
            offer_derogation(form, error, on=place["slug"], to=actor_of(request))
            explain(form, error)
            return self.show(form, place, status=error.status, error=error)
        if not confirmed:
            return self._preview(form, lines, data, place)
        messages.success(request, _imported(sum(line.new for line in lines)))
        return HttpResponseRedirect(self.back(**place))

    def _preview(
        self, form: forms.Form, lines: list[importing.Line], data: bytes, place: dict[str, Any]
    ) -> HttpResponse:
        new = sum(line.new for line in lines)
        return render(
            self.request,
            "alienor/office/import_preview.html",
            {
                "title": self.title,
                **self.context(**place),
                "lines": [
                    {
                        "line": line,
                        "what": MEMBERS.get(line.what, line.what),
                        "joins": line.home if line.home != line.number else 0,
                    }
                    for line in lines
                ],
                "new": new,
                "known": len(lines) - new,
                "homes": self.homes(lines),
                "content": base64.b64encode(data).decode(),
                "sent": {
                    name: value
                    for name, value in self.request.POST.items()
                    if name in form.fields and name != "file"
                },
            },
        )


class ImportMembers(ImportPage):
    """People and their places in one body."""

    title = _("Importer une liste de personnes")
    intro = _(
        "Une ligne par personne. Rien n'est enregistré avant que vous ayez vu ce que fera chaque "
        "ligne, et tout est enregistré ou rien. La même liste, importée deux fois, ne change rien."
    )
    run = importing.import_members

    class Form(forms.Form):
        file = forms.FileField(label=_("Liste (CSV, ODS ou XLSX)"))
        accepted = forms.BooleanField(
            label=_("Ces personnes ont déjà donné leur accord"), required=False
        )

    def columns(self, **place: Any) -> list[Any]:
        return list(importing.MEMBERS)

    def context(self, **place: Any) -> dict[str, Any]:
        rules = rules_of(edition_named(place["slug"]))
        return {
            **super().context(**place),
            "title": now("Importer une liste : %(body)s")
            % {"body": BODIES.get(place["body"], place["body"])},
            "values": [
                {
                    "column": now("Collège, au féminin ou au masculin, au singulier ou au pluriel"),
                    "values": [
                        rules.college(code).label.in_language(reader_language())
                        for seat in rules.body(place["body"]).seats
                        for code in seat.colleges
                    ],
                }
            ],
            "model": reverse("office:members_model", args=[place["slug"], place["body"]]),
        }

    def facts(self, form: forms.Form, **place: Any) -> dict[str, Any]:
        return {
            **super().facts(form, **place),
            "body": place["body"],
            "derogation": derogation_of(form),
        }

    def back(self, **place: Any) -> str:
        return reverse("office:seats", args=[place["slug"]]) + f"#{place['body']}"


class ImportReplies(ImportPage):
    """Agreements to be drawn."""

    title = _("Importer des accords")
    intro = ImportMembers.intro
    run = importing.import_replies

    class Form(forms.Form):
        file = forms.FileField(label=_("Liste (CSV, ODS ou XLSX)"))
        through = forms.ChoiceField(
            label=_("Reçues"),
            choices=[(code, label) for code, label in THROUGH.items() if code != "web"],
        )

    def columns(self, **place: Any) -> list[Any]:
        return importing.reply_columns(rules_of(edition_named(place["slug"])))

    def context(self, **place: Any) -> dict[str, Any]:
        features = rules_of(edition_named(place["slug"])).draw.feature
        language = reader_language()
        return {
            **super().context(**place),
            "values": [
                {
                    "column": one.label.in_language(language),
                    "values": [value.label.in_language(language) for value in one.value],
                }
                for one in features
            ],
            "model": reverse("office:replies_model", args=[place["slug"]]),
            "by_home": True,
        }

    def homes(self, lines: list[importing.Line]) -> dict[str, Any]:
        people = Counter(line.home for line in lines if line.home)
        return {
            "shared": sum(count > 1 for count in people.values()),
            "alone": sum(line.new and not line.home for line in lines),
        }

    def back(self, **place: Any) -> str:
        return reverse("office:recruitment", args=[place["slug"]])


def members_model(_request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """An empty list to fill, with the titles that are wanted."""
    return _model(importing.MEMBERS, name=f"{slug}-{body}")


def replies_model(_request: HttpRequest, slug: str) -> HttpResponse:
    """An empty list of agreements to fill."""
    return _model(importing.reply_columns(rules_of(edition_named(slug))), name=f"{slug}-accords")


def _model(columns: Iterable[Any], *, name: str) -> HttpResponse:
    """Semicolons and a mark at the start: what a French spreadsheet opens with its accents."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")
    csv.writer(answer, delimiter=";").writerow(column.names[0] for column in columns)
    return answer


def _carried(request: HttpRequest) -> bytes:
    """The file, as its preview carried it."""
    try:
        return base64.b64decode(request.POST["content"], validate=True)
    except ValueError as error:  # no base64, or no ASCII
        raise Invalid("required", field="file") from error


def _imported(count: int) -> str:
    if not count:
        return now("Rien n'a changé : toutes ces personnes étaient déjà là.")
    return ngettext(
        "Le fichier est importé : %(count)s personne de plus.",
        "Le fichier est importé : %(count)s personnes de plus.",
        count,
    ) % {"count": count}
