"""The one shape of a form page: parse, act, and say in a sentence what went wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import ActError, RuleForbids
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import fault_sentences, sentence


class DerogationField(forms.CharField):
    """Shown only once an article has refused: "Déroger et dire pourquoi"."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Déroger et dire pourquoi"),
            help_text=_(
                "La raison sera publiée avec l'article dont vous vous écartez. "
                "Laissez vide pour renoncer."
            ),
            required=False,
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

    def initial(self, **place: Any) -> dict[str, Any]:  # for subclasses
        """What the form shows first."""
        return {}

    def form(self, *args: Any, **place: Any) -> forms.Form:  # for subclasses
        """The form; override to fill choices."""
        return self.Form(*args)

    def context(self, **place: Any) -> dict[str, Any]:  # for subclasses
        """What the template needs besides the form. Raise here to refuse the page itself."""
        return {}

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """The empty (or prefilled) form."""
        form = self.form(**place)
        form.initial = self.initial(**place)
        return self.show(form, place, status=200)

    def show(
        self, form: forms.Form, place: dict[str, Any], *, status: int, error: ActError | None = None
    ) -> HttpResponse:
        """The page with `form`, and what is wrong with it where `error` refused it."""
        context = {
            "form": form,
            "title": self.title,
            "intro": self.intro,
            "submit": self.submit,
            "faults": fault_sentences(error) if error else [],
            "theirs": error.params.get("theirs") if error else None,
            **self.context(**place),
        }
        return render(self.request, self.template, context, status=status)


class ActionPage(FormPage, ABC):
    """A page with one form that leads to one action.

    Subclasses give `perform` too, which calls the action and returns where to go. What was typed
    stays in the form when the action is refused.
    """

    done: Any = _("C'est enregistré.")

    @abstractmethod
    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        """Call the action; return the address of the next page."""

    def post(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """Act, or show the form again with what was wrong."""
        form = self.form(request.POST, request.FILES, **place)
        if "derogation" in request.POST:
            form.fields["derogation"] = DerogationField()
        if not form.is_valid():
            return self.show(form, place, status=422)
        try:
            address = self.perform(form, actor=actor_of(request), clock=SystemClock(), **place)
        except ActError as error:
            if isinstance(error, RuleForbids) and not error.absolute:
                form.fields["derogation"] = DerogationField()
            explain(form, error)
            return self.show(form, place, status=error.status, error=error)
        if self.done:
            messages.success(request, self.done)
        return HttpResponseRedirect(address)


def derogation_of(form: forms.Form) -> str:
    """The reason given for departing from an article; empty where none was."""
    return str(form.cleaned_data.get("derogation", ""))


def explain(form: forms.Form, error: ActError) -> None:
    """Say beside its field, or above the form, why the action was refused."""
    field = getattr(error, "field", "") or None
    form.add_error(field if field in form.fields else None, sentence(error))
