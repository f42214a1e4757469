"""Days as people say them: in French the first of a month is "1er", wherever one is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

import alienor
from alienor.procedures.wording import day_and_hour, day_named, day_of_year, full_day

PACKAGE = Path(alienor.__file__).parent
WHERE_DAYS_ARE_MADE = PACKAGE / "procedures" / "wording.py"
NOT_SAID = re.compile(
    r"""date:\s*["'](?!c["'])"""  # a format in a template
    r"""|\bj F\b"""
    r"""|%-?d %B""",
)


def elsewhere() -> Iterator[tuple[str, int, str]]:
    """Each line of templates and code, but those where days are made."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".html", ".txt", ".py"} and path != WHERE_DAYS_ARE_MADE:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield str(path.relative_to(PACKAGE)), number, line


def test_no_template_and_no_code_writes_a_day_by_a_format_of_its_own() -> None:
    lines = list(elsewhere())
    assert len({path for path, _number, _line in lines}) > 300
    assert [(path, number) for path, number, line in lines if NOT_SAID.search(line)] == []


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        (date(2027, 1, 1), "1er janvier 2027", "1 January 2027"),
        (date(2027, 1, 21), "21 janvier 2027", "21 January 2027"),
        (datetime(2027, 1, 31, 23, 30, tzinfo=UTC), "1er février 2027", "1 February 2027"),
    ],
)
def test_a_day_is_said_in_full_in_code_and_in_templates(
    moment: date, french: str, english: str
) -> None:
    shown = Template('{% load alienor %}{{ moment|day }}{{ none|day|default:"—" }}')
    for language, said in (("fr", french), ("en", english)):
        with override(language):
            assert full_day(moment) == said
            assert shown.render(Context({"moment": moment, "none": None})) == f"{said}—"


def test_the_first_of_a_month_is_ordinal_in_each_way_of_saying_a_day() -> None:
    moment = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    with override("fr"):
        assert day_named(moment) == "lundi 1er mars 2027"
        assert day_of_year(moment) == "1er mars"
        assert day_and_hour(moment).startswith("lundi 1er mars 2027 à 10")
