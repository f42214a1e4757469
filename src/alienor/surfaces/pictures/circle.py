"""The circle of seats: everybody in the round, by college, empty seats to be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class SeatGroup:
    """Seats of one college (or of several that share a line): how many filled, how many empty."""

    code: str
    label: str
    filled: int
    empty: int = 0


SIZE = 400
CENTRE = SIZE / 2
OUTER = 180


def circle_of_seats(groups: Sequence[SeatGroup], *, ident: str, says: str = "") -> SafeString:
    """A full circle, one dot a seat, filled ones in the colour of their college.

    `ident` makes the ids unique in the page; `says`: what the number in the middle counts, where
    it is not the seats that are filled.
    """
    seats = [
        code for group in groups for code in [group.code] * group.filled + ["empty"] * group.empty
    ]
    places = _places(len(seats))
    radius = places[0][2] if places else 0
    dots = format_html_join(
        "",
        "{}",
        (
            (_mark(code, x=x, y=y, radius=radius - 1 if code == "empty" else radius),)
            for code, (x, y, _r) in zip(seats, places, strict=True)
        ),
    )
    filled = sum(group.filled for group in groups)
    alternative = ", ".join(
        _("%(label)s : %(filled)s") % {"label": group.label, "filled": group.filled}
        for group in groups
    )
    return format_html(
        '<svg class="circle" viewBox="0 0 {0} {0}" role="img" aria-labelledby="{1}-t {1}-d">'
        '<title id="{1}-t">{2}</title><desc id="{1}-d">{3}</desc>{4}'
        '<text class="picture-ink" x="{5}" y="{6}" text-anchor="middle" font-size="64" '
        'font-weight="700">{7}</text>'
        '</svg><p class="circle-says">{8}</p>',
        SIZE,
        ident,
        _("Le cercle des places"),
        alternative,
        dots,
        CENTRE,
        CENTRE + 22,
        filled or len(seats),
        says or (_("places pourvues") if filled else _("places à pourvoir")),
    )


def legend(groups: Sequence[SeatGroup]) -> SafeString:
    """The legend of the circle: colour, college, count, what is missing."""
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg viewBox="0 0 10 10" aria-hidden="true">{}</svg>{}</li>',
            (
                (
                    _mark(group.code, x=5, y=5, radius=4.6),
                    _("%(filled)s %(label)s") % {"filled": group.filled, "label": group.label}
                    + (
                        _(" (%(empty)s à pourvoir)") % {"empty": group.empty} if group.empty else ""
                    ),
                )
                for group in groups
            ),
        ),
    )


# Colleges are told apart by their shape as well: corners around the centre, none for a disc.
CORNERS = {"volunteer": 4, "elected_majority": 3, "elected_minority": 6, "agent": -4}


def _mark(code: str, *, x: float, y: float, radius: float) -> SafeString:
    """One seat in the shape and the colour of its college."""
    corners = CORNERS.get(code)
    if corners is None:
        shape = '<circle class="c-{}" cx="{}" cy="{}" r="{}"/>'
        return format_html(shape, code, f"{x:.1f}", f"{y:.1f}", f"{radius:.1f}")
    turn = math.pi / 4 if corners < 0 else 0.0
    points = " ".join(
        f"{x + radius * 1.1 * math.sin(angle):.1f},{y - radius * 1.1 * math.cos(angle):.1f}"
        for place in range(abs(corners))
        for angle in (2 * math.pi * place / abs(corners) + turn,)
    )
    return format_html('<polygon class="c-{}" points="{}"/>', code, points)


def _places(count: int) -> list[tuple[float, float, float]]:
    """Centres and radius of `count` dots on concentric rings, the outer ones longer."""
    if not count:
        return []
    rings = 1 if count <= 20 else 2 if count <= 60 else 3 if count <= 130 else 4
    step = 30 if rings > 1 else 0
    radii = [OUTER - step * ring for ring in range(rings)]
    shares = [radius / sum(radii) for radius in radii]
    counts = [round(count * share) for share in shares]
    counts[0] += count - sum(counts)
    dot = min(13.0, *(math.pi * r / max(n, 1) * 0.82 for r, n in zip(radii, counts, strict=True)))
    points = []
    for radius, number in zip(radii, counts, strict=True):
        for place in range(number):
            angle = 2 * math.pi * place / number - math.pi / 2
            points.append((angle, radius))
    points.sort()
    return [
        (CENTRE + radius * math.cos(angle), CENTRE + radius * math.sin(angle), dot)
        for angle, radius in points
    ]
