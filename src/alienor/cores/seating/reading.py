"""Reading who is to be seated from CSV files, as `alienor seat` does.

People: a header, then one row a person: an id, and one column a field; an empty cell is a value
that somebody does not have. Comma, semicolon or tab; the header says which. Lists of people: one
list a line, ids between the same separators, no header. Cells are trimmed, empty lines skipped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from alienor.cores.seating.faults import Fault, Place, SeatingInvalid, nearest, unknown_ids
from alienor.cores.seating.model import Cap, Gathering, Person, table_sizes
from alienor.cores.seating.wishes import check_gathering

_SEPARATORS = ",;\t"
_Row = tuple[int, list[str]]
"""A line's number from 1, and its cells."""


def read_gathering(
    *,
    people: str,
    tables: int | Sequence[int],
    rounds: int,
    balance: Mapping[str, int],
    caps: Sequence[Cap] = (),
    together: str = "",
    apart: str = "",
    accessible: str = "",
    accessible_tables: Iterable[int] = (),
    id_column: str = "id",
) -> Gathering:
    """The gathering that these texts describe. `tables`: how many, or the size of each;
    `accessible`: who needs one of `accessible_tables`.

    Errors: SeatingInvalid with every fault found, each with its file, line and column.
    """
    faults: list[Fault] = []
    found, lines = _people(people, id_column, faults)
    lists: dict[Place, list[_Row]] = {
        "together": _rows(together, "together", faults),
        "apart": _rows(apart, "apart", faults),
        "accessible": _rows(accessible, "accessible", faults),
    }
    known = {person.id for person in found}
    for line, cells in lists["accessible"]:
        faults += unknown_ids(cells, known, file="accessible", line=line)
    needing = {one for _, cells in lists["accessible"] for one in cells}
    reachable = frozenset(accessible_tables)
    if needing and not reachable:
        faults.append(Fault(code="no_accessible_table", file="accessible"))
    if faults:
        raise SeatingInvalid(faults)
    gathering = Gathering(
        people=tuple(replace(one, needs_access=one.id in needing) for one in found),
        sizes=_sizes(tables, people=len(found), accessible=reachable),
        rounds=rounds,
        balance=balance,
        caps=tuple(caps),
        together=tuple(tuple(cells) for _, cells in lists["together"]),
        apart=tuple(tuple(cells) for _, cells in lists["apart"]),
        accessible=reachable,
    )
    numbers: dict[Place, list[int]] = {
        "people": lines,
        **{name: [line for line, _ in rows] for name, rows in lists.items()},
    }
    try:
        check_gathering(gathering)
    except SeatingInvalid as error:
        raise SeatingInvalid(_placed(one, numbers) for one in error.faults) from error
    return gathering


def _sizes(
    tables: int | Sequence[int], *, people: int, accessible: frozenset[int]
) -> tuple[int, ...]:
    if not isinstance(tables, int):
        return tuple(tables)
    if 1 <= tables <= people:
        return table_sizes(people=people, tables=tables, accessible=accessible)
    return (1,) * max(tables, 0)  # which is refused in its turn


def _people(text: str, id_column: str, faults: list[Fault]) -> tuple[list[Person], list[int]]:
    """People, and the line of each."""
    rows = _rows(text, "people", faults)
    if not rows:
        faults.append(Fault(code="file_empty", file="people"))
        return [], []
    (first, header), rest = rows[0], rows[1:]
    for column, name in enumerate(header, start=1):
        if name and name in header[: column - 1]:
            faults.append(
                Fault(
                    code="column_twice",
                    params={"column": name},
                    file="people",
                    line=first,
                    column=column,
                )
            )
    if id_column not in header:
        faults.append(
            Fault(
                code="column_missing",
                params={"column": id_column, "suggestion": nearest(id_column, header)},
                file="people",
                line=first,
            )
        )
        return [], []
    at = header.index(id_column)
    people, lines = [], []
    for line, cells in rest:
        if len(cells) != len(header):
            faults.append(
                Fault(
                    code="wrong_width",
                    params={"got": len(cells), "wanted": len(header)},
                    file="people",
                    line=line,
                )
            )
        elif not cells[at]:
            faults.append(Fault(code="empty_id", file="people", line=line, column=at + 1))
        else:
            values = {
                name: cell
                for column, (name, cell) in enumerate(zip(header, cells, strict=True))
                if name and cell and column != at
            }
            people.append(Person(id=cells[at], values=values))
            lines.append(line)
    return people, lines


def _rows(text: str, file: Place, faults: list[Fault]) -> list[_Row]:
    """The lines of a file that hold anything."""
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[_Row] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if file != "people":
                cells = [cell for cell in cells if cell]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error:
        faults.append(Fault(code="not_csv", file=file, line=reader.line_num))
    return rows


def _placed(fault: Fault, lines: Mapping[Place, Sequence[int]]) -> Fault:
    """The fault with its line, from its number in a list."""
    if fault.number is None:
        return fault
    return replace(fault, line=lines[fault.file][fault.number - 1])
