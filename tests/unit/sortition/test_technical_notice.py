"""The technical notice of the draw: its examples run, what it names is there, and both languages
say the same."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from alienor.cores.sortition import columns, fair, lottery, mixing, nearest, panels_for, relaxation
from alienor.platform.compute import pool
from alienor.stages.draw import suggestions

DOCS = Path(__file__).parents[3] / "docs"
NOTICES = ("draw.md", "tirage.md")
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
NAMED = re.compile(r"`((?:[a-z]+)(?:\.[A-Za-z_]+)+)`")
PARTS = re.compile(r"^(#+|\||- |\d\. |```| {4})", re.MULTILINE)


def text(name: str) -> str:
    return (DOCS / name).read_text()


def examples() -> list[tuple[str, int]]:
    return [(name, n) for name in NOTICES for n in range(len(EXAMPLE.findall(text(name))))]


@pytest.mark.parametrize(("name", "number"), examples())
def test_every_example_of_the_notice_runs(name: str, number: int) -> None:
    exec(compile(EXAMPLE.findall(text(name))[number], f"{name}, example {number}", "exec"), {})


@pytest.mark.parametrize("name", NOTICES)
def test_every_function_that_the_notice_names_exists(name: str) -> None:
    files = ("csv", "txt", "json")
    named = [one.split(".") for one in NAMED.findall(text(name)) if one.split(".")[-1] not in files]
    assert len(named) >= 15
    for module, *inner in named:
        found: object = import_module(f"alienor.cores.sortition.{module}")
        for part in inner:
            found = getattr(found, part)


@pytest.mark.parametrize("name", NOTICES)
def test_the_figures_of_the_notice_are_those_of_the_code(name: str) -> None:
    said = text(name)
    for value, wanted in (
        (f"{fair._NEAR:.0e}", "5e-07"),
        (f"{columns.REFUTED:.0e}", "1e-06"),
        (f"{columns.TOLERANCE:.0e}", "1e-07"),
        (f"{relaxation._HELD:.0e}", "1e-07"),
    ):
        assert value == wanted
        assert value.replace("e-0", "e-") in said
    for value, words in (
        (fair._MOST_CUTS, "20 c"),
        (round(1 / mixing._HEAVIEST), "1/200"),
        (nearest._BRANCHES, "60 branches)"),
        (nearest._MANY, "18 types"),
        (relaxation._TANGENTS, "60"),
        (suggestions.WIDEST, "6 pe"),
        (panels_for(140, seats=100), "m = 1000"),
        (lottery.FEW, " 10 "),
        (pool.SECONDS, "600 s"),
    ):
        assert str(value) in words
        assert words in said
    assert mixing._SETBACKS == 2


def test_both_languages_have_the_same_parts_in_the_same_order() -> None:
    english, french = (PARTS.findall(text(name)) for name in NOTICES)
    assert english == french
    assert EXAMPLE.findall(text("draw.md")) == EXAMPLE.findall(text("tirage.md"))
