"""The desk's pages of quotas: a bound moved, suggested loosenings accepted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, SystemClock
from alienor.platform.errors import NotFound
from alienor.stages.draw import actions
from alienor.stages.draw.queries import draw_numbered, recorded_quota
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.draws.quotas import QuotaView, quota_views
from alienor.surfaces.fields import Count, PublishedReason, number_in
from alienor.surfaces.forms import derogation_of
from alienor.surfaces.office.draw import DrawPage
from alienor.surfaces.people import actor_of


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
