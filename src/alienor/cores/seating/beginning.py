"""A first arrangement that keeps every wish that must be kept, or the proof that there is none.

Only who is bound by a wish is placed here, groups as one, the hardest first; a choice that leads
nowhere is taken back. Tables that cannot be told apart are tried once. The others fill what is
left: they go anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alienor.cores.seating.faults import Fault, SeatingInvalid
from alienor.cores.seating.model import Gathering

TRIES = 200_000
"""Placements tried before giving up without a proof: a few seconds."""


@dataclass(frozen=True, slots=True)
class _Block:
    """People placed as one. `counts`: how many of them each cap counts."""

    ids: tuple[str, ...]
    needs_access: bool
    counts: tuple[int, ...]
    foes: frozenset[str]


@dataclass(slots=True)
class _Table:
    free: int
    accessible: bool
    counts: list[int]
    seated: set[str]


def first_tables(gathering: Gathering) -> dict[str, int]:
    """The table, from 0, of everybody whom a wish binds. Errors: SeatingInvalid (`no_plan` where
    all was tried, `no_plan_found` after `TRIES`)."""
    blocks = _blocks(gathering)
    tables = [
        _Table(size, gathering.is_accessible(number), [0] * len(gathering.caps), set())
        for number, size in enumerate(gathering.sizes, start=1)
    ]
    caps = [cap.most for cap in gathering.caps]
    apart = frozenset(one for pair in gathering.separated() for one in pair)
    placed: list[int] = []
    choices: list[Iterator[int]] = []
    tries = 0
    while len(placed) < len(blocks):
        block = blocks[len(placed)]
        if len(choices) == len(placed):
            choices.append(iter(_candidates(block, tables, caps=caps, apart=apart)))
        table = next(choices[-1], None)
        if table is not None:
            tries += 1
            if tries > TRIES:
                raise SeatingInvalid([Fault(code="no_plan_found", params={"tries": TRIES})])
            _move(tables[table], block, 1)
            placed.append(table)
            continue
        choices.pop()
        if not placed:
            raise SeatingInvalid([Fault(code="no_plan")])
        back = placed.pop()
        _move(tables[back], blocks[len(placed)], -1)
    return {one: table for block, table in zip(blocks, placed, strict=True) for one in block.ids}


def _blocks(gathering: Gathering) -> list[_Block]:
    """Who is bound by a wish, the hardest to place first."""
    persons = {person.id: person for person in gathering.people}
    foes: dict[str, set[str]] = {}
    for one, other in gathering.separated():
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    groups = gathering.groups()
    grouped = {one for ids in groups for one in ids}
    singles = [(one,) for one in sorted(persons) if one not in grouped]
    blocks = [
        _Block(
            ids=ids,
            needs_access=bool(gathering.accessible)
            and any(persons[one].needs_access for one in ids),
            counts=tuple(sum(cap.holds(persons[one]) for one in ids) for cap in gathering.caps),
            foes=frozenset().union(*(foes.get(one, ()) for one in ids)),
        )
        for ids in (*groups, *singles)
    ]
    bound = [
        one for one in blocks if len(one.ids) > 1 or one.needs_access or any(one.counts) or one.foes
    ]
    return sorted(
        bound,
        key=lambda one: (
            not one.needs_access, -len(one.ids), -len(one.foes), -sum(one.counts), one.ids,
        ),
    )  # fmt: skip


def _candidates(
    block: _Block, tables: list[_Table], *, caps: list[int], apart: frozenset[str]
) -> list[int]:
    """Tables that this block may take, the emptiest first, each kind of table once. `caps`: the
    most of each; `apart`: everybody who is kept apart from somebody."""
    kinds: set[object] = set()
    found = []
    order = sorted(
        range(len(tables)),
        key=lambda at: (tables[at].accessible and not block.needs_access, -tables[at].free, at),
    )
    for at in order:
        table = tables[at]
        if len(block.ids) > table.free or (block.needs_access and not table.accessible):
            continue
        if block.foes & table.seated:
            continue
        counts = [have + more for have, more in zip(table.counts, block.counts, strict=True)]
        if any(count > most for count, most in zip(counts, caps, strict=True)):
            continue
        kind = (table.free, table.accessible, *table.counts, frozenset(table.seated & apart))
        if kind not in kinds:
            kinds.add(kind)
            found.append(at)
    return found


def _move(table: _Table, block: _Block, sign: int) -> None:
    table.free -= sign * len(block.ids)
    table.counts = [
        have + sign * more for have, more in zip(table.counts, block.counts, strict=True)
    ]
    if sign > 0:
        table.seated |= set(block.ids)
    else:
        table.seated -= set(block.ids)
