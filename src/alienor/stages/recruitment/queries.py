"""The funnel of recruitment, the pool, and who is missing from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from django.db.models import Count, QuerySet

from alienor.platform.people.records import unseal
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.recruitment import codes
from alienor.stages.recruitment.models import DoorVisit, Frame, Invitation, PoolEntry


@dataclass(frozen=True, kw_only=True)
class PoolMember:
    """Somebody who accepted: `values` by feature; `household` is equal for one dwelling."""

    entry_id: int
    person_id: int
    public_id: str
    values: dict[str, str]
    household: str


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How many, from the addresses to the agreements. `waiting`: doors nobody has been to yet;
    `thinking`: they were met and have not answered yet."""

    addresses: int
    drawn: int
    visited: int
    waiting: int
    notice_left: int
    undelivered: int
    met: int
    thinking: int
    declined: int
    accepted: int
    withdrawn: int
    evenings: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One value of a feature in the pool, against the least and the most that the draw may take.

    `share`: of the population, in percent. `lacking`: agreements still needed for the least.
    """

    feature: str
    value: str
    share: Decimal
    accepted: int
    minimum: int
    maximum: int

    @property
    def lacking(self) -> int:
        return max(0, self.minimum - self.accepted)


class QuotaLike(Protocol):
    """A quota, as `cores.sortition.Quota` states it."""

    @property
    def feature(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def minimum(self) -> int: ...

    @property
    def maximum(self) -> int: ...


def latest_frame(edition: Edition) -> Frame | None:
    """The address file imported last; invitations are drawn from it."""
    return Frame.objects.filter(edition=edition).order_by("-pk").first()


def frames_of(edition: Edition) -> QuerySet[Frame]:
    """The address files of an edition, newest first."""
    return Frame.objects.filter(edition=edition).order_by("-pk")


def invitations_of(edition: Edition) -> QuerySet[Invitation]:
    """The invitations of an edition with their addresses, street by street."""
    return (
        Invitation.objects.filter(edition=edition)
        .select_related("address")
        .order_by("address__district", "address__street", "address__number", "pk")
    )


def districts_of(edition: Edition) -> list[tuple[str, int]]:
    """Each district with the doors that are still to be knocked at, by name."""
    rows = (
        Invitation.objects.filter(edition=edition)
        .filter(state__in=[Invitation.State.DRAWN, Invitation.State.NOTICE_LEFT])
        .values_list("address__district")
        .annotate(count=Count("pk"))
        .order_by("address__district")
    )
    return [(district, count) for district, count in rows]


def invitation_with_code(edition: Edition, code: str) -> Invitation | None:
    """The invitation on whose letter this code is printed."""
    return Invitation.objects.filter(edition=edition, reply_code_hash=codes.code_hash(code)).first()


def next_evening(edition: Edition) -> int:
    """The number of the evening to come: one more than the last that was noted."""
    rounds = edition.door_rounds.order_by("-evening")
    return int(rounds.values_list("evening", flat=True).first() or 0) + 1


def entries_of(edition: Edition) -> QuerySet[PoolEntry]:
    """The agreements that stand, in the order in which they were entered."""
    return PoolEntry.objects.filter(edition=edition, state=PoolEntry.State.ACCEPTED).order_by("pk")


def entry_named(edition: Edition, public_id: str) -> PoolEntry | None:
    """One reply by its public id."""
    return PoolEntry.objects.filter(edition=edition, public_id=public_id).first()


def pool_of(edition: Edition) -> list[PoolMember]:
    """Everybody who accepted, with their profile; whoever was erased since is left out."""
    entries = list(entries_of(edition))
    opened = unseal(entry.profile for entry in entries)
    return [
        PoolMember(
            entry_id=entry.pk,
            person_id=entry.person_id,
            public_id=entry.public_id,
            values=dict(opened[entry.profile]["values"]),
            household=entry.household,
        )
        for entry in entries
        if entry.person_id is not None and entry.profile in opened
    ]


def funnel_of(edition: Edition) -> Funnel:
    """How many people and doors, from the address file to the agreements."""
    frame = latest_frame(edition)
    states = _counts(Invitation.objects.filter(edition=edition), "state")
    replies = _counts(PoolEntry.objects.filter(edition=edition), "state")
    visits = DoorVisit.objects.filter(invitation__edition=edition)
    met = visits.filter(outcome__in=["accepted", "thinking", "refused"])
    return Funnel(
        addresses=frame.rows if frame else 0,
        drawn=sum(states.values()),
        visited=visits.values("invitation").distinct().count(),
        waiting=states["drawn"],
        notice_left=states["notice_left"],
        undelivered=states["undelivered"],
        met=met.values("invitation").distinct().count(),
        thinking=states["met"],
        declined=states["declined"],
        accepted=replies["accepted"],
        withdrawn=replies["withdrawn"],
        evenings=edition.door_rounds.values("evening").distinct().count(),
        seats=rules_of(edition).draw.seats,
    )


def missing_of(
    edition: Edition,
    quotas: Iterable[QuotaLike] | None = None,
    *,
    pool: Iterable[PoolMember] | None = None,
) -> list[Missing]:
    """The pool against the quotas, feature by feature in the order of the rules.

    Without `quotas`: the census share of the seats, give or take the slack of the rules. `pool`
    spares reading it again.
    """
    draw = rules_of(edition).draw
    counts = pool_counts(pool_of(edition) if pool is None else pool)
    given = {(quota.feature, quota.value): quota for quota in quotas or ()}
    rows = []
    for feature in draw.feature:
        for value in feature.value:
            key = (feature.code, value.code)
            least, most = _bounds(value.share, seats=draw.seats, slack=draw.slack_seats)
            if quota := given.get(key):
                least, most = quota.minimum, quota.maximum
            rows.append(
                Missing(
                    feature=feature.code,
                    value=value.code,
                    share=value.share,
                    accepted=counts.get(key, 0),
                    minimum=least,
                    maximum=most,
                )
            )
    return rows


def pool_counts(pool: Iterable[PoolMember]) -> Mapping[tuple[str, str], int]:
    """How many people have each (feature, value)."""
    return Counter(pair for member in pool for pair in member.values.items())


def _bounds(share: Decimal, *, seats: int, slack: int) -> tuple[int, int]:
    exact = share * seats / 100
    least = int(exact.to_integral_value(ROUND_FLOOR)) - slack
    most = int(exact.to_integral_value(ROUND_CEILING)) + slack
    return max(0, least), min(seats, most)


def _counts(rows: QuerySet, field: str) -> Counter[str]:
    return Counter(dict(rows.order_by().values_list(field).annotate(count=Count("pk"))))
