"""Invented people beyond those whom the texts name: volunteers, elected members, agents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import count

from alienor.demo.library import text
from alienor.demo.player import Player, split_name
from alienor.platform.people.records import Identity
from alienor.stages.bodies import actions as bodies
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.founding.queries import edition_named

FUNCTIONS = {
    "elected_majority": "Membre du conseil municipal, majorité",
    "elected_minority": "Membre du conseil municipal, minorité",
    "agent": "Service de la Ville",
}


def given_and_family(key: str) -> tuple[str, str]:
    """An invented name that a key always gives."""
    names = text("people", "names")
    given = [name for group in names["given"] for name in group["names"]]
    family = names["family"]["names"]
    number = int(hashlib.sha256(key.encode()).hexdigest()[:12], 16)
    return given[number % len(given)], family[(number // len(given)) % len(family)]


def newcomers(key: str, *, first: int, known: Iterable[str]) -> Iterator[Identity]:
    """Invented people whom a key always gives, from the number `first` on: nobody whose name is
    among those `known`, whom nobody could tell from another."""
    taken = set(known)
    for number in count(first):
        given, family = given_and_family(f"{key}/{number}")
        one = Identity(given_name=given, family_name=family)
        if one.full_name not in taken:
            taken.add(one.full_name)
            yield one


def elected_and_agents(player: Player, slug: str, wanted: dict[str, int]) -> None:
    """Seat in the assembly as many elected members and agents as the day counts: those whom the
    texts name first, then invented ones."""
    told = text(slug, "bodies")
    seated = list(colleges_in(edition_named(slug), "assembly").values())
    for college, unnamed in FUNCTIONS.items():
        named = [
            (f"public:{one['key']}", one["name"], one["function"])
            for one in (*told["elected"], *told["agents"])
            if one.get("college", "agent") == college
        ]
        for number in range(seated.count(college), wanted.get(college, 0)):
            if number < len(named):
                key, name, function = named[number]
            else:
                key = f"public:{slug}/{college}/{number}"
                name = " ".join(given_and_family(key))
                function = unnamed
            _seat(player, slug, college, key=key, name=name, function=function)


def _seat(player: Player, slug: str, college: str, *, key: str, name: str, function: str) -> None:
    given, family = split_name(name)
    person = player.enter(
        key,
        Identity(
            given_name=given,
            family_name=family,
            email=f"{re.sub(r'[^a-z0-9]+', '-', key)}@exemple.invalid",
            public_name=name if college.startswith("elected") else "",
        ),
    )
    seat = bodies.offer_seat(
        edition_id=edition_named(slug).pk,
        body="assembly",
        college=college,
        person_id=person,
        function=function,
        actor=player.organiser,
        clock=player.clock,
    )
    bodies.accept_seat(seat_id=seat.pk, actor=player.organiser, clock=player.clock)
