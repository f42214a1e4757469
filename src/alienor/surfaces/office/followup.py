"""The desk's pages after the vote: transmit, enter the council's answers, follow actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.procedures.council import transmit_final_text
from alienor.stages.followup import council, tracking
from alienor.stages.followup.queries import (
    action_named,
    actions_of,
    file_of,
    point_named,
    points_of,
    recorded_answer,
    recorded_assessment,
    recorded_debate,
    recorded_spending,
    recorded_status,
    return_requests_of,
)
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.stages.proposals.queries import final_text_of
from alienor.surfaces.fields import Count, Day, Euros, PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import EVIDENCE, ROUTES, STATUSES, VERDICTS

MILESTONES = 3


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The file, its points and its actions, with what can be done."""
    found = edition_named(slug)
    file = file_of(found)
    return render(
        request,
        "alienor/office/council.html",
        {
            "edition": found,
            "file": file,
            "final": final_text_of(found),
            "points": points_of(file) if file else [],
            "actions": actions_of(found, today=localdate()),
            "requests": [one for one in return_requests_of(found) if not one.answer],
        },
    )


class CouncilPage(ActionPage):
    """What these pages share."""

    def context(self, **place: Any) -> dict[str, Any]:
        return {"edition": edition_named(place["slug"])}

    def back(self, **place: Any) -> str:
        """The council's page on the desk."""
        return reverse("office:council", args=[place["slug"]])


class Transmit(CouncilPage):
    """Transmit the adopted text."""

    title = _("Transmettre au conseil municipal")
    intro = _(
        "Le dossier est fait du texte voté, point par point, avec les votes, les avis des services "
        "et les opinions minoritaires. Le vote ne lie pas le conseil en droit."
    )
    submit = _("Transmettre")
    done = _("Le dossier est transmis.")

    class Form(forms.Form):
        letter = forms.CharField(
            label=_("Lettre d'accompagnement"), widget=forms.Textarea(attrs={"rows": 8})
        )

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        transmit_final_text(
            edition_id=edition_named(place["slug"]).pk,
            letter=form.cleaned_data["letter"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class RecordDebate(CouncilPage):
    """The council's debate."""

    title = _("Le débat du conseil municipal")

    class Form(forms.Form):
        debated_on = Day(label=_("Date du conseil"))
        number = forms.CharField(label=_("Numéro de délibération"), required=False, max_length=60)
        title = forms.CharField(label=_("Titre"), max_length=200)
        text = forms.CharField(
            label=_("Ce qui s'est dit, en bref"), widget=forms.Textarea(attrs={"rows": 6})
        )
        votes_for = Count(label=_("Pour"), initial=0)
        votes_against = Count(label=_("Contre"), initial=0)
        votes_abstain = Count(label=_("Abstention"), initial=0)

    def file(self, **place: Any) -> Any:
        """What was transmitted. Errors: NotFound."""
        file = file_of(edition_named(place["slug"]))
        if file is None:
            raise NotFound("file")
        return file

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_debate(self.file(**place))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = dict(form.cleaned_data)
        votes = {answer: facts.pop(f"votes_{answer}") for answer in council.VOTES}
        council.record_debate(
            file_id=self.file(**place).pk, votes=votes, actor=actor, clock=clock, **facts
        )
        return self.back(**place)


class AnswerPoint(CouncilPage):
    """The council's answer to one point."""

    title = _("La réponse du conseil à un point")
    submit = _("Publier la réponse")

    class Form(forms.Form):
        verdict = forms.ChoiceField(
            label=_("Réponse"), choices=list(VERDICTS.items()), widget=forms.RadioSelect
        )
        reason = forms.CharField(
            label=_("Raison"),
            help_text=_("Un refus sans raison est affiché « refus non motivé à ce jour »."),
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        route = forms.ChoiceField(
            label=_("Par quelle voie ?"),
            help_text=_("Un référendum est celui des électrices et électeurs de la commune."),
            required=False,
        )
        budget_euros = Euros(label=_("Budget, en euros"), required=False)
        due_on = Day(label=_("Avant le"), required=False)
        prepared_by = forms.CharField(label=_("Préparé par (fonction)"), max_length=160)
        validated_by = forms.CharField(label=_("Validé par (fonction)"), max_length=160)

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["route"].choices = [
            ("", "—"),
            *(
                (code, ROUTES[code])
                for code in rules_of(edition_named(place["slug"])).council.routes
            ),
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {"edition": found, "intro": point_named(found, place["public_id"]).title}

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_answer(point_named(edition_named(place["slug"]), place["public_id"]))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        point = point_named(edition_named(place["slug"]), place["public_id"])
        council.answer_point(point_id=point.pk, actor=actor, clock=clock, **form.cleaned_data)
        return self.back(**place)


class PlanAction(CouncilPage):
    """Plan an action."""

    title = _("Prévoir une action")

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = forms.Form(*args)
        form.fields["title"] = forms.CharField(label=_("Ce qui sera fait"), max_length=200)
        form.fields["owner"] = forms.CharField(label=_("Qui en répond (fonction)"), max_length=160)
        form.fields["budget_euros"] = Euros(label=_("Budget, en euros"), required=False)
        for number in range(1, MILESTONES + 1):
            said = {"number": number}
            form.fields[f"label_{number}"] = forms.CharField(
                label=now("Jalon %(number)s") % said, required=False, max_length=200
            )
            form.fields[f"day_{number}"] = Day(
                label=now("Date du jalon %(number)s") % said, required=False
            )
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {"edition": found, "intro": point_named(found, place["public_id"]).title}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        facts = form.cleaned_data
        tracking.plan_action(
            point_id=point_named(edition_named(place["slug"]), place["public_id"]).pk,
            title=facts["title"],
            owner=facts["owner"],
            budget_euros=facts["budget_euros"],
            milestones=[
                (facts[f"label_{number}"], facts[f"day_{number}"])
                for number in range(1, MILESTONES + 1)
                if facts[f"label_{number}"] and facts[f"day_{number}"]
            ],
            actor=actor,
            clock=clock,
        )
        return self.back(**place)


class FollowedPage(ActionPage):
    """What the pages of one action share."""

    def followed(self, **place: Any) -> Any:
        """The action of this page."""
        return action_named(edition_named(place["slug"]), place["public_id"])

    def context(self, **place: Any) -> dict[str, Any]:
        return {
            "edition": edition_named(place["slug"]),
            "intro": str(self.followed(**place).title),
        }

    def back(self, **place: Any) -> str:
        """The action's public page."""
        return reverse("public:followed_action", args=[place["slug"], place["public_id"]])


class ChangeStatus(FollowedPage):
    """Where an action stands."""

    title = _("Où en est l'action ?")

    class Form(forms.Form):
        status = forms.ChoiceField(label=_("État"), choices=list(STATUSES.items()))
        reason = PublishedReason()

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_status(self.followed(**place))

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"status": self.recorded(**place)["status"]}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        tracking.change_status(
            action_id=self.followed(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class LinkEvidence(FollowedPage):
    """Show that something was done."""

    title = _("Joindre une preuve")

    class Form(forms.Form):
        title = forms.CharField(label=_("Titre"), max_length=200)
        kind = forms.ChoiceField(label=_("Nature"), choices=list(EVIDENCE.items()))
        text = forms.CharField(
            label=_("Ce qu'elle montre"), widget=forms.Textarea(attrs={"rows": 4})
        )

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        tracking.link_evidence(
            action_id=self.followed(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class RecordSpending(FollowedPage):
    """What was spent."""

    title = _("La dépense de l'action")

    class Form(forms.Form):
        spent_euros = Euros(label=_("Dépensé depuis le début, en euros"))

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_spending(self.followed(**place))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        tracking.record_spending(
            action_id=self.followed(**place).pk, actor=actor, clock=clock, **form.cleaned_data
        )
        return self.back(**place)


class AssessForCity(FollowedPage):
    """The city's assessment, beside the group's."""

    title = _("L'avis de la Ville")

    class Form(forms.Form):
        mark = forms.CharField(label=_("En quelques mots"), max_length=120)
        text = forms.CharField(label=_("Pourquoi ?"), widget=forms.Textarea(attrs={"rows": 5}))

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_assessment(self.followed(**place), "city")

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        tracking.assess_action(
            action_id=self.followed(**place).pk,
            side="city",
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return self.back(**place)


class AnswerReturn(CouncilPage):
    """Answer a request for a return day."""

    title = _("Répondre à la demande d'une journée de retour")
    submit = _("Publier la réponse")

    class Form(forms.Form):
        answer = forms.CharField(label=_("Réponse"), widget=forms.Textarea(attrs={"rows": 5}))
        answered_by = forms.CharField(label=_("Qui répond (fonction)"), max_length=160)

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        request = return_requests_of(found).filter(public_id=place["public_id"]).first()
        if request is None:
            raise NotFound("request")
        tracking.answer_return(request_id=request.pk, actor=actor, clock=clock, **form.cleaned_data)
        return self.back(**place)


@require_POST
def reach(request: HttpRequest, slug: str, public_id: str, milestone: int) -> HttpResponse:
    """A milestone is reached today."""
    row = action_named(edition_named(slug), public_id)
    if milestone not in {one.pk for one in row.milestones.all()}:
        raise NotFound("milestone")
    tracking.reach_milestone(
        milestone_id=milestone, done_on=localdate(), actor=actor_of(request), clock=SystemClock()
    )
    return HttpResponseRedirect(reverse("office:council", args=[slug]))
