"""Who enters the desk: organisers (and those who help them on the day), with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alienor.platform.access.roles import UNPROVEN, roles_anywhere, roles_of
from alienor.platform.errors import NotAllowed
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.people import actor_of

DESK_ROLES = ("organiser", "chair", "reception")


def desk(
    view: Callable[..., HttpResponse], *, also: tuple[str, ...] = ()
) -> Callable[..., HttpResponse]:
    """Let a desk role (or one of `also`) through; organisers set up a second factor first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **place: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = actor_of(request)
        roles = (
            roles_of(actor, edition_named(place["slug"]))
            if "slug" in place
            else roles_anywhere(actor)
        )
        if UNPROVEN in roles:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        wanted = (*DESK_ROLES, *also)
        if not roles & set(wanted):
            raise NotAllowed(permission="desk", roles=wanted)
        return view(request, *args, **place)

    return guarded
