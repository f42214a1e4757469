"""Read the first sheet of a file into rows of text, by the names of its columns."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn
from zipfile import BadZipFile, ZipFile

from alienor.platform.characters import require_readable
from alienor.platform.errors import Invalid
from alienor.platform.tables import spreadsheet
from alienor.platform.tables.faults import LineFault, TableInvalid, collected

MOST_BYTES, MOST_ROWS = 1_000_000, 1_000
MOST_UNPACKED = 60_000_000  # bytes: an archive that swells beyond is no list of people
_ZIP = b"PK\x03\x04"  # XLSX and ODS are both archives
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SEPARATORS = ";,\t"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that a table may have. `names`: how people title it, whatever case and accents."""

    code: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the file (1 is the header) with its cells by column code, blanks taken off."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, code: str) -> str:
        return self.cells.get(code, "")


def read_sheet(data: bytes, *, columns: Sequence[Column]) -> list[Row]:
    """The rows of a CSV (`;`, `,` or tabs; UTF-8 or Windows-1252), ODS or XLSX file.

    Columns that nobody asked for are left aside: a city's own list has more than we need, and we
    keep none of it. Errors: TableInvalid (`table_empty`, `table_unreadable`, `old_excel`,
    `table_too_long`, `column_missing`, `column_twice`, `wrong_width`).
    """
    if len(data) > MOST_BYTES:
        _refuse("table_too_long")
    lines = [(line, cells) for line, cells in _lines(data) if any(cells)]
    if len(lines) < 2:
        _refuse("table_empty")
    if len(lines) > MOST_ROWS + 1:
        _refuse("table_too_long")
    (first, header), rows = lines[0], lines[1:]
    places = _places(header, columns, line=first)
    faults = [
        LineFault(line, Invalid("wrong_width", got=len(cells), wanted=len(header)))
        for line, cells in rows
        if len(cells) > len(header) and any(cells[len(header) :])
    ]
    for line, cells in rows:
        with collected(faults, line):
            require_readable(cells)
    if faults:
        raise TableInvalid(faults)
    return [
        Row(
            line=line,
            cells={code: cells[at] if at < len(cells) else "" for code, at in places.items()},
        )
        for line, cells in rows
    ]


def folded(words: str) -> str:
    """Words without case, accents and punctuation, to compare what people type.

    >>> folded("Année de naissance :")
    'annee de naissance'
    """
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _places(header: list[str], columns: Sequence[Column], *, line: int) -> dict[str, int]:
    """Where each column stands in the file."""
    titles = [folded(title) for title in header]
    places: dict[str, int] = {}
    faults = []
    for column in columns:
        known = {folded(name) for name in (*column.names, column.code)}
        found = [at for at, title in enumerate(titles) if title in known]
        if len(found) > 1:
            faults.append(LineFault(line, Invalid("column_twice", column=column.names[0])))
        elif found:
            places[column.code] = found[0]
        elif column.required:
            faults.append(LineFault(line, Invalid("column_missing", column=column.names[0])))
    if faults:
        raise TableInvalid(faults)
    return places


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if not data.strip():
        _refuse("table_empty")
    if data.startswith(_OLD_EXCEL):
        _refuse("old_excel")
    return _spreadsheet(data) if data.startswith(_ZIP) else _text(data)


def _spreadsheet(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                _refuse("table_too_long")
        # Its own process: see the script.
        done = subprocess.run(  # noqa: S603  # our own script, on its standard input
            [sys.executable, "-I", spreadsheet.__file__],
            input=data,
            capture_output=True,
            timeout=2 * spreadsheet.SECONDS,
            check=True,
        )
    except (BadZipFile, NotImplementedError, ValueError, subprocess.SubprocessError):
        _refuse("table_unreadable")
    return _numbered(enumerate(json.loads(done.stdout), start=1))


def _text(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("windows-1252")
        except UnicodeDecodeError:
            _refuse("table_unreadable")
    if "\0" in text:
        _refuse("table_unreadable")
    header = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return _numbered([(reader.line_num, row) for row in reader])
    except csv.Error:
        _refuse("table_unreadable")


def _numbered(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, list[str]]]:
    return ((line, [cell.strip() for cell in row]) for line, row in rows)


def _refuse(code: str) -> NoReturn:
    """Refuse the whole file."""
    raise TableInvalid([LineFault(0, Invalid(code, rows=MOST_ROWS))])
