"""Lists that a city brings: whatever its spreadsheet wrote is read, or refused line by line."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from alienor.platform.tables import Column, TableInvalid, folded, read_sheet

COLUMNS = (
    Column(code="given_name", names=("Prénom",), required=True),
    Column(code="family_name", names=("Nom", "Nom de famille"), required=True),
    Column(code="birth_year", names=("Année de naissance",)),
)
LIST = [["Prénom", "NOM", "Année de naissance", "Autre"], ["Aïcha", "Exemple", "1985", "non lu"]]


def as_csv(separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(row) for row in LIST).encode(encoding)


def as_xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in LIST:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(out)
    return out.getvalue()


def as_ods() -> bytes:
    book, table, out = OpenDocumentSpreadsheet(), Table(name="Liste"), io.BytesIO()
    for row in LIST:
        line = TableRow()
        for cell in row:
            made = TableCell(valuetype="string")
            made.addElement(P(text=cell))
            line.addElement(made)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.write(out)
    return out.getvalue()


def codes(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(TableInvalid) as refusal:
        read_sheet(data, columns=COLUMNS)
    return [(fault.line, fault.error.code) for fault in refusal.value.params["faults"]]


@pytest.mark.parametrize(
    "data",
    [
        as_csv(),
        as_csv(","),
        as_csv("\t"),
        as_csv(encoding="utf-8-sig"),
        as_csv(encoding="windows-1252"),
        as_xlsx(),
        as_ods(),
    ],
    ids=["semicolons", "commas", "tabs", "mark", "windows-1252", "xlsx", "ods"],
)
def test_every_spreadsheet_s_file_is_read_alike(data: bytes) -> None:
    (row,) = read_sheet(data, columns=COLUMNS)
    assert row.line == 2
    assert row.cells == {"given_name": "Aïcha", "family_name": "Exemple", "birth_year": "1985"}


def test_a_date_is_read_as_year_month_day_and_a_blank_line_is_left_out() -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(LIST[0])
    book.active.append([None, None])
    book.active.append(["Aïcha", "Exemple", date(1985, 3, 2)])
    book.save(out)
    (row,) = read_sheet(out.getvalue(), columns=COLUMNS)
    assert (row.line, row["birth_year"]) == (3, "1985-03-02")


def test_titles_are_compared_without_case_accents_or_punctuation() -> None:
    assert folded(" Année de  NAISSANCE : ") == "annee de naissance"


def _swollen() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 61_000_000)
    return out.getvalue()


def _damaged() -> bytes:
    """An ODS file whose table never ends: the library that reads it would not end either."""
    whole, out = zipfile.ZipFile(io.BytesIO(as_ods())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name).replace(b"</table:table>", b"</xable:table>")
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b" \n ", "table_empty"),
        ("Prénom;Nom".encode(), "table_empty"),
        (b"\xd0\xcf\x11\xe0 old", "old_excel"),
        (b"PK\x03\x04 not an archive", "table_unreadable"),
        (b"a;b\n\x81\x8d;\x8f", "table_unreadable"),
        (b"a;b\n\0;c", "table_unreadable"),
        (b"a;b\n" + b"x;y\n" * 1_001, "table_too_long"),
        (b"x" * 1_000_001, "table_too_long"),
        (_swollen(), "table_too_long"),
        (_damaged(), "table_unreadable"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(data: bytes, code: str) -> None:
    assert codes(data) == [(0, code)]


def test_columns_that_are_missing_or_twice_are_named() -> None:
    assert codes("Prénom;Prénom\nA;B".encode()) == [(1, "column_twice"), (1, "column_missing")]


def test_a_line_with_more_cells_than_titles_is_named() -> None:
    data = "Prénom;Nom\nAïcha;Exemple\nBruno;Exemple;en trop\n".encode()
    assert codes(data) == [(3, "wrong_width")]


def test_a_quoted_cell_may_hold_a_line_break() -> None:
    data = 'Prénom;Nom\n"Aïcha\nZohra";Exemple\nBruno;Exemple\n'.encode()
    rows = read_sheet(data, columns=COLUMNS)
    assert [row["given_name"] for row in rows] == ["Aïcha\nZohra", "Bruno"]
