"""What the platform itself cannot take, as refusals that have a sentence: the one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.utils import DataError, IntegrityError, OperationalError

from alienor.cores.rules import UnknownCode
from alienor.cores.transparency.errors import NotCanonical
from alienor.platform.errors import ActError, Busy, Invalid, Meanwhile
from alienor.platform.register.log import EntryTooLong

_NUMBER_OUT_OF_RANGE, _UNIQUE_VIOLATION = "22003", "23505"
_BUSY = {"40001", "40P01", "55P03"}  # not to be put in order, deadlock, no lock in time
_REFUSALS: tuple[tuple[type[Exception], Callable[[Any], ActError | None]], ...] = (
    (ActError, lambda error: error),
    (EntryTooLong, lambda _: Invalid("entry_too_long")),
    (OverflowError, lambda _: Invalid("out_of_range")),  # SQLite's numbers, Python's dates
    (
        NotCanonical,
        lambda error: Invalid("out_of_range") if error.code == "integer_out_of_range" else None,
    ),
    (DataError, lambda error: Invalid(_of_postgresql(error))),
    (IntegrityError, lambda error: Meanwhile() if _is_twice(error) else None),
    (OperationalError, lambda error: Busy() if _is_busy(error) else None),
    (UnknownCode, lambda error: Invalid("unknown_code", field=error.what, value=error.code)),
)


def refusal_of(error: Exception) -> ActError | None:
    """What to refuse where `error` comes from what was entered; None where it is a fault of ours.

    An entry longer than the register takes, a number or a date beyond what it or the database
    holds, a value that the database cannot store, a code that the rules in force do not know;
    what two did at the same moment, what waited too long for its turn.
    """
    return next((refuse(error) for kind, refuse in _REFUSALS if isinstance(error, kind)), None)


def _of_postgresql(error: DataError) -> str:
    """A number that its column does not hold; or a text, too long for it or with a NUL."""
    return "out_of_range" if _sqlstate(error) == _NUMBER_OUT_OF_RANGE else "not_storable"


def _is_twice(error: IntegrityError) -> bool:
    """Two at once made what there is one of."""
    return _sqlstate(error) == _UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error)


def _is_busy(error: OperationalError) -> bool:
    """Another act held what this one waited for, too long or the other way round."""
    return _sqlstate(error) in _BUSY or "database is locked" in str(error)


def _sqlstate(error: Exception) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)
