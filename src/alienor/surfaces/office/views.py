"""The desk's first pages: today, the edition, its seats, its votes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alienor.cores import rules
from alienor.platform.access.decide import require
from alienor.platform.access.roles import roles_of
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotAllowed, NotFound
from alienor.platform.people.records import Identity, identities
from alienor.procedures.appointing import appoint
from alienor.stages.bodies import actions as bodies
from alienor.stages.bodies.queries import active_seats, composition_of
from alienor.stages.draw.queries import held_draws
from alienor.stages.founding import actions as founding
from alienor.stages.founding.queries import (
    PathStep,
    edition_named,
    editions,
    path_of,
    recorded_rules,
    recorded_step,
    rules_of,
)
from alienor.stages.polls.queries import all_polls_of
from alienor.stages.sessions.queries import coming_sessions
from alienor.surfaces.fields import Day, PublishedReason
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.office.drawn import drawn_seats_address
from alienor.surfaces.office.polls import poll_groups
from alienor.surfaces.office.todo import letters_waiting, next_day_of, todo_of
from alienor.surfaces.outbox import outbox_page
from alienor.surfaces.people import actor_of, reached_by
from alienor.surfaces.words import BODIES, COLLEGES, MEMBERS

RUNS_AN_EDITION = {"organiser", "chair"}
TODO_AT_ONCE = 5


def home(request: HttpRequest) -> HttpResponse:
    """Aujourd'hui: the next day, what needs a hand, and the editions; to the reception, whom to
    welcome."""
    roles = {one: roles_of(actor_of(request), one) for one in editions()}
    rows = [one for one, held in roles.items() if held & RUNS_AN_EDITION]
    welcomed = [one for one, held in roles.items() if "reception" in held]
    if welcomed and not rows:
        return reception(request, welcomed)
    todo = [line for row in rows for line in todo_of(row)]
    if any("organiser" in held for held in roles.values()):
        todo += letters_waiting()
    todo.sort(key=lambda line: not line.urgent)
    return render(
        request,
        "alienor/office/home.html",
        {
            "day": next_day_of(rows),
            "todo": todo[:TODO_AT_ONCE],
            "later": todo[TODO_AT_ONCE:],
            "desks": [{"edition": row, "path": path_of(row)} for row in rows],
        },
    )


def reception(request: HttpRequest, welcomed: list[Any]) -> HttpResponse:
    """The days to come of these editions, each leading to its welcome page."""
    return render(
        request,
        "alienor/office/reception.html",
        {"days": coming_sessions(welcomed)},
    )


def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """One edition's desk."""
    found = edition_named(slug)
    return render(
        request,
        "alienor/office/edition.html",
        {
            "edition": found,
            "path": by_date(path_of(found)),
            "todo": (todo := todo_of(found))[:TODO_AT_ONCE],
            "later": todo[TODO_AT_ONCE:],
            "day": next_day_of([found]),
            "polls": poll_groups(found, all_polls_of(found)),
        },
    )


def by_date(path: list[PathStep]) -> list[PathStep]:
    """The steps by the dates planned; one without a date comes with those that the rules put
    before it."""
    latest, placed = date.min, []
    for item in path:
        latest = item.step.planned_on or latest
        placed.append((latest, item))
    return [item for _latest, item in sorted(placed, key=lambda one: one[0])]


def show_outbox(request: HttpRequest) -> HttpResponse:
    """What waits to be sent on an instance that has no mail server yet."""
    if "organiser" not in roles_of(actor_of(request)):
        raise NotAllowed(permission="desk", roles=("organiser",))
    if not settings.EMAIL_BACKEND_OUTBOX:
        raise NotFound("outbox")
    return outbox_page(request)


def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Seats by body, with what is missing and whom to replace: names, for whoever appoints."""
    found = edition_named(slug)
    require(actor_of(request), "bodies.appoint", on=found)
    rulebook = rules_of(found)
    rows = list(active_seats(found).order_by("body", "college", "pk"))
    names = identities(row.person_id for row in rows)
    held = held_draws(found)
    return render(
        request,
        "alienor/office/seats.html",
        {
            "edition": found,
            "bodies": [
                {
                    "rule": body,
                    "label": BODIES.get(body.code, body.code),
                    "composition": composition_of(found, body.code),
                    "from_draw": drawn_seats_address(held.get(body.code)),
                    "seats": [
                        {
                            "seat": row,
                            "name": names[row.person_id].full_name,
                            "reached_by": reached_by(names[row.person_id]),
                            "college": MEMBERS.get(row.college, row.college),
                        }
                        for row in rows
                        if row.body == body.code
                    ],
                }
                for body in rulebook.bodies
            ],
        },
    )


class FoundEdition(ActionPage):
    """Create an edition from a template."""

    title = _("Nouvelle édition")
    intro = _(
        "Partez d'un modèle de règles : vous pourrez les modifier ensuite, chaque version "
        "restant publique."
    )
    submit = _("Créer l'édition")
    done = _("L'édition est créée.")

    class Form(forms.Form):
        title = forms.CharField(label=_("Titre de l'édition"), max_length=200)
        template = forms.ChoiceField(label=_("Modèle de règles"))
        mandate = forms.CharField(
            label=_("Ce qui est demandé à l'assemblée"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
        )

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        form.fields["template"].choices = [
            (name, rules.load_template(name).title.fr) for name in rules.template_names()
        ]
        return form

    def context(self, **place: Any) -> dict[str, Any]:
        require(actor_of(self.request), "founding.found")
        return {}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        made = founding.found_edition(
            title=form.cleaned_data["title"],
            mandate=form.cleaned_data["mandate"],
            rules=rules.template_text(form.cleaned_data["template"]),
            actor=actor,
            clock=clock,
        )
        return reverse("office:edition", args=[made.slug])


class AdoptRules(ActionPage):
    """Change the rules: a new version, with its reason."""

    title = _("Modifier les règles")
    intro = _(
        "Le texte ci-dessous est la version en vigueur. Votre version la remplacera ; "
        "l'ancienne restera publique."
    )
    submit = _("Mettre en vigueur cette version")

    class Form(forms.Form):
        rules = forms.CharField(
            label=_("Règles (articles et paramètres, au format TOML)"),
            strip=False,
            widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        )
        reason = PublishedReason(label=_("Pourquoi ce changement ?"), required=False)

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_rules(edition_named(place["slug"]))

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        founding.adopt_rules(
            edition_id=found.pk,
            rules=form.cleaned_data["rules"].replace("\r\n", "\n"),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            actor=actor,
            clock=clock,
        )
        return reverse("public:rules", args=[found.slug])


class StepForm(forms.Form):
    """A step, and what is done with it."""

    planned_on = Day(label=_("Prévue le"), required=False)
    move = forms.ChoiceField(
        label=_("Où en est l'étape ?"),
        help_text=_("Une étape achevée ne se rouvre pas."),
        required=False,
        choices=[
            ("", _("Ne rien changer")),
            ("start", _("Elle commence maintenant")),
            ("complete", _("Elle est achevée")),
        ],
    )


class MoveStep(ActionPage):
    """Date, start or complete a step."""

    title = _("Une étape")
    Form = StepForm

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        row = self._step(**place)
        gone = {"start"} if row.started_at else set()
        gone |= {"start", "complete"} if row.completed_at else set()
        form.fields["move"].choices = [
            (code, said) for code, said in form.fields["move"].choices if code not in gone
        ]
        return form

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_step(self._step(**place))

    @staticmethod
    def _step(**place: Any) -> Any:
        found = edition_named(place["slug"])
        row = next((item for item in path_of(found) if item.rule.code == place["step"]), None)
        if row is None:
            raise NotFound("step")
        return row.step

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {"title": rules_of(found).step(place["step"]).label.fr, "edition": found}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        founding.move_step(
            edition_id=found.pk,
            step=place["step"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return reverse("office:edition", args=[found.slug])


class Appoint(ActionPage):
    """Offer somebody a place."""

    title = _("Proposer une place")
    intro = _(
        "La personne est cherchée par son adresse électronique ou son téléphone ; si elle n'est "
        "pas encore connue, elle est inscrite. La composition est vérifiée par les règles."
    )
    submit = _("Proposer la place")
    done = _("La place est proposée : la personne n'a plus qu'à répondre.")

    class Form(forms.Form):
        given_name = forms.CharField(label=_("Prénom"), max_length=80)
        family_name = forms.CharField(label=_("Nom"), max_length=80)
        email = forms.EmailField(label=_("Adresse électronique"), required=False)
        phone = forms.CharField(label=_("Téléphone"), required=False, max_length=30)
        college = forms.ChoiceField(label=_("Collège"), choices=list(COLLEGES.items()))
        function = forms.CharField(
            label=_("Fonction publique"),
            help_text=_("Pour les élues, élus, agentes et agents : elle est publiée."),
            required=False,
            max_length=160,
        )
        accepted = forms.BooleanField(
            label=_("La personne a déjà donné son accord"), required=False
        )

    def context(self, **place: Any) -> dict[str, Any]:
        found = edition_named(place["slug"])
        return {
            "edition": found,
            "title": _("Proposer une place : %(body)s")
            % {"body": BODIES.get(place["body"], place["body"])},
        }

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        facts = form.cleaned_data
        appoint(
            edition_id=found.pk,
            body=place["body"],
            college=facts["college"],
            identity=Identity(
                given_name=facts["given_name"],
                family_name=facts["family_name"],
                email=facts["email"],
                phone=facts["phone"],
            ),
            accepted=facts["accepted"],
            function=facts["function"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        return reverse("office:seats", args=[found.slug])


class EndMandate(ActionPage):
    """End a mandate, with its reason."""

    title = _("Mettre fin à un mandat")
    submit = _("Mettre fin au mandat")

    class Form(forms.Form):
        reason = PublishedReason(
            help_text=_("Cette raison est publiée : n'y mettez rien de privé.")
        )

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = edition_named(place["slug"])
        seat = active_seats(found).filter(public_id=place["public_id"]).first()
        if seat is None:
            raise NotFound("seat")
        bodies.end_mandate(
            seat_id=seat.pk, reason=form.cleaned_data["reason"], actor=actor, clock=clock
        )
        return reverse("office:seats", args=[found.slug])
