"""The bodies as the public sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from alienor.cores.rules import Composition
from alienor.platform.people.records import identities
from alienor.stages.bodies.queries import composition_of, seats_of
from alienor.stages.founding.queries import rules_of
from alienor.surfaces.words import COLLEGES, ONE_OF


@dataclass(frozen=True, kw_only=True)
class SeatView:
    """A seat as the public sees it: a name only where it is public."""

    id: int
    public_id: str
    college: str
    college_label: Any
    name: str
    function: str
    since: Any


@dataclass(frozen=True, kw_only=True)
class BodyView:
    """A body: its rule, its composition, its seats."""

    code: str
    label: str
    rule: Any
    composition: Composition
    seats: list[SeatView]

    @property
    def named(self) -> list[SeatView]:
        """Those whose names are public: by their names, as the register's order would tell whose
        acts are whose."""
        return sorted((seat for seat in self.seats if seat.name), key=lambda seat: seat.name)

    @property
    def unnamed(self) -> list[dict[str, Any]]:
        """How many others sit there, college by college."""
        others = Counter(seat.college for seat in self.seats if not seat.name)
        return [
            {"count": count, "label": COLLEGES.get(code, code), "one": ONE_OF.get(code, code)}
            for code, count in others.items()
        ]


def body_views(edition: Any, *, only: tuple[str, ...] = ()) -> list[BodyView]:
    """Every body of the edition's rules, in their order."""
    rulebook = rules_of(edition)
    wanted = [body for body in rulebook.bodies if not only or body.code in only]
    seats = {body.code: list(seats_of(edition, body.code)) for body in wanted}
    names = identities(seat.person_id for held in seats.values() for seat in held)
    return [
        BodyView(
            code=body.code,
            label=body.label.fr,
            rule=body,
            composition=composition_of(edition, body.code),
            seats=[
                SeatView(
                    id=seat.pk,
                    public_id=seat.public_id,
                    college=seat.college,
                    college_label=ONE_OF.get(seat.college, seat.college),
                    name=names[seat.person_id].public_name,
                    function=seat.function,
                    since=seat.since,
                )
                for seat in seats[body.code]
            ],
        )
        for body in wanted
    ]
