"""How good a plan is, in figures that people understand, and what a move by hand changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from alienor.cores.seating.faults import Fault, SeatingInvalid
from alienor.cores.seating.model import Gathering, Plan, as_plan
from alienor.cores.seating.numbers import MISFIT, REPEAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """`distinct`: pairs who share a table once at least, `bound`: no plan with these sizes has
    more. `repeats`: meetings of pairs beyond their first, `thrice`: pairs who meet three times or
    more; groups who stay together are left out of both. `misfits`: by balanced field, people beyond
    the proportional share of their value at a table, summed over rounds; `over_caps`: people
    beyond a cap; `parted`: people away from most of their group; `joined`: pairs at one table who
    are to be kept apart; `unreached`: people at a table that they cannot reach. The last four are
    0 in every plan searched; moves by hand may change that.
    """

    distinct: int
    bound: int
    repeats: int
    thrice: int
    misfits: Mapping[str, int]
    over_caps: int
    parted: int
    joined: int
    unreached: int

    @property
    def misfit(self) -> int:
        """People beyond the proportional share, over all fields."""
        return sum(self.misfits.values())


def quality_of(gathering: Gathering, plan: Plan) -> Quality:
    """How good a plan is. Rounds may seat people who are no longer of the gathering: only their
    meetings count."""
    met = meetings(plan)
    inseparable = _inseparable(gathering)
    rows = [_of_tables(gathering, dict(enumerate(turn, start=1))) for turn in plan]
    possible = sum(len(table) * (len(table) - 1) // 2 for turn in plan for table in turn)
    spent = sum(max(count - 1, 0) for pair, count in met.items() if pair in inseparable)
    people = {one for turn in plan for table in turn for one in table}
    free = [count for pair, count in met.items() if pair not in inseparable]
    return Quality(
        distinct=len(met),
        bound=min(possible - spent, len(people) * (len(people) - 1) // 2),
        repeats=sum(count - 1 for count in free),
        thrice=sum(count > 2 for count in free),
        misfits={name: sum(row.misfits[name] for row in rows) for name in gathering.balance},
        over_caps=sum(row.over_caps for row in rows),
        parted=sum(_parted(gathering, turn) for turn in plan),
        joined=sum(row.joined for row in rows),
        unreached=sum(row.unreached for row in rows),
    )


def meetings(plan: Plan) -> dict[tuple[str, str], int]:
    """How many times each pair (smaller id first) sits at one table."""
    met: Counter[tuple[str, str]] = Counter()
    for turn in plan:
        for table in turn:
            met.update(combinations(sorted(table), 2))
    return dict(met)


def met_by_each(plan: Plan) -> dict[str, int]:
    """How many different people each person shares a table with."""
    others: dict[str, set[str]] = {}
    for turn in plan:
        for table in turn:
            for one in table:
                others.setdefault(one, set()).update(table)
    return {one: len(seen) - 1 for one, seen in others.items()}


def moved(plan: Plan, *, round: int, to: Mapping[str, int]) -> Plan:
    """The plan once people sit at other tables in one round: both from 1. Two people who change
    places are two moves. Errors: SeatingInvalid (`unknown_round`, `not_seated`, `no_such_table`).
    """
    if not 1 <= round <= len(plan):
        raise SeatingInvalid(
            [Fault(code="unknown_round", params={"round": round, "rounds": len(plan)})]
        )
    turn = plan[round - 1]
    seated = {one for table in turn for one in table}
    for one, table in to.items():
        if one not in seated:
            raise SeatingInvalid([Fault(code="not_seated", params={"id": one})])
        if not 1 <= table <= len(turn):
            raise SeatingInvalid(
                [Fault(code="no_such_table", params={"table": table, "tables": len(turn)})]
            )
    changed = [
        [one for one in table if one not in to]
        + [one for one, there in to.items() if there == number]
        for number, table in enumerate(turn, start=1)
    ]
    return (*plan[: round - 1], *as_plan([changed]), *plan[round:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a move changes in each figure of a plan's quality; below zero is fewer."""

    distinct: int
    repeats: int
    thrice: int
    misfit: int
    over_caps: int
    parted: int
    joined: int
    unreached: int

    @property
    def broken(self) -> int:
        """Wishes that must be kept, and are not; below zero where more are kept than before."""
        return self.over_caps + self.parted + self.joined + self.unreached

    @property
    def cost(self) -> int:
        """What the rest is worth, as in the search: below zero where the plan is better for it."""
        return REPEAT * (self.repeats + self.thrice) + MISFIT * self.misfit


def change_of(gathering: Gathering, plan: Plan, *, round: int, to: Mapping[str, int]) -> Change:
    """What `moved` would change, from the tables concerned alone. Errors: as of `moved`."""
    after = moved(plan, round=round, to=to)
    old, new = plan[round - 1], after[round - 1]
    places = [place for place in range(len(old)) if old[place] != new[place]]
    before_row = _of_tables(gathering, {place + 1: old[place] for place in places})
    after_row = _of_tables(gathering, {place + 1: new[place] for place in places})
    parted = _parted(gathering, new) - _parted(gathering, old)
    was = {pair for place in places for pair in combinations(old[place], 2)}
    is_ = {pair for place in places for pair in combinations(new[place], 2)}
    met = _meetings_of(plan, was ^ is_)
    inseparable = _inseparable(gathering)
    distinct = repeats = thrice = 0
    for pair in was ^ is_:
        count, step = met[pair], (1 if pair in is_ else -1)
        distinct += min(count + step, 1) - min(count, 1)
        if pair not in inseparable:
            repeats += max(count + step - 1, 0) - max(count - 1, 0)
            thrice += (count + step > 2) - (count > 2)
    return Change(
        distinct=distinct,
        repeats=repeats,
        thrice=thrice,
        misfit=sum(after_row.misfits.values()) - sum(before_row.misfits.values()),
        over_caps=after_row.over_caps - before_row.over_caps,
        parted=parted,
        joined=after_row.joined - before_row.joined,
        unreached=after_row.unreached - before_row.unreached,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Some tables of one round; figures as in `Quality`."""

    misfits: Mapping[str, int]
    over_caps: int
    joined: int
    unreached: int


def _of_tables(gathering: Gathering, tables: Mapping[int, Sequence[str]]) -> _Row:
    """Figures of these tables, by number from 1. Who is not of the gathering counts for nothing."""
    persons = {person.id: person for person in gathering.people}
    separated = gathering.separated()
    misfits = dict.fromkeys(gathering.balance, 0)
    totals = {name: Counter(one.values.get(name) for one in gathering.people)
              for name in gathering.balance}  # fmt: skip
    over_caps = joined = unreached = 0
    for number, ids in tables.items():
        seated = [persons[one] for one in ids if one in persons]
        for name in gathering.balance:
            here = Counter(one.values.get(name) for one in seated)
            for value, total in totals[name].items():
                if value is not None:
                    exact = total * len(seated)
                    low, high = exact // len(persons), -(-exact // len(persons))
                    misfits[name] += max(low - here[value], here[value] - high, 0)
        for cap in gathering.caps:
            over_caps += max(sum(map(cap.holds, seated)) - cap.most, 0)
        if separated:
            joined += sum(pair in separated for pair in combinations(sorted(ids), 2))
        if not gathering.is_accessible(number):
            unreached += sum(one.needs_access for one in seated)
    return _Row(misfits=misfits, over_caps=over_caps, joined=joined, unreached=unreached)


def _parted(gathering: Gathering, turn: Sequence[Sequence[str]]) -> int:
    """People who are not where most of their group is, in one round."""
    groups = gathering.groups()
    if not groups:
        return 0
    at = {one: number for number, ids in enumerate(turn) for one in ids}
    parted = 0
    for group in groups:
        tables = Counter(at[one] for one in group if one in at)
        parted += tables.total() - max(tables.values(), default=0)
    return parted


def _inseparable(gathering: Gathering) -> frozenset[tuple[str, str]]:
    """Pairs who stay together, the smaller id first."""
    return frozenset(pair for group in gathering.groups() for pair in combinations(group, 2))


def _meetings_of(plan: Plan, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many times these pairs sit at one table."""
    places = [{one: number for number, ids in enumerate(turn) for one in ids} for turn in plan]
    return {
        (one, other): sum(one in at and other in at and at[one] == at[other] for at in places)
        for one, other in pairs
    }
