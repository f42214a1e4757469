"""The city services that answer in an edition: one invented person for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from alienor.demo.library import text
from alienor.demo.player import Event, Player
from alienor.demo.volunteers import given_and_family
from alienor.platform.people.actions import give_role
from alienor.platform.people.records import Identity
from alienor.stages.founding.queries import edition_named

# The edition in preparation has the services of the one before.
TOLD_IN = {"poitiers-2026": "poitiers-2024"}


def events(player: Player, slug: str, founded: int) -> Iterator[Event]:
    """The services are named on the day after the foundation."""
    yield Event(
        day=founded + 1,
        at="09:00",
        title=f"{slug} : les services de la Ville désignent qui répond",
        happens=partial(_name, player, slug),
    )


def key_of(slug: str, service: str) -> str:
    """Where the player keeps the person who answers for a service in an edition."""
    return f"{slug}/service/{service}"


def name_of(slug: str, service: str) -> str:
    """The name of a service in an edition, from its key in the texts."""
    told = text(TOLD_IN.get(slug, slug), "bodies")["services"]
    return next(str(one["name"]) for one in told if one["key"] == service)


def _name(player: Player, slug: str) -> None:
    edition = edition_named(slug)
    for service in text(TOLD_IN.get(slug, slug), "bodies")["services"]:
        code = service["key"]
        given, family = given_and_family(f"service/{code}")
        identity = Identity(
            given_name=given, family_name=family, email=f"service-{code}@exemple.invalid"
        )
        person = player.enter(f"service/{code}", identity)
        player.people[key_of(slug, code)] = person
        give_role(
            person_id=person,
            role="city_service",
            detail=service["name"],
            edition=edition,
            actor=player.organiser,
            clock=player.clock,
        )
