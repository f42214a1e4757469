"""Seats and compositions."""

from __future__ import annotations

from django.db.models import Min, QuerySet

from alienor.cores.rules import Composition, composition
from alienor.stages.bodies.models import Seat
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

HELD = (Seat.State.OFFERED, Seat.State.ACCEPTED)
COLLEGE_ROLES = {
    "drawn": "drawn",
    "volunteer": "volunteer",
    "elected_majority": "elected",
    "elected_minority": "elected",
    "agent": "agent",
}


def active_seats(edition: Edition) -> QuerySet[Seat]:
    """Seats that are offered or held now."""
    return Seat.objects.filter(edition=edition, state__in=HELD)


def seats_of(edition: Edition, body: str) -> QuerySet[Seat]:
    """The seats held in a body now, in the order in which they were filled."""
    return Seat.objects.filter(edition=edition, body=body, state=Seat.State.ACCEPTED).order_by(
        "college", "since", "pk"
    )


def seats_of_person(person_id: int) -> QuerySet[Seat]:
    """A person's offered and held seats, all editions."""
    return (
        Seat.objects.filter(person_id=person_id, state__in=HELD)
        .select_related("edition", "edition__rules")
        .order_by("-edition__created_at", "pk")
    )


def colleges_in(edition: Edition, body: str) -> dict[int, str]:
    """The college for which each member of a body sits now, by person."""
    return dict(seats_of(edition, body).values_list("person_id", "college"))


def college_in(edition: Edition, body: str, person_id: int) -> str | None:
    """The college for which somebody sits in a body now; None where they have no place."""
    return (
        seats_of(edition, body)
        .filter(person_id=person_id)
        .values_list("college", flat=True)
        .first()
    )


def colleges_seated(edition: Edition, body: str) -> list[str]:
    """The college of each seat offered or held in a body: one string a seat."""
    return list(active_seats(edition).filter(body=body).values_list("college", flat=True))


def composition_of(edition: Edition, body: str) -> Composition:
    """A body against the rules in force: what is filled, missing, in breach."""
    held = seats_of(edition, body).values_list("college", flat=True)
    return composition(rules_of(edition), body=body, seats=held)


def elected_seats(edition: Edition) -> QuerySet[Seat]:
    """The seats held by elected members, one for each person, by function."""
    held = Seat.objects.filter(
        edition=edition, state=Seat.State.ACCEPTED, college__startswith="elected"
    )
    firsts = held.values("person_id").annotate(first=Min("pk")).values("first")
    return Seat.objects.filter(pk__in=firsts).order_by("function", "pk")


def seat_by_id(edition: Edition, public_id: str) -> Seat | None:
    """One seat of an edition by its public id."""
    return Seat.objects.filter(edition=edition, public_id=public_id).first()


def roles_from_seats(person_id: int, edition_id: int) -> set[str]:
    """The roles that follow from the seats a person holds in an edition."""
    held = Seat.objects.filter(
        person_id=person_id, edition_id=edition_id, state=Seat.State.ACCEPTED
    ).values_list("body", "college")
    roles: set[str] = set()
    for body, college in held:
        roles.add(COLLEGE_ROLES[college])
        if body != "assembly":
            roles.add(body)
    return roles


def is_open_to_all(edition: Edition, body: str, college: str) -> bool:
    """Whether the rules leave places in a body open to every volunteer of this college."""
    line = rules_of(edition).body(body).line_of(college)
    return line is not None and line.count is None and line.source == "open"
