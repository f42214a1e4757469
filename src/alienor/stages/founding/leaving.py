"""The roles of whoever is erased end with them."""

from __future__ import annotations

from datetime import datetime

from alienor.platform.access.roles import grants_of
from alienor.platform.acts import record
from alienor.platform.people.acts import RoleEnded
from alienor.stages.founding.models import Edition


def end_roles(person_id: int, now: datetime) -> None:
    """End every role that a person holds. Register: `role_ended` for each."""
    editions = {edition.pk: edition for edition in Edition.objects.select_related("rules")}
    for grant in grants_of(person_id).select_for_update():
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        record(
            RoleEnded(grant=grant.public_id, role=grant.role),
            on=editions.get(grant.edition_id) if grant.edition_id else None,
        )
