"""Time is passed in, so that an edition of two years can be played in a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands where it is put: for demonstrations and tests."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def in_utc(moment: datetime) -> str:
    """A moment as acts hold it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
