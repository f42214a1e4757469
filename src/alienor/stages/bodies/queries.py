"""Seats and compositions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from alienor.cores.rules import Composition, composition, incompatible_bodies
from alienor.cores.rules.model import Body
from alienor.cores.rules.vocabulary import VOLUNTEER_SOURCES
from alienor.stages.bodies.models import Seat, Volunteering
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of

HELD = (Seat.State.OFFERED, Seat.State.ACCEPTED)
OVER = (Seat.State.DECLINED, Seat.State.WITHDRAWN, Seat.State.ENDED)
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


def past_seats_of(person_id: int) -> QuerySet[Seat]:
    """The seats that somebody was offered and does not hold, all editions, the last one first."""
    return (
        Seat.objects.filter(person_id=person_id)
        .exclude(state__in=HELD)
        .select_related("edition")
        .order_by("-until", "-pk")
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


@dataclass(frozen=True, kw_only=True)
class Call:
    """A body that seeks volunteers: `seats` to fill, among those who sit in the assembly for one
    of `colleges`."""

    edition: Edition
    rule: Body
    colleges: tuple[str, ...]
    seats: int

    @property
    def body(self) -> str:
        return self.rule.code


def calls_of(edition: Edition) -> list[Call]:
    """The bodies that seek volunteers: the rules fill these seats so, some are empty, and the
    step that ends the mandate is not over."""
    rulebook = rules_of(edition)
    over = set(edition.steps.filter(completed_at__isnull=False).values_list("code", flat=True))
    filled = Counter(active_seats(edition).values_list("body", "college"))
    return [
        Call(edition=edition, rule=body, colleges=line.colleges, seats=seats)
        for body in rulebook.bodies
        for line in body.seats
        if line.source in VOLUNTEER_SOURCES and body.mandate_to not in over
        if (seats := (line.count or 0) - sum(filled[body.code, one] for one in line.colleges)) > 0
    ]


def call_for(edition: Edition, body: str) -> Call | None:
    """The call for volunteers of a body, while it is open."""
    return next((call for call in calls_of(edition) if call.body == body), None)


def calls_to(edition: Edition, person_id: int) -> list[Call]:
    """The open calls that somebody may answer: they sit in the assembly for one of its colleges,
    and in no body that excludes it."""
    seats = dict(active_seats(edition).filter(person_id=person_id).values_list("body", "college"))
    return [
        call
        for call in (calls_of(edition) if "assembly" in seats else ())
        if seats["assembly"] in call.colleges and not _excluded(call, seats)
    ]


def volunteers_of(call: Call) -> list[Volunteering]:
    """Who stands as a volunteer and may still sit there, in the order in which they came."""
    standing = Volunteering.objects.filter(
        edition=call.edition, body=call.body, state=Volunteering.State.STANDING
    ).order_by("pk")
    seats: dict[int, dict[str, str]] = {}
    for person, body, college in active_seats(call.edition).values_list(
        "person_id", "body", "college"
    ):
        seats.setdefault(person, {})[body] = college
    return [
        row
        for row in standing
        if seats.get(row.person_id, {}).get("assembly") in call.colleges
        and not _excluded(call, seats[row.person_id])
    ]


def volunteerings_of(person_id: int) -> QuerySet[Volunteering]:
    """What somebody stands as a volunteer for, all editions."""
    return (
        Volunteering.objects.filter(person_id=person_id, state=Volunteering.State.STANDING)
        .select_related("edition", "edition__rules")
        .order_by("pk")
    )


def volunteering_named(public_id: str) -> Volunteering | None:
    """One volunteering by its public id."""
    return Volunteering.objects.filter(public_id=public_id).first()


def _excluded(call: Call, seats: dict[str, str]) -> bool:
    return call.body in seats or bool(
        incompatible_bodies(rules_of(call.edition), held=seats, wanted=call.body)
    )


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
    if roles:
        edition = Edition.objects.select_related("rules").get(pk=edition_id)
        if {body for body, _college in held} & set(rules_of(edition).topics.screening_bodies):
            roles.add("screener")
    return roles


def is_open_to_all(edition: Edition, body: str, college: str) -> bool:
    """Whether the rules leave places in a body open to every volunteer of this college."""
    line = rules_of(edition).body(body).line_of(college)
    return line is not None and line.count is None and line.source == "open"
