"""The four questions of the end of a day, in somebody's own space."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.stages.sessions.exit_questions import ASKED_FOR, answer_exit_questions, own_answers
from alienor.stages.sessions.queries import session_by_id
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import person_of
from alienor.surfaces.words import EXIT_ANSWERS, EXIT_QUESTIONS


@method_decorator(login_required, name="dispatch")
class DayQuestions(ActionPage):
    """Say how a day was, for two days after it."""

    title = _("Comment était cette journée, pour vous ?")
    intro = _(
        "Quatre questions, aucune n’est obligatoire. Personne ne lira vos réponses avec votre "
        "nom : seuls des totaux paraissent, à partir de dix réponses. Une réponse par personne : "
        "ici, ou sur la feuille de papier."
    )
    submit = _("Envoyer")
    done = _("Merci. Vous pouvez changer d'avis jusqu'à après-demain.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = self.Form(*args)
        for code, label in EXIT_QUESTIONS.items():
            form.fields[code] = forms.ChoiceField(
                label=label,
                choices=list(EXIT_ANSWERS.items()),
                widget=forms.RadioSelect,
                required=False,
            )
        return form

    def initial(self, **place: Any) -> dict[str, Any]:
        return dict(own_answers(self._day(**place)).get(person_of(self.request), {}))

    def context(self, **place: Any) -> dict[str, Any]:
        self._day(**place)
        return {}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        answer_exit_questions(
            session_id=self._day(**place).pk,
            person_id=person_of(self.request),
            answers={code: said for code, said in form.cleaned_data.items() if said},
            actor=actor,
            clock=clock,
        )
        return reverse("member:home")

    def _day(self, **place: Any) -> Any:
        """A day that is over since two days at most, on which the reader was. Errors: NotFound."""
        row = session_by_id(place["public_id"])
        asked = row.closed_at is not None and SystemClock().now() <= row.closed_at + ASKED_FOR
        if not asked or not row.presences.filter(person_id=person_of(self.request)).exists():
            raise NotFound("questions")
        return row
