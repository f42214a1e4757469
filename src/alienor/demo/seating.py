"""The tables of a day, with a few wishes, somebody who comes late, and two who change places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alienor.demo.player import Player
from alienor.platform.people.records import Identity
from alienor.procedures.sessions import welcome_walk_in
from alienor.procedures.tables import change_tables, make_tables, remake_tables
from alienor.stages.sessions.models import Session
from alienor.stages.sessions.queries import expected_people, tables_of
from alienor.stages.sessions.tables import set_table_wishes


def seat_people(player: Player, session: Session, told: Mapping[str, Any]) -> None:
    """Make the tables that the texts tell: `count`, `accessible`, `officials`; `together`, `apart`:
    how many pairs of people ask for that."""
    facts: dict[str, Any] = {
        "session_id": session.pk,
        "actor": player.organiser,
        "clock": player.clock,
    }
    people = [one for one, _college in expected_people(session)]
    together, apart = told.get("together", 0), told.get("apart", 0)
    if together or apart:
        pairs = [[people[2 * n], people[2 * n + 1]] for n in range(together + apart)]
        set_table_wishes(together=pairs[:together], apart=pairs[together:], access=[], **facts)
    rounds = session.agenda.filter(kind="tables").count() or 2
    make_tables(
        tables=told["count"],
        rounds=rounds,
        accessible=told.get("accessible", ()),
        officials=told.get("officials"),
        seed=session.public_id,
        **facts,
    )
    if session.state != Session.State.OPENED:
        return
    welcome_walk_in(identity=Identity(given_name="Lucienne", family_name="Tardy"), **facts)
    remake_tables(since=1, seed=session.public_id, **facts)
    first = tables_of(session)[1]
    change_tables(round=1, to={first[1][0]: 2, first[2][0]: 1}, **facts)
