"""The one shape of a form page: parse, act, and say in a sentence what went wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock, version_of
from alienor.platform.errors import ActError, Conflict, RuleForbids
from alienor.platform.tables import LineFault
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.fields import hold_to_one_line
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import fault_sentences, sentence
from alienor.surfaces.words import hour

LINE, MOST_LINES = 75, 24
"""Characters on a line of a box, lines that a box shows at most."""


class DerogationField(forms.CharField):
    """Shown once an article refuses, and needed then: "Déroger et dire pourquoi"."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Déroger et dire pourquoi"),
            help_text=_(
                "Il faut une raison pour passer outre : elle sera publiée, avec l'article dont "
                "vous vous écartez. Pour renoncer, quittez cette page."
            ),
            widget=forms.Textarea(attrs={"rows": 3}),
        )


class FormPage(View):
    """A page with one form: how it is shown, first and again. Subclasses give `Form`, `title`,
    `submit`, and what becomes of what was sent."""

    Form: type[forms.Form] = forms.Form
    template = "alienor/form_page.html"
    title: Any = ""
    intro: Any = ""
    submit: Any = _("Enregistrer")

    def recorded(self, **place: Any) -> Mapping[str, Any] | None:  # for subclasses
        """What is recorded now of what this form replaces or follows, by field as far as may be;
        None where it does neither. Its version travels with the form as `seen`."""
        return None

    def foreseen(self, **place: Any) -> RuleForbids | None:  # for subclasses
        """What the rules will say against it, where that is known before anything is sent."""
        return None

    def initial(self, **place: Any) -> dict[str, Any]:  # for subclasses
        """What the form shows first: what is recorded."""
        return dict(self.recorded(**place) or {})

    def form(self, *args: Any, **place: Any) -> forms.Form:  # for subclasses
        """The form; override to fill choices."""
        return self.Form(*args)

    def in_words(self, form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        """What is recorded, as (label, words), for whoever meant to replace it."""
        return [
            (field.label, shown_value(field, recorded[name]))
            for name, field in form.fields.items()
            if name in recorded
        ]

    def context(self, **place: Any) -> dict[str, Any]:  # for subclasses
        """What the template needs besides the form. Raise here to refuse the page itself."""
        return {}

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """The empty (or prefilled) form."""
        form = self.form(**place)
        form.initial = self.initial(**place)
        recorded = self.recorded(**place)
        if recorded is not None:
            form.fields["seen"] = seen_field()
            form.initial["seen"] = version_of(recorded)
        refusal = self.foreseen(**place)
        if refusal is not None:
            offer_derogation(form, refusal, on=place.get("slug"), to=actor_of(request))
        return self.show(form, place, status=200, foreseen=refusal)

    def show(
        self,
        form: forms.Form,
        place: dict[str, Any],
        *,
        status: int,
        error: ActError | None = None,
        foreseen: RuleForbids | None = None,
    ) -> HttpResponse:
        """The page with `form`, and what is wrong with it where `error` refused it, or will."""
        fit_boxes(form)
        context = {
            "warning": _said(foreseen, form) if foreseen else "",
            "form": form,
            "title": self.title,
            "intro": self.intro,
            "submit": self.submit,
            "faults": fault_sentences(error) if error else [],
            "theirs": self.in_words(form, error.theirs) if isinstance(error, Conflict) else None,
            **self.context(**place),
        }
        return render(self.request, self.template, context, status=status)


class ActionPage(FormPage, ABC):
    """A page with one form that leads to one action.

    Subclasses give `perform` too, which calls the action and returns where to go. What was typed
    stays in the form when the action is refused. Where somebody else changed the same thing
    meanwhile, the form has then seen what they wrote: sent again, it goes through.
    """

    done: Any = _("C'est enregistré.")

    @abstractmethod
    def perform(
        self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any
    ) -> str | HttpResponse:
        """Call the action; return the address of the next page, or the file that was asked for."""

    def post(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """Act, or show the form again with what was wrong."""
        form = self.form(request.POST.copy(), request.FILES, **place)
        if type(self).recorded is not FormPage.recorded:
            form.fields["seen"] = seen_field()
        hold_to_one_line(form)
        valid = form.is_valid()
        keep_derogation(form)
        if not valid:
            return self.show(form, place, status=422)
        try:
            found = self.perform(form, actor=actor_of(request), clock=SystemClock(), **place)
        except ActError as error:
            if isinstance(error, Conflict):
                form.data["seen"] = version_of(error.theirs)
            offer_derogation(form, error, on=place.get("slug"), to=actor_of(request))
            explain(form, error)
            return self.show(form, place, status=error.status, error=error)
        if self.done:
            messages.success(request, self.done)
        return HttpResponseRedirect(found) if isinstance(found, str) else found


def derogation_of(form: forms.Form) -> str:
    """The reason given for departing from an article; empty where none was."""
    return str(form.data.get("derogation", "")).strip()


def keep_derogation(form: forms.Form) -> None:
    """Show again the reason that was given, if one was."""
    if "derogation" in form.data:
        form.fields["derogation"] = DerogationField()


def offer_derogation(form: forms.Form, error: ActError, *, on: str | None, to: Actor) -> None:
    """Let whoever may derogate in the edition `on` say why, where that lifts the refusal."""
    lines = [one.error for one in error.params.get("faults", ()) if isinstance(one, LineFault)]
    lifted = all(isinstance(one, RuleForbids) and not one.absolute for one in lines or [error])
    if lifted and on is not None and may(to, "founding.derogate", on=edition_named(on)):
        form.fields["derogation"] = DerogationField()


def fit_boxes(form: forms.Form) -> None:
    """Make each box of text as tall as the words in it, as far as a screen goes."""
    for field in form:
        attrs = field.field.widget.attrs
        if isinstance(field.field.widget, forms.Textarea) and "rows" in attrs:
            written = str(field.value() or "").splitlines()
            lines = sum(1 + len(line) // LINE for line in written)
            attrs["rows"] = max(int(attrs["rows"]), min(lines, MOST_LINES))


def seen_field() -> forms.CharField:
    """The version of what was recorded when the form was shown."""
    return forms.CharField(widget=forms.HiddenInput, required=False)


def shown_value(field: forms.Field, value: Any) -> Any:
    """What is recorded in a field, as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return f"{full_day(value)}, {hour(value)}"
    if isinstance(value, date):
        return full_day(value)
    return _choices_of(field).get(str(value), value)


def _choices_of(field: forms.Field) -> dict[str, Any]:
    """The choices of a field in words, those of groups among them."""
    found: dict[str, Any] = {}
    for code, label in getattr(field, "choices", ()):
        grouped = label if isinstance(label, list | tuple) else [(code, label)]
        found |= {str(one): words for one, words in grouped}
    return found


def explain(form: forms.Form, error: ActError) -> None:
    """Say beside its field, or above the form, why the action was refused."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, _said(error, form))


def _said(error: ActError, form: forms.Form) -> str:
    return sentence(error, derogable="derogation" in form.fields)
