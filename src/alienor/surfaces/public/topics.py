"""The subjects that residents propose: the call, each topic, how it was judged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.register import reading
from alienor.procedures.wording import full_day
from alienor.stages.founding.queries import edition_named, path_of, rules_of, step_not_open
from alienor.stages.topics.actions import submit_topic
from alienor.stages.topics.queries import call_step, subject_of, topic_named, topics_of
from alienor.surfaces.fields import WordsField
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.labels import AuthorField, LabelledPage
from alienor.surfaces.public import journal


def topic_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every topic of an edition, by where it stands."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/public/topics.html",
        {
            "edition": found,
            "path": path_of(found),
            "topics": topics_of(found),
            "subject": subject_of(found),
            "call_is_open": step_not_open(found, call_step(found)) is None,
            "criteria": rules_of(found).topics.criteria,
            "live_topics": f"edition.{slug}",
        },
    )


def topic(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One topic: its words, how it was judged, what became of it."""
    found = edition_named(slug)
    row = topic_named(found, public_id)
    labels = {item.code: item.label for item in rules_of(found).topics.criteria}
    history = journal.history(reading.history_of(public_id))
    return render(
        request,
        "alienor/public/topic.html",
        {
            "edition": found,
            "topic": row,
            "screenings": [
                {"label": labels[finding.criterion], "finding": finding}
                for finding in row.screenings.all()
                if finding.criterion in labels
            ],
            "entered_by_organisers": any(
                line.kind.startswith(("topic_admitted", "topic_refused"))
                and "organiser" in line.content["by"]
                and "screener" not in line.content["by"]
                for line in history
            ),
            "history": history,
        },
    )


class SubmitTopic(LabelledPage):
    """Propose a subject."""

    title = _("Proposer un sujet")
    submit = _("Proposer ce sujet")
    done = _("Merci : votre sujet est publié et inscrit au journal public.")

    class Form(forms.Form):
        title = forms.CharField(
            label=_("Votre sujet, en une question"),
            help_text=_("Par exemple : comment rendre nos rues plus calmes ?"),
            max_length=200,
        )
        author_label = AuthorField()

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["description"] = WordsField(
            label=_("De quoi s'agit-il, et pour qui ?"),
            most=rules_of(edition_named(place["slug"])).topics.call.words_at_most,
            rows=8,
        )
        form.order_fields(["title", "description"])
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        closed = step_not_open(found, call_step(found)) is not None
        return {
            "public_edition": found,
            "intro": _before_the_call(found) if closed else "",
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        made = submit_topic(
            edition_id=found.pk,
            title=form.cleaned_data["title"],
            description=form.cleaned_data["description"],
            author_label=form.cleaned_data["author_label"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("public:topic", args=[found.slug, made.public_id])


def _before_the_call(edition: Any) -> str:
    """When a topic can be sent, where it cannot be now."""
    step = next(one for one in path_of(edition) if one.rule.code == call_step(edition))
    if step.status == "done":
        return now("L'appel à sujets est clos : un sujet ne peut plus être proposé.")
    if step.step.planned_on:
        return now("L'appel à sujets n'est pas encore ouvert : il est prévu le %(day)s.") % {
            "day": full_day(step.step.planned_on)
        }
    return now("L'appel à sujets n'est pas encore ouvert, et sa date n'est pas encore dite.")


urlpatterns = [
    path("editions/<slug:slug>/sujets/", topic_list, name="topics"),
    path("editions/<slug:slug>/sujets/proposer/", SubmitTopic.as_view(), name="submit_topic"),
    path("editions/<slug:slug>/sujets/<str:public_id>/", topic, name="topic"),
]
