"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject

from alienor.platform.access.roles import UNPROVEN, roles_anywhere, roles_of
from alienor.stages.founding.queries import city
from alienor.surfaces.demo import personas
from alienor.surfaces.office.access import DESK_ROLES
from alienor.surfaces.people import actor_of
from alienor.surfaces.words import reader_language


def site(request: HttpRequest) -> dict[str, Any]:
    """The city, the language, the reader's roles and desk, whether this is a demonstration or a
    rehearsal, and where its live stream is."""
    return {
        "city": SimpleLazyObject(city),
        "demo_mode": settings.DEMO and settings.REHEARSAL is None,
        "rehearsal": settings.REHEARSAL,
        "live_from": f"{get_script_prefix()}live/",
        "outbox_only": settings.EMAIL_BACKEND_OUTBOX and not settings.DEMO,
        "demo_personas": SimpleLazyObject(personas) if settings.DEMO else (),
        "language": reader_language(),
        "other_language": "en" if reader_language() == "fr" else "fr",
        "reader_roles": SimpleLazyObject(lambda: roles_of(actor_of(request))),
        "reader_has_a_desk": SimpleLazyObject(
            lambda: bool(roles_anywhere(actor_of(request)) & {*DESK_ROLES, UNPROVEN})
        ),
    }
