"""Several devices write one sheet: whatever each has seen and not seen, no words are lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.platform.errors import Invalid
from alienor.stages.sessions.sheets import (
    Disagreement,
    Sheet,
    read_sheet,
    standing,
    tidied,
    vector_of,
)


@dataclass
class Row:
    """What the database keeps of one device."""

    client: str
    seq: int
    seen: dict[str, int] = field(default_factory=dict)
    content: str = ""


MOVES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["read", "write", "again", "old"])),
    max_size=40,
)


@given(moves=MOVES)
def test_every_word_written_stands_or_was_seen_by_whoever_wrote_what_stands(
    moves: list[tuple[str, str]],
) -> None:
    rows: dict[str, Row] = {}
    seen: dict[str, dict[str, int]] = {one: {} for one in "abc"}
    sent: dict[str, list[Row]] = {one: [] for one in "abc"}

    def keep(row: Row) -> None:
        mine = rows.get(row.client)
        if mine is not None and mine.seq >= row.seq:
            return
        rows[row.client] = row
        for other in [one for one in rows if one != row.client]:
            if row.seen.get(other, 0) >= rows[other].seq:
                del rows[other]

    for device, move in moves:
        if move == "read":
            for client, seq in vector_of(standing(rows.values())).items():
                if client != device:
                    seen[device][client] = max(seen[device].get(client, 0), seq)
        elif move == "write":
            number = len(sent[device]) + 1
            row = Row(device, number, dict(seen[device]), f"{device}{number}")
            sent[device].append(row)
            keep(row)
        elif sent[device]:
            keep(sent[device][-1 if move == "again" else 0])
        heads = standing(rows.values())
        for written in (row for one in sent.values() for row in one):
            assert any(
                (one.client == written.client and one.seq >= written.seq)
                or one.seen.get(written.client, 0) >= written.seq
                for one in heads
            ), written


def test_two_that_wrote_the_same_are_one() -> None:
    rows = [Row("a", 1, content="Oui."), Row("b", 1, content="Oui."), Row("c", 2, {"a": 1}, "Non.")]
    assert [one.client for one in standing(rows)] == ["b", "c"]
    assert vector_of(rows) == {"a": 1, "b": 1, "c": 2}


def test_a_disagreement_keeps_each_position_and_a_sheet_comes_back_as_it_was() -> None:
    sheet = Sheet(
        notes="Un\r\ndeux  ",
        agreements=(" Ouvrir  le soir. ", ""),
        disagreements=(
            Disagreement(about="Prix", positions=("Gratuit.", " ", "Un euro.", "Gratuit.")),
            Disagreement(about=" ", positions=("",)),
        ),
        ready=0,
    )
    kept = tidied(sheet)
    assert kept.notes == "Un\ndeux"
    assert kept.agreements == ("Ouvrir le soir.",)
    assert kept.disagreements == (
        Disagreement(about="Prix", positions=("Gratuit.", "Un euro.", "Gratuit.")),
    )
    assert read_sheet(kept.as_json()) == kept
    assert kept.hands == {}, "noughts are no poll"
    with pytest.raises(Invalid, match="table_too_many"):
        tidied(Sheet(agreements=("Oui.",) * 31))
