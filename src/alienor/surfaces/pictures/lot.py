"""A lot among a few people: those who agreed on the left, the seats kept for them on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

PLACE, TALL = 24, 34
"""How wide one person or seat is, and how tall."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many people who can have so many seats."""

    label: Any
    people: int
    seats: int

    @property
    def in_a_hundred(self) -> int:
        """The chance of each of them, rounded."""
        return round(100 * self.seats / self.people)


def chances_of_groups(groups: Sequence[Group]) -> SafeString:
    """A list: each group with its people and seats in figures, and everyone's chance; the pictures
    only decorate. All are drawn to one scale."""
    places = max(group.people for group in groups) + 1.5 + max(group.seats for group in groups)
    return format_html(
        '<ul class="lot">{}</ul>',
        format_html_join(
            "",
            '<li><span class="said">{}</span>'
            '<svg viewBox="0 0 {} {}" aria-hidden="true">{}</svg><b>{}</b></li>',
            (
                (
                    _("%(who)s, pour %(seats)s places")
                    % {"who": group.label, "seats": group.seats},
                    f"{PLACE * places:g}",
                    TALL,
                    _people_and_seats(group, PLACE * (places - group.seats)),
                    _("%(hundred)s chances sur 100 pour chacune") % {"hundred": group.in_a_hundred},
                )
                for group in groups
            ),
        ),
    )


def _people_and_seats(group: Group, first_seat: float) -> SafeString:
    people = format_html_join(
        "",
        '<g class="person"><circle cx="{0}" cy="9" r="6"/>'
        '<path d="M{1} 32v-5a8 8 0 0 1 16 0v5z"/></g>',
        ((PLACE * place + 12, PLACE * place + 4) for place in range(group.people)),
    )
    seats = format_html_join(
        "",
        '<path class="seat" d="M{} 4v26m0-12h14v12"/>',
        ((f"{first_seat + PLACE * place + 5:g}",) for place in range(group.seats)),
    )
    return people + seats
