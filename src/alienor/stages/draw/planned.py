"""A freeze in two steps: what is fixed before panels are dealt out for a large pool.

Tokens and salts are drawn first, so that `commitments.csv` and with it the seed of the turns are
known; the freeze then seals exactly them, if pool and quotas are still those that were dealt for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alienor.cores.sortition import Dealt, Instance
from alienor.platform.errors import ActError
from alienor.platform.people.records import Sealing, commitment_of, fresh_salt
from alienor.platform.public_ids import public_id
from alienor.stages.draw.models import Draw
from alienor.stages.draw.quotas import PoolMember, QuotaRow, instance_of
from alienor.stages.draw.record import commitments_file


class DealtForOthers(ActError):
    """Pool or quotas changed since the panels were dealt out: how many people `joined`, `left` or
    `changed` their profile, and which `quotas` moved."""

    def __init__(
        self, *, joined: int, left: int, changed: int, quotas: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(
            "dealt_for_others", joined=joined, left=left, changed=changed, quotas=quotas
        )


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Somebody's place in a draw: what is published of them, and the salt of their commitment.
    Their profile is not in it: it is read again."""

    person_id: int
    token: str
    household: str
    salt: bytes
    commitment: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a freeze was asked for, and a ticket for everybody, by token."""

    quotas: Sequence[QuotaRow]
    tickets: Sequence[Ticket]
    announced: str
    beacon_at: datetime | None
    derogation: str
    planned_at: datetime

    @property
    def commitments(self) -> bytes:
        """`commitments.csv` as the freeze will publish it."""
        return commitments_file(self.tickets)


@dataclass(frozen=True, kw_only=True)
class Dealing:
    """A plan, and the panels dealt out for it."""

    plan: Plan
    dealt: Dealt


def plan_freeze(
    draw: Draw,
    pool: Iterable[PoolMember],
    *,
    announced: str,
    beacon_at: datetime | None,
    derogation: str,
    now: datetime,
) -> Plan:
    """Draw a token and a salt for everybody."""
    homes: dict[str, str] = {}
    tickets = []
    for member in pool:
        token, salt, home = public_id(), fresh_salt(), ""
        if member.household:
            home = homes.setdefault(member.household, public_id())
        content = profile_content(draw, token=token, household=home, values=member.values)
        tickets.append(
            Ticket(
                person_id=member.person_id,
                token=token,
                household=home,
                salt=salt,
                commitment=commitment_of(content, salt=salt),
            )
        )
    return Plan(
        quotas=draw.quotas,
        tickets=sorted(tickets, key=lambda ticket: ticket.token),
        announced=announced,
        beacon_at=beacon_at,
        derogation=derogation,
        planned_at=now,
    )


def planned_instance(draw: Draw, plan: Plan, pool: Iterable[PoolMember]) -> Instance:
    """What panels are dealt out for. Errors: DealtForOthers."""
    members = people_as_planned(draw, plan, pool)
    people = [
        (ticket.token, member.values, ticket.household)
        for ticket, member in zip(plan.tickets, members, strict=True)
    ]
    return instance_of(plan.quotas, people, seats=draw.seats)


def planned_sealings(draw: Draw, plan: Plan, members: Sequence[PoolMember]) -> Iterator[Sealing]:
    """What is sealed of everybody, in the order of the tickets."""
    for ticket, member in zip(plan.tickets, members, strict=True):
        content = profile_content(
            draw, token=ticket.token, household=ticket.household, values=member.values
        )
        yield Sealing(ticket.person_id, content, ticket.salt)


def people_as_planned(draw: Draw, plan: Plan, pool: Iterable[PoolMember]) -> list[PoolMember]:
    """The people of the plan, in the order of its tickets, if they, their profiles, their
    households and the quotas are still the same. Errors: DealtForOthers."""
    people = {member.person_id: member for member in pool}
    planned = {ticket.person_id for ticket in plan.tickets}
    changed = sum(_changed(draw, plan, people))
    moved = [(row["feature"], row["value"]) for row in draw.quotas if row not in list(plan.quotas)]
    joined, left = len(people.keys() - planned), len(planned - people.keys())
    if joined or left or changed or moved or len(draw.quotas) != len(plan.quotas):
        raise DealtForOthers(joined=joined, left=left, changed=changed, quotas=moved)
    return [people[ticket.person_id] for ticket in plan.tickets]


def profile_content(
    draw: Draw, *, token: str, household: str, values: Mapping[str, str]
) -> dict[str, Any]:
    """What is sealed of somebody in the pool."""
    return {
        "draw": draw.public_id,
        "household": household,
        "token": token,
        "values": dict(values),
    }


def _changed(draw: Draw, plan: Plan, people: Mapping[int, PoolMember]) -> Iterator[bool]:
    """Of each who is still there: whether their commitment would be another one, or whether they
    now share, or no longer share, a household with somebody."""
    tokens: dict[str, str] = {}
    homes: dict[str, str] = {}
    for ticket in plan.tickets:
        if (member := people.get(ticket.person_id)) is None:
            continue
        token, home = ticket.household, member.household
        content = profile_content(draw, token=ticket.token, household=token, values=member.values)
        yield (
            bool(token) != bool(home)
            or (bool(home) and tokens.setdefault(home, token) != token)
            or (bool(token) and homes.setdefault(token, home) != home)
            or commitment_of(content, salt=ticket.salt) != ticket.commitment
        )
