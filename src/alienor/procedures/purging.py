"""People whose data no longer serve: who they are, by what they were entered for, and their end."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from alienor.platform.access.models import Grant
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, require
from alienor.platform.errors import Invalid
from alienor.platform.messages.models import Follower
from alienor.platform.people.entering import forget_person
from alienor.platform.people.models import Person
from alienor.stages.bodies.models import Seat
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import editions_under_way
from alienor.stages.hearings.models import Hearing
from alienor.stages.recruitment.models import PoolEntry

PURPOSES = ("withdrawn", "agreed", "seated", "heard")
"""Why somebody was entered: an agreement since withdrawn; an agreement without a place; a place;
a hearing. The last three are over once every step of the edition is completed."""


def purpose_over(edition: Edition) -> dict[str, set[int]]:
    """Those entered for an edition whom nothing needs any more, by purpose.

    Whoever has a role, follows an edition, or has an agreement, a place or a hearing in an
    edition under way is needed.
    """
    replies = PoolEntry.objects.filter(edition=edition)
    found: dict[str, set[int]] = {purpose: set() for purpose in PURPOSES}
    found["withdrawn"] = _people(replies.filter(state=PoolEntry.State.WITHDRAWN))
    if edition.pk not in editions_under_way():
        found["seated"] = _people(Seat.objects.filter(edition=edition))
        agreed = _people(replies.filter(state=PoolEntry.State.ACCEPTED))
        found["agreed"] = agreed - found["seated"]
        found["heard"] = _heard([edition.pk])
    needed = _needed() | set(Person.objects.exclude(erased_at=None).values_list("pk", flat=True))
    return {purpose: people - needed for purpose, people in found.items()}


@action
def purge(*, edition_id: int, purpose: str, seen: int, actor: Actor, clock: Clock) -> int:
    """Erase everybody whose data no longer serve one purpose of an edition; return how many.

    `seen`: how many were announced to whoever confirms. Who: `people.erase`. Register:
    `person_erased` for each. Errors: NotAllowed; Invalid (unknown purpose; `count_changed`).
    """
    edition = Edition.objects.get(pk=edition_id)
    require(actor, "people.erase", on=edition)
    if purpose not in PURPOSES:
        raise Invalid("unknown_code", field="purpose", value=purpose)
    people = purpose_over(edition)[purpose]
    if len(people) != seen:
        raise Invalid("count_changed", count=len(people), seen=seen)
    for person_id in sorted(people):
        forget_person(person_id, reason="purpose_over", now=clock.now())
    return len(people)


def _needed() -> set[int]:
    """Whoever serves something now."""
    under_way = list(editions_under_way())
    held = (Seat.State.OFFERED, Seat.State.ACCEPTED)
    accepted = PoolEntry.State.ACCEPTED
    return (
        _people(Grant.objects.filter(ended_at=None))
        | _people(Follower.objects.all())
        | _people(Seat.objects.filter(edition__in=under_way, state__in=held))
        | _people(PoolEntry.objects.filter(edition__in=under_way, state=accepted))
        | _heard(under_way)
    )


def _people(rows: QuerySet[Any]) -> set[int]:
    """Whom these rows are about."""
    return set(rows.filter(person_id__isnull=False).values_list("person_id", flat=True))


def _heard(editions: list[int]) -> set[int]:
    """Whom these editions hear, or heard."""
    rows = Hearing.objects.filter(edition__in=editions, witness_id__isnull=False)
    return set(rows.values_list("witness_id", flat=True))
