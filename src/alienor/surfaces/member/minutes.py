"""The minutes of a day on which somebody was: they read them, approve them, or ask for a
correction."""

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
from alienor.stages.sessions.minutes import WORDS_AT_MOST, read_minutes
from alienor.stages.sessions.minutes_queries import latest_minutes, own_reply, submitted_minutes
from alienor.stages.sessions.queries import session_by_id
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.minutes import is_long, minutes_title, sections_of
from alienor.surfaces.people import person_of


class ReadMinutes(ActionPage):
    """What both pages share: signed in, and with a badge."""

    template = "alienor/member/minutes.html"
    submit = _("Envoyer")
    done = _("Merci, c'est noté. Vous pouvez changer d'avis jusqu'à la date dite.")

    class Form(forms.Form):
        answer = forms.ChoiceField(
            label=_("Ce compte rendu dit-il bien ce qui s'est passé ?"),
            choices=(
                ("approve", _("Oui, je l'approuve")),
                ("correct", _("Il faut corriger quelque chose")),
            ),
            widget=forms.RadioSelect,
        )
        words = forms.CharField(
            label=_("Que faut-il corriger ?"),
            required=False,
            help_text=_(
                "Une phrase. Les personnes qui écrivent le compte rendu la lisent sans votre nom ; "
                "elle n'est pas publiée."
            ),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        version = forms.IntegerField(widget=forms.HiddenInput)

    most_words = WORDS_AT_MOST

    def person(self) -> int:  # for subclasses
        """Whoever reads."""
        return person_of(self.request)

    def session(self, **place: Any) -> Any:  # for subclasses
        """The day whose minutes these are."""
        return session_by_id(place["public_id"])

    def initial(self, **place: Any) -> dict[str, Any]:
        version = self._version(**place)
        own = own_reply(version, self.person())
        return {"version": version.number, "answer": own.answer if own else None}

    def context(self, **place: Any) -> dict[str, Any]:
        version = self._version(**place)
        sections = sections_of(version)
        return {
            "session": version.session,
            "minutes_title": minutes_title(version.session),
            "version": version,
            "open": submitted_minutes(version.session, now=SystemClock().now()) is not None,
            "own": own_reply(version, self.person()),
            "sections": sections,
            "contents": is_long(sections),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        read_minutes(
            session_id=self.session(**place).pk,
            person_id=self.person(),
            answer=form.cleaned_data["answer"],
            words=form.cleaned_data["words"],
            version=form.cleaned_data["version"],
            actor=self.acting(actor),
            clock=clock,
        )
        return self.back(**place)

    def acting(self, actor: Actor) -> Actor:  # for subclasses
        """In which capacity they answer."""
        return actor

    def back(self, **place: Any) -> str:  # for subclasses
        """Where they go afterwards."""
        return reverse("member:home")

    def _version(self, **place: Any) -> Any:
        """The latest version, once it is shown to those who were there. Errors: NotFound."""
        row = self.session(**place)
        found = latest_minutes(row)
        shown = found is not None and found.state in ("submitted", "approved", "published")
        if not shown or not row.presences.filter(person_id=self.person()).exists():
            raise NotFound("minutes")
        return found


@method_decorator(login_required, name="dispatch")
class OwnMinutes(ReadMinutes):
    """In somebody's own space."""
