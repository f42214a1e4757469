"""A plan while it is used: people who leave, people who come, rounds that have begun.

Whoever sits stays seated. Rounds that have not begun are searched again, for those who are there.
"""

from __future__ import annotations

from alienor.cores.seating.model import Gathering, Plan, as_plan
from alienor.cores.seating.quality import change_of, moved
from alienor.cores.seating.search import Told, seat
from alienor.cores.seating.wishes import check_gathering


def reseat(
    gathering: Gathering,
    plan: Plan,
    *,
    over: int,
    begun: int,
    seed: str,
    steps: int | None = None,
    told: Told = lambda _: True,
) -> Plan:
    """The plan for those of `gathering` who are there now.

    The first `over` rounds are as they were. In those begun since, up to `begun`, whoever came
    later is seated at the table that suits best; nobody else moves. All later ones are made again.
    Errors: SeatingInvalid.
    """
    check_gathering(gathering)
    kept = plan[:begun]
    for number in range(over + 1, len(kept) + 1):
        kept = welcome(gathering, kept, round=number)
    return seat(gathering, seed=seed, before=kept, steps=steps, told=told)


def welcome(gathering: Gathering, plan: Plan, *, round: int) -> Plan:
    """The plan once everybody of `gathering` who has no table in a round (from 1) has one: the
    table that suits best. Nobody who sits moves.

    A table with fewer people there is better than one with more, whatever else; a wish that must
    be kept is worth more than that; then come those who have met, and shares. Groups come first,
    each to one table where they fit.
    """
    turn = plan[round - 1]
    seated = {one for table in turn for one in table}
    missing = gathering.ids() - seated
    group_of = {one: group for group in gathering.groups() for one in group}
    waiting = sorted(missing, key=lambda one: (one not in group_of, group_of.get(one, ()), one))
    for one in waiting:
        plan = _with_one_more(gathering, plan, one, round=round)
    return plan


def _with_one_more(gathering: Gathering, plan: Plan, one: str, *, round: int) -> Plan:
    """The plan once this person, who has no table in this round, has the best one."""
    there = gathering.ids()
    turn = plan[round - 1]
    # Put at the first table, and from there wherever it is better.
    at_first = [[*ids, one] if place == 0 else ids for place, ids in enumerate(turn)]
    plan = (*plan[: round - 1], *as_plan([at_first]), *plan[round:])
    choices = []
    for table, ids in enumerate(turn, start=1):
        change = change_of(gathering, plan, round=round, to={one: table})
        people = sum(other in there for other in ids)
        choices.append((change.broken, people, change.cost, table))
    return moved(plan, round=round, to={one: min(choices)[-1]})
