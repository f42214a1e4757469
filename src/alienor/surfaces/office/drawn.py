"""The desk's pages of a frozen draw: annulled, published, its seats offered and replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock
from alienor.platform.errors import NotFound
from alienor.platform.people.records import identity_of
from alienor.procedures import concluding
from alienor.procedures import draw as procedures
from alienor.stages.bodies.queries import OVER, active_seats
from alienor.stages.draw.queries import progress
from alienor.surfaces.draw_record import record_of
from alienor.surfaces.fields import PublishedReason
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.office.draw import DrawPage

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


class OfferSeats(DrawPage):
    """Offer the seats to the people on the panel."""

    title = _("Proposer les places")
    intro = _("Chaque personne tirée au sort reçoit la proposition de sa place, et y répond.")
    submit = _("Proposer les places")
    done = None

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        offered = procedures.seat_panel(
            draw_id=self.draw(place).pk,
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        if offered:
            said = ngettext(
                "%(count)s place est proposée.", "%(count)s places sont proposées.", len(offered)
            ) % {"count": len(offered)}
            messages.success(self.request, said)
        else:
            messages.info(self.request, _("Rien n'a changé : les places étaient déjà proposées."))
        return self.back(place)


class PublishRecord(DrawPage):
    """Publish the record, once one has read what everybody will read."""

    template = "alienor/office/publish_draw.html"
    title = _("Publier le compte rendu")
    intro = _(
        "Voici ce que tout le monde lira. Une fois publié, il ne change plus : seuls les "
        "remplacements s'y ajouteront. Chaque personne de la liste complémentaire reçoit alors un "
        "message, avec son rang."
    )
    submit = _("Publier ce compte rendu")
    done = _("Le compte rendu du tirage est publié.")

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """What will be published, where it waits to be."""
        if self.draw(place).state != "drawn":
            return HttpResponseRedirect(self.back(place))
        return super().get(request, **place)

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        record = record_of(found) if found.balls else []
        return {**super().context(**place), "draw": found, "record": record}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        concluding.publish_record(draw_id=self.draw(place).pk, actor=actor, clock=clock)
        return self.back(place)


def _already_decided(draw: Any) -> str:
    """What to tell whoever annuls a draw of which balls have fallen; empty before them."""
    fallen = list(draw.balls or draw.balls_read)
    if not fallen:
        return ""
    said = " ".join(map(str, fallen))
    if len(fallen) < draw.ball_count:
        return now(
            "Des boules sont déjà tombées (%(balls)s). L'annulation, sa raison et ces boules "
            "resteront publiques."
        ) % {"balls": said}
    return now(
        "Les boules sont tombées (%(balls)s) : tout le monde peut savoir quelle équipe elles "
        "désignent. Annuler maintenant, c'est écarter ce que le sort a décidé. L'annulation, sa "
        "raison et ces boules resteront publiques, et un autre tirage donnerait une autre équipe."
    ) % {"balls": said}


def _seats_that_end(draw: Any) -> str:
    """What to tell whoever annuls a draw that gave seats; empty where it gave none."""
    count = len(procedures.seats_given(draw))
    if not count:
        return ""
    return ngettext(
        "%(count)s place proposée ou pourvue par ce tirage prendra fin, avec cette raison.",
        "%(count)s places proposées ou pourvues par ce tirage prendront fin, avec cette raison.",
        count,
    ) % {"count": count}


class AnnulDraw(DrawPage):
    """Annul a draw."""

    title = _("Annuler le tirage")
    submit = _("Annuler le tirage")

    class Form(forms.Form):
        reason = PublishedReason()

    def get(self, request: HttpRequest, **place: Any) -> HttpResponse:
        """The form, for a draw that can still be annulled."""
        if self.draw(place).state in ("published", "annulled"):
            return HttpResponseRedirect(self.back(place))
        return super().get(request, **place)

    def context(self, **place: Any) -> dict[str, Any]:
        found = self.draw(place)
        warning = [_already_decided(found), _seats_that_end(found)]
        return super().context(**place) | {"warning": " ".join(filter(None, warning))}

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        concluding.call_off_draw(
            draw_id=self.draw(place).pk,
            reason=form.cleaned_data["reason"],
            actor=actor,
            clock=clock,
        )
        return self.back(place)


class Replace(DrawPage):
    """Replace somebody who leaves, from the reserve."""

    title = _("Remplacer depuis la liste complémentaire")
    intro = _(
        "La première personne de la liste complémentaire avec qui les quotas restent respectés est "
        "appelée, et la place lui est proposée."
    )
    submit = _("Remplacer maintenant")
    done = None

    def seat(self, place: dict[str, Any]) -> Any:
        """The seat to fill again. Errors: NotFound."""
        found = self.draw(place).edition.seats.filter(public_id=place["public_id"]).first()
        if found is None:
            raise NotFound("seat")
        return found

    def context(self, **place: Any) -> dict[str, Any]:
        seat, found = self.seat(place), self.draw(place)
        name = identity_of(seat.person_id).full_name or now("(personne effacée)")
        warning = ""
        if not progress(found).reserve:
            warning = now("Personne n'attend sur la liste complémentaire : la place restera libre.")
        return super().context(**place) | {
            "title": now("Remplacer %(name)s") % {"name": name},
            "warning": warning,
        }

    def form(self, *args: Any, **place: Any) -> forms.Form:
        form = super().form(*args, **place)
        state = self.seat(place).state
        if state not in OVER:
            form.fields["reason"] = PublishedReason(
                label=_("Pourquoi la personne part-elle ?")
                if state == "accepted"
                else _("Pourquoi lui retirer la place qui lui est proposée ?"),
                help_text=_("Cette raison est publiée : n'y mettez rien de privé."),
            )
        return form

    def perform(self, form: forms.Form, *, actor: Actor, clock: Clock, **place: Any) -> str:
        seat = self.seat(place)
        filled = procedures.replace_member(
            seat_id=seat.pk,
            reason=form.cleaned_data.get("reason", ""),
            derogation=derogation_of(form),
            actor=actor,
            clock=clock,
        )
        said = {
            "keeps_quotas": _("La place est proposée : tous les quotas restent respectés."),
            "least_breach": _(
                "La place est proposée à la personne qui s'écarte le moins des quotas : personne "
                "ne permet de les respecter tous."
            ),
            "reserve_empty": _("La liste complémentaire est épuisée : la place reste libre."),
        }[filled.why.code]
        messages.success(self.request, said)
        return self.back(place)
