"""The minutes of a day on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alienor.stages.sessions.minutes_queries import reply_counts
from alienor.surfaces.minutes import (
    approval_sentence,
    is_long,
    minutes_title,
    on_paper,
    sections_of,
)
from alienor.surfaces.papers.facts import house
from alienor.surfaces.words import day_and_hour


def minutes_paper(version: Any) -> dict[str, Any]:
    """Everything that a version of the minutes says; nobody signs it."""
    session = version.session
    return {
        **house(minutes_title(session), session.edition),
        "when": f"{day_and_hour(session.starts_at)}, {session.place}",
        "about": _about(version),
        "contents": is_long(sections_of(version)),
        "labels": {"contents": _("Sommaire")},
        "sections": on_paper(version),
        "widest": {"4": 2, "5": 0},
    }


def _about(version: Any) -> list[str]:
    """Where it stands: who prepared it, who approved it; or that it is not public yet."""
    if version.state != "published":
        return [
            _("Projet, version %(number)s : il n'est pas encore public.")
            % {"number": version.number}
        ]
    said = [
        _("Préparé par : %(prepared)s. Validé par : %(validated)s.")
        % {"prepared": version.prepared_by, "validated": version.validated_by},
        approval_sentence(version, reply_counts(version.session)),
    ]
    return [one for one in said if one]
