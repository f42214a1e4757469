"""Grades as stacked bars: one bar an option, its ballots from the best grade to the worst."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def graded(rows: Sequence[tuple[str, Sequence[int], bool]]) -> SafeString:
    """A list: each option, the same width for all its ballots, the best grade first and darkest,
    and a mark at the half. `rows`: label, counts from the best grade on, whether it is kept. The
    figures are in the table beside it: the bars are decorative."""
    return format_html(
        '<ul class="bars">{}</ul>',
        format_html_join(
            "",
            '<li class="{}"><span class="said"><span>{}</span></span>'
            '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="back" width="100" height="4" rx=".6"/>{}'
            '<rect class="need" x="49.7" width=".6" height="4"/></svg></li>',
            (("chosen" if kept else "", label, _bar(counts)) for label, counts, kept in rows),
        ),
    )


def _bar(counts: Sequence[int]) -> SafeString:
    total, before, pieces = sum(counts) or 1, 0, []
    for place, count in enumerate(counts):
        opacity = 1 - place / max(1, len(counts))
        pieces.append(
            (f"{100 * before / total:.2f}", f"{100 * count / total:.2f}", f"{opacity:.2f}")
        )
        before += count
    return format_html_join(
        "",
        '<rect class="front" x="{}" width="{}" height="4" fill-opacity="{}"/>',
        pieces,
    )
