"""Results as bars with their exact counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NEED = '<rect class="need" x="{}" width=".6" height="4"/>'


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: its label, its count, whether it is what was decided; or a count alone, where it is
    not `of` what a full bar is."""

    label: str
    count: int
    chosen: bool = False
    of: bool = True


def bars(rows: Sequence[Bar], *, out_of: int = 0, needed: float = 0) -> SafeString:
    """A list: each label, its bar (decorative), its count in figures.

    `out_of`: what a full bar is, the greatest count where nothing is said; `needed`: the count
    that carries, marked on the bar of what it would carry (the first).
    """
    most = out_of or max((row.count for row in rows), default=0) or 1
    mark = format_html(NEED, f"{min(100 * needed / most, 99.4):.1f}") if needed else ""
    return format_html(
        '<ul class="bars">{}</ul>',
        format_html_join(
            "",
            '<li class="{}"><span class="said"><span>{}</span> <b>{}</b></span>{}</li>',
            (
                (
                    "chosen" if row.chosen else "",
                    row.label,
                    row.count,
                    _drawn(row.count / most, mark if place == 0 else "") if row.of else "",
                )
                for place, row in enumerate(rows)
            ),
        ),
    )


def _drawn(share: float, mark: str) -> SafeString:
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="back" width="100" height="4" rx=".6"/>'
        '<rect class="front" width="{}" height="4" rx=".6"/>{}</svg>',
        f"{100 * share:.1f}",
        mark,
    )
