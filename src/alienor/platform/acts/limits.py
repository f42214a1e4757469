"""What the platform itself cannot take, as refusals that have a sentence: the one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.utils import DataError

from alienor.cores.rules import UnknownCode
from alienor.cores.transparency.errors import NotCanonical
from alienor.platform.errors import ActError, Invalid
from alienor.platform.register.log import EntryTooLong

_NUMBER_OUT_OF_RANGE = "22003"
_REFUSALS: tuple[tuple[type[Exception], Callable[[Any], ActError | None]], ...] = (
    (ActError, lambda error: error),
    (EntryTooLong, lambda _: Invalid("entry_too_long")),
    (OverflowError, lambda _: Invalid("out_of_range")),  # SQLite's numbers, Python's dates
    (
        NotCanonical,
        lambda error: Invalid("out_of_range") if error.code == "integer_out_of_range" else None,
    ),
    (DataError, lambda error: Invalid(_of_postgresql(error))),
    (UnknownCode, lambda error: Invalid("unknown_code", field=error.what, value=error.code)),
)


def refusal_of(error: Exception) -> ActError | None:
    """What to refuse where `error` comes from what was entered; None where it is a fault of ours.

    An entry longer than the register takes, a number or a date beyond what it or the database
    holds, a value that the database cannot store, a code that the rules in force do not know.
    """
    return next((refuse(error) for kind, refuse in _REFUSALS if isinstance(error, kind)), None)


def _of_postgresql(error: DataError) -> str:
    """A number that its column does not hold; or a text, too long for it or with a NUL."""
    state = getattr(error.__cause__, "sqlstate", None)
    return "out_of_range" if state == _NUMBER_OUT_OF_RANGE else "not_storable"
