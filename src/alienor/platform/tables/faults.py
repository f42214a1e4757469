"""What is wrong in a table, line by line. Each fault is a refusal with the place it is at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from alienor.platform.errors import ActError, Invalid

AT_MOST = 100
"""Faults that are kept one by one: nobody corrects more from one screen."""


@dataclass(frozen=True)
class LineFault:
    """Why one line cannot be used. `line` counts from 1, the header's; 0 is the whole file."""

    line: int
    error: ActError


class TableInvalid(Invalid):
    """A table cannot be used: `params["faults"]` says why, line by line. Nothing was changed."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__("table_invalid", field="file", count=len(faults), faults=faults[:AT_MOST])


@contextmanager
def collected(faults: list[LineFault], line: int) -> Iterator[None]:
    """Keep the refusal of one line in `faults` and go on with the next."""
    try:
        yield
    except ActError as error:
        faults.append(LineFault(line, error))
