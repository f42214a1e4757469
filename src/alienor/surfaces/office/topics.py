"""The desk's pages of topics: enter those on paper, merge, note the jury's findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.access.decide import may
from alienor.platform.access.roles import roles_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import ActError
from alienor.procedures.subject import TopicRound, draft_topic_vote, round_to_hold
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.topics import actions
from alienor.stages.topics.queries import (
    IN_THE_RUNNING,
    likely_duplicates,
    topic_named,
    topics_of,
)
from alienor.surfaces.fields import PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.labels import FunctionField
from alienor.surfaces.office.vote_drafts import DraftVote
from alienor.surfaces.people import actor_of
from alienor.surfaces.sentences import sentence
from alienor.surfaces.words import TOPIC_CHANNELS, reader_language

SCREENER = "screener"


def topic_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Topics that wait for a finding, those that look alike, and the vote that comes next."""
    found = edition_named(slug)
    coming, waits = None, ""
    try:
        coming = round_to_hold(found)
    except ActError as error:
        waits = sentence(error)
    roles = roles_of(actor_of(request), found)
    return render(
        request,
        "alienor/office/topics.html",
        {
            "edition": found,
            "screens": SCREENER in roles,
            "may_enter": may(actor_of(request), "topics.enter", on=found),
            "may_draft": may(actor_of(request), "polls.draft", on=found),
            "topics": topics_of(found),
            "alike": likely_duplicates(found)[:10],
            "coming": said_round(coming) if coming else "",
            "several": coming is not None and coming.number < coming.last,
            "waits": waits,
        },
    )


def said_round(coming: TopicRound) -> str:
    """A round in words: which, and how many topics it keeps among how many."""
    facts = {"number": coming.number, "last": coming.last, "count": len(coming.topics)}
    return ngettext(
        "Tour %(number)s sur %(last)s : garder %(keep)s sujet sur %(count)s",
        "Tour %(number)s sur %(last)s : garder %(keep)s sujets sur %(count)s",
        coming.keep,
    ) % {**facts, "keep": coming.keep}


class DraftTopicVote(DraftVote):
    """Put the topics still in the running to the vote: the next round of the rules."""

    title = _("Mettre les sujets aux voix")
    template = "alienor/office/topic_vote.html"

    def kind_of(self, **place: Any) -> str:
        return round_to_hold(edition_named(place["slug"])).kind.code

    def initial(self, **place: Any) -> dict[str, Any]:
        if round_to_hold(edition_named(place["slug"])).keep == 1:
            return {"question": now("Quel sera le sujet de l'assemblée ?")}
        return {"question": now("Parmi ces sujets, lesquels voulez-vous garder ?")}

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        coming = round_to_hold(found)
        steps = [rules_of(found).step(code) for code in coming.kind.steps]
        return {
            "edition": found,
            "intro": said_round(coming),
            "coming": coming,
            "steps": [step.label.in_language(reader_language()) for step in steps],
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        poll = draft_topic_vote(edition_id=found.pk, actor=actor, clock=clock, **form.cleaned_data)
        return self.to_poll(found.slug, poll)


class EnterTopic(ActionPage):
    """Enter, word for word, a topic that came on paper or in a meeting."""

    title = _("Saisir un sujet reçu sur papier ou en réunion")
    submit = _("Enregistrer ce sujet")

    class Form(forms.Form):
        channel = forms.ChoiceField(
            label=_("Comment est-il arrivé ?"), choices=list(TOPIC_CHANNELS.items())
        )
        title = forms.CharField(label=_("Le sujet, mot pour mot"), max_length=200)
        description = forms.CharField(
            label=_("La description, mot pour mot"), widget=forms.Textarea(attrs={"rows": 8})
        )
        author_label = FunctionField(_("Qui le propose ?"), max_length=120)

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        actions.submit_topic(
            edition_id=found.pk,
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
            **{name: form.cleaned_data[name] for name in self.Form.base_fields},
        )
        return reverse("office:topics", args=[found.slug])


class ScreenTopic(ActionPage):
    """Say what the jury found on each criterion, with its reason: one who sits in it, or an
    organiser who enters its finding."""

    title = _("Avis du jury sur un sujet")
    submit = _("Publier l'avis")
    done = _("L'avis est publié, avec ses raisons.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        for criterion in rules_of(edition_named(place["slug"])).topics.criteria:
            label = criterion.label.in_language(reader_language()).capitalize()
            form.fields[f"{criterion.code}_met"] = forms.ChoiceField(
                label=label,
                choices=[("yes", _("Rempli")), ("no", _("Non rempli"))],
                widget=forms.RadioSelect,
            )
            form.fields[criterion.code] = PublishedReason(
                label=now("Pourquoi ? (%(criterion)s)") % {"criterion": label}
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        screens = SCREENER in roles_of(actor_of(self.request), found)
        topic = topic_named(found, place["public_id"])
        return {
            "public_edition": found,
            "quoted": [str(topic.title), str(topic.description)],
            "intro": _("Le journal public dira que l'avis vient de l'instance qui examine.")
            if screens
            else _(
                "Vous saisissez l'avis que le jury a rendu : la page du sujet et le journal public "
                "diront que l'équipe d'organisation l'a saisi."
            ),
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = form.cleaned_data
        actions.screen_topic(
            topic_id=topic_named(found, place["public_id"]).pk,
            findings={
                criterion.code: (facts[f"{criterion.code}_met"] == "yes", facts[criterion.code])
                for criterion in rules_of(found).topics.criteria
            },
            actor=actor,
            clock=clock,
        )
        return reverse("office:topics", args=[found.slug])


class MergeTopic(ActionPage):
    """Join a topic to another that says nearly the same."""

    title = _("Réunir deux sujets proches")
    intro = _("Les deux textes restent publics, avec leurs auteurs ; un seul ira au vote.")
    submit = _("Réunir ces sujets")
    done = _("Les sujets sont réunis.")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        found = edition_named(place["slug"])
        form = forms.Form(*args)
        form.fields["into"] = forms.ChoiceField(
            label=_("Avec quel sujet ?"),
            choices=[
                ("", "—"),
                *(
                    (row.public_id, Truncator(str(row.title)).chars(120))
                    for row in topics_of(found)
                    if row.public_id != place["public_id"] and row.state in IN_THE_RUNNING
                ),
            ],
        )
        form.fields["reason"] = PublishedReason()
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        return {"public_edition": edition_named(place["slug"])}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        actions.merge_topics(
            topic_id=topic_named(found, place["public_id"]).pk,
            into_id=topic_named(found, form.cleaned_data["into"]).pk,
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return reverse("office:topics", args=[found.slug])
