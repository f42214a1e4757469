"""The form that both files share: an encoding, semicolons, named columns, rows of one width."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alienor.cores.addresses.faults import AddressesInvalid, Fault

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns by name, and the rows after the header, each with its line in the file."""

    encoding: str
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]


def read_table(data: bytes, *, required: Sequence[str], faults: list[Fault]) -> Table:
    """Read the bytes of a CSV file with `;`; rows of another width are left out and added to
    `faults`. Errors: AddressesInvalid where there is no table to go on with."""
    text, encoding = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    lines = _numbered(reader)
    _, header = next(lines, (0, []))
    names = [name.strip().lower() for name in header]
    if len(names) < 2:
        raise AddressesInvalid([Fault(code="wrong_separator", line=1)])
    wrong = [
        Fault(code="missing_column", line=1, params={"column": name})
        for name in required
        if name not in names
    ]
    wrong += [
        Fault(code="repeated_column", line=1, params={"column": name})
        for name in sorted({name for name in names if name and names.count(name) > 1})
    ]
    if wrong:
        raise AddressesInvalid(wrong)
    rows = []
    for line, row in lines:
        if len(row) == len(names):
            rows.append((line, row))
        else:
            params = {"got": len(row), "wanted": len(names)}
            faults.append(Fault(code="wrong_width", line=line, params=params))
    return Table(
        encoding=encoding,
        columns={name: index for index, name in enumerate(names)},
        rows=rows,
    )


def _decoded(data: bytes) -> tuple[str, str]:
    """UTF-8 with or without a mark, or else Windows-1252, as spreadsheets still write it."""
    if not data.strip():
        raise AddressesInvalid([Fault(code="empty")])
    try:
        return data.removeprefix(_BOM).decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("windows-1252"), "windows-1252"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AddressesInvalid([Fault(code="unreadable", line=line)]) from error


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line on which it starts."""
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise AddressesInvalid([Fault(code="unreadable", line=line)]) from error
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a csv reader counts its lines
