"""The French of every sentence of the checks, by its English."""

from __future__ import annotations

FRENCH: dict[str, str] = {}
