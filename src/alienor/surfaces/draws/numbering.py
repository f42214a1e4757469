"""How the panels of a draw are numbered, and the balls that write a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from alienor.cores.sortition import panels_for


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """How panels are numbered, in figures and in words."""

    panels: int

    @property
    def balls(self) -> int:
        """How many balls write a number."""
        return len(self.last)

    @property
    def written(self) -> str:
        """How many panels, in figures."""
        return grouped(self.panels)

    @property
    def first(self) -> str:
        """The first number, as balls write it."""
        return self.last.replace("9", "0")

    @property
    def last(self) -> str:
        """The last number."""
        return str(self.panels - 1)

    @property
    def panels_in_words(self) -> str:
        """As one says it before a noun."""
        return {3: _("mille"), 4: _("dix mille")}[self.balls]

    @property
    def balls_in_words(self) -> str:
        """As one says it before a noun."""
        return {3: _("trois"), 4: _("quatre")}[self.balls]


def grouped(number: int) -> str:
    """A number as one reads it: its thousands apart."""
    return number_format(number, force_grouping=True)


def numbering(draw: Any = None, *, people: int = 0) -> Numbering:
    """How the panels of a draw are numbered; before its freeze, how they would be for `people`."""
    if draw is None or draw.frozen_at is None:
        return numbering_for(people, seats=draw.seats if draw else 1)
    return Numbering(panels=draw.panels)


def numbering_for(people: int, *, seats: int) -> Numbering:
    """How the panels of a draw to come would be numbered."""
    return Numbering(panels=panels_for(people, seats=seats))


@dataclass(frozen=True, kw_only=True)
class BallSlot:
    """The place of one ball: what was read on it (None before that), whether it comes next."""

    place: int
    digit: int | None
    next: bool


def ball_slots(draw: Any, read: Sequence[int | None] | None = None) -> list[BallSlot]:
    """The balls of a draw as far as they were read, by the first person unless `read` says."""
    digits = list(read if read is not None else draw.balls or draw.balls_read)
    digits += [None] * (draw.ball_count - len(digits))
    following = next((n for n, digit in enumerate(digits) if digit is None), None)
    return [
        BallSlot(place=number + 1, digit=digit, next=number == following)
        for number, digit in enumerate(digits)
    ]
