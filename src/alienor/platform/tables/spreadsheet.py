"""Read the first sheet of an ODS or XLSX file from standard input; write its rows as JSON.

Run as a process of its own, with little memory and time: a damaged spreadsheet can keep its
reader busy for ever, or make it abort, and neither must take the site with it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime

from python_calamine import CalamineWorkbook

SECONDS, BYTES = 3, 1 << 30


def main() -> None:
    """The rows, each a list of texts."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    json.dump([[as_read(cell) for cell in row] for row in rows], sys.stdout)


def as_read(cell: object) -> str:
    """A cell as somebody would read it: no ".0" after a whole number, dates as year-month-day."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


if __name__ == "__main__":
    main()
