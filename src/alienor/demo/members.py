"""Residents who take a place in a group where no lot is needed: as many volunteer as there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from alienor.demo.draws import accept_own, free_members, volunteer
from alienor.demo.player import Event, Player
from alienor.demo.volunteers import given_and_family
from alienor.platform.people.records import Identity
from alienor.procedures.draw import offer_to_volunteers
from alienor.stages.bodies.actions import take_open_seat
from alienor.stages.bodies.queries import active_seats, seats_of
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import edition_named

# (edition, body, day, drawn residents, volunteers)
MEMBERS = (
    ("poitiers-2022", "screening_jury", -972, 4, 2),
    ("poitiers-2022", "followup_group", -598, 5, 3),
    ("poitiers-2024", "proposition_group", -122, 18, 0),
    ("poitiers-2026", "screening_jury", -3, 0, 6),
)


def events(player: Player) -> Iterator[Event]:
    """Each group on its day: people volunteer at noon, and take their places in the evening."""
    for slug, body, day, drawn, volunteers in MEMBERS:
        yield Event(
            day=day,
            at="12:30",
            title=f"{slug} : des habitantes et habitants se disent volontaires ({body})",
            happens=partial(_volunteer, player, slug, body, drawn=drawn, volunteers=volunteers),
        )
        yield Event(
            day=day,
            at="18:30",
            title=f"{slug} : des habitantes et habitants prennent place ({body})",
            happens=partial(_seat, player, slug, body),
        )


def _volunteer(player: Player, slug: str, body: str, *, drawn: int, volunteers: int) -> None:
    edition = edition_named(slug)
    people = [seat.person_id for seat in free_members(edition)[:drawn]]
    for person in (*people, *_volunteers(player, edition, body, number=volunteers)):
        volunteer(player, edition, body, person)


def _volunteers(player: Player, edition: Edition, body: str, *, number: int) -> list[int]:
    """Volunteers of the assembly who sit nowhere else; newcomers where they are too few."""
    elsewhere = set(
        active_seats(edition).exclude(body="assembly").values_list("person_id", flat=True)
    )
    seats = seats_of(edition, "assembly").filter(college="volunteer")
    people = [seat.person_id for seat in seats if seat.person_id not in elsewhere][:number]
    for missing in range(len(people), number):
        key = f"{edition.slug}/{body}/{missing}"
        given, family = given_and_family(key)
        people.append(player.enter(key, Identity(given_name=given, family_name=family)))
        take_open_seat(
            edition_id=edition.pk,
            body="assembly",
            college="volunteer",
            person_id=people[-1],
            actor=player.anyone,
            clock=player.clock,
        )
    return people


def _seat(player: Player, slug: str, body: str) -> None:
    for seat in offer_to_volunteers(
        edition_id=edition_named(slug).pk,
        body=body,
        actor=player.organiser,
        clock=player.clock,
    ):
        accept_own(player, seat)
