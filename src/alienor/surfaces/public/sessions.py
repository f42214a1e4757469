"""Days and meetings in public: the list, each one, and a volunteer's registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.platform.register import reading
from alienor.procedures.sessions import ask_to_come, register_volunteer
from alienor.stages.founding.queries import edition_named, path_of
from alienor.stages.hearings.queries import hearings_on
from alienor.stages.sessions.debating import debates_of
from alienor.stages.sessions.minutes_queries import published_minutes, reply_counts
from alienor.stages.sessions.queries import days_of, session_named, sessions_of
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.minutes import (
    approval_sentence,
    corrections_since_draft,
    is_long,
    minutes_title,
    sections_of,
)
from alienor.surfaces.papers import views as papers
from alienor.surfaces.people import actor_of
from alienor.surfaces.public import journal
from alienor.surfaces.public.asking import ASKED, EMAIL_HELP
from alienor.surfaces.public.hearings import hearing_views
from alienor.surfaces.sessions import exit_view, points_view, session_view
from alienor.surfaces.words import BODIES, reader_language


def session_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of the assembly, then the meetings of its groups."""
    found = edition_named(slug)
    meetings = sessions_of(found).filter(kind="meeting")
    days = list(days_of(found).exclude(state="cancelled"))
    return render(
        request,
        "alienor/public/sessions.html",
        {
            "edition": found,
            "path": path_of(found),
            "to_come": [day for day in days if day.state != "closed"],
            "held": [day for day in reversed(days) if day.state == "closed"],
            "groups": [
                {"label": label, "meetings": rows}
                for code, label in BODIES.items()
                if (rows := [one for one in meetings if one.body == code])
            ],
            "may_prepare": may(actor_of(request), "sessions.prepare", on=found),
            "live_topics": f"edition.{slug}",
        },
    )


def session(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One day: where, when, what, who came, what was decided, the minutes."""
    found = edition_named(slug)
    row = session_named(found, public_id)
    return render(
        request,
        "alienor/public/session.html",
        {
            "edition": found,
            "view": session_view(row),
            "said": exit_view(row),
            "moving": debates_of(row),
            "points": points_view(row),
            "hearings": hearing_views(found, hearings_on(found, public_id)),
            "may_prepare": may(actor_of(request), "sessions.prepare", on=found),
            "history": journal.gathered(journal.history(reading.history_of(public_id))),
            "live_topics": f"edition.{slug}",
        },
    )


def minutes(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The published minutes of a day, what was corrected in them, and versions published before."""
    found = edition_named(slug)
    row = session_named(found, public_id)
    published = published_minutes(row)
    if not published:
        raise NotFound("minutes")
    latest, sections = published[0], sections_of(published[0])
    return render(
        request,
        "alienor/public/minutes.html",
        {
            "edition": found,
            "session": row,
            "title": minutes_title(row),
            "version": latest,
            "sections": sections,
            "contents": is_long(sections),
            "approval": approval_sentence(latest, reply_counts(row)),
            "changes": corrections_since_draft(latest),
            "earlier": [{"version": one, "sections": sections_of(one)} for one in published[1:]],
            "live_topics": f"edition.{slug}",
        },
    )


class Register(ActionPage):
    """Come to a day: at once for whoever is signed in, through a message for anybody else."""

    submit = _("Je viens")

    class Form(forms.Form):
        email = forms.EmailField(label=_("Adresse électronique"), help_text=EMAIL_HELP)

    @property
    def done(self) -> Any:
        """Whoever is signed in is registered; an address is asked, known or not, in one way."""
        if self.request.user.is_authenticated:
            return _("Vous êtes inscrite ou inscrit. Un message vous dit comment changer d'avis.")
        return ASKED

    def form(self, *args: Any, **place: Any) -> forms.Form:
        if self.request.user.is_authenticated:
            return forms.Form(*args)
        return super().form(*args, **place)

    def context(self, **place: Any) -> dict[str, Any]:
        row = session_named(edition_named(place["slug"]), place["public_id"])
        return {
            "public_edition": row.edition,
            "title": _("Venir : %(title)s") % {"title": row.title},
            "intro": _(
                "L'assemblée est ouverte à toute personne qui habite la commune. L'inscription "
                "aide à préparer la salle et le repas ; on peut aussi venir sans s'inscrire."
            ),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        row = session_named(edition_named(place["slug"]), place["public_id"])
        if actor.person_id:
            register_volunteer(session_id=row.pk, actor=actor, clock=clock)
        else:
            ask_to_come(
                session_id=row.pk,
                email=form.cleaned_data["email"],
                language=reader_language(),
                actor=actor,
                clock=clock,
            )
        return reverse("public:session", args=[place["slug"], place["public_id"]])


urlpatterns = [
    path("editions/<slug:slug>/sessions/", session_list, name="sessions"),
    path("editions/<slug:slug>/sessions/<str:public_id>/", session, name="session"),
    path("editions/<slug:slug>/sessions/<str:public_id>/compte-rendu/", minutes, name="minutes"),
    path(
        "editions/<slug:slug>/sessions/<str:public_id>/compte-rendu.pdf",
        papers.minutes,
        name="minutes_pdf",
    ),
    path("editions/<slug:slug>/sessions/<str:public_id>/venir/", Register.as_view(), name="come"),
]
