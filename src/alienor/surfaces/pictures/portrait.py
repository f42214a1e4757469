"""The panel beside the census: two bars a value, and every figure in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alienor.surfaces.words import NO_BREAK


@dataclass(frozen=True, kw_only=True)
class PortraitRow:
    """One value: shares in percent, None where unknown or hidden; counts likewise."""

    label: str
    census: float | None
    panel: float | None
    panel_count: int | None
    pool_count: int | None


def portrait_bars(rows: Sequence[PortraitRow]) -> SafeString:
    """A list: each value with its share of the city and of the panel; bars are decorative."""
    most = max((share for row in rows for share in (row.census, row.panel) if share), default=1.0)
    return format_html(
        '<ul class="portrait">{}</ul>',
        format_html_join(
            "",
            '<li><span class="said">{}</span>{}{}</li>',
            (
                (
                    row.label,
                    _line("census", _("Ville"), row.census, most),
                    _line("panel", _("Tirage"), row.panel, most),
                )
                for row in rows
            ),
        ),
    )


def portrait_legend() -> SafeString:
    """Which bar is which."""
    return format_html(
        '<ul class="legend"><li><svg viewBox="0 0 10 10" aria-hidden="true">'
        '<rect class="p-census" width="10" height="10" rx="2"/></svg>{}</li>'
        '<li><svg viewBox="0 0 10 10" aria-hidden="true">'
        '<rect class="p-panel" width="10" height="10" rx="2"/></svg>{}</li></ul>',
        _("part dans la population de la ville"),
        _("part parmi les personnes tirées au sort"),
    )


def percent(share: float | None) -> str:
    """A share in words, rounded to a tenth; a dash where it is unknown or hidden."""
    if share is None:
        return "—"
    return f"{number_format(round(share, 1), decimal_pos=1)}{NO_BREAK}%"


def _line(kind: str, label: str, share: float | None, most: float) -> SafeString:
    return format_html(
        '<span class="line"><span class="who">{}</span>'
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="p-{}" width="{}" height="4" rx=".6"/></svg><b>{}</b></span>',
        label,
        kind,
        f"{100 * (share or 0) / most:.1f}",
        percent(share),
    )
