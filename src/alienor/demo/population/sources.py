"""The lists of invented names and streets, and a generator for each purpose."""

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PEOPLE = Path(__file__).parents[1] / "texts" / "people"


@cache
def read_toml(name: str) -> dict[str, Any]:
    """One file of `texts/people`."""
    with (_PEOPLE / name).open("rb") as file:
        return tomllib.load(file)


def generator(seed: int, purpose: str) -> random.Random:
    """A generator for one purpose: what one part draws never shifts what another part draws."""
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - an invented city, nothing secret
