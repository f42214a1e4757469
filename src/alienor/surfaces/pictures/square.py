"""An address as a square that a telephone photographs."""

from __future__ import annotations

from typing import Any

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr_code(address: str, *, said: Any) -> SafeString:
    """The square of an address; `said`: what it is, for whoever does not see it."""
    drawn = segno.make(address, micro=False)
    return format_html(
        '<img class="qr" src="{}" alt="{}" width="180" height="180">',
        drawn.svg_data_uri(scale=4),
        said,
    )
