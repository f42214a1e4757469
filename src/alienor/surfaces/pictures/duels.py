"""Duels of one option as bars: how many prefer it, how many prefer the other."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def duel_bars(rows: Sequence[tuple[str, int, int]], *, out_of: int) -> SafeString:
    """A list: each other option, the figures, and a bar (decorative) that fills from the left with
    those who prefer ours and from the right with those who prefer the other; `out_of`: the ballots,
    so that what stays empty preferred neither. `rows`: words, for, against."""
    most = out_of or 1
    return format_html(
        '<ul class="bars">{}</ul>',
        format_html_join(
            "",
            '<li class="chosen"><span class="said"><span>{}</span> <b>{} – {}</b></span>'
            '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
            '<rect class="back" width="100" height="4" rx=".6"/>'
            '<rect class="front" width="{}" height="4" rx=".6"/>'
            '<rect class="front" x="{}" width="{}" height="4" rx=".6" fill-opacity=".35"/>'
            '<rect class="need" x="49.7" width=".6" height="4"/></svg></li>',
            (
                (
                    words,
                    ours,
                    theirs,
                    f"{100 * ours / most:.1f}",
                    f"{100 - 100 * theirs / most:.1f}",
                    f"{100 * theirs / most:.1f}",
                )
                for words, ours, theirs in rows
            ),
        ),
    )
