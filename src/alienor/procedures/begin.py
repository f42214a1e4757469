"""The first run: a city, its first organiser, its first edition."""

from __future__ import annotations

from dataclasses import dataclass

from alienor.platform.access.models import Grant
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.people.actions import enter_person, give_role
from alienor.platform.people.records import Identity
from alienor.stages.founding.actions import found_city, found_edition
from alienor.stages.founding.models import City, Edition


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What the first run made."""

    city: City
    organiser_id: int
    grant: Grant
    edition: Edition | None


@action
def begin_instance(
    *,
    city: str,
    organiser: Identity,
    password: str,
    actor: Actor,
    clock: Clock,
    insee: str = "",
    siret: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    edition_title: str = "",
    rules: str = "",
) -> Beginning:
    """Open an empty instance: the city, its first organiser and, if titled, a first edition.

    Who: the operator (`instance.begin`), at the command line or through the first-run page with
    the code that the server printed. Register: `instance_begun`, `person_entered`, `role_given`,
    and those of the edition.
    Errors: NotAllowed; WrongState where it was done already; Invalid.
    """
    founded = found_city(
        name=city,
        insee=insee,
        siret=siret,
        contact_phone=contact_phone,
        contact_email=contact_email,
        actor=actor,
        clock=clock,
    )
    person = enter_person(identity=organiser, password=password, actor=actor, clock=clock)
    grant = give_role(person_id=person.pk, role="organiser", actor=actor, clock=clock)
    edition = None
    if edition_title:
        edition = found_edition(
            title=edition_title,
            rules=rules,
            actor=Actor(person_id=person.pk, through=actor.through),
            clock=clock,
        )
    return Beginning(city=founded, organiser_id=person.pk, grant=grant, edition=edition)
