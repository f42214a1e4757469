"""Tables of a day, searched for beside the site: what is known of people, the search, the act."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from alienor.cores.seating import (
    Cap,
    Change,
    Fault,
    Gathering,
    Person,
    Quality,
    SeatingInvalid,
    change_of,
    fault_sentence,
    met_by_each,
    quality_of,
    reseat,
    seat,
    table_sizes,
)
from alienor.platform.access.decide import require
from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, version_of
from alienor.platform.compute import compute
from alienor.platform.errors import Invalid, NotFound, WrongState
from alienor.platform.people.records import identities
from alienor.stages.draw.queries import draw_of, profiles_in
from alienor.stages.founding.models import Edition
from alienor.stages.founding.queries import rules_of
from alienor.stages.sessions import tables as stage
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import expected_people, needs_of
from alienor.stages.sessions.tables import OFFICIALS, asked_of, plan_of, recorded_tables, wishes_of

COLLEGE, NEWCOMER = "college", "newcomer"
RESIDENTS = "residents"


class SeatingSaid(SeatingInvalid):
    """Faults of the search, ready to be said with the names of people."""

    def sentence(self, language: str) -> str:
        """All of them, in the reader's language."""
        return " ".join(
            fault_sentence(self._named(one), "en" if language == "en" else "fr")
            for one in self.faults
        )

    @staticmethod
    def _named(fault: Fault) -> Fault:
        """Ids are names for whoever reads."""
        ids = {
            name: str(value).split(", ")
            for name, value in fault.params.items()
            if name in ("id", "ids", "one", "other")
        }
        known = identities(int(one) for some in ids.values() for one in some if one.isdigit())
        names = {
            name: ", ".join(
                known[int(one)].full_name if one.isdigit() and int(one) in known else one
                for one in some
            )
            for name, some in ids.items()
        }
        return replace(fault, params={**fault.params, **names, "suggestion": ""})


def _refusal(error: SeatingInvalid) -> Invalid:
    """Why there are no such tables, in the words of an assembly."""
    for fault in error.faults:
        if fault.params.get("field") == OFFICIALS:
            code = "few_tables_for_officials" if fault.code == "cap_too_low" else "officials_parted"
            return Invalid(code, **{**fault.params, "field": "officials"})
    return Invalid("no_such_tables", fault=SeatingSaid(error.faults))


def balances(edition: Edition) -> list[str]:
    """What tables can mix: colleges, who comes for the first time, and the features of the draw."""
    features = [feature.code for feature in rules_of(edition).draw.feature]
    return [COLLEGE, NEWCOMER, *(features if draw_of(edition) else ())]


def make_tables(
    *,
    session_id: int,
    tables: int,
    rounds: int,
    actor: Actor,
    clock: Clock,
    accessible: Sequence[int] = (),
    officials: int | None = None,
    balance: Sequence[str] | None = None,
    seed: str = "",
    seen: str = "",
) -> Session:
    """Seat those who are there, or before the day those who said that they come.

    From round to round people meet others; tables mix what `balance` names (all that can be, where
    it is None), and take at most `officials` elected members and agents. Who stays together or
    apart, and who needs one of the `accessible` tables, is kept. `seen`: the `recorded_tables` that
    these replace. Who: `sessions.prepare`. Register: `tables_made`. Errors: NotAllowed; WrongState;
    Conflict; Invalid where there are fewer people than tables, or no such plan.
    """
    session = _session(session_id, actor)
    seed = seed or secrets.token_hex(8)
    gathering = _gathering(
        session,
        tables=tables,
        rounds=rounds,
        accessible=frozenset(accessible),
        officials=officials,
        balance=balances(session.edition) if balance is None else balance,
    )
    try:
        plan = compute(seat, gathering, seed=seed)
    except SeatingInvalid as error:
        raise _refusal(error) from error
    return stage.make_tables(
        session_id=session.pk,
        gathering=gathering,
        plan=plan,
        since=1,
        seed=seed,
        actor=actor,
        clock=clock,
        seen=seen,
    )


def remake_tables(
    *, session_id: int, since: int, actor: Actor, clock: Clock, seed: str = "", seen: str = ""
) -> Session:
    """Make the rounds from `since` on again, for those who are there now. Whoever sits in a round
    before stays seated; those who came later join the one that is on, and others kept. One more
    than there are rounds: that is all.

    `seen`: the `recorded_tables` that these replace. Who: `sessions.prepare`. Register:
    `tables_made`. Errors: NotAllowed; WrongState; Conflict; Invalid (`no_tables_yet`; `round_over`;
    no such plan).
    """
    session = _session(session_id, actor)
    now = recorded_tables(session)
    gathering = gathering_of(session)
    over, begun = stage.rounds_begun(session)
    if not begun < since <= gathering.rounds + 1 or over >= gathering.rounds:
        raise Invalid("round_over", field="since", round=since)
    seed = seed or secrets.token_hex(8)
    try:
        plan = compute(
            reseat, gathering, plan_of(session), over=min(over, since - 1), begun=since - 1,
            seed=seed,
        )  # fmt: skip
    except SeatingInvalid as error:
        raise _refusal(error) from error
    return stage.make_tables(
        session_id=session.pk,
        gathering=gathering,
        plan=plan,
        since=since,
        seed=seed,
        actor=actor,
        clock=clock,
        seen=seen or version_of(now),
    )


def change_tables(
    *,
    session_id: int,
    round: int,
    to: Mapping[int, int],
    actor: Actor,
    clock: Clock,
    seen: str = "",
) -> Quality:
    """Move people by hand in one round; returns how good the plan is then.

    Who: `sessions.prepare`. Register: `tables_changed`. Errors: as of the action of the stage.
    """
    session = _session(session_id, actor)
    return stage.change_tables(
        session_id=session.pk,
        gathering=gathering_of(session),
        round=round,
        to=to,
        actor=actor,
        clock=clock,
        seen=seen,
    )


def effect_of(session: Session, *, round: int, to: Mapping[int, int]) -> Change:
    """What a move would change. Errors: Invalid (`no_such_seat`)."""
    moves = {str(one): table for one, table in to.items()}
    try:
        return change_of(gathering_of(session), plan_of(session), round=round, to=moves)
    except SeatingInvalid as error:
        raise Invalid("no_such_seat", field="person") from error


def standing_of(session: Session) -> tuple[Quality, dict[str, int]]:
    """How good the plan of a day is for those who are there, and how many different people each
    of them meets."""
    gathering, plan = gathering_of(session), plan_of(session)
    met = met_by_each(plan)
    there = gathering.ids()
    return quality_of(gathering, plan), {one: met[one] for one in met if one in there}


def gathering_of(session: Session) -> Gathering:
    """Those who are there now, as the tables were asked for. Errors: Invalid (`no_tables_yet`)."""
    asked = asked_of(session)
    if asked is None:
        raise Invalid("no_tables_yet")
    return _gathering(
        session,
        tables=asked.tables,
        rounds=asked.rounds,
        accessible=frozenset(asked.accessible),
        officials=asked.officials,
        balance=asked.balance,
    )


def _gathering(
    session: Session,
    *,
    tables: int,
    rounds: int,
    accessible: frozenset[int],
    officials: int | None,
    balance: Sequence[str],
) -> Gathering:
    """People with what is known of them. What they answered for the draw and what they need is
    read here and goes no further than the plan."""
    colleges = dict(expected_people(session))
    if not 1 <= tables <= len(colleges):
        raise Invalid("too_few_for_tables", field="tables", people=len(colleges))
    draw = draw_of(session.edition)
    profiles = profiles_in(draw, colleges) if draw else {}
    parts = {one.code: one.part for one in rules_of(session.edition).colleges}
    known = _came_before(session)
    wishes = wishes_of(session)
    needing = {one for people in wishes["access"] for one in people}
    if accessible:
        needing |= {one for one, need in needs_of(session).items() if "access" in need["needs"]}
    people = tuple(
        Person(
            id=str(one),
            values={
                **{name: value for name, value in profiles.get(one, {}).items() if value},
                COLLEGE: college,
                NEWCOMER: "no" if one in known else "yes",
                **({OFFICIALS: "yes"} if parts.get(college) != RESIDENTS else {}),
            },
            needs_access=one in needing,
        )
        for one, college in colleges.items()
    )
    held = {name for person in people for name in person.values}
    caps = ()
    if officials is not None and OFFICIALS in held:
        caps = (Cap(field=OFFICIALS, values=("yes",), most=officials),)
    return Gathering(
        people=people,
        sizes=table_sizes(people=len(people), tables=tables, accessible=accessible),
        rounds=rounds,
        balance={name: 2 if name == COLLEGE else 1 for name in balance if name in held},
        caps=caps,
        together=_those_there(wishes["together"], colleges),
        apart=_those_there(wishes["apart"], colleges),
        accessible=accessible,
    )


def _those_there(
    lists: Sequence[Sequence[int]], there: Mapping[int, str]
) -> tuple[tuple[str, ...], ...]:
    """The lists, without those who are absent; a list of one says nothing."""
    present = [[str(one) for one in people if one in there] for people in lists]
    return tuple(tuple(people) for people in present if len(people) > 1)


def _came_before(session: Session) -> set[int]:
    """Who was at a day of this edition that began before."""
    earlier = Session.objects.filter(edition=session.edition, starts_at__lt=session.starts_at)
    return set(earlier.values_list("presences__person_id", flat=True)) - {None}


def _session(session_id: int, actor: Actor) -> Session:
    """The day, whose tables `actor` may make. Errors: NotFound, NotAllowed, WrongState."""
    session = (
        Session.objects.select_related("edition", "edition__rules").filter(pk=session_id).first()
    )
    if session is None:
        raise NotFound("session")
    require(actor, "sessions.prepare", on=session.edition)
    if session.state not in stage.STATES:
        raise WrongState(state=session.state, wanted=stage.STATES)
    return session
