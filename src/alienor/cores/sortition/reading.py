"""Reading `features.csv` and `respondents.csv`, as sortition tools write them.

`features.csv` has the columns `feature,value,min,max` and may have `min_flex,max_flex`;
`respondents.csv` has one row a person: an id, one column a feature, and possibly columns that
together name a household. Comma, semicolon or tab; the header says which. Cells are trimmed.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from alienor.cores.sortition.faults import Fault, SortitionInvalid
from alienor.cores.sortition.frames import frame_quotas, reserved_quotas
from alienor.cores.sortition.model import Instance, Lines, Quota, Respondent, instance_faults

_BOUNDS = ("min", "max")
_FLEX = ("min_flex", "max_flex")

_WHOLE = re.compile(r"[+-]?[0-9]+")
"""A whole number: other scripts' digits would be read by Python, and by no other tool."""

_DIGITS = 9
"""Characters of a number of people, its sign among them."""

_SHOWN = 30
"""Characters of a wrong cell that a fault repeats."""


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    columns: dict[str, int]
    rows: tuple[_Row, ...]
    width: int
    twice: tuple[str, ...]

    def cell(self, row: _Row, column: str) -> str:
        place = self.columns.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def number(self, column: str) -> int | None:
        """Column number from 1, for a fault."""
        place = self.columns.get(column)
        return None if place is None else place + 1


def read_instance(
    *,
    features: str,
    respondents: str,
    seats: int,
    id_column: str = "id",
    household_columns: Sequence[str] = (),
    already_selected: Sequence[str] = (),
    frames: Mapping[str, Mapping[str, Fraction]] = MappingProxyType({}),
    reserved: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> Instance:
    """The instance that both files describe.

    `frames`: by column, the share of the seats in percent for each of its values; `reserved`: by
    column, the seats reserved for some of its values. Both are further quotas.

    `household_columns`: people with the same text in all of these, compared without case and
    surplus spaces, share a household; a row where all are empty shares it with nobody.

    Errors: SortitionInvalid with every fault of both files, each with its line and column.
    """
    quotas, faults, quota_lines = _quotas(features)
    known = {quota.feature for quota in quotas}
    needed = list(dict.fromkeys([*(quota.feature for quota in quotas), *frames, *reserved]))
    people, more, lines, columns = _people(respondents, needed, id_column, household_columns)
    faults += more
    faults += [Fault.of("feature_twice", feature=one) for one in needed
               if (one in known) + (one in frames) + (one in reserved) > 1]  # fmt: skip
    for feature, shares in frames.items():
        try:
            quotas += frame_quotas(feature, shares, seats=seats)
        except SortitionInvalid as error:
            faults += error.faults
    for feature, seats_of in reserved.items():
        present = {person.values.get(feature, "") for person in people}
        quotas += reserved_quotas(feature, seats_of, present=present, seats=seats)
    instance = Instance(
        quotas=quotas,
        respondents=people,
        seats=seats,
        already_selected=tuple(already_selected),
    )
    shifted = {fault.line for fault in more if fault.code == "respondents_cells"}
    absent = {fault.params.get("column") for fault in more}
    where = Lines(quotas=quota_lines, respondents=lines, columns=columns)
    faults += [
        fault
        for fault in instance_faults(instance, lines=where)
        if not (fault.code == "empty_value" and fault.params["feature"] in absent)
        and not (fault.code == "empty_id" and id_column in absent)
        and not (fault.file == "respondents" and fault.line is not None and fault.line in shifted)
        and not (
            fault.code == "unknown_value"  # it has a quota, whose bounds are wrong
            and (str(fault.params["feature"]), str(fault.params["value"])) in quota_lines
        )
    ]
    below = [fault for fault in faults if fault.code == "maximums_below_seats"]
    if below and 0 < len(people) < seats:  # the seats are wrong, and not the quotas
        faults = [fault for fault in faults if fault not in below]
        faults.insert(0, Fault.of("too_few_candidates", count=len(people), seats=seats))
    if faults:
        raise SortitionInvalid(faults)
    return instance


def read_quotas(text: str) -> tuple[Quota, ...]:
    """The quotas of `features.csv`, in the order of the file; not yet held against the seats.

    Errors: SortitionInvalid.
    """
    quotas, faults, _ = _quotas(text)
    if faults:
        raise SortitionInvalid(faults)
    return quotas


def _quotas(text: str) -> tuple[tuple[Quota, ...], list[Fault], dict[tuple[str, str], int]]:
    table, faults = _tabled(text, "features")
    if table is None or not table.rows:
        return (), faults or [Fault.of("features_empty")], {}
    faults += [
        _missing_column("features_column_missing", column)
        for column in ("feature", "value", *_BOUNDS)
        if column not in table.columns
    ]
    if any(fault.code == "features_column_missing" for fault in faults):
        return (), faults, {}
    quotas: list[Quota] = []
    lines: dict[tuple[str, str], int] = {}
    for row in table.rows:
        feature, value = table.cell(row, "feature"), table.cell(row, "value")
        if not feature or not value:
            column = table.number("value" if feature else "feature")
            faults.append(Fault.of("empty_name", line=row.line, column=column))
            continue
        numbers: dict[str, int | None] = {}
        for column_name in (*_BOUNDS, *_FLEX):
            written = table.cell(row, column_name)
            if not written and column_name in _FLEX:
                numbers[column_name] = None
                continue
            if _WHOLE.fullmatch(written) and len(written) <= _DIGITS:
                numbers[column_name] = int(written)
                continue
            faults.append(
                Fault.of(
                    "number_too_large" if _WHOLE.fullmatch(written) else "not_a_number",
                    line=row.line,
                    column=table.number(column_name),
                    text=written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…",
                )
            )
        lines.setdefault((feature, value), row.line)
        if len(numbers) == len(_BOUNDS + _FLEX):
            minimum, maximum = numbers["min"], numbers["max"]
            assert minimum is not None and maximum is not None
            quotas.append(
                Quota(
                    feature=feature,
                    value=value,
                    minimum=minimum,
                    maximum=maximum,
                    min_flex=numbers["min_flex"],
                    max_flex=numbers["max_flex"],
                )
            )
    return tuple(quotas), faults, lines


def _people(
    text: str, features: Sequence[str], id_column: str, household_columns: Sequence[str]
) -> tuple[tuple[Respondent, ...], list[Fault], list[int], dict[str, int]]:
    table, faults = _tabled(text, "respondents")
    if table is None or not table.rows:
        return (), faults or [Fault.of("respondents_empty")], [], {}
    faults += [
        _missing_column("respondents_column_missing", column)
        for column in dict.fromkeys((id_column, *features, *household_columns))
        if column not in table.columns
    ]
    people = []
    for row in table.rows:
        home = [" ".join(table.cell(row, one).casefold().split()) for one in household_columns]
        people.append(
            Respondent(
                id=table.cell(row, id_column),
                values={feature: table.cell(row, feature) for feature in features},
                household=" | ".join(home) if any(home) else None,
            )
        )
    columns = {one: table.columns[one] + 1 for one in features if one in table.columns}
    if id_column in table.columns:
        columns[""] = table.columns[id_column] + 1
    return tuple(people), faults, [row.line for row in table.rows], columns


def _missing_column(code: str, column: str) -> Fault:
    return Fault(code=code, params={"column": column}, file=code.partition("_column")[0], line=1)


class _NotCsv(ValueError):
    """From this line on, the text is no CSV."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _tabled(text: str, file: str) -> tuple[_Table | None, list[Fault]]:
    """The table, and what no table should have: a column twice, cells beyond the columns."""
    try:
        table = _table(text)
    except _NotCsv as error:
        return None, [Fault.of(f"{file}_not_csv", line=error.line)]
    if table is None:
        return None, []
    faults = [
        Fault(code=f"{file}_column_twice", params={"column": one}, file=file, line=1)
        for one in table.twice
    ]
    for row in table.rows:
        if any(row.cells[table.width :]):
            column = table.width + 1
            facts = {"cells": len(row.cells), "titles": table.width}
            faults.append(Fault.of(f"{file}_cells", line=row.line, column=column, **facts))
    return table, faults


def _table(text: str) -> _Table | None:
    """Header and rows; empty rows are skipped. Lines count from 1, at the start of a row.

    Errors: _NotCsv, where a quotation mark is not closed or a cell is too long to be one.
    """
    text = text.removeprefix("\ufeff")
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    titles: tuple[str, ...] | None = None
    rows: list[_Row] = []
    start = 1
    try:
        for written in reader:
            cells = tuple(cell.strip() for cell in written)
            if any(cells) and titles is None:
                titles = cells
            elif any(cells):
                rows.append(_Row(line=start, cells=cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _NotCsv(start) from error
    if titles is None:
        return None
    columns: dict[str, int] = {}
    for place, name in enumerate(titles):
        columns.setdefault(name, place)
    twice = [name for name, count in Counter(titles).items() if name and count > 1]
    return _Table(columns=columns, rows=tuple(rows), width=len(titles), twice=tuple(twice))
