"""What a table writes for one question: its notes, what it agrees on, what it disagrees on, how
ready it is; and which of several devices' versions stand.

A disagreement holds its positions: nothing here merges two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from alienor.platform.errors import Invalid

NOTES_AT_MOST = 20_000  # characters: some eight pages
SENTENCE_AT_MOST = 300
AGREEMENTS_AT_MOST, DISAGREEMENTS_AT_MOST, POSITIONS_AT_MOST = 30, 20, 8
HANDS_AT_MOST = 500
READY = ("ready", "almost", "not_yet")


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """What a table disagrees on, and each position on it, in a sentence."""

    about: str
    positions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table's sheet for one question. `ready`, `almost`, `not_yet`: hands raised to "are we ready
    to conclude on this point?"; None where it was not asked."""

    notes: str = ""
    agreements: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    ready: int | None = None
    almost: int | None = None
    not_yet: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return self == Sheet()

    @property
    def hands(self) -> dict[str, int]:
        """How many raised their hand to each answer; empty where it was not asked."""
        given = {name: getattr(self, name) for name in READY}
        return {name: count or 0 for name, count in given.items()} if any(given.values()) else {}

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "notes": self.notes,
            "agreements": list(self.agreements),
            "disagreements": [
                {"about": one.about, "positions": list(one.positions)} for one in self.disagreements
            ],
            **{name: getattr(self, name) for name in READY},
        }


def read_sheet(content: Mapping[str, Any]) -> Sheet:
    """A sheet as it was stored (`Sheet.as_json`, with anything beside it)."""
    return Sheet(
        notes=content["notes"],
        agreements=tuple(content["agreements"]),
        disagreements=tuple(
            Disagreement(about=one["about"], positions=tuple(one["positions"]))
            for one in content["disagreements"]
        ),
        **{name: content[name] for name in READY},
    )


def tidied(sheet: Sheet) -> Sheet:
    """A sheet without empty lines nor outer spaces in its sentences.

    Errors: Invalid (`table_notes_long`, `table_sentence_long`, `table_too_many`, `hands_wrong`).
    """
    agreements = tuple(_line(one) for one in sheet.agreements if one.strip())
    disagreements = tuple(
        Disagreement(
            about=_line(one.about),
            positions=tuple(_line(each) for each in one.positions if each.strip()),
        )
        for one in sheet.disagreements
        if one.about.strip() or any(each.strip() for each in one.positions)
    )
    if len(sheet.notes) > NOTES_AT_MOST:
        raise Invalid("table_notes_long", field="notes", most=NOTES_AT_MOST)
    for field, count, most in (
        ("agreements", len(agreements), AGREEMENTS_AT_MOST),
        ("disagreements", len(disagreements), DISAGREEMENTS_AT_MOST),
        *(("disagreements", len(one.positions), POSITIONS_AT_MOST) for one in disagreements),
    ):
        if count > most:
            raise Invalid("table_too_many", field=field, most=most)
    for name in READY:
        hands = getattr(sheet, name)
        if hands is not None and not 0 <= hands <= HANDS_AT_MOST:
            raise Invalid("hands_wrong", field=name, most=HANDS_AT_MOST)
    return Sheet(
        notes=sheet.notes.replace("\r\n", "\n").rstrip(),
        agreements=agreements,
        disagreements=disagreements,
        ready=sheet.ready,
        almost=sheet.almost,
        not_yet=sheet.not_yet,
    )


def _line(words: str) -> str:
    said = " ".join(words.split())
    if len(said) > SENTENCE_AT_MOST:
        raise Invalid("table_sentence_long", field="agreements", most=SENTENCE_AT_MOST)
    return said


class Version(Protocol):
    """What one device last wrote: its own count, and up to which version of others it goes on."""

    client: str
    seq: int
    seen: dict[str, int]
    content: Any


def standing(versions: Iterable[Any]) -> list[Any]:
    """Those versions that no other one goes on from: one where devices saw each other, several
    where they wrote apart. Of two with the same content, the first.

    `versions`: one for each device (`Version`). A version vector, after Parker and others,
    "Detection of mutual inconsistency in distributed systems" (1983).
    """
    rows = list(versions)
    left = [
        one
        for one in rows
        if not any(other is not one and other.seen.get(one.client, 0) >= one.seq for other in rows)
    ]
    kept: list[Any] = []
    for one in left:
        if all(one.content != other.content for other in kept):
            kept.append(one)
    return kept


def vector_of(versions: Iterable[Any]) -> dict[str, int]:
    """Up to which version of each device somebody has seen who has seen all of these."""
    seen: dict[str, int] = {}
    for one in versions:
        for client, seq in {**one.seen, one.client: one.seq}.items():
            seen[client] = max(seen.get(client, 0), seq)
    return seen
