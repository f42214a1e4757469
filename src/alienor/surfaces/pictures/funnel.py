"""The funnel of recruitment: from the addresses drawn to those who accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, kw_only=True)
class FunnelStage:
    """One stage: its label, how many (0 to draw nothing), and what is said instead of a count."""

    label: Any
    count: int
    said: str = ""


def funnel(stages: Sequence[FunnelStage]) -> SafeString:
    """An ordered list: each stage with its count in figures, and its part of the funnel, which
    only decorates. A part narrows from its own width to that of the next stage."""
    most = max((stage.count for stage in stages), default=0) or 1
    widths = [100 * stage.count / most for stage in stages]
    parts = zip(stages, widths, [*widths[1:], widths[-1] if widths else 0], strict=True)
    return format_html(
        '<ol class="funnel">{}</ol>',
        format_html_join(
            "",
            '<li><span class="said"><b>{}</b> <span>{}</span></span>'
            '<svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">'
            '<polygon points="{}"/></svg></li>',
            (
                (stage.said or _spaced(stage.count), stage.label, _trapezium(top, bottom))
                for stage, top, bottom in parts
            ),
        ),
    )


def _trapezium(top: float, bottom: float) -> str:
    corners = ((50 - top / 2, 0), (50 + top / 2, 0), (50 + bottom / 2, 20), (50 - bottom / 2, 20))
    return " ".join(f"{x:.1f},{y}" for x, y in corners)


def _spaced(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
