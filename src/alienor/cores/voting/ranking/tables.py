"""Ballots read from a table: a column an option, a line a ballot, a number in each cell.

```
parc,bus,eau
1,2,
,1,2
```

For rankings the number is a place (1 first, equal numbers the same place, an empty cell not
ranked); for approval, 1 or 0; for grades, the place of the grade in its scale, 0 the worst. The
usual file, whole numbers below a hundred and no quotes, is read in one sweep of its bytes; any
other one is read with patience, and a fault names its line.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alienor.cores.voting.approval import ApprovalTally
from alienor.cores.voting.faults import VotingFault
from alienor.cores.voting.judgment import JudgmentTally
from alienor.cores.voting.ranking.ballots import Rankings, require_options

Cells = NDArray[Any]
"""Unsigned integers, (n_options, n_ballots); the largest of its type where a cell is empty."""

EMPTY = np.iinfo(np.uint8).max
_COMMA, _END, _ZERO = ord(","), ord("\n"), ord("0")


def read_table(data: bytes) -> tuple[tuple[str, ...], Cells]:
    """The options of a table and the number in each cell, `EMPTY` where there is none.

    `data`: UTF-8, commas, a heading. Errors: VotingFault (`no_option`, `too_many_options`,
    `bad_line` where a line has not a cell an option, `bad_number`, `not_text`).
    """
    heading, _newline, body = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    try:
        options = tuple(name.strip() for name in next(csv.reader([heading.decode()]), []))
    except UnicodeDecodeError as error:
        raise VotingFault("not_text") from error
    require_options(options)
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    if body and not body.endswith(b"\n"):
        body += b"\n"
    if len(options) == 1:
        body = body.replace(b"\n\n", b"\n")
    cells = _swept(np.frombuffer(body, dtype=np.uint8), len(options))
    return options, _patiently(body, options) if cells is None else cells


def _swept(data: NDArray[np.uint8], width: int) -> Cells | None:
    """The cells of a table of plain numbers below a hundred; None for any other."""
    if not data.size:
        return np.zeros((width, 0), dtype=np.uint8)
    mark = data < _ZERO
    ends = np.flatnonzero(mark)
    lines, rest = divmod(len(ends), width)
    if rest:
        return None
    marks = data[ends].reshape(lines, width)
    if (marks[:, :-1] != _COMMA).any() or (marks[:, -1] != _END).any():
        return None
    lengths = np.empty(len(ends), dtype=np.int64)
    lengths[0] = ends[0]
    np.subtract(ends[1:], ends[:-1], out=lengths[1:])
    lengths[1:] -= 1
    digits = data - _ZERO  # wraps to above 200 below "0"
    if int(lengths.max()) > 2 or bool(((digits > 9) & ~mark).any()):
        return None
    units = digits[ends - 1]  # of a first empty cell: the last byte, replaced below
    units[lengths == 0] = EMPTY
    long = np.flatnonzero(lengths == 2)
    units[long] += 10 * digits[ends[long] - 2]
    return np.ascontiguousarray(units.reshape(lines, width).T)


def _patiently(body: bytes, options: tuple[str, ...]) -> Cells:
    try:
        rows = list(csv.reader(io.StringIO(body.decode())))
    except (UnicodeDecodeError, csv.Error) as error:
        raise VotingFault("not_text") from error
    cells = []
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(options):
            raise VotingFault("bad_line", line=number, cells=len(row), options=len(options))
        cells.append([_number(cell.strip(), line=number) for cell in row])
    return np.array(cells, dtype=np.uint8).reshape(len(cells), len(options)).T.copy()


def _number(cell: str, *, line: int) -> int:
    if not cell:
        return int(EMPTY)
    if not (cell.isascii() and cell.isdigit()) or len(cell) > 3 or int(cell) >= EMPTY:
        raise VotingFault("bad_number", line=line, cell=cell[:20])
    return int(cell)


def read_rankings(data: bytes) -> Rankings:
    """Rankings from a table of places. A line without a place is a blank ballot.

    Errors: VotingFault (those of `read_table`; `bad_number` where a place is 0).
    """
    options, places = read_table(data)
    if places.size and not places.min():
        line = int(np.flatnonzero((places == 0).any(axis=0))[0]) + 2
        raise VotingFault("bad_number", line=line, cell="0")
    blank = 0
    if places.shape[1] and bool((places[0] == EMPTY).any()):
        empty = (places == EMPTY).all(axis=0)
        if blank := int(empty.sum()):
            places = places[:, ~empty]
    return Rankings(
        options=options,
        places=places,
        counts=np.ones(places.shape[1], dtype=np.int64),
        blank=blank,
    )


def read_approvals(data: bytes) -> ApprovalTally:
    """The tally of a table of 1 (approved) and 0 or nothing.

    Errors: VotingFault (those of `read_table`; `bad_number` for any other number).
    """
    options, cells = read_table(data)
    approved = cells == 1
    if int(approved.sum()) + int(((cells == 0) | (cells == EMPTY)).sum()) != cells.size:
        wrong = (cells > 1) & (cells != EMPTY)
        row, column = (int(at[0]) for at in np.nonzero(wrong))
        raise VotingFault("bad_number", line=column + 2, cell=str(int(cells[row, column])))
    return ApprovalTally(
        ballots=cells.shape[1],
        approvals={
            option: int(np.count_nonzero(row))
            for option, row in zip(options, approved, strict=True)
        },
    )


def read_judgments(data: bytes, *, scale: tuple[str, ...]) -> JudgmentTally:
    """The tally of a table of grades, each by its place in `scale` (0 the worst).

    Errors: VotingFault (those of `read_table`, `scale_too_short`; `grade_missing`,
    `unknown_grade`).
    """
    options, cells = read_table(data)
    counts = {}
    for option, row in zip(options, cells, strict=True):
        held = np.bincount(row, minlength=int(EMPTY) + 1)
        if held[EMPTY]:
            raise VotingFault("grade_missing", option=option)
        if held[len(scale) :].any():
            grade = str(int(np.flatnonzero(held[len(scale) :])[0]) + len(scale))
            raise VotingFault("unknown_grade", grade=grade)
        counts[option] = tuple(int(count) for count in held[: len(scale)])
    return JudgmentTally(scale=scale, counts=counts)
