"""Tables of a day: how they were asked for, who sits where, and changes by hand.

The search itself runs before an action, outside its transaction (`procedures/tables.py`): people
go on being welcomed meanwhile, and whoever came or left is seated or taken off here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from alienor.cores.seating import (
    Gathering,
    Person,
    Plan,
    Quality,
    SeatingInvalid,
    as_plan,
    moved,
    quality_of,
    welcome,
)
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action, record, unchanged
from alienor.platform.errors import Invalid, NotFound
from alienor.stages.bodies.queries import colleges_in
from alienor.stages.sessions import acts
from alienor.stages.sessions.models import Session, TablePlan, TableSeat, TableWish
from alienor.stages.sessions.preparing import locked, prepared
from alienor.stages.sessions.queries import expected_people, own_tables, tables_of

STATES = (Session.State.PLANNED, Session.State.ANNOUNCED, Session.State.OPENED)
OFFICIALS = "official"
"""The field of a person that caps on elected members and agents count."""

Wishes = dict[str, list[list[int]]]
"""By kind of wish, lists of people."""


def plan_of(session: Session) -> Plan:
    """Who sits where, people by their ids in text."""
    rounds = tables_of(session)
    asked = asked_of(session)
    numbers = max((max(tables) for tables in rounds.values()), default=0)
    tables = max(numbers, asked.tables if asked else 0)
    return as_plan(
        [
            [map(str, seated.get(number, ())) for number in range(1, tables + 1)]
            for seated in rounds.values()
        ]
    )


def asked_of(session: Session) -> TablePlan | None:
    """How the tables were asked for; None before they are made."""
    return TablePlan.objects.filter(session=session).first()


def wishes_of(session: Session) -> Wishes:
    """Who stays together or apart, and who needs access; ask for permission first."""
    wishes: Wishes = {kind: [] for kind in TableWish.Kind.values}
    for row in session.table_wishes.all():
        wishes[row.kind].append(row.people)
    return wishes


def rounds_begun(session: Session) -> tuple[int, int]:
    """(over, begun): how many rounds are over, and how many have begun. Each item of the agenda
    that is held at tables is a round, in the order in which they began."""
    items = session.agenda.filter(kind="tables", begun_at__isnull=False)
    begun = items.count()
    on = items.filter(ended_at=None).exists()
    return begun - on, begun


def round_shown(session: Session, *, rounds: int) -> int:
    """The round that a screen shows, of `rounds`: the last one that began, else the first."""
    return min(max(rounds_begun(session)[1], 1), rounds)


def seats_from_now_on(session: Session, person_id: int) -> list[TableSeat]:
    """Somebody's table in the round that a screen shows, or the first one after it in which they
    sit, and in those that follow."""
    seats = own_tables(session, person_id)
    if not seats:
        return []
    turn = round_shown(session, rounds=seats[-1].round)
    return [seat for seat in seats if seat.round >= turn]


def recorded_tables(session: Session) -> dict[str, Any]:
    """The tables, as whoever makes them sees them; `plan` tells apart two that are as many."""
    asked = asked_of(session)
    return {
        "tables": asked.tables if asked else None,
        "rounds": asked.rounds if asked else None,
        "accessible": ", ".join(map(str, asked.accessible)) if asked else "",
        "officials": asked.officials if asked else None,
        "balance": asked.balance if asked else None,
        "plan": plan_of(session),
    }


def recorded_wishes(session: Session) -> dict[str, Any]:
    """Who stays together or apart, as whoever says it sees it."""
    return dict(wishes_of(session))


@action
def make_tables(
    *,
    session_id: int,
    gathering: Gathering,
    plan: Plan,
    since: int,
    seed: str,
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Session:
    """Seat people by a plan that was searched for `gathering`, rounds before `since` (from 1) as
    they were. Whoever came since is seated at the table that suits best, whoever left is taken off
    the rounds to come. `seen`: the `recorded_tables` that these replace.

    Who: `sessions.prepare`. Register: `tables_made`. Errors: NotAllowed; WrongState; Conflict;
    Invalid (`round_over` where a round made again has begun).
    """
    session = prepared(session_id, actor, *STATES)
    unchanged(seen, recorded_tables(session))
    if since <= rounds_begun(session)[1]:
        raise Invalid("round_over", field="since", round=since)
    there, plan = _with_those_there(session, gathering, plan, since=since)
    _seat(session, plan)
    TablePlan.objects.update_or_create(
        session=session,
        defaults={
            "tables": len(gathering.sizes),
            "rounds": gathering.rounds,
            "seed": seed,
            "accessible": sorted(gathering.accessible),
            "balance": sorted(gathering.balance),
            "officials": next((one.most for one in gathering.caps), None),
            "made_at": clock.now(),
        },
    )
    quality = quality_of(there, plan)
    record(
        acts.TablesMade(
            session=session.public_id,
            tables=len(gathering.sizes),
            rounds=gathering.rounds,
            since=since,
            people=len(there.people),
            seed=seed,
            pairs=quality.distinct,
            possible=quality.bound,
            again=quality.repeats,
            beyond=quality.misfit,
        ),
        on=session.edition,
    )
    return session


@action
def change_tables(
    *,
    session_id: int,
    gathering: Gathering,
    round: int,
    to: Mapping[int, int],
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Quality:
    """Move people to other tables in one round: by person, the table. Two who change places are
    two moves. `gathering`: whom and what the quality counts. `seen`: the `recorded_tables` that
    were looked at. Returns the quality of the plan after it.

    Who: `sessions.prepare`. Register: `tables_changed`. Errors: NotAllowed; WrongState; Conflict;
    Invalid (`round_over`; `no_such_seat` where somebody or a table is not in this round).
    """
    session = prepared(session_id, actor, *STATES)
    unchanged(seen, recorded_tables(session))
    if round <= rounds_begun(session)[0]:
        raise Invalid("round_over", field="round", round=round)
    plan = plan_of(session)
    try:
        after = moved(plan, round=round, to={str(one): table for one, table in to.items()})
    except SeatingInvalid as error:
        raise Invalid("no_such_seat", field="person") from error
    for one, table in to.items():
        session.table_seats.filter(round=round, person_id=one).update(table=table)
    quality = quality_of(gathering, after)
    record(
        acts.TablesChanged(
            session=session.public_id,
            round=round,
            people=len(to),
            pairs=quality.distinct,
            again=quality.repeats,
            beyond=quality.misfit,
        ),
        on=session.edition,
    )
    return quality


@action
def set_table_wishes(
    *,
    session_id: int,
    together: Sequence[Sequence[int]],
    apart: Sequence[Sequence[int]],
    access: Iterable[int],
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Session:
    """Say who stays together (an interpreter, a companion), who is kept apart, and who needs an
    accessible table; all of it, each time. `seen`: the `recorded_wishes` that these replace.

    Who: `sessions.table_wishes`. Register: `table_wishes_set`, which names and counts nobody.
    Errors: NotAllowed; WrongState; Conflict; NotFound where somebody has no place there; Invalid
    (`alone_in_a_list`; `together_and_apart`).
    """
    session = locked(session_id, actor, "sessions.table_wishes", *STATES)
    unchanged(seen, recorded_wishes(session))
    kinds = TableWish.Kind
    lists = [
        *((kinds.TOGETHER, list(dict.fromkeys(people))) for people in together),
        *((kinds.APART, list(dict.fromkeys(people))) for people in apart),
        *((kinds.ACCESS, [one]) for one in dict.fromkeys(access)),
    ]
    known = colleges_in(session.edition, session.body)
    for kind, people in lists:
        if any(one not in known for one in people):
            raise NotFound("seat")
        if kind != kinds.ACCESS and len(people) < 2:
            raise Invalid("alone_in_a_list", field=str(kind))
    _require_consistent(together, apart)
    session.table_wishes.all().delete()
    for kind, people in lists:
        TableWish.objects.create(session=session, kind=kind, people=people)
    record(acts.TableWishesSet(session=session.public_id), on=session.edition, concerns=())
    return session


def _require_consistent(together: Sequence[Sequence[int]], apart: Sequence[Sequence[int]]) -> None:
    """Nobody is to stay with whom they are kept apart from."""
    asked = Gathering(
        people=(),
        sizes=(),
        rounds=1,
        together=tuple(tuple(map(str, people)) for people in together),
        apart=tuple(tuple(map(str, people)) for people in apart),
    )
    separated = asked.separated()
    if any(one < other and (one, other) in separated
           for group in asked.groups() for one in group for other in group):  # fmt: skip
        raise Invalid("together_and_apart", field="apart")


def _with_those_there(
    session: Session, gathering: Gathering, plan: Plan, *, since: int
) -> tuple[Gathering, Plan]:
    """The gathering and the plan as of now: whoever left since the search is off the rounds made,
    whoever came is at the table that suits best."""
    people = {str(one): college for one, college in expected_people(session)}
    came = people.keys() - gathering.ids()
    there = replace(
        gathering,
        people=(
            *(one for one in gathering.people if one.id in people),
            *(Person(id=one, values={"college": people[one]}) for one in sorted(came)),
        ),
    )
    made = as_plan([[one for one in ids if one in people] for ids in turn]
                   for turn in plan[since - 1 :])  # fmt: skip
    plan = (*plan[: since - 1], *made)
    for number in range(since, len(plan) + 1):
        plan = welcome(there, plan, round=number)
    return there, plan


def _seat(session: Session, plan: Plan) -> None:
    session.table_seats.all().delete()
    TableSeat.objects.bulk_create(
        TableSeat(session=session, round=turn, table=table, person_id=int(person))
        for turn, seated in enumerate(plan, start=1)
        for table, ids in enumerate(seated, start=1)
        for person in ids
    )
