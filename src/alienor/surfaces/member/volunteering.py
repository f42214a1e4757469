"""The calls for volunteers that somebody may answer, and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alienor.platform.acts import SystemClock
from alienor.platform.errors import NotFound
from alienor.stages.bodies.queries import calls_to, volunteerings_of
from alienor.stages.bodies.volunteering import volunteer_for_body, withdraw_volunteering
from alienor.stages.founding.queries import edition_named, rules_of
from alienor.surfaces.people import actor_of, person_of
from alienor.surfaces.words import BODIES


@dataclass(frozen=True, kw_only=True)
class CallView:
    """A call as one of those who may answer it sees it; `standing` once they have. `begins`: the
    step with which that body's work begins, where its rule names one."""

    call: Any
    label: Any
    standing: Any
    begins: Any


def call_views(editions: list[Any], person_id: int) -> list[CallView]:
    """The open calls of these editions that somebody may answer."""
    standing = {(row.edition_id, row.body): row for row in volunteerings_of(person_id)}
    return [
        CallView(
            call=call,
            label=BODIES.get(call.body, call.body),
            standing=standing.get((edition.pk, call.body)),
            begins=rules_of(edition).step(call.rule.mandate_from).label
            if call.rule.mandate_from
            else None,
        )
        for edition in editions
        for call in calls_to(edition, person_id)
    ]


@login_required
@require_POST
def volunteer(request: HttpRequest, slug: str, body: str) -> HttpResponse:
    """Volunteer for a body."""
    volunteer_for_body(
        edition_id=edition_named(slug).pk,
        body=body,
        person_id=person_of(request),
        actor=actor_of(request),
        clock=SystemClock(),
    )
    messages.success(
        request,
        _(
            "Merci : vous êtes volontaire. S'il y a plus de volontaires que de places, un tirage "
            "au sort en décidera ; sinon une place vous sera proposée ici."
        ),
    )
    return HttpResponseRedirect(reverse("member:home"))


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """No longer volunteer."""
    row = volunteerings_of(person_of(request)).filter(public_id=public_id).first()
    if row is None:
        raise NotFound("volunteering")
    withdraw_volunteering(volunteering_id=row.pk, actor=actor_of(request), clock=SystemClock())
    messages.success(request, _("C'est noté : vous n'êtes plus volontaire."))
    return HttpResponseRedirect(reverse("member:home"))
