"""The desk's pages of the draw: quotas, freeze, the panel and its reserve."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST

from alienor.cores.sortition import PoolReport, sentence
from alienor.platform.access.decide import may
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound, RuleForbids
from alienor.platform.people.records import identities
from alienor.platform.register import reading
from alienor.platform.tables import folded
from alienor.procedures import dealing
from alienor.procedures import draw as procedures
from alienor.stages.bodies.queries import OVER, active_seats, call_for, volunteers_of
from alienor.stages.draw import actions
from alienor.stages.draw.queries import (
    beacon_time,
    draw_numbered,
    draw_of,
    draws_of,
    entries_on_panel,
    outlook,
    recorded_quota,
    reserve_of,
)
from alienor.stages.draw.quotas import thin_pool_breach
from alienor.stages.founding.queries import (
    edition_named,
    refusal_of,
    rules_of,
)
from alienor.stages.recruitment.queries import entries_of, pool_of
from alienor.surfaces.draws.numbering import Numbering, ball_slots, numbering, numbering_for
from alienor.surfaces.draws.portraits import prospect_views
from alienor.surfaces.draws.quotas import QuotaView, feature_label, quota_views, value_label
from alienor.surfaces.draws.view import draw_view
from alienor.surfaces.fields import Count, Moment, PublishedReason, number_in
from alienor.surfaces.forms import ActionPage, derogation_of
from alienor.surfaces.office.draw_stages import HELP, stages_of, step_to_open
from alienor.surfaces.papers.draws import list_pages
from alienor.surfaces.people import actor_of, reached_by
from alienor.surfaces.words import BODIES, day_and_hour, reader_language


def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The draws of an edition, and the one button that begins."""
    found = edition_named(slug)
    accepted, seats = len(pool_of(found)), rules_of(found).draw.seats
    return render(
        request,
        "alienor/office/draws.html",
        {
            "edition": found,
            "draws": draws_of(found),
            "begun": draw_of(found) is not None,
            "accepted": accepted,
            "seats": seats,
            "short": max(0, seats - accepted),
        },
    )


@require_POST
def prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """Tirage équitable: propose quotas from the census."""
    found = edition_named(slug)
    made = actions.prepare_draw(edition_id=found.pk, actor=actor_of(request), clock=SystemClock())
    return HttpResponseRedirect(reverse("office:draw", args=[slug, made.number]))


def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One draw on the desk: what can be done with it now."""
    found = draw_numbered(edition_named(slug), number)
    preparing = found.state == "prepared"
    panel = _panel(found)
    to_offer = len(procedures.not_offered(found)) if panel else 0
    pool = pool_of(found.edition) if preparing else []
    seen = outlook(found, pool) if preparing else None
    report = seen.report if seen else None
    prospects, astray = prospect_views(found, pool, seen) if preparing else ([], [])
    return render(
        request,
        "alienor/office/draw.html",
        {
            "edition": found.edition,
            "draw": found,
            "view": draw_view(found, whole=may(actor_of(request), "draw.prepare", on=found)),
            "quotas": quota_views(found, pool),
            "accepted": len(pool),
            "report": report,
            "outlook": seen,
            "lowest": round(100 * seen.lowest) if seen and seen.lowest is not None else None,
            "bound": round(100 * seen.bound) if seen and seen.bound is not None else None,
            "too_few": thin_pool_breach(
                rules_of(found.edition), people=len(pool), seats=found.seats
            )
            if report
            else None,
            "prospects": prospects,
            "astray": astray,
            "missing": [_said(found, one) for one in report.missing] if report else [],
            "relaxations": [
                {"one": one, "sentence": _said(found, one), "reason": _reason(report, 1)}
                for one in seen.suggested
            ]
            if seen
            else [],
            "reason": _reason(report, 2) if seen else "",
            "thin": sentence(report.thin, reader_language()) if report and report.thin else "",
            "dealing": dealing.dealing_of(found),
            "slots": ball_slots(found),
            "step": step_to_open(found),
            "stages": stages_of(found, to_offer=to_offer),
            "help": HELP.get(found.state, HELP["drawn"]),
            "list_pages": list_pages(found) if found.state == "frozen" else None,
            "beacon_at": beacon_time(found),
            "panel": panel,
            "vacant": sum(row["vacant"] for row in panel),
            "to_offer": to_offer,
            "since": _since(found),
            "reserve": _reserve(found),
            "opens": found.frozen_at and may(actor_of(request), "draw.open_to_auditor", on=found),
        },
    )


def _reason(report: PoolReport, loosenings: int) -> str:
    """Why quotas would be loosened, as far as it can be said for their author."""
    if report.outcome == "infeasible":
        return now(
            "Les personnes ayant donné leur accord ne permettent pas de respecter tous les quotas "
            "à la fois."
        )
    return ngettext(
        "Ce quota prendrait toutes les personnes d'un groupe : le sort ne déciderait rien pour "
        "elles.",
        "Ces quotas prendraient toutes les personnes de plusieurs groupes : le sort ne déciderait "
        "rien pour elles.",
        loosenings,
    )


def _since(draw: Any) -> dict[str, int] | None:
    """What the register says of replacements: how many, and quotas that are not kept any more."""
    entries = reading.history_of(draw.public_id).filter(kind="panel_replaced/1")
    last = entries.last()
    if last is None:
        return None
    return {"count": entries.count(), "beyond": json.loads(last.leaf)["act"]["beyond"]}


def _said(draw: Any, subject: Any) -> str:
    """A sentence of the engine, with features and values in words."""
    rulebook = rules_of(draw.edition)
    return sentence(
        replace(
            subject,
            feature=feature_label(rulebook, subject.feature),
            value=value_label(rulebook, subject.feature, subject.value),
        ),
        reader_language(),
    )


RESIDENTS = ("drawn", "volunteer")


def drawn_seats_address(draw: Any, colleges: Sequence[str] = RESIDENTS) -> str:
    """Where missing seats of these colleges are filled by a draw that was held: offered to its
    panel, who may still have to answer, or from its reserve where people drawn left them; empty
    where the draw can fill none."""
    if draw is None or not set(colleges) & set(RESIDENTS):
        return ""
    vacant = [seat for seat in procedures.vacant_seats(draw) if seat.college in colleges]
    if len(vacant) == 1:
        place = [draw.edition.slug, draw.number, vacant[0].public_id]
        return reverse("office:replace_drawn", args=place)
    offered = active_seats(draw.edition).filter(
        body=draw.body, state="offered", college__in=colleges
    )
    if vacant or procedures.not_offered(draw) or offered.exists():
        return reverse("office:draw", args=[draw.edition.slug, draw.number]) + "#panel"
    return ""


def _panel(draw: Any) -> list[dict[str, Any]]:
    """Those on the panel now, with their seats: those to replace first, then by family name."""
    if draw.state not in ("drawn", "published"):
        return []
    entries = entries_on_panel(draw)
    names = identities(entry.person_id for entry in entries)
    held = {seat.person_id: seat for seat in active_seats(draw.edition).filter(body=draw.body)}
    gone = {
        seat.person_id: seat for seat in draw.edition.seats.filter(body=draw.body, state__in=OVER)
    }
    rows = []
    for entry in entries:
        who = names[entry.person_id]
        seat = held.get(entry.person_id) or gone.get(entry.person_id)
        rows.append(
            {
                "entry": entry,
                "name": who.full_name,
                "listed": f"{who.family_name} {who.given_name}".strip(),
                "reached_by": reached_by(who),
                "order": (folded(who.family_name), folded(who.given_name)),
                "seat": seat,
                "vacant": seat is not None and seat.state in OVER,
            }
        )
    return sorted(rows, key=lambda row: (not row["vacant"], row["order"]))


def _reserve(draw: Any) -> list[dict[str, Any]]:
    if draw.state not in ("drawn", "published"):
        return []
    entries = list(reserve_of(draw))
    names = identities(entry.person_id for entry in entries)
    return [{"entry": entry, "name": names[entry.person_id].full_name} for entry in entries]


class DrawPage(ActionPage):
    """A form about one draw."""

    def draw(self, place: dict[str, Any]) -> Any:
        """The draw of this page."""
        return draw_numbered(edition_named(place["slug"]), place["number"])

    def back(self, place: dict[str, Any]) -> str:
        """Where one goes afterwards."""
        return reverse("office:draw", args=[place["slug"], place["number"]])

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        return {"edition": found.edition, "of_draw": found}


class ChangeQuota(DrawPage):
    """Move the bounds of a quota."""

    title = _("Modifier un quota")
    intro = _(
        "Un quota dit combien de personnes au moins et au plus. Chaque changement est publié avec "
        "sa raison, et plus rien ne change une fois le tirage fixé."
    )

    class Form(forms.Form):
        minimum = Count(label=_("Au moins"))
        maximum = Count(label=_("Au plus"))
        reason = PublishedReason()

    def _quota(self, place: dict[str, Any]) -> QuotaView:
        wanted = (place["feature"], place["value"])
        for quota in quota_views(self.draw(place)):
            if (quota.feature, quota.value) == wanted:
                return quota
        raise NotFound("quota")

    def recorded(self, **place: Any) -> dict[str, Any]:
        return recorded_quota(self.draw(place), place["feature"], place["value"])

    def context(self, **place: Any) -> dict[str, Any]:
        quota = self._quota(place)
        title = _("Quota « %(feature)s : %(value)s »") % {
            "feature": quota.feature_label,
            "value": quota.value_label,
        }
        return super().context(**place) | {"title": title}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        actions.change_quota(
            draw_id=self.draw(place).pk,
            feature=place["feature"],
            value=place["value"],
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
            **form.cleaned_data,
        )
        return self.back(place)


@require_POST
def relax(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Accept one suggested loosening, or several at once, for one reason."""
    found = draw_numbered(edition_named(slug), number)
    columns = [request.POST.getlist(name) for name in ("feature", "value", "bound", "to")]
    accepted = [
        actions.Loosening(feature=feature, value=value, bound=bound, to=limit)
        for feature, value, bound, to in zip(*columns, strict=False)
        if (limit := number_in(to)) is not None
    ]
    if not accepted or any(len(column) != len(accepted) for column in columns):
        raise NotFound("quota")
    actions.accept_relaxations(
        draw_id=found.pk,
        accepted=accepted,
        reason=request.POST.get("reason", ""),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(
        request,
        _("Le quota est assoupli, et la raison publiée.")
        if len(accepted) == 1
        else _("Les quotas sont assouplis, et la raison publiée."),
    )
    return HttpResponseRedirect(reverse("office:draw", args=[slug, number]))


def how_balls_fall(numbered: Numbering) -> str:
    """What the balls will be, for the clerk to correct."""
    balls = numbered.balls_in_words.capitalize()
    return now(
        "%(balls)s boules numérotées de 0 à 9, remises dans l'urne après chaque tirage, tirées "
        "en public devant deux témoins."
    ) % {"balls": balls}


class AnnouncedBalls(forms.Form):
    """Where, when and how balls will be drawn: published, and final with the freeze."""

    where = forms.CharField(
        label=_("Où les boules seront-elles tirées ?"),
        help_text=_("Tel que le lira qui veut venir : « salle des fêtes, place de l'Église »."),
        max_length=200,
    )
    when = Moment(label=_("Quand ?"))
    how = forms.CharField(
        label=_("Comment ?"),
        help_text=_("Le lieu, l'heure et ces mots sont publiés."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_when(self) -> datetime:
        """Nobody can come to what is over."""
        when: datetime = self.cleaned_data["when"]
        if when <= SystemClock().now():
            raise forms.ValidationError(now("Choisissez une heure à venir."))
        return when

    @property
    def announced(self) -> str:
        """All three, as they are published: in the language of the city."""
        where = self.cleaned_data["where"].rstrip(".")
        with override("fr"):
            when = day_and_hour(self.cleaned_data["when"])
        return f"{where}, {when}. {self.cleaned_data['how']}"


class Freeze(DrawPage):
    """Close everything before the balls."""

    title = _("Fixer le tirage")
    submit = _("Fixer le tirage maintenant")
    done = _("Tout est fixé et publié. Il ne manque que les boules.")

    class Form(AnnouncedBalls):
        beacon_at = Moment(
            label=_("Réglage avancé : mélanger une balise publique"),
            help_text=_(
                "Une balise publique donne à heures fixes un nombre au hasard que personne ne "
                "prévoit ni ne choisit. Celle-ci s'appelle drand ; chacun de ses nombres est un "
                "tour. Celui de l'heure choisie ici, après les boules, décale le numéro qu'elles "
                "écrivent : même qui truquerait les boules ne choisirait pas l'équipe. Il faudra "
                "du réseau, ou un téléphone, pour le lire. Laissez vide, et les boules décident "
                "seules."
            ),
            required=False,
        )
        sure = forms.BooleanField(
            label=_(
                "La liste des accords et les quotas sont les bons : je sais que c'est définitif"
            )
        )

        def clean(self) -> dict[str, Any]:
            facts = super().clean() or self.cleaned_data
            when, beacon_at = facts.get("when"), facts.get("beacon_at")
            if when and beacon_at and beacon_at <= when:
                self.add_error("beacon_at", _("Choisissez une heure après celle des boules."))
            return facts

    def numbering(self, place: dict[str, Any]) -> Numbering:
        """How the panels will be numbered, for the people who have accepted so far."""
        found = self.draw(place)
        return numbering(found, people=entries_of(found.edition).count())

    def context(self, **place: Any) -> dict[str, Any]:
        intro = now(
            "La liste des personnes et les quotas sont fermés, %(panels)s équipes possibles sont "
            "numérotées et publiées. Plus rien ne changera : seules les boules décideront."
        ) % {"panels": self.numbering(place).panels_in_words}
        return {**super().context(**place), "intro": intro}

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"how": how_balls_fall(self.numbering(place))}

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """The form, or the dealing that somebody began with it."""
        if dealing.dealing_of(self.draw(place)) is not None:
            return HttpResponseRedirect(self._dealing(place))
        return super().get(request, **place)

    def foreseen(self, **place: Any) -> RuleForbids | None:
        found = self.draw(place)
        accepted = entries_of(found.edition).count()
        breach = thin_pool_breach(rules_of(found.edition), people=accepted, seats=found.seats)
        return refusal_of(found.edition, breach)

    def perform(self, form: AnnouncedBalls, *, actor: Actor, clock: Clock, **place: Any) -> str:
        found = self.draw(place)
        facts = {
            "draw_id": found.pk,
            "announced": form.announced,
            "beacon_at": form.cleaned_data["beacon_at"],
            "derogation": derogation_of(form),
            "actor": actor,
            "clock": clock,
        }
        if dealing.freeze_or_begin(**facts) is None:
            self.done = None
            return self._dealing(place)
        return self.back(place)

    def _dealing(self, place: dict[str, Any]) -> str:
        return reverse("office:dealing", args=[place["slug"], place["number"]])


class DrawGroup(ActionPage):
    """Draw a group among the members of the assembly who volunteer for it."""

    title = _("Tirer un groupe au sort")
    submit = _("Fixer ce tirage")
    done = _("Le tirage du groupe est fixé et publié. Il ne manque que les boules.")

    class Form(AnnouncedBalls):
        balance = forms.MultipleChoiceField(
            label=_("Le groupe ressemble aux volontaires par :"),
            help_text=_("Ne cochez rien pour un tirage simple, où tout le monde a la même chance."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        sure = forms.BooleanField(label=_("Je sais que c'est définitif"))

        field_order = ["balance", "where", "when", "how", "sure"]

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        rulebook = rules_of(edition_named(place["slug"]))
        form.fields["balance"].choices = [
            (feature.code, feature.label.in_language(reader_language()))
            for feature in rulebook.draw.feature
        ]
        return form

    def call(self, place: dict[str, Any]) -> Any:
        """The call for this group; None where it seeks nobody."""
        return call_for(edition_named(place["slug"]), place["body"])

    def numbering(self, place: dict[str, Any]) -> Numbering:
        """How the groups will be numbered, for those who volunteer so far."""
        call = self.call(place)
        return numbering_for(len(volunteers_of(call)), seats=call.seats) if call else numbering()

    def initial(self, **place: Any) -> dict[str, Any]:
        return {"how": how_balls_fall(self.numbering(place))}

    def context(self, **place: Any) -> dict[str, Any]:
        numbered, call = self.numbering(place), self.call(place)
        intro = now(
            "%(people)s volontaires pour %(seats)s : %(panels)s groupes possibles seront numérotés "
            "et publiés, puis %(balls)s boules en désigneront un."
        ) % {
            "people": len(volunteers_of(call)) if call else 0,
            "seats": ngettext("%(count)s place", "%(count)s places", call.seats if call else 0)
            % {"count": call.seats if call else 0},
            "panels": numbered.panels_in_words,
            "balls": numbered.balls_in_words,
        }
        return {
            "edition": edition_named(place["slug"]),
            "title": f"{self.title} : {BODIES.get(place['body'], place['body'])}",
            "intro": intro,
        }

    def perform(self, form: AnnouncedBalls, *, actor: Actor, clock: Clock, **place: Any) -> str:
        made = procedures.draw_group(
            edition_id=edition_named(place["slug"]).pk,
            body=place["body"],
            balance=form.cleaned_data["balance"],
            announced=form.announced,
            actor=actor,
            clock=clock,
        )
        return reverse("office:draw", args=[place["slug"], made.number])
