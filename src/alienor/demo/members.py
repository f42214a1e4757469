"""Residents who take a place in a group where no lot is needed: as many volunteer as there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from alienor.demo.draws import free_members
from alienor.demo.player import Event, Player
from alienor.demo.volunteers import given_and_family
from alienor.platform.people.records import Identity
from alienor.stages.bodies import actions
from alienor.stages.bodies.queries import active_seats, seats_of
from alienor.stages.founding.queries import edition_named

# (edition, body, day, drawn residents, volunteers)
MEMBERS = (
    ("poitiers-2022", "screening_jury", -972, 4, 2),
    ("poitiers-2022", "followup_group", -598, 5, 3),
    ("poitiers-2024", "proposition_group", -122, 18, 0),
)


def events(player: Player) -> Iterator[Event]:
    """Each group on its day."""
    for slug, body, day, drawn, volunteers in MEMBERS:
        yield Event(
            day=day,
            at="18:30",
            title=f"{slug} : des habitantes et habitants prennent place ({body})",
            happens=partial(_seat, player, slug, body, drawn=drawn, volunteers=volunteers),
        )


def _seat(player: Player, slug: str, body: str, *, drawn: int, volunteers: int) -> None:
    edition = edition_named(slug)
    people = [(seat.person_id, "drawn") for seat in free_members(edition)[:drawn]]
    elsewhere = set(
        active_seats(edition).exclude(body="assembly").values_list("person_id", flat=True)
    )
    known = [
        seat.person_id
        for seat in seats_of(edition, "assembly").filter(college="volunteer")
        if seat.person_id not in elsewhere
    ]
    for number in range(volunteers):
        given, family = given_and_family(f"{slug}/{body}/{number}")
        person = (
            known[number]
            if number < len(known)
            else player.enter(
                f"{slug}/{body}/{number}", Identity(given_name=given, family_name=family)
            )
        )
        people.append((person, "volunteer"))
    for person, college in people:
        offer(player, edition, body, college, person)


def offer(player: Player, edition: Any, body: str, college: str, person: int) -> None:
    """A place offered, and accepted."""
    seat = actions.offer_seat(
        edition_id=edition.pk,
        body=body,
        college=college,
        person_id=person,
        actor=player.organiser,
        clock=player.clock,
    )
    actions.accept_seat(seat_id=seat.pk, actor=player.organiser, clock=player.clock)
