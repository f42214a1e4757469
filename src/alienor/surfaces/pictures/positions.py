"""A hall that moves: one bar for each time it was counted, agreeing on one side, disagreeing on the
other, those between in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alienor.surfaces.words import hour


def moved(counts: Sequence[Any]) -> SafeString:
    """A list: the hour, the bar (decorative), the three counts in words. `counts`: each with
    `agree`, `between`, `disagree` and `at`, in their order."""
    return format_html(
        '<ul class="moved">{}</ul>',
        format_html_join("", "<li>{}</li>", ((_one(row),) for row in counts)),
    )


def _one(row: Any) -> SafeString:
    total = row.agree + row.between + row.disagree or 1
    first, second = 100 * row.agree / total, 100 * (row.agree + row.between) / total
    return format_html(
        '<span class="hour">{}</span>'
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="p-for" width="{}" height="6"/><rect class="p-between" x="{}" width="{}" '
        'height="6"/><rect class="p-against" x="{}" width="{}" height="6"/></svg>'
        '<span class="said">{}</span>',
        hour(row.at),
        f"{first:.2f}",
        f"{first:.2f}",
        f"{second - first:.2f}",
        f"{second:.2f}",
        f"{100 - second:.2f}",
        _("%(agree)s d'accord, %(between)s entre les deux, %(disagree)s pas d'accord")
        % {"agree": row.agree, "between": row.between, "disagree": row.disagree},
    )
