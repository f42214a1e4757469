"""The panel of the invented people, on the desk's pages of a rehearsal."""

from __future__ import annotations

from typing import Any

from django import template

from alienor.platform.errors import NotFound
from alienor.procedures.invented import crowd_of
from alienor.procedures.invented_tables import is_debating, silent_tables
from alienor.surfaces.rehearsal import rehearsed_day

register = template.Library()


@register.inclusion_tag("alienor/rehearsal/people.html", takes_context=True)
def invented_people(context: dict[str, Any]) -> dict[str, Any]:
    """What the invented people may be asked to do now."""
    try:
        day = rehearsed_day()
    except NotFound:
        return {"crowd": None}
    return {
        "day": day,
        "crowd": crowd_of(day),
        "silent_tables": len(silent_tables(day)),
        "is_debating": is_debating(day),
        "csrf_token": context.get("csrf_token"),
    }
