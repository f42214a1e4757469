"""The council's answer and the follow-up in public, and what the follow-up group says itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.register import reading
from alienor.stages.followup.council import remind_point
from alienor.stages.followup.queries import (
    action_named,
    actions_of,
    file_of,
    point_named,
    points_of,
    recorded_assessment,
    return_requests_of,
)
from alienor.stages.followup.tracking import ask_return, assess_action
from alienor.stages.founding.queries import edition_named, path_of, rules_of
from alienor.surfaces.forms import ActionPage
from alienor.surfaces.people import actor_of
from alienor.surfaces.pictures.bars import Bar
from alienor.surfaces.public import journal
from alienor.surfaces.words import EVIDENCE, ROUTES, STATUSES, VERDICTS


def council(request: HttpRequest, slug: str) -> HttpResponse:
    """What was transmitted, what the council answered, point by point."""
    found = edition_named(slug)
    file = file_of(found)
    points = points_of(file) if file else []
    verdicts = Counter(one.answer.verdict if one.answer else "" for one in points)
    labels = {**VERDICTS, "": _("sans réponse")}
    return render(
        request,
        "alienor/public/council.html",
        {
            "edition": found,
            "path": path_of(found),
            "rules": rules_of(found).council,
            "file": file,
            "bars": [
                Bar(label=str(label), count=verdicts[code], chosen=code == "accepted")
                for code, label in labels.items()
                if verdicts[code]
            ],
            "points": [
                {
                    "view": one,
                    "verdict": VERDICTS.get(one.answer.verdict) if one.answer else None,
                    "route": ROUTES.get(one.answer.route) if one.answer else None,
                }
                for one in points
            ],
            "may_remind": may(actor_of(request), "followup.remind", on=found),
            "live_topics": f"edition.{slug}",
        },
    )


def action_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the city does about each point, the late first."""
    found = edition_named(slug)
    actions = actions_of(found, today=localdate())
    return render(
        request,
        "alienor/public/followup.html",
        {
            "edition": found,
            "path": path_of(found),
            "actions": [{"row": row, "status": STATUSES[row.status]} for row in actions],
            "late": sum(1 for row in actions if row.is_late),
            "requests": return_requests_of(found),
            "may_assess": may(actor_of(request), "followup.assess", on=found),
            "live_topics": f"edition.{slug}",
        },
    )


def followed_action(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One action: milestones, evidence, history, and both assessments side by side."""
    found = edition_named(slug)
    row = action_named(found, public_id)
    today = localdate()
    assessments = list(row.assessments.all())
    actor = actor_of(request)
    return render(
        request,
        "alienor/public/action.html",
        {
            "edition": found,
            "action": row,
            "status": STATUSES[row.status],
            "milestones": [
                {"row": one, "late": not one.done_on and one.planned_on < today}
                for one in row.milestones.all()
            ],
            "evidence": [
                {"row": one, "kind": EVIDENCE.get(one.kind, one.kind)} for one in row.evidence.all()
            ],
            "changes": [{"row": one, "status": STATUSES[one.status]} for one in row.history.all()],
            "by_the_city": [one for one in assessments if one.side == "city"],
            "by_the_group": [one for one in assessments if one.side == "group"],
            "may_assess": may(actor, "followup.assess", on=found),
            "history": journal.history(reading.history_of(public_id)),
            "live_topics": f"edition.{slug}",
        },
    )


class AssessAction(ActionPage):
    """The follow-up group's own assessment."""

    title = _("L'avis du groupe de suivi")
    submit = _("Publier cet avis")

    class Form(forms.Form):
        mark = forms.CharField(
            label=_("En quelques mots"),
            help_text=_("Par exemple : « satisfaisant, avec une réserve »."),
            max_length=120,
        )
        text = forms.CharField(label=_("Pourquoi ?"), widget=forms.Textarea(attrs={"rows": 5}))

    def recorded(self, **place: Any) -> dict[str, Any]:
        row = action_named(edition_named(place["slug"]), place["public_id"])
        return recorded_assessment(row, "group")

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        row = action_named(found, place["public_id"])
        return {"public_edition": found, "intro": str(row.title)}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        assess_action(
            action_id=action_named(found, place["public_id"]).pk,
            side="group",
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return reverse("public:followed_action", args=[found.slug, place["public_id"]])


class RemindPoint(ActionPage):
    """Ask again."""

    title = _("Demander de nouveau une réponse")
    submit = _("Publier cette demande")

    class Form(forms.Form):
        text = forms.CharField(label=_("Votre demande"), widget=forms.Textarea(attrs={"rows": 4}))

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {
            "public_edition": found,
            "intro": point_named(found, place["public_id"]).title,
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        remind_point(
            point_id=point_named(found, place["public_id"]).pk,
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return reverse("public:council", args=[found.slug])


class AskReturn(ActionPage):
    """Ask that the assembly meet again."""

    title = _("Demander une journée de retour")
    submit = _("Publier cette demande")

    class Form(forms.Form):
        text = forms.CharField(label=_("Pourquoi ?"), widget=forms.Textarea(attrs={"rows": 6}))

    def context(self, **place: Any) -> dict[str, Any]:
        return {"public_edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        ask_return(edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data)
        return reverse("public:followup", args=[found.slug])


PLACE = "editions/<slug:slug>/suivi/"
urlpatterns = [
    path("editions/<slug:slug>/conseil/", council, name="council"),
    path(
        "editions/<slug:slug>/conseil/<str:public_id>/relancer/",
        RemindPoint.as_view(),
        name="remind_point",
    ),
    path(PLACE, action_list, name="followup"),
    path(PLACE + "retour/", AskReturn.as_view(), name="ask_return"),
    path(PLACE + "<str:public_id>/", followed_action, name="followed_action"),
    path(PLACE + "<str:public_id>/avis/", AssessAction.as_view(), name="assess_action"),
]
