"""What cannot be had, found before any search: every contradiction between wishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from alienor.cores.seating.faults import Fault, Place, SeatingInvalid, nearest, unknown_ids
from alienor.cores.seating.model import HEAVIEST, Cap, Gathering

MOST_PEOPLE, MOST_ROUNDS = 3000, 20
"""What one machine seats in minutes; nothing in the method needs them."""


def check_gathering(gathering: Gathering) -> None:
    """Refuse what is contradictory in itself. Errors: SeatingInvalid with every fault found."""
    faults = list(_shape(gathering))
    if not faults:
        faults = [*_names(gathering), *_groups(gathering)]
    if not faults:
        faults = [*_caps(gathering), *_meet(gathering), *_access(gathering)]
    if faults:
        raise SeatingInvalid(faults)


def _shape(gathering: Gathering) -> Iterator[Fault]:
    people, tables = len(gathering.people), len(gathering.sizes)
    if not 1 <= gathering.rounds <= MOST_ROUNDS:
        yield Fault(
            code="rounds_out_of_bounds", params={"rounds": gathering.rounds, "most": MOST_ROUNDS}
        )
    if not people:
        yield Fault(code="no_people", file="people")
    elif people > MOST_PEOPLE:
        yield Fault(
            code="too_many_people", params={"people": people, "most": MOST_PEOPLE}, file="people"
        )
    elif not tables:
        yield Fault(code="no_tables")
    elif tables > people:
        yield Fault(code="more_tables_than_people", params={"tables": tables, "people": people})
    elif min(gathering.sizes) < 1:
        table = gathering.sizes.index(min(gathering.sizes)) + 1
        yield Fault(code="empty_table", params={"table": table})
    elif sum(gathering.sizes) != people:
        yield Fault(
            code="sizes_do_not_add_up",
            params={"places": sum(gathering.sizes), "people": people},
        )
    for table in sorted(gathering.accessible):
        if tables and not 1 <= table <= tables:
            yield Fault(code="unknown_table", params={"table": table, "tables": tables})


def _names(gathering: Gathering) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, person in enumerate(gathering.people, start=1):
        if person.id in seen:
            yield Fault(code="person_twice", params={"id": person.id}, file="people", number=number)
        seen.add(person.id)
    fields = {name for person in gathering.people for name in person.values}
    for name, weight in gathering.balance.items():
        if name not in fields:
            yield _unknown_field(name, fields)
        if not 1 <= weight <= HEAVIEST:
            yield Fault(
                code="weight_out_of_bounds",
                params={"field": name, "weight": weight, "most": HEAVIEST},
            )
    for cap in gathering.caps:
        if cap.field not in fields:
            yield _unknown_field(cap.field, fields)
            continue
        values = {person.values[cap.field] for person in gathering.people
                  if cap.field in person.values}  # fmt: skip
        for value in cap.values:
            if value not in values:
                yield Fault(
                    code="unknown_value",
                    params={
                        "field": cap.field,
                        "value": value,
                        "suggestion": nearest(value, values),
                    },
                )
        if cap.most < 0:
            yield Fault(code="negative_cap", params=_named(cap))


def _groups(gathering: Gathering) -> Iterator[Fault]:
    known = gathering.ids()
    lists: tuple[tuple[Place, Sequence[Sequence[str]]], ...] = (
        ("together", gathering.together),
        ("apart", gathering.apart),
    )
    for file, groups in lists:
        for number, ids in enumerate(groups, start=1):
            yield from unknown_ids(ids, known, file=file, number=number)
            if len(set(ids)) == 1:
                yield Fault(code="group_of_one", params={"id": ids[0]}, file=file, number=number)


def _caps(gathering: Gathering) -> Iterator[Fault]:
    tables = len(gathering.sizes)
    persons = {person.id: person for person in gathering.people}
    for cap in gathering.caps:
        people = sum(map(cap.holds, gathering.people))
        places = sum(min(size, cap.most) for size in gathering.sizes)
        if people > places:
            needed = cap.most + 1
            while sum(min(size, needed) for size in gathering.sizes) < people:
                needed += 1
            yield Fault(
                code="cap_too_low",
                params={
                    **_named(cap),
                    "people": people,
                    "tables": tables,
                    "places": places,
                    "needed": needed,
                },
            )
        for ids in gathering.groups():
            held = sum(cap.holds(persons[one]) for one in ids)
            if held > cap.most:
                yield Fault(
                    code="cap_parts_group",
                    params={**_named(cap), "ids": ", ".join(ids), "people": held},
                )


def _meet(gathering: Gathering) -> Iterator[Fault]:
    largest, tables = max(gathering.sizes), len(gathering.sizes)
    group_of = {}
    for ids in gathering.groups():
        group_of.update(dict.fromkeys(ids, ids))
        if len(ids) > largest:
            number = next(n for n, row in enumerate(gathering.together, 1) if set(row) & set(ids))
            yield Fault(
                code="group_too_large",
                params={"ids": ", ".join(ids), "people": len(ids), "size": largest},
                file="together",
                number=number,
            )
    for number, ids in enumerate(gathering.apart, start=1):
        different = sorted(set(ids))
        for one, other in combinations(different, 2):
            if other in group_of.get(one, ()):
                yield Fault(
                    code="together_and_apart",
                    params={"one": one, "other": other},
                    file="apart",
                    number=number,
                )
        if len(different) > tables:
            yield Fault(
                code="too_many_apart",
                params={"people": len(different), "tables": tables},
                file="apart",
                number=number,
            )


def _access(gathering: Gathering) -> Iterator[Fault]:
    bound = {person.id for person in gathering.people if person.needs_access}
    for ids in gathering.groups():
        if bound & set(ids):
            bound |= set(ids)
    places = sum(
        size
        for table, size in enumerate(gathering.sizes, start=1)
        if gathering.is_accessible(table)
    )
    if len(bound) > places:
        yield Fault(
            code="too_few_accessible",
            params={"people": len(bound), "places": places},
            file="accessible",
        )


def _unknown_field(name: str, fields: set[str]) -> Fault:
    return Fault(code="unknown_field", params={"field": name, "suggestion": nearest(name, fields)})


def _named(cap: Cap) -> dict[str, str | int]:
    return {"field": cap.field, "values": ", ".join(cap.values), "most": cap.most}
