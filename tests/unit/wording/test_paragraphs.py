"""Two versions side by side: nothing is lost, and what is only moved is not called changed."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alienor.cores.wording import (
    Paragraph,
    ParagraphChange,
    WordChange,
    WordingFault,
    diff_paragraphs,
    diff_words,
)
from alienor.cores.wording.paragraphs import MOST_STEPS

TEXTS = st.text(alphabet="ab é',.\n", max_size=20)
VERSIONS = st.lists(
    st.builds(Paragraph, id=st.sampled_from("123456"), text=TEXTS),
    max_size=6,
    unique_by=lambda paragraph: paragraph.id,
)


def version(*rows: tuple[str, str]) -> list[Paragraph]:
    return [Paragraph(id=identifier, text=text) for identifier, text in rows]


def said(changes: list[ParagraphChange]) -> list[tuple[str, str]]:
    return [
        (change.kind, (change.new or change.old or Paragraph(id="", text="")).id)
        for change in changes
    ]


HEDGES = "La Ville plante des haies le long des écoles."
TREES = "La Ville plante des haies et des arbres le long des écoles."
BUS = "Le bus de nuit circule toute la semaine."
WATER = "Une fontaine est installée sur chaque place."


def test_an_unchanged_paragraph_is_kept() -> None:
    changes = diff_paragraphs(version(("1", HEDGES)), version(("1", HEDGES)))
    assert said(changes) == [("kept", "1")]
    assert changes[0].words == (WordChange(op="same", text=HEDGES),)


def test_a_changed_paragraph_shows_its_words() -> None:
    (change,) = diff_paragraphs(version(("1", HEDGES)), version(("1", TREES)))
    assert change.kind == "changed"
    assert [run for run in change.words if run.op != "same"] == [
        WordChange(op="added", text="et des arbres ")
    ]


def test_a_new_paragraph_is_added_and_a_lost_one_stands_where_it_was() -> None:
    changes = diff_paragraphs(
        version(("1", HEDGES), ("2", BUS), ("3", WATER)), version(("1", HEDGES), ("3", WATER))
    )
    assert said(changes) == [("kept", "1"), ("removed", "2"), ("kept", "3")]
    changes = diff_paragraphs(version(("3", WATER)), version(("1", HEDGES), ("3", WATER)))
    assert said(changes) == [("added", "1"), ("kept", "3")]


def test_a_paragraph_removed_from_the_top_stands_at_the_top() -> None:
    changes = diff_paragraphs(version(("1", HEDGES), ("2", BUS)), version(("2", BUS)))
    assert said(changes) == [("removed", "1"), ("kept", "2")]


def test_one_paragraph_moved_to_the_top_is_the_only_one_that_moved() -> None:
    old = version(("1", HEDGES), ("2", BUS), ("3", WATER))
    changes = diff_paragraphs(old, [old[2], old[0], old[1]])
    assert said(changes) == [("moved", "3"), ("kept", "1"), ("kept", "2")]


def test_a_paragraph_may_be_moved_and_changed() -> None:
    old = version(("1", HEDGES), ("2", BUS), ("3", WATER))
    changes = diff_paragraphs(old, version(("2", BUS), ("3", WATER), ("1", TREES)))
    assert (changes[-1].kind, changes[-1].moved) == ("changed", True)
    assert [change.moved for change in changes[:-1]] == [False, False]


def test_a_paragraph_retyped_under_a_new_id_is_recognised_by_its_words() -> None:
    changes = diff_paragraphs(
        version(("1", HEDGES), ("2", BUS)), version(("a", TREES), ("b", WATER))
    )
    assert [(change.kind, change.old and change.old.id) for change in changes] == [
        ("changed", "1"),
        ("removed", "2"),
        ("added", None),
    ]


def test_a_stable_id_holds_though_every_word_changed() -> None:
    assert said(diff_paragraphs(version(("1", HEDGES)), version(("1", BUS)))) == [("changed", "1")]


def test_the_closest_words_are_matched_first() -> None:
    changes = diff_paragraphs(
        version(("1", TREES), ("2", HEDGES)), version(("a", HEDGES), ("b", BUS))
    )
    assert changes[1].old is not None
    assert [(change.kind, change.old and change.old.id) for change in changes] == [
        ("removed", "1"),
        ("kept", "2"),
        ("added", None),
    ]


@settings(max_examples=200)
@given(VERSIONS, VERSIONS)
def test_both_versions_can_be_read_back_from_their_differences(
    old: list[Paragraph], new: list[Paragraph]
) -> None:
    changes = diff_paragraphs(old, new)
    assert [change.new for change in changes if change.new] == new
    assert sorted(c.old.id for c in changes if c.old) == sorted(p.id for p in old)
    for change in changes:
        before = "".join(run.text for run in change.words if run.op != "added")
        after = "".join(run.text for run in change.words if run.op != "removed")
        assert before == (change.old.text if change.old else "")
        assert after == (change.new.text if change.new else "")
        assert (change.kind == "added") is (change.old is None)
        assert (change.kind == "removed") is (change.new is None)


@given(VERSIONS)
def test_a_version_does_not_differ_from_itself(old: list[Paragraph]) -> None:
    assert {change.kind for change in diff_paragraphs(old, old)} <= {"kept"}


@given(TEXTS, TEXTS)
def test_runs_of_words_alternate_and_none_is_empty(old: str, new: str) -> None:
    runs = diff_words(old, new)
    assert all(run.text for run in runs)
    assert all(one.op != other.op for one, other in pairwise(runs))


def test_a_replaced_group_of_words_reads_as_one_change() -> None:
    assert diff_words("avant le 1 mars 2026.", "avant la fin juin 2027.") == (
        WordChange(op="same", text="avant "),
        WordChange(op="removed", text="le 1 mars 2026"),
        WordChange(op="added", text="la fin juin 2027"),
        WordChange(op="same", text="."),
    )


def test_an_elided_article_is_a_word_of_its_own() -> None:
    assert diff_words("l'eau", "l'air") == (
        WordChange(op="same", text="l'"),
        WordChange(op="removed", text="eau"),
        WordChange(op="added", text="air"),
    )


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs of equal items each of difflib's searches looks at."""
    taken: list[int] = []
    search = SequenceMatcher.find_longest_match

    def counted(self: Any, alo: int, ahi: int, blo: int, bhi: int) -> Any:
        taken.append(sum(len(self.b2j.get(item, ())) for item in self.a[alo:ahi]))
        return search(self, alo, ahi, blo, bhi)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    return taken


REPEATED, OTHERWISE = "a b " * 1000, "z " + "a a b " * 700 + "y"


def test_text_that_repeats_itself_is_compared_within_bounds(steps: list[int]) -> None:
    runs = diff_words(REPEATED, OTHERWISE)
    assert sum(steps) <= MOST_STEPS
    assert "".join(run.text for run in runs if run.op != "added") == REPEATED
    assert "".join(run.text for run in runs if run.op != "removed") == OTHERWISE


def test_a_whole_version_shares_the_bounds_of_a_comparison(steps: list[int]) -> None:
    old = [Paragraph(id=f"a{n}", text=f"{n} {REPEATED[:900]}") for n in range(40)]
    new = [Paragraph(id=f"b{n}", text=f"{n} {OTHERWISE[:900]}") for n in range(40)]
    changes = diff_paragraphs(old, new)
    assert sum(steps) <= MOST_STEPS
    assert {change.new.id for change in changes if change.new} == {one.id for one in new}


def test_one_word_changed_in_a_long_paragraph_is_found_at_once(steps: list[int]) -> None:
    long = f"{REPEATED}ici {REPEATED}"
    runs = diff_words(long, long.replace("ici", "là"))
    assert [run.text for run in runs if run.op != "same"] == ["ici", "là"]
    assert sum(steps) <= 2


def test_a_version_with_one_id_twice_is_refused() -> None:
    with pytest.raises(WordingFault) as refusal:
        diff_paragraphs(version(("1", HEDGES), ("1", BUS)), [])
    assert (refusal.value.code, refusal.value.params) == ("duplicate_paragraph", {"id": "1"})
    with pytest.raises(WordingFault, match="threshold_out_of_range"):
        diff_paragraphs([], [], alike=0)
