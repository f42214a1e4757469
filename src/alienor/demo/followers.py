"""Somebody follows the live edition by e-mail: what they are told shows in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from alienor.demo.player import Event, Player
from alienor.platform.messages.asking import secret_of
from alienor.platform.people.records import find_person
from alienor.procedures import following
from alienor.stages.founding.queries import edition_named
from alienor.surfaces.digests import tell_followers

LIVE, READER = "poitiers-2024", "lectrice@exemple.invalid"


def events(player: Player) -> Iterator[Event]:
    """Asked, confirmed, and told on the eve."""
    title = f"{LIVE} : une personne suit l'édition par courrier électronique"
    for day, at, happens in ((-20, "19:00", _ask), (-20, "19:05", _confirm), (-1, "21:00", _tell)):
        yield Event(day=day, at=at, title=title, happens=partial(happens, player))


def _ask(player: Player) -> None:
    following.ask_to_follow(
        edition_id=edition_named(LIVE).pk,
        email=READER,
        language="fr",
        actor=player.anyone,
        clock=player.clock,
    )


def _confirm(player: Player) -> None:
    person_id = find_person(email=READER)
    assert person_id is not None, "they asked just before"  # a fault of the demo
    following.confirm_following(
        secret=secret_of(person_id), edition=LIVE, actor=player.anyone, clock=player.clock
    )


def _tell(player: Player) -> None:
    tell_followers(now=player.clock.now())
