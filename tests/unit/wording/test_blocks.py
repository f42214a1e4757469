"""Lines that begin with a dash are a list; the others are paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.wording import blocks


def read(text: str) -> list[tuple[str, ...] | list[str]]:
    return [list(one.lines) if one.is_list else one.lines for one in blocks(text)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", []),
        ("Une phrase.\nUne autre.", [("Une phrase.", "Une autre.")]),
        ("Une phrase.\n\nUne autre.", [("Une phrase.",), ("Une autre.",)]),
        (
            "« Quoi ? »\n- Accord : un\n- Accord : deux",
            [("« Quoi ? »",), ["Accord : un", "Accord : deux"]],
        ),
        ("- un\n\n– deux\n• trois\n* quatre", [["un", "deux", "trois", "quatre"]]),
        ("- un\nEnsuite.\n- deux", [["un"], ("Ensuite.",), ["deux"]]),
        ("-5 degrés\n*gras*\n-", [("-5 degrés", "*gras*", "-")]),
        ("\r\n  - un  \r\n", [["un"]]),
    ],
)
def test_dashes_make_lists(written: str, shown: list[object]) -> None:
    assert read(written) == shown


@given(st.text(alphabet=" \n-–•abcé.", max_size=60))
def test_no_word_is_lost_and_none_is_invented(text: str) -> None:
    kept = " ".join(line for one in blocks(text) for line in one.lines)
    bare = str.maketrans("", "", " \n-–•")
    assert kept.translate(bare) == text.translate(bare)


def test_a_long_text_is_read_once() -> None:
    """One that was read again at each line, or at each space, would take minutes."""
    [items] = blocks("- a\n" * 200_000)
    assert items.is_list and len(items.lines) == 200_000
    [line] = blocks("-" + " " * 300_000)
    assert line.lines == ("-",)
