"""Figures of a rulebook, changed in its own text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from alienor.cores import rules
from alienor.cores.rules.editing import Share, figures, shares, with_figures, with_shares

TEMPLATES = rules.template_names()


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_same_figures_and_shares_leave_every_byte(name: str) -> None:
    source = rules.template_text(name)
    assert with_figures(source, {one.path: one.value for one in figures(source)}) == source
    for feature in rules.parse_rulebook(source, name=name).draw.feature:
        same = [(f"new_{turn}", one) for turn, one in enumerate(shares(source, feature.code))]
        again = with_shares(
            source, feature.code, same, origin=feature.source, invented=feature.invented
        )
        assert again == source


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_changed_figure_is_read_back_and_no_other_line_moves(name: str) -> None:
    source = rules.template_text(name)
    changes = {
        ("body", "methodology_committee", "seats", 0, "count"): 4,
        ("poll", "final_vote", "majority", "fraction"): "2/3",
        ("council", "answer_days"): 45,
    }
    changed = with_figures(source, changes)
    moved = [
        line
        for line, before in zip(changed.splitlines(), source.splitlines(), strict=True)
        if line != before
    ]
    assert len(moved) == len(changes)
    read = rules.parse_rulebook(changed, name=name)
    assert read.body("methodology_committee").seats[0].count == 4
    majority = read.poll_kind("final_vote").majority
    assert majority is not None
    assert majority.fraction == Fraction(2, 3)
    assert read.council.answer_days == 45


def test_numbers_that_are_names_are_no_figures() -> None:
    paths = {one.path for one in figures(rules.template_text("poitiers-2022"))}
    assert not any(path[0] == "step" for path in paths)
    assert ("poll", "final_vote", "quorum", "fraction") in paths


def test_a_figure_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(KeyError):
        with_figures(rules.template_text("neutral"), {("council", "weather"): 1})


def test_districts_are_those_of_the_city_and_a_name_that_stays_keeps_its_code() -> None:
    source = rules.template_text("poitiers-2022")
    values = [
        ("v_nord", Share(name="Nord", share="60.5")),
        ("v_beaulieu", Share(name="Beaulieu", share="39.5")),
    ]
    changed = with_shares(source, "district", values, origin="INSEE, 2024", invented=False)
    (district,) = [
        one
        for one in rules.parse_rulebook(changed, name="essai").draw.feature
        if one.code == "district"
    ]
    assert [(one.code, one.label.fr, str(one.share)) for one in district.value] == [
        ("v_nord", "Nord", "60.5"),
        ("beaulieu", "Beaulieu", "39.5"),
    ]
    assert (district.source, district.invented) == ("INSEE, 2024", False)
