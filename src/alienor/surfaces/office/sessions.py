"""The desk's pages of days and meetings: open, conclude."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.rehearsals.running import rehearsals
from alienor.procedures.day_votes import votes_of_day
from alienor.procedures.sessions import begin_day, end_day
from alienor.procedures.thanking import to_thank
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import edition_named
from alienor.stages.polls.queries import (
    unfinished_polls,
    unopened_polls,
)
from alienor.stages.sessions.badges import badges_of
from alienor.stages.sessions.minutes_queries import latest_minutes
from alienor.stages.sessions.queries import (
    answers_of,
    present_in,
    session_named,
    sessions_of,
)
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.office.day import DayPage, may_open_and_close
from alienor.surfaces.office.polls import poll_lines
from alienor.surfaces.office.tables import named_tables
from alienor.surfaces.people import actor_of
from alienor.surfaces.polls import PollView
from alienor.surfaces.sessions import session_view

BLANK_ITEMS = 3


def session_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Days and meetings of an edition."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/office/sessions.html",
        {
            "edition": found,
            "sessions": sessions_of(found),
            "at_desk": may(actor_of(request), "founding.plan", on=found),
        },
    )


def session(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One day on the desk: everything that can be done with it now."""
    found = edition_named(slug)
    row = session_named(found, public_id)
    actor = actor_of(request)
    return render(
        request,
        "alienor/office/session.html",
        {
            "edition": found,
            "session": row,
            "view": session_view(row),
            "answers": answers_of(row),
            "polls": poll_lines(found, votes_of_day(row)),
            "tables": named_tables(row),
            "latest": latest_minutes(row),
            "to_thank": to_thank(row) if row.state == "closed" else 0,
            "badges": len(badges_of(row)),
            "rehearsals_on": len(rehearsals(about=row.public_id)),
            "may_draft": may(actor, "polls.draft", on=found),
            "may": {
                name: may(actor, f"sessions.{name}", on=found)
                for name in ("welcome", "chair", "read_needs", "write_minutes", "rehearse")
            },
            "may_open_and_close": may_open_and_close(row, by=actor),
        },
    )


class OpenDay(DayPage):
    """Open the day."""

    title = _("Ouvrir la séance")
    submit = _("Ouvrir la séance maintenant")
    done = _("La séance est ouverte.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        day = localtime(self.session(**place).starts_at)
        if day.date() > localdate():
            form.fields["early"] = forms.BooleanField(
                label=now("Elle est prévue le %(day)s : l'ouvrir dès aujourd'hui quand même")
                % {"day": full_day(day)},
                error_messages={
                    "required": now(
                        "Cette séance n'est pas prévue aujourd'hui : cochez la case si vous "
                        "l'ouvrez en avance, ou changez d'abord sa date."
                    )
                },
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = super().context(**place)
        there, view = len(present_in(found["session"])), session_view(found["session"])
        said = [
            ngettext(
                "%(count)s personne est notée présente à l'accueil.",
                "%(count)s personnes sont notées présentes à l'accueil.",
                there,
            )
            % {"count": there}
            if there
            else now("Personne n'est encore noté présent à l'accueil.")
        ]
        if view.quorum:
            quorum = now("Quorum du vote de ce jour : %(quorum)s personnes.")
            said.append(quorum % {"quorum": view.quorum})
        said.append(
            now(
                "La séance ouverte, on commence les points, on donne la parole et on ouvre les "
                "votes, depuis « Conduire la journée » ; l'accueil continue."
            )
        )
        return {**found, "intro": " ".join(said)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        begin_day(
            session_id=self.session(**place).pk,
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class EndDay(DayPage):
    """Say what was decided, and close."""

    template = "alienor/office/end_day.html"
    title = _("Lever la séance")
    intro = _("Ces phrases sont lues à voix haute avant que l'on se quitte, puis publiées.")
    submit = _("Publier et lever la séance")
    done = _("La séance est levée.")

    class Form(forms.Form):
        sentences = forms.CharField(
            label=_("Ce que l'Assemblée a décidé aujourd'hui, une phrase par ligne"),
            widget=forms.Textarea(attrs={"rows": 8}),
        )

    def context(self, **place: Any) -> dict[str, Any]:
        row = self.session(**place)
        unfinished = unfinished_polls(row.edition, body=row.body)
        unopened = unopened_polls(row.edition, step=row.step) if row.step else []
        return {
            **super().context(**place),
            "unfinished": poll_lines(row.edition, unfinished),
            "unopened": poll_lines(row.edition, unopened),
        }

    def initial(self, **place: Any) -> dict[str, Any]:
        polls = session_view(self.session(**place)).polls
        return {"sentences": "\n".join(said for one in polls if (said := _said(one)))}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        end_day(
            session_id=self.session(**place).pk,
            sentences=form.cleaned_data["sentences"].splitlines(),
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


def _said(view: PollView) -> str:
    """A vote and its result in one line; empty before there is one."""
    return f"« {view.poll.question} » {view.sentence}" if view.sentence else ""
