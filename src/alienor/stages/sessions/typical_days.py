"""Days that an agenda may begin from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class TypicalDay:
    """A day by its code: its `label` by language, its items as `recorded_agenda` gives them."""

    code: str
    label: Mapping[str, str]
    items: tuple[dict[str, Any], ...]


@cache
def typical_days() -> tuple[TypicalDay, ...]:
    """Every typical day, in the order in which an edition meets them."""
    told = tomllib.loads(Path(__file__).with_name("typical_days.toml").read_text("utf-8"))
    blank = {"lead": "", "room": "", "material": "", "prompts": []}
    return tuple(
        TypicalDay(
            code=day["code"],
            label=day["label"],
            items=tuple({**blank, **item} for item in day["items"]),
        )
        for day in told["day"]
    )
