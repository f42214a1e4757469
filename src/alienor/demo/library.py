"""The demonstration's texts, read from their data files."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"


@lru_cache(maxsize=64)
def text(edition: str, name: str) -> dict[str, Any]:
    """One data file, e.g. `text("poitiers-2022", "edition")`."""
    return tomllib.loads((TEXTS / edition / f"{name}.toml").read_text())
